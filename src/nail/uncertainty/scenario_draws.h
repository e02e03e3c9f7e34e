// Random draws of what happens in a year: which scenario, if any, and how hard it hits.
//   A draw picks one scenario or none by the probabilities as stated: of a probability only its
//   mean matters here, and the mean of a skewed range is not the value. Sizes, days and recoveries
//   of its shocks come from their ranges. Every number depends on (seed, draw, the row's key, what
//   of the row) only.
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

// One number of a shock in a draw.
enum class ShockNumber { size, days, recovery };
double draw_shock_number(const Shock& shock, ShockNumber which, std::uint64_t seed,
                         std::uint32_t draw);
// The scenario with all numbers of its shocks drawn (as values without ranges).
void draw_shocks(const Scenario& scenario, std::uint64_t seed, std::uint32_t draw, Scenario& drawn);

// The days of a stock in a draw.
double draw_stock_days(const StockRow& row, std::uint64_t seed, std::uint32_t draw);

}  // namespace nail
