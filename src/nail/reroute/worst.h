// Which K removals at once hurt a home most: the set whose loss over a horizon, day by day in the
// cascade with its stocks, is largest, everything in the set being out in full from day 0 on.
//
// No set is run over time that cannot win. The static loss of a set times the days bounds what it
// can lose (worst_bound.h), day by day also what is lost when all candidates are out at once; and
// the sum of bounds of single removals bounds the static loss. So sets are enumerated depth first,
// candidates in order of their own bound, a branch being left where even its best completion stays
// below the sets already run; what is left is bounded in lanes of eight; and those sets are run
// from the highest bound down until the next bound is below the worst of the sets that are listed.
// That is exact: the same answer as running all C(n, K) sets.
//
// Beyond a limit of sets bounded or run the answer is that of a greedy search with exchange, and
// said to be; `bound_days` then still holds for every set of K.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "nail/base/result.h"
#include "nail/reroute/worst_bound.h"
#include "nail/reroute/worst_candidates.h"

namespace nail {

struct WorstOptions {
  std::size_t removals = 3;  // K
  RemovalUnit by = RemovalUnit::places;
  int days = 365;
  std::size_t listed = 10;            // how many sets are told, the worst first
  std::size_t most_sets = 4'000'000;  // bounded
  std::size_t most_runs = 4'000;      // over time
  // Called now and then with the part that is done, 0 to 1; false stops.
  std::function<bool(double)> progress;
};

struct WorstSet {
  std::vector<std::uint32_t> members;  // positions in WorstResult::candidates, rising
  double lost_days = 0;                // of the home's demand, over the horizon
  double static_loss = 0;              // any-tier: what a day loses in the end without stocks
  int first_shortage = -1;             // day; -1: none
  // The product of the home's demand that is hit hardest statically (weight times loss), what is
  // lost of it, and how.
  ProductId hardest;
  double hardest_loss = 0;
  std::vector<PathStep> path;
};

struct WorstResult {
  std::vector<Removal> candidates;  // those that can hurt at all, in order of id
  std::vector<WorstSet> sets;       // the worst first; ties in order of their members
  bool exact = true;                // the first set is the worst
  std::size_t proven = 0;           // so many of the first sets stand in their places for certain
  double bound_days = 0;            // no set of K loses more; where exact, what the worst set loses
  // How the work went: sets there are, bounded in lanes, run over time.
  double all_sets = 0;
  std::size_t bounded = 0, run = 0;
  bool settled = true;  // false where a cycle did not settle: the bounds are then no bounds
};

// shares: those the network was compiled from. K above the number of candidates takes all of them
// away. ExitCode::interrupted where progress said so.
Result<WorstResult> worst_removals(const StressNetwork& network, const Shares& shares,
                                   const Home& home, const HomeDemand& demand,
                                   const WorstOptions& options);

// The same by static any-tier loss instead of days lost: what a stop that lasts ends in. Only the
// sets that are listed are run (none where days is 0). bound_days is left 0.
Result<WorstResult> worst_static(const StressNetwork& network, const Shares& shares,
                                 const Home& home, const HomeDemand& demand,
                                 const WorstOptions& options);

}  // namespace nail
