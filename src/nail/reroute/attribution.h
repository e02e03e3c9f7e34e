// The two bounds of what a home loses, and what lies between them: the pessimist is the cascade,
// the optimist the operating plan, and the gap is explained by what the optimist would lose without
// stocks, without spare capacity, without switching suppliers. What is left is allocation: others
// get less, or later, so that the whole comes through better.
//
// The parts need not be smaller than the gap: the pessimist has stocks too, and two remedies that
// each would do are both worth little alone. So allocation can be below 0.
#pragma once

#include <vector>

#include "nail/reroute/operating_plan.h"

namespace nail {

struct StressBounds {
  LpStatus status = LpStatus::failed;  // optimal, or what the first program that was not came to
  // Unmet demand of the home over the horizon, in days of its demand; first day with any (-1:
  // none).
  double pessimist = 0, optimist = 0;
  int pessimist_first = -1, optimist_first = -1;
  // What the optimist would lose more without each; may be below 0 where the world does better at
  // the home's cost.
  double stocks = 0, spare_capacity = 0, switching = 0;
  double allocation = 0;  // gap() less the three
  OperatingPlan plan;     // the optimist's
  double gap() const { return pessimist - optimist; }
};

// Four operating plans, over the threads there are. Options: days, grid, most_columns.
StressBounds stress_bounds(const StressNetwork& network, const ShockPlan& plan,
                           const HomeDemand& home, const OperatingOptions& options = {});

}  // namespace nail
