#include "shared_ensemble.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "nail/uncertainty/ensemble_codec.h"

namespace nail::cli {
namespace {

constexpr std::uint32_t kBlocks = 64;
constexpr std::uint32_t kFewestYears = 64, kMostYears = 4096;

}  // namespace

Result<EnsembleDraws> draws_shared(const EnsembleSetup& setup, std::uint32_t years,
                                   CheckpointedRun& run,
                                   const std::function<bool(double)>& progress) {
  // One process without a checkpoint needs no blocks.
  const bool is_whole = work_sharing().processes() == 1 && !run.keeps();
  const std::uint32_t size =
      is_whole ? std::max(1U, years) : std::clamp(years / kBlocks, kFewestYears, kMostYears);
  SharedWork work;
  work.blocks = (years + size - 1) / size;
  std::vector<EnsembleDraws> parts(work.blocks);
  work.progress = progress;
  work.compute = [&](std::uint64_t block,
                     const std::function<bool(double)>& part) -> Result<std::string> {
    const auto first = static_cast<std::uint32_t>(block) * size;
    const EnsembleDraws draws = run_draws(setup, first, std::min(size, years - first), part);
    if (draws.interrupted) return fail(ExitCode::interrupted, "interrupted");
    return encode_draws(draws);
  };
  work.accept = [&](std::uint64_t block, std::string_view bytes) -> Result<void> {
    auto draws = decode_draws(bytes);
    if (!draws) return tl::unexpected(draws.error());
    const auto first = static_cast<std::uint32_t>(block) * size;
    if (draws->first != first || draws->years.size() != std::min(size, years - first)) {
      return fail(ExitCode::internal, "draws of another range came back");
    }
    parts[block] = std::move(*draws);
    return {};
  };
  if (auto ran = run.run(work); !ran) return tl::unexpected(ran.error());
  if (!work_sharing().is_first()) return EnsembleDraws();
  return merge_draws(parts);
}

}  // namespace nail::cli
