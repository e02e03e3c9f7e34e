// All shocks of a ranking, by whoever shares the work, kept in a checkpoint on the way.
#pragma once

#include <functional>
#include <string>

#include "nail/cascade/rank.h"
#include "work_sharing.h"

namespace nail::cli {

// How many shocks stand in one block. By counts alone, so that a checkpoint fits any number of
// processes: enough blocks for all of them, few enough that each is worth a message, and none that
// takes more than a minute.
std::uint64_t shocks_a_block(const CascadeSystem& system, std::uint64_t shocks);

// run: with the key of everything the results depend on. Empty results on a process that is not
// the first. progress: the part that is done, 0 to 1; false to stop (ExitCode::interrupted).
Result<RankResults> rank_shared(const CascadeSystem& system, const CascadeShocks& shocks,
                                std::uint64_t count, CheckpointedRun& run,
                                const std::function<bool(double)>& progress);

}  // namespace nail::cli
