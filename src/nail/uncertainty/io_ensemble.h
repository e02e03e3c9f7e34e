// Many years of an input-output case: in each at most one of its scenarios happens, drawn by their
// probabilities, with sizes and durations drawn from their ranges. What comes of it is the
// distribution of what is lost in a year.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "nail/base/result.h"
#include "nail/dynamics/io_many.h"

namespace nail {

struct IoDraw {
  static constexpr std::size_t kNone = ~std::size_t{0};
  std::size_t scenario = kNone;  // of the case; kNone: nothing happens
  Scenario drawn;                // with the values of this draw
};

// A number at probability u in (0, 1) of its range, not below 0; the value where there is none.
double number_at(const Ranged& number, double u);

// Draw number `draw`. What is drawn depends on the seed, the draw and the keys of the rows only.
// Scenarios without a probability never happen.
IoDraw draw_io_scenario(const Case& data, std::uint64_t seed, std::uint32_t draw);

struct LossStatistics {
  double mean = 0, standard_error = 0;
  double median = 0, p95 = 0, p99 = 0, largest = 0;
  // Of the worst 5 % and 1 %: value at risk is the smallest loss that is not exceeded with
  // probability 0.95 (0.99), expected shortfall the mean of the worst 5 % (1 %).
  double value_at_risk_95 = 0, expected_shortfall_95 = 0;
  double value_at_risk_99 = 0, expected_shortfall_99 = 0;
};
LossStatistics loss_statistics(std::span<const double> losses);
// Value at risk and expected shortfall of equally likely losses at a level (0 to 1). Source:
// Rockafellar and Uryasev, "Conditional value-at-risk for general loss distributions", J. Banking
// and Finance 26 (2002).
std::pair<double, double> tail_of(std::span<const double> sorted, double level);

struct IoEnsemble {
  std::vector<IoDraw> draws;
  std::vector<IoTotals> totals;  // beside draws; zero where nothing happens
  std::size_t runs = 0;          // of the model: draws of the same shocks share one
  // Single precision: the largest difference of production loss over the draws that were run again
  // in double precision, relative to the loss or to a ten-thousandth of all output, whichever is
  // larger; and how many they were.
  double checked_difference = 0;
  std::size_t checked = 0;
};

struct IoEnsembleOptions {
  std::size_t draws = 1000;
  std::uint64_t seed = 1;
  Precision precision = Precision::twice;
  std::size_t checks = 16;  // of single precision
  IoPlanOptions plan;
  IoManyOptions run;
};

// An error where no scenario has a probability, or a plan cannot be made; ExitCode::interrupted
// where it was stopped.
Result<IoEnsemble> run_io_ensemble(const IoTable& table, const Case& data, const IoOptions& model,
                                   const IoEnsembleOptions& options);

}  // namespace nail
