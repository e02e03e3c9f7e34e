#include "nail/cascade/fast_rank.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <string>
#include <vector>

#include "nail/cascade/down_engine.h"
#include "nail/cascade/lane_rank.h"
#include "nail/cascade/up_engine.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

constexpr double kLeastEps = 1e-9;    // far above what decisions are sure to
constexpr std::uint64_t kBlock = 16;  // shocks a thread takes at a time

// With compat a dead market counts as 1 unit of money: a loss that its suppliers pass on in full
// (as by default) only where they sell that much.
bool losses_only_grow(const CascadeSystem& system) {
  if (!system.options.compat || system.market.empty()) return true;
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    if (system.market[i] != kNoMarket && system.size[i] > 0 && system.size[i] < 1) return false;
  }
  return true;
}

struct Range {
  const CascadeSystem& system;
  std::uint64_t first = 0, count = 0;
  std::vector<double> overlap;  // [shock - first][weight]
  std::atomic<std::uint64_t> taken{0};
  std::mutex adding;
  std::vector<std::uint64_t> near;  // shocks that only sums in Jacobi order decide
};

void run_worker(Range& range, const DownEngine& down_engine, UpEngine& up_engine, RankMeter& meter,
                RankResults& results) {
  UpWorker up(up_engine);
  const std::size_t weights = range.system.weights.size();
  std::vector<std::uint64_t> near;
  DownWorker down(down_engine, [&](const DownResult& found) {
    const std::uint64_t k = found.shock.tag;
    if (found.near) {
      near.push_back(range.first + k);
      return;
    }
    std::copy(found.esri.begin(), found.esri.end(), &results.esri_down[k * weights]);
    results.iterations[k] = found.steps;
    results.counts.reached[k] = static_cast<std::uint32_t>(found.lost.size());
    UpShock shock;
    shock.site = found.shock.site;
    shock.steps = found.steps;
    shock.lost_sites = found.lost_sites;
    shock.lost = found.lost;
    shock.lost_at = found.lost_at;
    shock.esri_up = &results.esri_up[k * weights];
    shock.overlap = &range.overlap[k * weights];
    up.combine(shock);
    meter.add(1);
  });
  while (meter.goes_on()) {
    const std::uint64_t begin = range.taken.fetch_add(kBlock);
    if (begin >= range.count) break;
    const std::uint64_t end = std::min(begin + kBlock, range.count);
    for (std::uint64_t k = begin; k < end; ++k) {
      const std::uint32_t site = range.system.number[range.first + k];
      down.run({site, up.least_steps(site), k});
    }
  }
  down.flush();
  up.flush();
  const std::scoped_lock lock(range.adding);
  range.near.insert(range.near.end(), near.begin(), near.end());
  RankCounts& counts = results.counts;
  counts.batched_shocks += down.counts().batched_shocks;
  counts.down_links += down.counts().links;
  counts.up_links += up.counts().stop_links + up.counts().links;
  counts.refined += up.counts().refined + down.counts().near;
  counts.seconds_down += down.counts().seconds - up.counts().seconds;  // which it calls
  counts.seconds_stop += up.counts().stop_seconds;
  counts.seconds_up += up.counts().seconds;
}

// The shocks that were too near to call, by the general engine.
void run_near(const Range& range, RankMeter& meter, RankResults& results) {
  if (range.near.empty()) return;
  CascadeShocks shocks;
  shocks.begin.push_back(0);
  for (const std::uint64_t shock : range.near) {
    shocks.names.push_back(std::to_string(shock));
    shocks.site.push_back(static_cast<std::uint32_t>(shock));
    shocks.down.push_back(1);
    shocks.up.push_back(1);
    shocks.begin.push_back(shocks.site.size());
  }
  const RankResults found = lane_rank(range.system, shocks, 0, range.near.size(), meter);
  const std::size_t weights = range.system.weights.size();
  for (std::size_t n = 0; n < range.near.size(); ++n) {
    const std::uint64_t k = range.near[n] - range.first;
    for (std::size_t w = 0; w < weights; ++w) {
      results.esri[k * weights + w] = found.esri[n * weights + w];
      results.esri_down[k * weights + w] = found.esri_down[n * weights + w];
      results.esri_up[k * weights + w] = found.esri_up[n * weights + w];
    }
    results.iterations[k] = found.iterations[n];
    results.counts.reached[k] = found.counts.reached[n];
  }
  results.counts.batched_shocks += found.counts.batched_shocks;
  results.counts.down_links += found.counts.down_links;
  results.counts.up_links += found.counts.up_links;
  results.counts.seconds_down += found.counts.seconds_down;
  results.counts.seconds_up += found.counts.seconds_up;
  results.counts.seconds_combine += found.counts.seconds_combine;
}

}  // namespace

bool fast_rank_takes(const CascadeSystem& system, const CascadeShocks& shocks) {
  return shocks.is_single_failures() && !system.options.converged &&
         system.options.eps >= kLeastEps &&
         system.down_slot.size() < std::numeric_limits<std::uint32_t>::max() / 2 &&
         losses_only_grow(system);
}

RankResults fast_rank(const CascadeSystem& system, const CascadeShocks& /*shocks*/,
                      std::uint64_t first, std::uint64_t count, RankMeter& meter) {
  RankResults results = empty_results(system, first, count);
  Range range{system, first, count, std::vector<double>(count * results.weights), {}, {}, {}};
  const DownEngine down_engine(system);
  UpEngine up_engine(system);
  const auto workers = std::min<std::uint64_t>(static_cast<std::uint64_t>(threads_in_use()),
                                               (count + kBlock - 1) / kBlock);
  parallel_parts(workers,
                 [&](std::size_t) { run_worker(range, down_engine, up_engine, meter, results); });
  for (std::size_t at = 0; at < results.esri.size(); ++at) {
    results.esri[at] = results.esri_down[at] + results.esri_up[at] - range.overlap[at];
  }
  std::sort(range.near.begin(), range.near.end());
  run_near(range, meter, results);
  results.interrupted = meter.was_stopped();
  return results;
}

}  // namespace nail
