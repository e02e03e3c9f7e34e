#include "nail/case/typed_table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/base/text.h"
#include "nail/table/csv.h"

namespace nail {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// More columns than any schema has many times over: a file of another kind.
constexpr std::size_t kMostColumns = 1000;

bool is_numeric(FieldType type) { return type == FieldType::number || type == FieldType::integer; }

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

double default_number(const FieldSpec& spec) {
  return parse_number(spec.default_value).value_or(kUnknown);
}

// The start of a cell, for a message: whole characters.
std::string_view shortened(std::string_view text) {
  constexpr std::size_t kMost = 40;
  if (text.size() <= kMost) return text;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// Any row may carry a year, also where the schema of its table does not list it.
FieldSpec year_field() {
  return {.name = "year", .type = FieldType::integer, .minimum = 1000, .maximum = 2999};
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
                            const std::set<std::string>& declared_columns, Diagnostics& diagnostics,
                            bool rows_only) {
  TypedTable table;
  table.spec_ = &spec;
  table.file_ = std::move(file);
  table.rows_only_ = rows_only;
  table.storage_.push_back(std::move(text));
  CsvReader reader(table.storage_.front(), table.file_, diagnostics);
  if (!table.read_header(declared_columns, reader, diagnostics)) {
    table.is_whole_ = false;
    return table;
  }
  CsvRow row;
  while (reader.next(row)) {
    table.offsets_.push_back(row.offset);
    table.lines_.push_back(rows_only ? table.offsets_.size() + 1 : row.line);
    // The views of a row point into its own strings where a quote was doubled: keep the text. The
    // strings stand in the order of their cells.
    auto cell_of = row.cells.begin();
    for (const std::string& unescaped : row.unescaped) {
      const std::string& kept = table.storage_.emplace_back(unescaped);
      while (cell_of->text.data() != unescaped.data()) ++cell_of;
      cell_of->text = kept;
    }
    if (row.cells.size() != table.columns_.size()) {
      table.read_torn_row(row, diagnostics);
      continue;
    }
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
      table.read_cell(c, row.cells[c], diagnostics);
    }
  }
  table.is_whole_ = !reader.is_broken();
  table.check_bounds(diagnostics);
  table.check_values(diagnostics);
  table.check_keys(diagnostics);
  return table;
}

// The cells that are there are kept as text, so that what they name is known; which of them stand
// under their own header nobody can say, so that no number is taken and nothing more is reported.
void TypedTable::read_torn_row(const CsvRow& row, Diagnostics& diagnostics) {
  torn_.push_back(rows() - 1);
  diagnostics.fault(
      {file_, lines_.back(), 1}, "csv-width",
      fmt::format("{} cells where the header has {}", row.cells.size(), columns_.size()),
      "give every row as many cells as the header; quote cells with commas");
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (is_numeric(columns_[c].spec.type)) {
      columns_[c].numbers.push_back(kUnknown);
    } else {
      columns_[c].texts.push_back(c < row.cells.size() ? row.cells[c].text : std::string_view());
    }
  }
}

bool TypedTable::read_header(const std::set<std::string>& declared_columns, CsvReader& reader,
                             Diagnostics& diagnostics) {
  CsvRow header;
  if (!reader.next(header)) {
    if (!reader.is_broken()) {
      diagnostics.fault({file_, 1, 1}, "empty-file", "the table has no header",
                        "write the column names in the first line");
    }
    return false;
  }
  if (header.cells.size() == 1) {
    const std::string_view only = header.cells.front().text;
    if (const std::size_t at = only.find_first_of(";\t|"); at != std::string_view::npos) {
      diagnostics.fault(
          {file_, header.line, header.cells.front().column + utf8_length(only.substr(0, at))},
          "csv-delimiter",
          fmt::format("the cells are parted by {}",
                      only[at] == '\t' ? "tabs" : fmt::format("'{}'", only[at])),
          "save the table with commas");
      return false;
    }
  }
  if (header.cells.size() > kMostColumns) {
    diagnostics.fault({file_, header.line, 1}, "csv-width",
                      fmt::format("{} columns, more than {}", header.cells.size(), kMostColumns),
                      "give the columns of the table's schema");
    return false;
  }
  for (const CsvCell& cell : header.cells) {
    Column column;
    column.name = std::string(cell.text);
    const Location where{file_, cell.line, rows_only_ ? columns_.size() + 1 : cell.column};
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
      if (column.name == "year") column.spec = year_field();
      if (!common && !spec_->is_open && !column.name.empty() &&
          !declared_columns.contains(column.name)) {
        std::vector<std::string> known;
        for (const FieldSpec& field : spec_->fields) known.push_back(field.name);
        const std::string near = closest(column.name, known);
        diagnostics.warning(where, "unknown-column",
                            fmt::format("{} has no column {}", spec_->name, column.name),
                            near.empty() ? "it is kept and not used"
                                         : fmt::format("it is kept and not used; is it {}?", near));
      }
    }
    column.default_number = default_number(column.spec);
    column.is_ranged =
        std::find(spec_->ranged.begin(), spec_->ranged.end(), column.name) != spec_->ranged.end();
    columns_.push_back(std::move(column));
  }
  for (const FieldSpec& field : spec_->fields) {
    if (!field.required || find(field.name)) continue;
    // A range without a value is allowed, so a ranged column may be absent where low and high are.
    const bool ranged =
        std::find(spec_->ranged.begin(), spec_->ranged.end(), field.name) != spec_->ranged.end();
    if (ranged && ((find("low") && find("high")) ||
                   (find(field.name + "_low") && find(field.name + "_high")))) {
      continue;
    }
    diagnostics.fault({file_, header.line, 1}, "missing-column",
                      fmt::format("{} needs the column {}", spec_->name, field.name), "add it");
  }
  return true;
}

void TypedTable::cell_fault(std::size_t column, const CsvCell& cell, Diagnostics& diagnostics,
                            const char* code, std::string what, std::string remedy) {
  bad_.emplace_back(rows() - 1, column);
  const Location where = rows_only_ ? Location{file_, lines_.back(), column + 1}
                                    : Location{file_, cell.line, cell.column};
  diagnostics.fault(where, code, std::move(what), std::move(remedy));
}

// Checks a number against its field; returns it, or unknown after a fault.
double TypedTable::checked_number(std::size_t column, const CsvCell& cell,
                                  Diagnostics& diagnostics) {
  const FieldSpec& spec = columns_[column].spec;
  const std::optional<double> value = parse_number(cell.text);
  if (!value) {
    cell_fault(column, cell, diagnostics, "bad-number",
               fmt::format("{} is '{}', not a number", spec.name, shortened(cell.text)),
               "write a plain decimal number, or leave the cell empty where it is unknown");
    return kUnknown;
  }
  if (*value < spec.minimum) {
    const bool negative = spec.minimum == 0;
    cell_fault(column, cell, diagnostics, negative ? "negative-number" : "out-of-range",
               fmt::format("{} is {}, below {}", spec.name, shortened(cell.text),
                           format_number(spec.minimum)),
               negative ? "numbers here are 0 or more" : "correct it");
    return kUnknown;
  }
  if (*value > spec.maximum) {
    const bool one = spec.maximum == 1;
    cell_fault(column, cell, diagnostics, one ? "above-one" : "out-of-range",
               fmt::format("{} is {}, above {}", spec.name, shortened(cell.text),
                           format_number(spec.maximum)),
               one ? "shares and rates are 0 to 1: 80 % is 0.8" : "correct it");
    return kUnknown;
  }
  if (spec.type == FieldType::integer && *value != std::floor(*value)) {
    cell_fault(column, cell, diagnostics, "bad-integer",
               fmt::format("{} is {}, not a whole number", spec.name, shortened(cell.text)),
               "write a whole number");
    return kUnknown;
  }
  return *value;
}

void TypedTable::read_cell(std::size_t c, const CsvCell& cell, Diagnostics& diagnostics) {
  Column& column = columns_[c];
  const FieldSpec& spec = column.spec;
  std::string_view text = cell.text;
  if (NAIL_MUTANT(typed_table_reads_refused_cells, cell.is_refused, false)) {
    bad_.emplace_back(rows() - 1, c);
    if (is_numeric(spec.type)) {
      column.numbers.push_back(kUnknown);
    } else {
      column.texts.push_back({});
    }
    return;
  }
  const auto missing = [&] {
    cell_fault(c, cell, diagnostics, "missing-value", fmt::format("{} is empty", spec.name),
               "fill it in, or take the row out");
  };
  if (is_numeric(spec.type)) {
    if (text.find_first_not_of(' ') == std::string_view::npos) {
      column.numbers.push_back(column.default_number);
      if (spec.required && !column.is_ranged) missing();
      return;
    }
    column.numbers.push_back(checked_number(c, cell, diagnostics));
    return;
  }
  if (text.empty()) {
    if (spec.required) missing();
    column.texts.push_back(spec.default_value);
    return;
  }
  if (!spec.values.empty() &&
      std::find(spec.values.begin(), spec.values.end(), text) == spec.values.end()) {
    cell_fault(c, cell, diagnostics, "unknown-word",
               fmt::format("{} is '{}'", spec.name, shortened(text)),
               fmt::format("write one of: {}", fmt::join(spec.values, ", ")));
    text = spec.default_value;
  }
  if (spec.type == FieldType::date && !is_date(text)) {
    cell_fault(c, cell, diagnostics, "bad-date",
               fmt::format("{} is '{}', not a date", spec.name, shortened(text)),
               "write yyyy-mm-dd, yyyy-mm or yyyy");
    text = {};
  }
  column.texts.push_back(text);
}

bool TypedTable::is_torn(std::size_t row) const {
  return !torn_.empty() && std::binary_search(torn_.begin(), torn_.end(), row);
}

bool TypedTable::has_fault(std::size_t row) const {
  const auto bad = std::lower_bound(bad_.begin(), bad_.end(), std::make_pair(row, std::size_t{0}));
  return is_torn(row) || (bad != bad_.end() && bad->first == row);
}

bool TypedTable::is_bad(std::size_t row, std::string_view column) const {
  if (bad_.empty()) return false;
  const auto c = find(column);
  return c && std::binary_search(bad_.begin(), bad_.end(), std::make_pair(row, *c));
}

void TypedTable::check_order(Diagnostics& diagnostics, std::size_t row, const std::string& value,
                             const std::string& low, const std::string& high) const {
  const double v = number(value, row);
  const double l = number(low, row);
  const double h = number(high, row);
  if (l > h) {
    diagnostics.fault(at(row, low), "range-order", fmt::format("{} is above {}", low, high),
                      "swap them");
  } else if (v < l || v > h) {
    diagnostics.fault(at(row, value), "range-order",
                      fmt::format("{} is {}, {} {}", value, format_number(v),
                                  v < l ? "below" : "above", v < l ? low : high),
                      "correct the value or its range");
  }
}

// The order of x_low, x and x_high, of from_date and to_date, of start and end.
void TypedTable::check_bounds(Diagnostics& diagnostics) const {
  std::set<std::string> bases;
  for (const Column& column : columns_) {
    if (!column.known || spec_->find(column.name) != nullptr) continue;
    bases.insert(column.name.substr(0, column.name.rfind('_')));
  }
  for (const std::string& base : bases) {
    for (std::size_t row = 0; row < rows(); ++row) {
      check_order(diagnostics, row, base, base + "_low", base + "_high");
    }
  }
  for (const auto& [first, last] : {std::pair<const char*, const char*>{"from_date", "to_date"},
                                    std::pair<const char*, const char*>{"start", "end"}}) {
    if (!has(first) || !has(last) || spec_->find(first) == nullptr) continue;
    const Texts from = texts(first);
    const Texts to = texts(last);
    for (std::size_t row = 0; row < rows(); ++row) {
      // 2020 and 2020-05 say nothing about each other's order.
      const std::size_t common = std::min(from[row].size(), to[row].size());
      if (to[row].substr(0, common) >= from[row].substr(0, common) || is_torn(row)) continue;
      diagnostics.fault(at(row, last), "date-order", fmt::format("{} is before {}", last, first),
                        "swap them, or correct one");
    }
  }
}

// That a row gives one of the columns that `low` and `high` belong to, and a range that fits it.
// Where they belong to one column that may be empty, a row need not give it.
void TypedTable::check_values(Diagnostics& diagnostics) const {
  if (spec_->ranged.empty()) return;
  const FieldSpec* only = spec_->ranged.size() == 1 ? spec_->find(spec_->ranged.front()) : nullptr;
  const bool is_optional = only != nullptr && !only->required;
  const Numbers low = numbers("low");
  const Numbers high = numbers("high");
  const Texts status = texts("status");
  struct Value {
    std::string name;
    Numbers numbers, low, high;
  };
  std::vector<Value> values;
  for (const std::string& name : spec_->ranged) {
    values.push_back({name, numbers(name), numbers(name + "_low"), numbers(name + "_high")});
  }
  for (std::size_t row = 0; row < rows(); ++row) {
    const Value* main = nullptr;  // whose range low and high are
    const Value* second = nullptr;
    const Value* own = nullptr;  // a value that has a range of its own
    for (const Value& value : values) {
      if (!std::isnan(value.low[row]) || !std::isnan(value.high[row])) own = &value;
      if (std::isnan(value.numbers[row])) continue;
      (main == nullptr ? main : second) = &value;
    }
    const bool range = !std::isnan(low[row]) || !std::isnan(high[row]);
    const bool whole_range =
        (!std::isnan(low[row]) && !std::isnan(high[row])) ||
        (own != nullptr && !std::isnan(own->low[row]) && !std::isnan(own->high[row]));
    if (main == nullptr) {
      if (is_torn(row)) continue;
      const bool refused = is_bad(row, "low") || is_bad(row, "high") ||
                           std::any_of(values.begin(), values.end(),
                                       [&](const Value& value) { return is_bad(row, value.name); });
      if (!refused && !whole_range && !is_optional && status[row] != "withheld" &&
          status[row] != "negligible") {
        diagnostics.fault(
            at(row, has(values.front().name) ? values.front().name : values.back().name),
            "missing-value", fmt::format("the row gives no {}", fmt::join(spec_->ranged, " or ")),
            "fill it in, give low and high, or take the row out");
      }
    }
    if (second != nullptr) {
      diagnostics.fault(at(row, second->name), "two-values",
                        fmt::format("the row gives {} and {}", main->name, second->name),
                        "give one");
    }
    if (!range) continue;
    if (own != nullptr) {
      diagnostics.fault(
          at(row, std::isnan(low[row]) ? "high" : "low"), "two-values",
          fmt::format("the row gives low or high, and a range of {} beside", own->name),
          "give one range");
    }
    const std::string name = main != nullptr ? main->name : plain_range_column();
    const FieldSpec* spec = spec_->find(name);
    for (const char* bound : {"low", "high"}) {
      const double value = bound[0] == 'l' ? low[row] : high[row];
      if (spec == nullptr || std::isnan(value) || value <= spec->maximum) continue;
      diagnostics.fault(at(row, bound), "above-one",
                        fmt::format("{} of {} is {}, above {}", bound, name, format_number(value),
                                    format_number(spec->maximum)),
                        "shares and rates are 0 to 1: 80 % is 0.8");
    }
    check_order(diagnostics, row, name, "low", "high");
  }
}

std::string TypedTable::plain_range_column() const {
  for (const std::string& name : spec_->ranged) {
    if (has(name)) return name;
  }
  return spec_->ranged.empty() ? std::string() : spec_->ranged.front();
}

bool TypedTable::equal_keys(std::span<const std::size_t> columns, std::size_t a,
                            std::size_t b) const {
  return std::all_of(columns.begin(), columns.end(), [&](std::size_t c) {
    const Column& column = columns_[c];
    if (!is_numeric(column.spec.type)) return column.texts[a] == column.texts[b];
    const double x = column.numbers[a];
    const double y = column.numbers[b];
    return x == y || (std::isnan(x) && std::isnan(y));
  });
}

void TypedTable::check_keys(Diagnostics& diagnostics) {
  // A column that is not in the table is the same in all rows. Without a column that must be there
  // (which was reported) nothing tells rows apart.
  std::vector<std::size_t> columns;
  for (const std::string& field : spec_->key) {
    const auto c = find(field);
    const FieldSpec* spec = spec_->find(field);
    if (c) {
      columns.push_back(*c);
    } else if (spec != nullptr && spec->required) {
      return;
    }
  }
  if (columns.empty()) return;
  // Rows by hash, in an open table at most half full; equal hashes are compared cell by cell.
  constexpr std::uint32_t kFree = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> slots(std::bit_ceil(2 * rows() + 1), kFree);
  for (std::size_t row = 0; row < rows(); ++row) {
    std::uint64_t hash = 0;
    bool refused = is_torn(row);
    for (const std::size_t c : columns) {
      const Column& column = columns_[c];
      const std::size_t cell =
          is_numeric(column.spec.type)
              ? std::hash<double>{}(std::isnan(column.numbers[row]) ? -1.0 : column.numbers[row])
              : std::hash<std::string_view>{}(column.texts[row]);
      hash = (hash ^ cell) * 0x9E3779B97F4A7C15ULL;
      hash ^= hash >> 32;
      if (!bad_.empty()) refused = refused || is_bad(row, column.name);
    }
    if (NAIL_MUTANT(keys_of_refused_cells_compared, refused, false)) continue;
    std::size_t slot = hash & (slots.size() - 1);
    while (slots[slot] != kFree && !equal_keys(columns, slots[slot], row)) {
      slot = (slot + 1) & (slots.size() - 1);
    }
    if (slots[slot] == kFree) {
      slots[slot] = static_cast<std::uint32_t>(row);
      continue;
    }
    has_repeated_keys_ = true;
    diagnostics.fault(at(row, columns_[columns.front()].name), "duplicate-key",
                      fmt::format("the row repeats the key ({}) of line {}",
                                  fmt::join(spec_->key, ", "), lines_[slots[slot]]),
                      "keep one of the two, or make the key tell them apart");
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

bool TypedTable::is_number(std::string_view column) const {
  const auto c = find(column);
  return c && is_numeric(columns_[*c].spec.type);
}

std::string_view TypedTable::text(std::string_view column, std::size_t row) const {
  return texts(column)[row];
}

double TypedTable::number(std::string_view column, std::size_t row) const {
  return numbers(column)[row];
}

TypedTable::Texts TypedTable::texts(std::string_view column) const {
  if (const auto c = find(column)) return {columns_[*c].texts, columns_[*c].spec.default_value};
  const FieldSpec* field = spec_->find(column);
  return {{}, field == nullptr ? std::string_view() : field->default_value};
}

TypedTable::Numbers TypedTable::numbers(std::string_view column) const {
  if (const auto c = find(column)) return {columns_[*c].numbers, columns_[*c].default_number};
  const FieldSpec* field = spec_->find(column);
  return {{}, field == nullptr ? kUnknown : default_number(*field)};
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
  if (column.empty()) return where;
  const auto c = find(column);
  if (!c) return where;
  if (rows_only_) {
    where.column = *c + 1;
    return where;
  }
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
