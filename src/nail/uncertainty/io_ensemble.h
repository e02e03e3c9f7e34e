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
#include "nail/uncertainty/scenario_draws.h"

namespace nail {

struct IoEnsemble {
  ScenarioDeck deck;
  std::vector<int> scenarios;    // per draw a position in the deck, or kNoScenario
  std::vector<IoTotals> totals;  // per draw; zero where nothing happens
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

// What is drawn, before anything is run: any machine draws the same.
struct IoDraws {
  ScenarioDeck deck;
  std::vector<int> scenarios;       // per draw, as above
  std::vector<std::size_t> run_of;  // per draw: a position in plans; kNotRun where nothing happens
  std::vector<IoPlan> plans;        // of the runs that are needed
  static constexpr std::size_t kNotRun = ~std::size_t{0};
};

// An error where no scenario has a probability, or a plan cannot be made.
Result<IoDraws> draw_io_ensemble(const IoTable& table, const Case& data,
                                 const IoEnsembleOptions& options);

// Totals of plans [first, first + count), so that many machines can share them: they depend on
// nothing but the plan. ExitCode::interrupted where it was stopped.
Result<std::vector<IoTotals>> run_io_draws(const IoMany& many, const IoDraws& draws,
                                           std::size_t first, std::size_t count,
                                           const IoManyOptions& options);

// The ensemble from the totals of all plans; single precision is checked here.
// ExitCode::interrupted where it was stopped.
Result<IoEnsemble> finish_io_ensemble(const IoTable& table, const IoOptions& model,
                                      const IoEnsembleOptions& options, const IoDraws& draws,
                                      std::span<const IoTotals> totals);

// All of it.
Result<IoEnsemble> run_io_ensemble(const IoTable& table, const Case& data, const IoOptions& model,
                                   const IoEnsembleOptions& options);

}  // namespace nail
