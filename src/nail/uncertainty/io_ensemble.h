// Many years of an input-output case: in each at most one of its scenarios happens, drawn by their
// probabilities, with sizes and durations drawn from their ranges. What comes of it is the
// distribution of what is lost in a year.
#pragma once

#include <cstdint>
#include <functional>
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

// An error where no scenario has a probability, or a plan cannot be made; ExitCode::interrupted
// where it was stopped.
Result<IoEnsemble> run_io_ensemble(const IoTable& table, const Case& data, const IoOptions& model,
                                   const IoEnsembleOptions& options);

}  // namespace nail
