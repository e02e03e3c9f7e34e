// Which of the drawn numbers drive the loss of a scenario: rank correlation, and the part of the
// variance that one number explains alone (first order). The numbers are drawn again from (seed,
// draw, row), so that nothing but the losses is carried from the draws.
#pragma once

#include <cstddef>
#include <vector>

#include "nail/uncertainty/ensemble.h"

namespace nail {

// One drawn number. Which fields are set follows from its kind.
enum class DriverKind { shock_size, shock_days, shock_recovery, supply, sourcing, stock };
struct Driver {
  DriverKind kind = DriverKind::shock_size;
  std::size_t shocks = 0;  // numbers of shocks: how many of the scenario's have a range for it
  ProductId product;
  UserId user;    // sourcing
  PlaceId place;  // supply: where it is made; sourcing: the supplier; stock: where it lies
  bool government = false;  // stock
  double correlation = 0;   // Spearman's with the loss
  // Whether a correlation that large is found by chance among all numbers of the scenario in less
  // than one of twenty ensembles: |r| sqrt(n - 1) > sqrt(2 ln(40 m)), a bound of the normal tail,
  // for m numbers (Bonferroni): for a number of a shock the m of all shocks, for others all.
  bool significant = false;
  // Variance between bins of equally many years over the variance within the scenario, without what
  // chance makes of it: (between - (bins - 1) mean square within) / total, 0 at least. NaN with
  // fewer than 50 years.
  double first_order = kUnknown;
};

struct ScenarioDrivers {
  int scenario = kNoScenario;   // of the deck
  std::size_t years = 0;        // it came up in
  std::size_t numbers = 0;      // that were drawn and may matter
  double variance = kUnknown;   // of the loss within the scenario
  std::vector<Driver> drivers;  // the strongest correlation first: all of shocks, others if
                                // significant; at most kMostDrivers of those
};
inline constexpr std::size_t kMostDrivers = 10;

// Per scenario of the deck.
std::vector<ScenarioDrivers> ensemble_drivers(const EnsembleSetup& setup,
                                              const EnsembleDraws& draws);

// Parts of the variance of the loss over all years: between scenarios (ensemble_statistics), and
// within them by kind of number (first order, of significant drivers); their sum is 1 with rest.
struct VarianceShares {
  double by_kind[6] = {};  // DriverKind
  double rest = 0;         // interactions, chance, and numbers not singled out
};
VarianceShares variance_shares(const EnsembleDraws& draws,
                               const std::vector<ScenarioDrivers>& drivers,
                               double between_scenarios);

}  // namespace nail
