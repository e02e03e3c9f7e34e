// The optimist's time to survive: for how many days the world can be run without some sites so that
// nobody goes short, if everybody acts for the common good (the program of operating_plan.h, with
// all of its remedies). Two programs:
//
//   time-indexed: over periods from day 0 on; the largest T for which a plan of T days leaves no
//   demand unmet, found by halving;
//   aggregate: all T days at once, in rates a day and with one over T as a variable that stocks and
//   goods on the way are multiplied by. Every plan over time is one of these when it is summed up,
//   so aggregate >= time-indexed, and a site costs a few steps of the simplex method.
//
// It is the home's chain that is looked at: what its demand is made from, with the part that the
// chain has of every supplier at baseline. What others take of it is theirs, as it is in the
// cascade (D. Simchi-Levi et al., Interfaces 45, 2015, have one firm and no others). Everybody who
// buys the same products at the end of the chain must be served, for what is scarce there is
// shared; only less urgent demand than the home's may go short. A home that the cascade supplies
// for longer than that is supplied for as long.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nail/reroute/operating_plan.h"

namespace nail {

SurvivalGoal survival_goal(const StressNetwork& network, const HomeDemand& demand);

// Per set of sites that are out together: whole days, at most most_days. Negative where the program
// was not solved. The sets are worked through in fixed blocks over the threads there are.
std::vector<int> aggregate_survival(const StressNetwork& network, const SurvivalGoal& goal,
                                    std::span<const std::vector<NodeId>> sets, int most_days);

// Whole days that a plan over time survives, at least `known` and at most `most` (what the
// aggregate program says). Negative where a program was not solved. Beyond a quarter, and unless
// the grid is given, it is found to within a fortieth, from below.
int time_indexed_survival(const StressNetwork& network, const SurvivalGoal& goal,
                          std::span<const NodeId> out, int known, int most,
                          const OperatingOptions& options = {});

}  // namespace nail
