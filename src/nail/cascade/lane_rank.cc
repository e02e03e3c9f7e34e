#include "nail/cascade/lane_rank.h"

#include <chrono>
#include <mutex>

#include "nail/cascade/lane_engine.h"
#include "nail/cascade/lane_queue.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

// Sums of all weights over the lanes that are done.
struct Harvest {
  const CascadeSystem& system;
  RankResults& results;
  RankMeter& meter;
  RankCounts counts;

  void stepped(unsigned busy) {
    counts.down_links += std::uint64_t{busy} * system.slot_supplier.size();
    counts.up_links += std::uint64_t{busy} * system.sell_buyer.size();
  }
  void take(const LaneEngine& engine, const LanePositions& position, unsigned done) {
    const auto start = std::chrono::steady_clock::now();
    LaneSums sums{};
    for (std::size_t w = 0; w < system.weights.size(); ++w) {
      engine.weigh(w, sums);
      for (unsigned lane = 0; lane < kShockLanes; ++lane) {
        if ((done >> lane & 1U) == 0) continue;
        const std::size_t at = position[lane] * system.weights.size() + w;
        results.esri[at] = sums.both[lane];
        results.esri_down[at] = sums.down[lane];
        results.esri_up[at] = sums.up[lane];
      }
    }
    for (unsigned lane = 0; lane < kShockLanes; ++lane) {
      if ((done >> lane & 1U) == 0) continue;
      results.iterations[position[lane]] = engine.steps(lane);
      results.counts.reached[position[lane]] = static_cast<std::uint32_t>(sums.reached[lane]);
      if (engine.has_given_up(lane)) ++counts.given_up;
      meter.add(1);
    }
    counts.seconds_combine +=
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
};

}  // namespace

RankResults empty_results(const CascadeSystem& system, std::uint64_t first, std::uint64_t count) {
  RankResults results;
  results.first = first;
  results.weights = static_cast<std::uint32_t>(system.weights.size());
  for (auto* values : {&results.esri, &results.esri_down, &results.esri_up}) {
    values->assign(count * results.weights, 0);
  }
  results.iterations.assign(count, 0);
  results.counts.reached.assign(count, 0);
  results.counts.shocks = count;
  return results;
}

RankResults lane_rank(const CascadeSystem& system, const CascadeShocks& shocks, std::uint64_t first,
                      std::uint64_t count, RankMeter& meter) {
  RankResults results = empty_results(system, first, count);
  results.counts.batched_shocks = count;
  LaneQueue queue(first, count);
  std::mutex adding;
  parallel_parts(queue.workers(), [&](std::size_t) {
    LaneEngine engine(system, lane_kernels());
    Harvest harvest{system, results, meter, {}};
    run_lanes(engine, shocks, queue, meter, harvest);
    const std::scoped_lock lock(adding);
    results.counts.down_links += harvest.counts.down_links;
    results.counts.up_links += harvest.counts.up_links;
    results.counts.seconds_combine += harvest.counts.seconds_combine;
    results.counts.given_up += harvest.counts.given_up;
    results.counts.seconds_down += engine.seconds_down();
    results.counts.seconds_up += engine.seconds_up();
  });
  results.interrupted = meter.was_stopped();
  return results;
}

}  // namespace nail
