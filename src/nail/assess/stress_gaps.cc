#include "nail/assess/stress_gaps.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "nail/assess/words.h"

namespace nail {
namespace {

void missing_stocks(const Lookup& lookup, std::vector<Gap>& gaps) {
  std::vector<std::uint8_t> held(lookup.data.products.size(), 0);
  for (const StockRow& row : lookup.data.stocks) held[row.product.index()] = 1;
  std::map<std::string, std::pair<std::size_t, std::size_t>> chains;  // without, all
  for (const ProductId product : lookup.scope) {
    const Product& p = lookup.data[product];
    auto& [without, all] = chains[p.chain];
    ++all;
    if (held[product.index()] == 0 && !is_known(p.stock_days)) ++without;
  }
  for (const auto& [chain, count] : chains) {
    if (count.first == 0) continue;
    gaps.push_back(
        {"missing_stocks", "", "", "",
         fmt::format("{}: what is held in stock is not known for {} of {}; they run out "
                     "at once",
                     id_phrase(chain), count.first, count_of(count.second, "product", "products")),
         "add stock_days to products, or rows to stocks"});
  }
}

}  // namespace

std::vector<Gap> find_stress_gaps(const Lookup& lookup) {
  std::vector<Gap> gaps;
  const StressReview& stress = lookup.in.stress;
  if (!stress.asked) return gaps;
  const std::string& home = lookup.in.home.id;
  if (lookup.data.scenarios.empty()) {
    gaps.push_back({"missing_scenarios", "", "", "",
                    "the case holds no scenarios: what a disruption does over time is not shown",
                    "add the tables scenarios and shocks"});
  }
  if (!stress.demand_from_case) {
    gaps.push_back({"missing_demand", "", home, "",
                    fmt::format("what {} demands is not stated; every product that nothing else in "
                                "the case is made from counts alike",
                                lookup.home_phrase),
                    "add rows of the home to demand"});
  }
  missing_stocks(lookup, gaps);
  const auto unknown =
      static_cast<std::size_t>(std::count_if(stress.survival.begin(), stress.survival.end(),
                                             [](const SurvivalView& s) { return !s.ttr_known; }));
  if (unknown > 0) {
    gaps.push_back({"missing_ttr", "", "", "",
                    fmt::format("how long it takes to recover is not known for {} of {}; 365 days "
                                "are assumed",
                                unknown, count_of(stress.survival.size(), "site", "sites")),
                    "add ttr_days to the supply rows"});
  }
  if (lookup.data.backtests.empty()) {
    gaps.push_back({"missing_backtests", "", "", "",
                    "the case holds no past event with an observed outcome: how wrong the "
                    "predictions are is not known",
                    "add the table backtests"});
  }
  return gaps;
}

}  // namespace nail
