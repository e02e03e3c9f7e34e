#include "io_question.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/table/csv.h"
#include "session.h"

namespace nail::cli {
namespace {

// Rows of a small CSV file with exactly these columns in this order. Faults go to diagnostics.
std::vector<CsvRow> read_rows(const std::string& text, const std::string& file,
                              const std::vector<std::string>& columns, Diagnostics& diagnostics) {
  std::vector<CsvRow> rows;
  CsvReader reader(text, file, diagnostics);
  CsvRow row;
  bool header = true;
  while (reader.next(row)) {
    if (row.cells.size() != columns.size()) {
      diagnostics.fault({file, row.line, 1}, "row-width",
                        fmt::format("the row has {} cells, the file {} columns", row.cells.size(),
                                    columns.size()),
                        fmt::format("give {}", fmt::join(columns, ",")));
    } else if (header) {
      for (std::size_t k = 0; k < columns.size(); ++k) {
        if (row.cells[k].text == columns[k]) continue;
        diagnostics.fault(
            {file, row.cells[k].line, row.cells[k].column}, "missing-column",
            fmt::format("column {} is '{}'", k + 1, printable(std::string(row.cells[k].text))),
            fmt::format("the columns are {}", fmt::join(columns, ",")));
      }
    } else {
      rows.push_back(std::move(row));
      row = {};
    }
    header = false;
  }
  return rows;
}

std::optional<std::string> text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The product that a cell names; the table's number of products, and a fault, where there is none.
std::size_t product_of(const IoTable& table, const CsvCell& cell, const std::string& file,
                       Diagnostics& diagnostics) {
  const auto at = std::lower_bound(table.products.begin(), table.products.end(), cell.text);
  if (at != table.products.end() && *at == cell.text) {
    return static_cast<std::size_t>(at - table.products.begin());
  }
  const std::string name(cell.text);
  const std::string near = closest(name, table.products);
  diagnostics.fault(
      {file, cell.line, cell.column}, "unknown-reference",
      fmt::format("the table has no product '{}'", printable(name)),
      near.empty() ? "name a product of sectors" : fmt::format("is it {}?", printable(near)));
  return table.products.size();
}

bool is_infinite(std::string_view text) { return text == "inf" || text == "infinity"; }

// The days that a text gives, of any sign; nothing where it is no number.
std::optional<double> number_of(std::string_view text) {
  if (is_infinite(text)) return std::numeric_limits<double>::infinity();
  return parse_number(text);
}

std::optional<double> days_of(std::string_view text) {
  const auto days = number_of(text);
  const bool fits = days && *days >= 0 && (*days <= kMostInventory || std::isinf(*days));
  return fits ? days : std::nullopt;
}

Error faulty(const Diagnostics& diagnostics, const std::string& file,
             const StressOptions& options) {
  print_diagnostics(diagnostics, options.common, false);
  return {ExitCode::input, fmt::format("{} cannot be used", printable(file))};
}

Result<std::vector<double>> inventories(const IoTable& table, const StressOptions& options) {
  // What is out of range is refused with all other options.
  if (const auto days = number_of(options.inventory_days)) return std::vector<double>{*days};
  const std::string& file = options.inventory_days;
  const auto text = text_of(file);
  if (!text) {
    return fail(ExitCode::usage, fmt::format("--inventory-days is neither a number nor a file: {}",
                                             printable(file)));
  }
  Diagnostics diagnostics;
  const auto rows = read_rows(*text, file, {"product", "days"}, diagnostics);
  std::vector<double> days(table.products.size(), kUnknown);
  for (const CsvRow& row : rows) {
    const std::size_t s = product_of(table, row.cells[0], file, diagnostics);
    const auto given = days_of(row.cells[1].text);
    if (!given) {
      diagnostics.fault({file, row.cells[1].line, row.cells[1].column}, "bad-number",
                        fmt::format("days is no number from 0 to {}", kMostInventory),
                        "give a number, or inf for stocks that never run out");
    }
    if (s < days.size() && given) days[s] = *given;
  }
  if (diagnostics.has_faults()) return tl::unexpected(faulty(diagnostics, file, options));
  for (std::size_t s = 0; s < days.size(); ++s) {
    if (is_known(days[s])) continue;
    return fail(ExitCode::input,
                fmt::format("{} has no row for {}", printable(file), printable(table.products[s])));
  }
  return days;
}

Result<std::vector<InputClass>> classes(const IoTable& table, const StressOptions& options) {
  const std::string& file = options.input_classes;
  if (file.empty()) return std::vector<InputClass>{};
  const auto text = text_of(file);
  if (!text) {
    return fail(ExitCode::usage,
                fmt::format("--input-classes cannot be read: {}", printable(file)));
  }
  Diagnostics diagnostics;
  const auto rows =
      read_rows(*text, file, {"supplier_product", "buyer_product", "class"}, diagnostics);
  const std::size_t products = table.products.size();
  std::vector<InputClass> out(products * products, InputClass::essential);
  for (const CsvRow& row : rows) {
    const std::size_t supplier = product_of(table, row.cells[0], file, diagnostics);
    const std::size_t buyer = product_of(table, row.cells[1], file, diagnostics);
    const std::string_view word = row.cells[2].text;
    if (word != "0" && word != "1" && word != "2") {
      diagnostics.fault({file, row.cells[2].line, row.cells[2].column}, "bad-word",
                        fmt::format("class is '{}'", printable(std::string(word))),
                        "give 2 (essential), 1 (important) or 0 (optional)");
      continue;
    }
    if (supplier < products && buyer < products) {
      out[supplier * products + buyer] = static_cast<InputClass>(word[0] - '0');
    }
  }
  if (diagnostics.has_faults()) return tl::unexpected(faulty(diagnostics, file, options));
  return out;
}

}  // namespace

Result<IoOptions> io_options(const IoTable& table, const StressOptions& options) {
  if (!options.model.empty() && options.model != "ario") {
    return fail(ExitCode::usage, "an io case knows one model: --model ario");
  }
  if (options.bounds) {
    return fail(ExitCode::usage, "--bounds is for products cases: an io case has one model");
  }
  auto days = inventories(table, options);
  if (!days) return tl::unexpected(days.error());
  auto inputs = classes(table, options);
  if (!inputs) return tl::unexpected(inputs.error());
  IoOptions model;
  model.psi = options.psi;
  model.inventory_days = std::move(*days);
  model.classes = std::move(*inputs);
  if (options.restock_days > 0) model.restock_days = options.restock_days;
  model.alpha_base = options.alpha_base;
  model.alpha_max = options.alpha_max;
  model.alpha_days = options.alpha_days;
  model.step_days = options.step_days;
  model.alt = options.orders != "noalt";
  model.compat = options.compat;
  if (auto checked = check_io_options(table, model); !checked) {
    return tl::unexpected(checked.error());
  }
  return model;
}

IoPlanOptions io_plan_options(const StressOptions& options) {
  IoPlanOptions plan;
  plan.curve = options.recovery == "convex"    ? RecoveryCurve::convex
               : options.recovery == "concave" ? RecoveryCurve::concave
                                               : RecoveryCurve::linear;
  plan.capital_ratio = options.capital_ratio;
  plan.money_unit = options.money_unit;
  plan.compat = options.compat;
  return plan;
}

std::string number_or_null(double x) {
  return is_known(x) && !std::isinf(x) ? format_number(x) : "null";
}

std::vector<std::pair<std::string_view, std::string>> io_option_values(const StressOptions& options,
                                                                       const IoOptions& model) {
  return {{"days", std::to_string(options.days)},
          {"step_days", format_number(model.step_days)},
          {"psi", format_number(model.psi)},
          {"inventory_days", json_quote(options.inventory_days)},
          {"restock_days", format_number(model.restock_days)},
          {"alpha_base", format_number(model.alpha_base)},
          {"alpha_max", format_number(model.alpha_max)},
          {"alpha_days", format_number(model.alpha_days)},
          {"orders", json_quote(options.orders)},
          {"recovery", json_quote(options.recovery)},
          {"input_classes", json_quote(options.input_classes)},
          {"money_unit", format_number(options.money_unit)},
          {"capital_ratio", format_number(options.capital_ratio)},
          {"compat", model.compat ? "true" : "false"}};
}

void warn_of_instability(const IoSystem& system, const IoStability& stability,
                         const CommonOptions& options) {
  if (stability.unsafe.empty() || options.quiet) return;
  std::vector<std::string> names;
  for (const std::size_t s : stability.unsafe) {
    if (names.size() == 5) break;
    names.push_back(printable(system.table->products[s]));
  }
  print_line(fmt::format(
      "nail: warning: stocks of {} of {} products are short: (1 - psi) inventory / restocking is "
      "{:.2g}, below {}: a small shock may bring the model down for good ({}{})",
      stability.unsafe.size(), system.table->products.size(), stability.least, kUnstableBelow,
      join_words(names), stability.unsafe.size() > names.size() ? " ..." : ""));
}

}  // namespace nail::cli
