// Many possible years: each draw is a year with one scenario or none, on shares and stocks drawn
// from their ranges, and its outcome is what the home's buyers lack. A range of draws can be run
// anywhere, by any number of threads, and put together later: the bytes are the same.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "nail/base/result.h"
#include "nail/dynamics/stress_summary.h"
#include "nail/network/stress_compiler.h"
#include "nail/uncertainty/scenario_draws.h"

namespace nail {

struct EnsembleOptions {
  std::uint64_t seed = 1;
  StressRunOptions run;  // days, mode, restock_days; the rest is the ensemble's own
};

// What all draws share. The network and what it was compiled from must outlive it.
struct EnsembleSetup {
  const ProductNetwork* network = nullptr;
  EnsembleOptions options;
  StressCompiler compiler;
  StressNetwork values;  // at the values of everything
  ScenarioDeck deck;
  HomeDemand home;
  std::vector<ProductId> watched;  // what the home demands
  bool has_ranges = false;         // shares or stocks differ between draws
};
// ExitCode::usage where the case has no scenario with a probability, where the home demands
// nothing, or where a shock names what the case does not have.
Result<EnsembleSetup> set_up_ensemble(const ProductNetwork& network, const Home& home,
                                      const EnsembleOptions& options);

// One year.
struct YearDraw {
  int scenario = kNoScenario;  // of the deck
  int first_shortage = -1;     // day on which the home first lacks anything; -1: never
  double loss = 0;             // unmet demand summed, in days of the home's demand
  double depth = 0;            // the largest part of a day's demand that was unmet
};

// Draws first, first + 1, ...
struct EnsembleDraws {
  std::uint32_t first = 0;
  std::vector<YearDraw> years;
  bool interrupted = false;  // the progress callback said so; years are then not complete
};

// progress: called now and then with the part done, 0 to 1, from any thread, one at a time; returns
// false to stop.
EnsembleDraws run_draws(const EnsembleSetup& setup, std::uint32_t first, std::uint32_t count,
                        const std::function<bool(double)>& progress = {});

// Puts ranges that follow one another together. ExitCode::internal where they leave a gap.
Result<EnsembleDraws> merge_draws(std::span<const EnsembleDraws> ranges);

}  // namespace nail
