// Random draws of what happens in a year: which scenario, if any, and how hard it hits.
//   A draw picks one scenario or none by the probabilities as stated: of a probability only its
//   mean matters here, and the mean of a skewed range is not the value. Sizes, days and recoveries
//   of its shocks come from their ranges. The shocks of a scenario are one event: a draw has one
//   probability for the sizes of all of them, one for the days and one for the recoveries, and each
//   shock takes its own range at it (comonotone). Drawn apart, large and small would cancel out and
//   the tail be too thin. Every number depends on (seed, draw, the row's key, what of the row)
//   only; for shocks the row is the scenario's.
// Distributions are those of share_draws.h.
#pragma once

#include <cstdint>
#include <vector>

#include "nail/case/model.h"

namespace nail {

// The scenarios a year is drawn from.
struct ScenarioDeck {
  std::vector<const Scenario*> scenarios;  // with a probability, in order of id
  std::vector<const Scenario*> left_out;   // without one: never drawn
  // Per scenario the probability at its value, divided by the sum where that is above 1.
  std::vector<double> probability;
};
ScenarioDeck make_deck(const Case& data);

inline constexpr int kNoScenario = -1;
// Position in the deck's scenarios; kNoScenario for a year without a shock.
int draw_scenario(const ScenarioDeck& deck, std::uint64_t seed, std::uint32_t draw);

// One number of a shock.
enum class ShockNumber { size, days, recovery };
const Ranged& number_of(const Shock& shock, ShockNumber which);
// The probability, in (0, 1), at which all shocks of a scenario take that number in a draw.
double draw_rank(const Scenario& scenario, ShockNumber which, std::uint64_t seed,
                 std::uint32_t draw);
double shock_number_at(const Shock& shock, ShockNumber which, double rank);
// The scenario with all numbers of its shocks drawn (as values without ranges).
void draw_shocks(const Scenario& scenario, std::uint64_t seed, std::uint32_t draw, Scenario& drawn);

// The days of a stock in a draw.
double draw_stock_days(const StockRow& row, std::uint64_t seed, std::uint32_t draw);

}  // namespace nail
