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

const Ranged& number_of(const Shock& shock, ShockNumber which) {
  switch (which) {
    case ShockNumber::days:
      return shock.days;
    case ShockNumber::recovery:
      return shock.recovery_days;
    case ShockNumber::size:
      break;
  }
  return shock.size;
}

double draw_rank(const Scenario& scenario, ShockNumber which, std::uint64_t seed,
                 std::uint32_t draw) {
  std::uint32_t stream = kSize;
  if (which == ShockNumber::days) stream = kDays;
  if (which == ShockNumber::recovery)
    stream = NAIL_MUTANT(recovery_drawn_with_days, kRecovery, kDays);
  return uniform_draw(seed, draw, scenario.from.row_key, stream);
}

double shock_number_at(const Shock& shock, ShockNumber which, double rank) {
  const bool is_part = which == ShockNumber::size && shock.kind != ShockKind::demand_surge;
  return number_at(number_of(shock, which), rank, 0, is_part ? 1 : kNoLimit);
}

void draw_shocks(const Scenario& scenario, std::uint64_t seed, std::uint32_t draw,
                 Scenario& drawn) {
  drawn = scenario;
  const double size = draw_rank(scenario, ShockNumber::size, seed, draw);
  const double days = draw_rank(scenario, ShockNumber::days, seed, draw);
  const double recovery = draw_rank(scenario, ShockNumber::recovery, seed, draw);
  for (std::size_t i = 0; i < drawn.shocks.size(); ++i) {
    const Shock& from = scenario.shocks[i];
    Shock& to = drawn.shocks[i];
    to.size = {shock_number_at(from, ShockNumber::size,
                               NAIL_MUTANT(shocks_cancel_out, size, i % 2 == 0 ? size : 1 - size))};
    to.days = {shock_number_at(from, ShockNumber::days, days)};
    to.recovery_days = {shock_number_at(from, ShockNumber::recovery, recovery)};
  }
}

double draw_stock_days(const StockRow& row, std::uint64_t seed, std::uint32_t draw) {
  const Ranged days{row.days, row.days_low, row.days_high};
  return number_at(days, uniform_draw(seed, draw, row.from.row_key, kStock), 0, kNoLimit);
}

}  // namespace nail
