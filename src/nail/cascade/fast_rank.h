// Full single failures, each direction by the engine that is made for it: upstream says how many
// steps it needs, downstream runs them and says where losses are, upstream adds its own there.
#pragma once

#include <cstdint>

#include "nail/cascade/rank.h"
#include "nail/cascade/rank_progress.h"

namespace nail {

// Whether these are the fast engines' shocks: every site fails by itself in full, a cascade stops
// by eps, eps is far above what sums round off, and no market that dies lets a loss shrink again.
bool fast_rank_takes(const CascadeSystem& system, const CascadeShocks& shocks);

// As rank_range; only where fast_rank_takes.
RankResults fast_rank(const CascadeSystem& system, const CascadeShocks& shocks, std::uint64_t first,
                      std::uint64_t count, RankMeter& meter);

}  // namespace nail
