#include "nail/case/bind_firms.h"

#include <algorithm>
#include <optional>

#include "nail/base/mutant.h"
#include "nail/base/text.h"

namespace nail {
namespace {

const TypedTable* find(const TypedTables& tables, const char* name) {
  const auto found = tables.find(name);
  return found == tables.end() ? nullptr : &found->second;
}

// The column as numbers where every cell that is not empty is one, and there is one.
std::optional<std::vector<double>> as_numbers(const TypedTable::Texts& cells,
                                              const std::vector<std::size_t>& rows) {
  std::vector<double> numbers;
  numbers.reserve(rows.size());
  bool any = false;
  for (const std::size_t row : rows) {
    if (cells[row].empty()) {
      numbers.push_back(kUnknown);
      continue;
    }
    const std::optional<double> number = parse_number(cells[row]);
    if (!number) return std::nullopt;
    numbers.push_back(*number);
    any = true;
  }
  if (!any) return std::nullopt;
  return numbers;
}

FirmColumn as_words(const TypedTable::Texts& cells, const std::vector<std::size_t>& rows) {
  FirmColumn column;
  column.words.reserve(rows.size());
  std::unordered_map<std::string_view, std::uint32_t> positions;
  for (const std::size_t row : rows) {
    const auto [at, is_new] =
        positions.emplace(cells[row], static_cast<std::uint32_t>(column.dictionary.size()));
    if (is_new) column.dictionary.emplace_back(cells[row]);
    column.words.push_back(at->second);
  }
  return column;
}

std::vector<double> numbers_of(const TypedTable& table, const std::string& column,
                               const std::vector<std::size_t>& rows) {
  const auto cells = table.numbers(column);
  std::vector<double> out;
  out.reserve(rows.size());
  for (const std::size_t row : rows) out.push_back(cells[row]);
  return out;
}

void bind_columns(const TypedTable& table, const std::vector<std::size_t>& rows, FirmData& firms) {
  for (const std::string& name : table.column_names()) {
    if (name == "site" || name == "product" || name == "note" || name == "source") continue;
    if (name == "output") {
      firms.output = numbers_of(table, name, rows);
      continue;
    }
    FirmColumn column;
    if (table.is_number(name)) {
      column.numbers = numbers_of(table, name, rows);
    } else {
      const auto cells = table.texts(name);
      // Places are names, also where all of them are digits.
      auto numbers = name == "place" ? std::nullopt : as_numbers(cells, rows);
      if (numbers) {
        column.numbers = std::move(*numbers);
      } else {
        column = as_words(cells, rows);
      }
    }
    column.name = name;
    firms.columns.push_back(std::move(column));
  }
}

}  // namespace

std::uint32_t ProductNames::position(std::string_view name) {
  const auto [at, is_new] = positions_.emplace(name, static_cast<std::uint32_t>(names_.size()));
  if (is_new) names_.emplace_back(name);
  return at->second;
}

void bind_firm_sites(const TypedTables& tables, ProductNames& products, FirmData& firms) {
  if (const TypedTable* table = find(tables, "sites")) {
    const auto ids = table->texts("site");
    const auto names = table->texts("product");
    std::vector<std::size_t> rows;  // of the table, beside sites
    rows.reserve(table->rows());
    firms.sites.reserve(table->rows());
    firms.product.reserve(table->rows());
    const auto add = [&](std::size_t row) {
      rows.push_back(row);
      firms.sites.emplace_back(ids[row]);
      firms.product.push_back(products.position(names[row]));
    };
    if (table->has_repeated_keys()) {
      std::unordered_map<std::string_view, std::size_t> seen;
      for (std::size_t row = 0; row < table->rows(); ++row) {
        if (seen.emplace(ids[row], row).second) add(row);
      }
    } else {
      for (std::size_t row = 0; row < table->rows(); ++row) add(row);
    }
    bind_columns(*table, rows, firms);
  }
  if (const TypedTable* table = find(tables, "essentiality")) {
    const auto suppliers = table->texts("supplier_product");
    const auto buyers = table->texts("buyer_product");
    const auto classes = table->numbers("class");
    firms.classes.reserve(table->rows());
    for (std::size_t row = 0; row < table->rows(); ++row) {
      if (!is_known(classes[row])) continue;
      firms.classes.push_back({products.position(suppliers[row]), products.position(buyers[row]),
                               static_cast<int>(classes[row])});
    }
  }
}

void bind_firm_links(const TypedTables& tables, const SiteIndex& sites, ProductNames& products,
                     FirmData& firms) {
  const TypedTable* table = find(tables, "links");
  if (table == nullptr) return;  // read already, or absent
  const auto suppliers = table->texts("supplier");
  const auto buyers = table->texts("buyer");
  const auto values = table->numbers("value");
  const auto names = table->texts("product");
  const bool has_product = table->has("product");
  FirmLinks& links = firms.links;
  links.supplier.reserve(table->rows());
  links.buyer.reserve(table->rows());
  links.value.reserve(table->rows());
  if (has_product) links.product.reserve(table->rows());
  for (std::size_t row = 0; row < table->rows(); ++row) {
    const std::uint32_t supplier = sites.find(suppliers[row]);
    const std::uint32_t buyer = sites.find(buyers[row]);
    if (supplier == SiteIndex::kNone || buyer == SiteIndex::kNone || !is_known(values[row])) {
      continue;
    }
    links.supplier.push_back(supplier);
    links.buyer.push_back(buyer);
    links.value.push_back(values[row]);
    if (!has_product) continue;
    // An empty cell: what the supplier makes.
    links.product.push_back(
        names[row].empty()
            ? NAIL_MUTANT(link_product_of_buyer, firms.product[supplier], firms.product[buyer])
            : products.position(names[row]));
  }
}

}  // namespace nail
