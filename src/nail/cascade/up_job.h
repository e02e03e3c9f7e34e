// The upstream half of one shock on its way: what has been pushed up from the failing site, and at
// which sites the end is asked for.
//
// Time runs from both ends. Pushing from k gives xu(b). The end xu(T) is asked for at the sites of
// level 0; level a + 1 holds the buyers of level a, so that xu(T - a) at level a gives all ends.
// The failing site stands first in every level, since its row gives r_t.
#pragma once

#include <cstdint>
#include <vector>

namespace nail {

struct UpJob {
  std::uint32_t site = 0, steps = 0;  // k, T
  std::uint32_t pushed = 0;           // b
  std::vector<double> returned;       // r_0, r_1, ...: known for t < b, later for all t < T
  // Levels one after the other, if any: level a is [level_begin[a], level_begin[a + 1]) of
  // level_site.
  std::vector<std::uint32_t> level_site;
  std::vector<std::uint64_t> level_begin;
  std::vector<double> lost;  // xd(T), beside level 0
  // xu(b) where it is not 0, for a job that waits.
  std::vector<std::uint32_t> state_site;
  std::vector<double> state;
  // xd(T) of all sites but k, for a job that waits without levels.
  std::vector<double> lost_at;
  std::vector<double> settled;  // one a weight: overlap of sites that are no longer asked for
  double* esri_up = nullptr;
  double* overlap = nullptr;

  std::uint32_t levels() const {
    return level_begin.empty() ? 0 : static_cast<std::uint32_t>(level_begin.size() - 1);
  }
  // Steps between what is pushed and the last level, or the end.
  std::uint32_t open_steps() const {
    const std::uint32_t levels_to_pull = levels() > 1 ? levels() - 1 : 0;
    return steps - pushed - levels_to_pull;
  }
};

}  // namespace nail
