#include "nail/case/check_firms.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/case/firm_counts.h"

namespace nail {
namespace {

// Of a long list the first are named.
constexpr std::size_t kMostNamed = 5;

void note_unclassed(const TypedTable& essentiality, const FirmData& firms,
                    Diagnostics& diagnostics) {
  std::vector<bool> sells(firms.products.size(), false);
  std::vector<bool> buys(firms.products.size(), false);
  for (const FirmClass& row : firms.classes) {
    sells[row.supplier_product] = true;
    buys[row.buyer_product] = true;
  }
  std::vector<bool> is_made(firms.products.size(), false);
  for (const std::uint32_t product : firms.product) is_made[product] = true;
  std::vector<std::string> missing;
  std::size_t count = 0;
  for (std::size_t k = 0; k < firms.products.size(); ++k) {
    if (!is_made[k] || (sells[k] && buys[k])) continue;
    if (++count <= kMostNamed) missing.push_back(printable(firms.products[k]));
  }
  if (count == 0) return;
  if (count > kMostNamed) missing.push_back(fmt::format("{} more", count - kMostNamed));
  diagnostics.note(
      {essentiality.file(), 1, 1}, "unclassed-product",
      fmt::format("{} in no row as a supplier's or in none as a buyer's: {}",
                  count == 1 ? "1 product of sites stands"
                             : fmt::format("{} products of sites stand", count),
                  join_words(missing)),
      fmt::format("pairs without a class are of class {}; add them, or set nail.default_class",
                  firms.default_class.value_or(1)));
}

}  // namespace

void check_firms_case(const TypedTables& tables, const Case& data, Diagnostics& diagnostics) {
  const FirmData& firms = data.firms;
  const auto path_of = [&](std::string_view name) -> const TableInfo* {
    const auto found = std::find_if(data.tables.begin(), data.tables.end(),
                                    [&](const TableInfo& table) { return table.name == name; });
    return found == data.tables.end() ? nullptr : &*found;
  };
  const auto sites = tables.find("sites");
  if (sites == tables.end() || !sites->second.is_whole()) return;
  if (firms.sites.empty()) {
    diagnostics.fault({sites->second.file(), 1, 1}, "empty-network", "there is no site",
                      "add a row for each site");
  } else if (const TableInfo* links = path_of("links"); links != nullptr && links->rows == 0) {
    diagnostics.warning({links->path, 1, 1}, "empty-network",
                        "there is no link: what fails reaches nobody",
                        "add a row for each supplier and buyer");
  }
  const FirmSums sums = sums_are_numbers(firms.links.value, firms.output);
  if (const TableInfo* links = path_of("links"); links != nullptr && !sums.links) {
    diagnostics.fault({links->path, 1, 1}, "out-of-range",
                      "the values of links add up to more than a number can hold",
                      "give them in a larger unit of money");
  }
  if (!sums.outputs) {
    diagnostics.fault({sites->second.file(), 1, 1}, "out-of-range",
                      "the outputs of sites and the values of links add up to more than a number "
                      "can hold",
                      "give both in a larger unit of money");
  }
  if (const auto found = tables.find("essentiality"); found != tables.end()) {
    note_unclassed(found->second, firms, diagnostics);
  }
}

}  // namespace nail
