#include "nail/cascade/rank.h"

#include <algorithm>

#include <fmt/format.h>

#include "nail/cascade/fast_rank.h"
#include "nail/cascade/lane_rank.h"
#include "nail/cascade/rank_progress.h"

namespace nail {

Ranker::Ranker(const CascadeSystem& system, const CascadeShocks& shocks)
    : system_(&system), shocks_(&shocks) {
  if (system.options.engine == CascadeEngine::fastest && fast_rank_takes(system, shocks)) {
    fast_ = std::make_unique<FastRank>(system);
  }
}
Ranker::~Ranker() = default;

RankResults Ranker::range(std::uint64_t first, std::uint64_t count, const RankProgress& progress) {
  RankMeter meter(progress);
  RankResults results = fast_ ? fast_->range(first, count, meter)
                              : lane_rank(*system_, *shocks_, first, count, meter);
  meter.finish();
  results.interrupted = meter.was_stopped() && meter.done() < count;
  return results;
}

RankResults rank_range(const CascadeSystem& system, const CascadeShocks& shocks,
                       std::uint64_t first, std::uint64_t count, const RankProgress& progress) {
  return Ranker(system, shocks).range(first, count, progress);
}

Result<RankResults> merge_ranks(std::span<const RankResults> ranges) {
  RankResults all;
  if (ranges.empty()) return all;
  all.first = ranges.front().first;
  all.weights = ranges.front().weights;
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  for (const RankResults& range : ranges) {
    if (range.first != all.first + all.count() || range.weights != all.weights) {
      return fail(
          ExitCode::internal,
          fmt::format("results of shocks {} to {} with {} weights are followed by those "
                      "from {} with {}",
                      all.first, all.first + all.count(), all.weights, range.first, range.weights));
    }
    append(all.esri, range.esri);
    append(all.esri_down, range.esri_down);
    append(all.esri_up, range.esri_up);
    append(all.iterations, range.iterations);
    append(all.counts.reached, range.counts.reached);
    all.counts.shocks += range.counts.shocks;
    all.counts.batched_shocks += range.counts.batched_shocks;
    all.counts.whole_shocks += range.counts.whole_shocks;
    all.counts.down_links += range.counts.down_links;
    all.counts.up_links += range.counts.up_links;
    all.counts.refined += range.counts.refined;
    all.counts.given_up += range.counts.given_up;
    all.counts.seconds_down += range.counts.seconds_down;
    all.counts.seconds_stop += range.counts.seconds_stop;
    all.counts.seconds_up += range.counts.seconds_up;
    all.counts.seconds_combine += range.counts.seconds_combine;
    all.interrupted = all.interrupted || range.interrupted;
  }
  return all;
}

}  // namespace nail
