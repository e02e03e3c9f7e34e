// What many years say together: the distribution of the loss and its tail, by scenario and over
// all, and how far the number of draws has brought them. Losses are in days of the home's demand.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "nail/uncertainty/ensemble.h"

namespace nail {

struct Spread {
  double mean = kUnknown, deviation = kUnknown;
  double standard_error = kUnknown;  // of the mean
  double p05 = kUnknown, p25 = kUnknown, p50 = kUnknown, p75 = kUnknown, p95 = kUnknown;
};
// NaN where there are no values; deviation and error where there is one.
Spread spread_of(std::span<const double> values);

// The tail beyond a level a. Value at risk: the smallest loss that at least the part a of the
// years does not exceed. Expected shortfall: the mean of the worst part 1 - a of the years, the
// year on the border counting in part (Acerbi, Tasche 2002). Standard error of the shortfall:
// sqrt((variance of the tail + a (shortfall - value at risk)^2) / (n (1 - a))).
struct Tail {
  double level = 0;
  double value_at_risk = kUnknown, expected_shortfall = kUnknown, standard_error = kUnknown;
};
Tail tail_beyond(std::span<const double> values, double level);
inline constexpr double kTailLevels[] = {0.95, 0.99};

struct ScenarioLoss {
  const Scenario* scenario = nullptr;
  double probability = 0;      // a year, at its value
  std::size_t years = 0;       // draws it came up in
  Spread loss;                 // in these
  double expected_loss = 0;    // probability times mean loss, days a year; NaN where never drawn
  double shortage = kUnknown;  // part of these years in which the home lacked anything
  double first_shortage = kUnknown;  // median day, of the years with a shortage
};

struct ConvergencePoint {
  std::size_t years = 0;
  double mean = kUnknown, standard_error = kUnknown;
  std::vector<Tail> tails;  // beside kTailLevels
};

struct EnsembleStatistics {
  std::size_t years = 0;
  Spread loss;
  double shortage = 0;                  // part of the years in which the home lacked anything
  std::vector<Tail> tails;              // beside kTailLevels
  std::vector<ScenarioLoss> scenarios;  // the largest expected loss first, then by id
  double between_scenarios = kUnknown;  // part of the variance that the choice of scenario makes
  std::vector<ConvergencePoint> convergence;  // after a tenth, a quarter, half and all of the draws
};
EnsembleStatistics ensemble_statistics(const EnsembleSetup& setup, const EnsembleDraws& draws);

}  // namespace nail
