#include "nail/uncertainty/scenario_draws.h"

#include <algorithm>
#include <limits>

#include "nail/base/mutant.h"
#include "nail/numeric/philox.h"
#include "nail/uncertainty/share_draws.h"

namespace nail {
namespace {

// What of a row is drawn: shares have stream 0.
constexpr std::uint32_t kSize = 1, kDays = 2, kRecovery = 3, kStock = 4, kPick = 6;
// The key of the pick itself, which belongs to no row.
constexpr std::uint64_t kPickKey = 0x7363656E6172696FULL;

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

double middle(const Ranged& number) {
  return is_known(number.value) ? number.value : 0.5 * (number.low + number.high);
}

}  // namespace

ScenarioDeck make_deck(const Case& data) {
  ScenarioDeck deck;
  for (const Scenario& scenario : data.scenarios) {
    const bool drawn = is_known(middle(scenario.probability_per_year));
    (drawn ? deck.scenarios : deck.left_out).push_back(&scenario);
  }
  double sum = 0;
  for (std::vector<const Scenario*>* list : {&deck.scenarios, &deck.left_out}) {
    std::sort(list->begin(), list->end(),
              [](const Scenario* a, const Scenario* b) { return a->id < b->id; });
  }
  for (const Scenario* scenario : deck.scenarios) {
    deck.probability.push_back(std::clamp(middle(scenario->probability_per_year), 0.0, 1.0));
    sum += deck.probability.back();
  }
  for (double& probability : deck.probability) probability /= std::max(1.0, sum);
  return deck;
}

int draw_scenario(const ScenarioDeck& deck, std::uint64_t seed, std::uint32_t draw) {
  double left = uniform_draw(seed, draw, kPickKey, kPick);
  if (NAIL_MUTANT(scenario_always_drawn, false, true)) {
    double sum = 0;
    for (const double probability : deck.probability) sum += probability;
    left *= sum;
  }
  for (std::size_t s = 0; s < deck.probability.size(); ++s) {
    left -= deck.probability[s];
    if (left < 0) return static_cast<int>(s);
  }
  return kNoScenario;
}

double draw_shock_number(const Shock& shock, ShockNumber which, std::uint64_t seed,
                         std::uint32_t draw) {
  const auto u = [&](std::uint32_t stream) {
    return uniform_draw(seed, draw, shock.from.row_key, stream);
  };
  switch (which) {
    case ShockNumber::size:
      return number_at(shock.size, u(kSize), 0,
                       shock.kind == ShockKind::demand_surge ? kNoLimit : 1);
    case ShockNumber::days:
      return number_at(shock.days, u(kDays), 0, kNoLimit);
    case ShockNumber::recovery:
      return number_at(shock.recovery_days,
                       u(NAIL_MUTANT(recovery_drawn_with_days, kRecovery, kDays)), 0, kNoLimit);
  }
  return kUnknown;
}

void draw_shocks(const Scenario& scenario, std::uint64_t seed, std::uint32_t draw,
                 Scenario& drawn) {
  drawn = scenario;
  for (std::size_t i = 0; i < drawn.shocks.size(); ++i) {
    const Shock& from = scenario.shocks[i];
    Shock& to = drawn.shocks[i];
    to.size = {draw_shock_number(from, ShockNumber::size, seed, draw)};
    to.days = {draw_shock_number(from, ShockNumber::days, seed, draw)};
    to.recovery_days = {draw_shock_number(from, ShockNumber::recovery, seed, draw)};
  }
}

double draw_stock_days(const StockRow& row, std::uint64_t seed, std::uint32_t draw) {
  const Ranged days{row.days, row.days_low, row.days_high};
  return number_at(days, uniform_draw(seed, draw, row.from.row_key, kStock), 0, kNoLimit);
}

}  // namespace nail
