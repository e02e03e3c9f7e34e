#include "nail/cascade/lane_rank.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <mutex>

#include "nail/cascade/lane_engine.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

constexpr std::uint64_t kIdle = ~std::uint64_t{0};

// What threads share. Which thread takes a shock changes nothing of its result.
struct Queue {
  std::uint64_t first = 0, count = 0;
  std::atomic<std::uint64_t> taken{0};

  std::uint64_t next() {
    const std::uint64_t position = taken++;
    return position < count ? position : kIdle;
  }
};

struct Worker {
  LaneEngine engine;
  std::array<std::uint64_t, kShockLanes> position;  // in the range, of each lane's shock
  RankCounts counts;
};

void run(Worker& worker, const CascadeSystem& system, const CascadeShocks& shocks, Queue& queue,
         unsigned lanes, RankMeter& meter, RankResults& results) {
  LaneEngine& engine = worker.engine;
  unsigned busy = 0;
  const auto refill = [&](unsigned lane) {
    worker.position[lane] = queue.next();
    if (worker.position[lane] == kIdle) return;
    engine.load(lane, shocks, queue.first + worker.position[lane]);
    ++busy;
  };
  worker.position.fill(kIdle);
  for (unsigned lane = 0; lane < lanes; ++lane) refill(lane);
  LaneSums sums;
  while (busy > 0 && meter.goes_on()) {
    engine.step();
    worker.counts.down_links += std::uint64_t{busy} * system.slot_supplier.size();
    worker.counts.up_links += std::uint64_t{busy} * system.sell_buyer.size();
    unsigned done = 0;
    for (unsigned lane = 0; lane < lanes; ++lane) {
      if (worker.position[lane] != kIdle && engine.is_done(lane)) done |= 1U << lane;
    }
    if (done == 0) continue;
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t w = 0; w < system.weights.size(); ++w) {
      engine.weigh(w, sums);
      for (unsigned lane = 0; lane < lanes; ++lane) {
        if ((done >> lane & 1U) == 0) continue;
        const std::size_t at = worker.position[lane] * system.weights.size() + w;
        results.esri[at] = sums.both[lane];
        results.esri_down[at] = sums.down[lane];
        results.esri_up[at] = sums.up[lane];
      }
    }
    engine.clear(done);
    for (unsigned lane = 0; lane < lanes; ++lane) {
      if ((done >> lane & 1U) == 0) continue;
      const std::uint64_t position = worker.position[lane];
      results.iterations[position] = engine.steps(lane);
      results.counts.reached[position] = static_cast<std::uint32_t>(sums.reached[lane]);
      meter.add(1);
      --busy;
      refill(lane);
    }
    worker.counts.seconds_combine +=
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
}

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
  Queue queue;
  queue.first = first;
  queue.count = count;
  const auto threads = static_cast<std::uint64_t>(threads_in_use());
  const std::uint64_t share = (count + threads - 1) / threads;
  const auto lanes = static_cast<unsigned>(std::min<std::uint64_t>(share, kShockLanes));
  const std::uint64_t workers = share == 0 ? 0 : std::min(threads, (count + lanes - 1) / lanes);
  std::mutex adding;
  parallel_parts(workers, [&](std::size_t) {
    Worker worker{LaneEngine(system, lane_kernels()), {}, {}};
    run(worker, system, shocks, queue, lanes, meter, results);
    const std::scoped_lock lock(adding);
    results.counts.down_links += worker.counts.down_links;
    results.counts.up_links += worker.counts.up_links;
    results.counts.seconds_combine += worker.counts.seconds_combine;
    results.counts.seconds_down += worker.engine.seconds_down();
    results.counts.seconds_up += worker.engine.seconds_up();
  });
  results.interrupted = meter.was_stopped();
  return results;
}

}  // namespace nail
