// A range of shocks through the general engine, eight at a time a thread. A lane whose cascade has
// stopped takes the next shock at once, so that a long cascade holds up nobody.
#pragma once

#include <cstdint>

#include "nail/cascade/rank.h"
#include "nail/cascade/rank_progress.h"

namespace nail {

// As rank_range, always by lanes.
RankResults lane_rank(const CascadeSystem& system, const CascadeShocks& shocks, std::uint64_t first,
                      std::uint64_t count, RankMeter& meter);

// Room for the results of a range.
RankResults empty_results(const CascadeSystem& system, std::uint64_t first, std::uint64_t count);

}  // namespace nail
