#include "shared_rank.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "nail/cascade/rank_codec.h"

namespace nail::cli {
namespace {

constexpr std::uint64_t kBlocks = 64;
constexpr std::uint64_t kFewestShocks = 64, kMostShocks = 4096;
constexpr std::uint32_t kManySites = 300'000;

}  // namespace

std::uint64_t shocks_a_block(const CascadeSystem& system, std::uint64_t shocks) {
  const std::uint64_t most = system.sites > kManySites ? kMostShocks / 4 : kMostShocks;
  return std::clamp(shocks / kBlocks, kFewestShocks, most);
}

Result<RankResults> rank_shared(const CascadeSystem& system, const CascadeShocks& shocks,
                                std::uint64_t count, CheckpointedRun& run,
                                const std::function<bool(double)>& progress) {
  const std::uint64_t size = shocks_a_block(system, count);
  SharedWork work;
  work.blocks = (count + size - 1) / size;
  std::vector<RankResults> parts(work.blocks);
  work.progress = progress;
  Ranker ranker(system, shocks);
  work.compute = [&](std::uint64_t block,
                     const std::function<bool(double)>& part) -> Result<std::string> {
    const std::uint64_t first = block * size;
    const std::uint64_t shocks_here = std::min(size, count - first);
    const RankResults ranked = ranker.range(first, shocks_here, [&](std::uint64_t finished) {
      return part(static_cast<double>(finished) / static_cast<double>(shocks_here));
    });
    if (ranked.interrupted) return fail(ExitCode::interrupted, "interrupted");
    return encode_ranks(ranked);
  };
  work.accept = [&](std::uint64_t block, std::string_view bytes) -> Result<void> {
    auto ranked = decode_ranks(bytes);
    if (!ranked) return tl::unexpected(ranked.error());
    if (ranked->first != block * size || ranked->count() != std::min(size, count - block * size) ||
        ranked->weights != system.weights.size()) {
      return fail(ExitCode::internal, "results of another range of shocks came back");
    }
    parts[block] = std::move(*ranked);
    return {};
  };
  if (auto ran = run.run(work); !ran) return tl::unexpected(ran.error());
  if (!work_sharing().is_first()) return RankResults();
  return merge_ranks(parts);
}

}  // namespace nail::cli
