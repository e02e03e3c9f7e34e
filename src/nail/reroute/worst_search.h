// The enumeration of worst_removals: all sets of K whose static loss can reach a threshold, found
// depth first with bounds that add up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "nail/reroute/worst_losses.h"

namespace nail {

// A set of K candidates, rising, and its static loss (or bound of it).
struct BoundedSet {
  std::vector<std::uint32_t> members;
  double loss = 0;
};
// The larger loss first, then the members in order.
bool is_worse(const BoundedSet& a, const BoundedSet& b);

struct SetSearch {
  SetLosses* exact = nullptr;    // the static loss itself
  SetLosses* relaxed = nullptr;  // U: adds up over the members; the same object where it is exact
  std::vector<double> alone;     // U of each candidate
  std::size_t size = 0;          // K, at most the number of candidates
  std::size_t most_sets = 0;     // bounded
  std::function<bool(double)> progress;  // part done; false stops

  std::size_t bounded = 0;  // counts on
  bool complete = true;     // false where most_sets ended it
  bool stopped = false;     // by progress

  // A greedy set, improved by exchanging one member at a time, from the `starts` candidates that
  // lose most alone; the `keep` worst sets met on the way.
  std::vector<BoundedSet> greedy(std::size_t starts, std::size_t keep);
  // Every set with a loss of at least `least`, in no order.
  std::vector<BoundedSet> at_least(double least);

 private:
  struct Level;
  bool evaluate(SetLosses& by, std::vector<BoundedSet>& sets);
  void expand(const std::vector<std::uint32_t>& order, std::span<const BoundedSet> from,
              std::size_t depth, double least, std::vector<BoundedSet>& found);
};

}  // namespace nail
