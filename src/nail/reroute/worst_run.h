// Many removals run over time in the cascade, each for itself, with what one home feels of them.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "nail/dynamics/stress_summary.h"
#include "nail/reroute/worst_candidates.h"

namespace nail {

// One day of one removal, as the home feels it.
struct RemovalDay {
  std::size_t removal = 0;  // position in what was run
  int day = 0;
  double unmet = 0;               // of a day of the home's demand
  std::span<const double> parts;  // unmet of each part of the demand, of its own day
  int short_part = -1;            // the first part that is short by more than kShortage; -1: none
};

class RemovalRuns {
 public:
  // Both must outlive it.
  RemovalRuns(const StressNetwork& network, const HomeDemand& demand);
  ~RemovalRuns();

  // Runs every removal for days days, out from day 0 to the end. Calls for one removal come in
  // order of day, those of different removals from several threads at once; visit returns false to
  // end the removal's run early.
  void run(std::span<const Removal> removals, int days,
           const std::function<bool(const RemovalDay&)>& visit);

 private:
  const StressNetwork* network_;
  const HomeDemand* demand_;
  std::vector<ProductId> watched_;
  std::vector<std::unique_ptr<StressSimulator>> simulators_;  // one a thread
};

}  // namespace nail
