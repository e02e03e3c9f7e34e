#include "nail/case/typed_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/table/csv.h"

namespace nail {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

bool is_numeric(FieldType type) { return type == FieldType::number || type == FieldType::integer; }

// Checks a number against its field; returns it, or unknown after a fault.
double checked_number(const FieldSpec& spec, std::string_view cell, const Location& where,
                      Diagnostics& diagnostics) {
  const std::optional<double> value = parse_number(cell);
  if (!value) {
    diagnostics.fault(where, "bad-number",
                      fmt::format("{} is '{}', not a number", spec.name, cell.substr(0, 40)),
                      "write a plain decimal number, or leave the cell empty where it is unknown");
    return kUnknown;
  }
  if (spec.type == FieldType::integer && *value != std::floor(*value)) {
    diagnostics.fault(where, "bad-integer",
                      fmt::format("{} is {}, not a whole number", spec.name, cell),
                      "write a whole number");
    return kUnknown;
  }
  if (*value < spec.minimum) {
    const bool negative = spec.minimum == 0;
    diagnostics.fault(
        where, negative ? "negative-number" : "out-of-range",
        fmt::format("{} is {}, below {}", spec.name, cell, format_number(spec.minimum)),
        negative ? "numbers here are 0 or more" : "correct it");
    return kUnknown;
  }
  if (*value > spec.maximum) {
    const bool one = spec.maximum == 1;
    diagnostics.fault(
        where, one ? "above-one" : "out-of-range",
        fmt::format("{} is {}, above {}", spec.name, cell, format_number(spec.maximum)),
        one ? "shares and rates are 0 to 1: 80 % is 0.8" : "correct it");
    return kUnknown;
  }
  return *value;
}

// The schema of `x_low` and `x_high` is that of x; that of `low`, `high` is the ranged column's.
std::optional<FieldSpec> bound_of(const TableSpec& spec, std::string_view column) {
  for (const std::string_view ending : {std::string_view("_low"), std::string_view("_high")}) {
    if (!column.ends_with(ending)) continue;
    const FieldSpec* base = spec.find(column.substr(0, column.size() - ending.size()));
    if (base == nullptr || !is_numeric(base->type)) continue;
    FieldSpec bound = *base;
    bound.name = std::string(column);
    bound.required = false;
    return bound;
  }
  return std::nullopt;
}

}  // namespace

bool is_date(std::string_view text) {
  const auto digits = [&](std::size_t at, std::size_t count) {
    if (at + count > text.size()) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  const int year = digits(0, 4);
  if (year < 1) return false;
  if (text.size() == 4) return true;
  const int month = text.size() >= 7 && text[4] == '-' ? digits(5, 2) : -1;
  if (month < 1 || month > 12) return false;
  if (text.size() == 7) return true;
  if (text.size() != 10 || text[7] != '-') return false;
  constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int last = kDays[static_cast<std::size_t>(month - 1)] + (leap && month == 2 ? 1 : 0);
  const int day = digits(8, 2);
  return day >= 1 && day <= last;
}

TypedTable TypedTable::read(const TableSpec& spec, std::string file, std::string text,
                            const std::set<std::string>& declared_columns,
                            Diagnostics& diagnostics) {
  TypedTable table;
  table.spec_ = &spec;
  table.file_ = std::move(file);
  table.storage_.push_back(std::move(text));
  CsvReader reader(table.storage_.front(), table.file_, diagnostics);
  if (!table.read_header(declared_columns, reader, diagnostics)) return table;
  CsvRow row;
  while (reader.next(row)) {
    if (row.cells.size() != table.columns_.size()) {
      diagnostics.fault(
          {table.file_, row.line, 1}, "csv-width",
          fmt::format("{} cells where the header has {}", row.cells.size(), table.columns_.size()),
          "give every row as many cells as the header; quote cells with commas");
      continue;
    }
    table.offsets_.push_back(row.offset);
    table.lines_.push_back(row.line);
    for (std::string& unescaped : row.unescaped) {
      // The views of the row point into these strings: move the storage, not the text.
      const std::string_view old = unescaped;
      const std::string& kept = table.storage_.emplace_back(unescaped);
      for (CsvCell& cell : row.cells) {
        if (cell.text.data() == old.data()) cell.text = kept;
      }
    }
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
      const CsvCell& cell = row.cells[c];
      table.read_cell(table.columns_[c], cell.text, {table.file_, cell.line, cell.column},
                      diagnostics);
    }
  }
  table.check_ranges(diagnostics);
  table.check_keys(diagnostics);
  return table;
}

bool TypedTable::read_header(const std::set<std::string>& declared_columns, CsvReader& reader,
                             Diagnostics& diagnostics) {
  CsvRow header;
  if (!reader.next(header)) {
    if (!diagnostics.has_faults() || storage_.front().empty()) {
      diagnostics.fault({file_, 1, 1}, "empty-file", "the table has no header",
                        "write the column names in the first line");
    }
    return false;
  }
  std::vector<std::string> unknown;
  for (const CsvCell& cell : header.cells) {
    Column column;
    column.name = std::string(cell.text);
    const Location where{file_, cell.line, cell.column};
    if (column.name.empty()) {
      diagnostics.fault(where, "empty-column-name", "a column without a name", "name it");
    } else if (find(column.name)) {
      diagnostics.fault(where, "duplicate-column",
                        fmt::format("the column {} stands twice", column.name), "keep one");
    }
    if (const FieldSpec* spec = spec_->find(column.name)) {
      column.spec = *spec;
      column.known = true;
    } else if (auto bound = bound_of(*spec_, column.name)) {
      column.spec = *bound;
      column.known = true;
    } else {
      column.spec.name = column.name;
      const bool common = column.name == "note" || column.name == "source" || column.name == "year";
      if (!common && !declared_columns.contains(column.name)) {
        std::vector<std::string> known;
        for (const FieldSpec& field : spec_->fields) known.push_back(field.name);
        const std::string near = closest(column.name, known);
        diagnostics.warning(where, "unknown-column",
                            fmt::format("{} has no column {}", spec_->name, column.name),
                            near.empty() ? "it is kept and not used"
                                         : fmt::format("it is kept and not used; is it {}?", near));
      }
    }
    columns_.push_back(std::move(column));
  }
  for (const FieldSpec& field : spec_->fields) {
    if (!field.required || find(field.name)) continue;
    // A range without a value is allowed, so a ranged column may be absent where low and high are.
    const bool ranged =
        std::find(spec_->ranged.begin(), spec_->ranged.end(), field.name) != spec_->ranged.end();
    if (ranged && find("low") && find("high")) continue;
    diagnostics.fault({file_, header.line, 1}, "missing-column",
                      fmt::format("{} needs the column {}", spec_->name, field.name), "add it");
  }
  return true;
}

void TypedTable::read_cell(Column& column, std::string_view cell, const Location& where,
                           Diagnostics& diagnostics) {
  const FieldSpec& spec = column.spec;
  if (is_numeric(spec.type)) {
    if (trim(cell).empty()) {
      const auto fallback = parse_number(spec.default_value);
      column.numbers.push_back(fallback ? *fallback : kUnknown);
      const bool ranged =
          std::find(spec_->ranged.begin(), spec_->ranged.end(), spec.name) != spec_->ranged.end();
      if (spec.required && !ranged) {
        diagnostics.fault(where, "missing-value", fmt::format("{} is empty", spec.name),
                          "fill it in, or take the row out");
      }
      return;
    }
    column.numbers.push_back(checked_number(spec, cell, where, diagnostics));
    return;
  }
  if (cell.empty()) {
    if (spec.required) {
      diagnostics.fault(where, "missing-value", fmt::format("{} is empty", spec.name),
                        "fill it in, or take the row out");
    }
    column.texts.push_back(spec.default_value.empty() ? cell : column.spec.default_value);
    return;
  }
  if (!spec.values.empty() &&
      std::find(spec.values.begin(), spec.values.end(), cell) == spec.values.end()) {
    diagnostics.fault(where, "unknown-word",
                      fmt::format("{} is '{}'", spec.name, cell.substr(0, 40)),
                      fmt::format("write one of: {}", fmt::join(spec.values, ", ")));
    cell = spec.default_value;
  }
  if (spec.type == FieldType::date && !is_date(cell)) {
    diagnostics.fault(where, "bad-date",
                      fmt::format("{} is '{}', not a date", spec.name, cell.substr(0, 40)),
                      "write yyyy-mm-dd, yyyy-mm or yyyy");
    cell = {};
  }
  column.texts.push_back(cell);
}

void TypedTable::check_ranges(Diagnostics& diagnostics) const {
  const auto check = [&](std::size_t row, const std::string& value, const std::string& low,
                         const std::string& high) {
    const double v = number(value, row);
    const double l = number(low, row);
    const double h = number(high, row);
    if (!std::isnan(l) && !std::isnan(h) && l > h) {
      diagnostics.fault(at(row, low), "range-order", fmt::format("{} is above {}", low, high),
                        "swap them");
    } else if (!std::isnan(v) && ((!std::isnan(l) && v < l) || (!std::isnan(h) && v > h))) {
      diagnostics.fault(at(row, value), "range-order",
                        fmt::format("{} lies outside {} to {}", value, low, high),
                        "correct the value or its range");
    }
  };
  for (const Column& column : columns_) {
    if (column.name.ends_with("_low")) {
      const std::string base = column.name.substr(0, column.name.size() - 4);
      if (!column.known || !find(base + "_high")) continue;
      for (std::size_t row = 0; row < rows(); ++row) check(row, base, column.name, base + "_high");
    }
  }
  if (spec_->ranged.empty()) return;
  for (std::size_t row = 0; row < rows(); ++row) {
    std::vector<std::string> given;
    for (const std::string& value : spec_->ranged) {
      if (!std::isnan(number(value, row))) given.push_back(value);
    }
    const double low = number("low", row);
    const double high = number("high", row);
    const bool range = !std::isnan(low) && !std::isnan(high);
    if (given.size() > 1) {
      diagnostics.fault(at(row, given[1]), "two-values",
                        fmt::format("the row gives {} and {}", given[0], given[1]), "give one");
    }
    const std::string& main = given.empty() ? spec_->ranged.front() : given.front();
    const std::string_view status = text("status", row);
    if (given.empty() && !range && status != "withheld" && status != "negligible") {
      diagnostics.fault(at(row, has(main) ? main : ""), "missing-value",
                        fmt::format("the row gives no {}", fmt::join(spec_->ranged, " or ")),
                        "fill it in, give low and high, or take the row out");
    }
    const FieldSpec* spec = spec_->find(main);
    for (const std::string bound : {"low", "high"}) {
      const double value = number(bound, row);
      if (std::isnan(value) || spec == nullptr) continue;
      if (value > spec->maximum) {
        diagnostics.fault(at(row, bound), "above-one",
                          fmt::format("{} of {} is {}, above {}", bound, main, format_number(value),
                                      format_number(spec->maximum)),
                          "shares and rates are 0 to 1");
      }
    }
    check(row, main, "low", "high");
  }
}

void TypedTable::check_keys(Diagnostics& diagnostics) const {
  if (spec_->key.empty()) return;
  std::unordered_map<std::string, std::size_t> seen;
  seen.reserve(rows());
  for (std::size_t row = 0; row < rows(); ++row) {
    std::string key;
    for (const std::string& field : spec_->key) {
      const FieldSpec* spec = spec_->find(field);
      if (spec != nullptr && is_numeric(spec->type)) {
        const double value = number(field, row);
        key += std::isnan(value) ? spec->default_value : format_number(value);
      } else {
        const std::string_view value = text(field, row);
        key += value.empty() && spec != nullptr ? std::string_view(spec->default_value) : value;
      }
      key += '\x1f';
    }
    const auto [first, added] = seen.emplace(std::move(key), row);
    if (!added) {
      diagnostics.fault(at(row, spec_->key.front()), "duplicate-key",
                        fmt::format("the row repeats the key ({}) of line {}",
                                    fmt::join(spec_->key, ", "), lines_[first->second]),
                        "keep one of the two, or make the key tell them apart");
    }
  }
}

std::optional<std::size_t> TypedTable::find(std::string_view column) const {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (columns_[c].name == column) return c;
  }
  return std::nullopt;
}

std::vector<std::string> TypedTable::column_names() const {
  std::vector<std::string> names;
  for (const Column& column : columns_) names.push_back(column.name);
  return names;
}

std::string_view TypedTable::text(std::string_view column, std::size_t row) const {
  if (const auto c = find(column); c && !columns_[*c].texts.empty()) {
    return columns_[*c].texts[row];
  }
  if (const FieldSpec* field = spec_->find(column)) return field->default_value;
  return {};
}

double TypedTable::number(std::string_view column, std::size_t row) const {
  if (const auto c = find(column); c && !columns_[*c].numbers.empty()) {
    return columns_[*c].numbers[row];
  }
  if (const FieldSpec* field = spec_->find(column)) {
    if (const auto fallback = parse_number(field->default_value)) return *fallback;
  }
  return kUnknown;
}

std::string TypedTable::raw(std::string_view column, std::size_t row) const {
  const auto c = find(column);
  if (!c) return {};
  Diagnostics ignored;
  CsvReader reader(storage_.front(), file_, ignored, {offsets_[row], lines_[row]});
  CsvRow cells;
  if (!reader.next(cells) || *c >= cells.cells.size()) return {};
  return std::string(cells.cells[*c].text);
}

Location TypedTable::at(std::size_t row, std::string_view column) const {
  Location where{file_, lines_[row], 1};
  const auto c = find(column);
  if (!c) return where;
  // Columns are not kept per cell: read the one row again.
  Diagnostics ignored;
  CsvReader reader(storage_.front(), file_, ignored, {offsets_[row], lines_[row]});
  CsvRow cells;
  if (reader.next(cells) && *c < cells.cells.size()) {
    where.line = cells.cells[*c].line;
    where.column = cells.cells[*c].column;
  }
  return where;
}

}  // namespace nail
