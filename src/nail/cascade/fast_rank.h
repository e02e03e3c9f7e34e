// Full single failures, each direction by the engine that is made for it: upstream says how many
// steps it needs, downstream runs them and says where losses are, upstream adds its own there.
#pragma once

#include <cstdint>
#include <memory>

#include "nail/cascade/rank.h"
#include "nail/cascade/rank_progress.h"

namespace nail {

// Whether these are the fast engines' shocks: every site fails by itself in full, a cascade stops
// by eps, eps is far above what sums round off, and no market that dies lets a loss shrink again.
bool fast_rank_takes(const CascadeSystem& system, const CascadeShocks& shocks);

// The engines of a system, where fast_rank_takes. What they prepare serves all ranges.
class FastRank {
 public:
  explicit FastRank(const CascadeSystem& system);
  ~FastRank();
  FastRank(const FastRank&) = delete;
  FastRank& operator=(const FastRank&) = delete;

  // As rank_range. One range at a time.
  RankResults range(std::uint64_t first, std::uint64_t count, RankMeter& meter);

 private:
  struct Engines;
  std::unique_ptr<Engines> engines_;
};

}  // namespace nail
