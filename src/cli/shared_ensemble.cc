#include "shared_ensemble.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "nail/base/byte_stream.h"
#include "nail/uncertainty/ensemble_codec.h"

namespace nail::cli {
namespace {

constexpr std::uint32_t kBlocks = 64;
constexpr std::uint32_t kFewestYears = 64, kMostYears = 4096;
// Of an io ensemble, a block: all lanes of two threads are full in both precisions.
constexpr std::size_t kPlans = 64;

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

Result<std::vector<IoTotals>> io_totals_shared(const IoMany& many, const IoDraws& draws,
                                               const IoManyOptions& options, CheckpointedRun& run,
                                               const std::function<bool(double)>& progress) {
  const std::size_t plans = draws.plans.size();
  const bool is_whole = work_sharing().processes() == 1 && !run.keeps();
  const std::size_t size = is_whole ? std::max<std::size_t>(1, plans) : kPlans;
  const auto count = [&](std::uint64_t block) {
    return std::min<std::size_t>(size, plans - block * size);
  };
  std::vector<IoTotals> totals(plans);
  SharedWork work;
  work.blocks = (plans + size - 1) / size;
  work.progress = progress;
  work.compute = [&](std::uint64_t block,
                     const std::function<bool(double)>& part) -> Result<std::string> {
    IoManyOptions how = options;
    how.progress = part;
    const auto found = run_io_draws(many, draws, block * size, count(block), how);
    if (!found) return tl::unexpected(found.error());
    ByteWriter out;
    out.put_all(*found);
    return out.take();
  };
  work.accept = [&](std::uint64_t block, std::string_view bytes) -> Result<void> {
    std::vector<IoTotals> found;
    ByteReader in(bytes);
    in.get_all(found);
    if (!in.is_done() || found.size() != count(block)) {
      return fail(ExitCode::internal, "totals of other plans came back");
    }
    std::copy(found.begin(), found.end(),
              totals.begin() + static_cast<std::ptrdiff_t>(block * size));
    return {};
  };
  if (auto ran = run.run(work); !ran) return tl::unexpected(ran.error());
  return totals;
}

}  // namespace nail::cli
