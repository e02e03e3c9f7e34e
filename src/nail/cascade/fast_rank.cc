#include "nail/cascade/fast_rank.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "nail/base/mutant.h"
#include "nail/cascade/down_engine.h"
#include "nail/cascade/lane_rank.h"
#include "nail/cascade/up_engine.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

constexpr double kLeastEps = 1e-9;    // far above what decisions are sure to
constexpr std::uint64_t kBlock = 16;  // shocks a thread takes at a time
// Upstream losses of shocks whose downstream half waits for others of its kind, a worker.
constexpr std::uint64_t kKeptBytes = 64ULL << 20;

struct Range {
  const CascadeSystem& system;
  std::uint64_t first = 0, count = 0;
  std::vector<double> overlap;  // [shock - first][weight]
  std::atomic<std::uint64_t> taken{0};
  std::mutex adding;
  std::vector<std::uint64_t> near;  // shocks that only sums in Jacobi order decide
};

// What a thread works with, from range to range.
struct Worker {
  Worker(const DownEngine& down_engine, UpEngine& up_engine)
      : down(down_engine, scratch, [this](const DownResult& found) { take(found); }),
        up(up_engine, scratch,
           [this](std::uint32_t site, std::uint32_t steps) { run_down(site, steps); }) {}

  // The steps that a shock takes upstream are known.
  void run_down(std::uint32_t site, std::uint32_t steps) {
    down.run({site, steps, range->system.order[site] - range->first});
    if (up.kept_bytes() > kKeptBytes) down.flush();
  }

  // The downstream half of a shock is done.
  void take(const DownResult& found) {
    const std::uint64_t k = found.shock.tag;
    if (found.near) {
      near.push_back(range->first + k);
      up.forget(found.shock.site);
      return;
    }
    const std::size_t weights = results->weights;
    std::copy(found.esri.begin(), found.esri.end(), &results->esri_down[k * weights]);
    results->iterations[k] = found.steps;
    results->counts.reached[k] = static_cast<std::uint32_t>(found.lost.size());
    UpShock shock;
    shock.site = found.shock.site;
    shock.steps = found.steps;
    shock.lost_sites = found.lost_sites;
    shock.lost = found.lost;
    shock.lost_at = found.lost_at;
    shock.esri_up = &results->esri_up[k * weights];
    shock.overlap = &range->overlap[k * weights];
    up.combine(shock);
    meter->add(1);
  }

  void run(Range& of, RankMeter& progress, RankResults& to) {
    range = &of;
    results = &to;
    meter = &progress;
    near.clear();
    const DownCounts down_before = down.counts();
    const UpCounts up_before = up.counts();
    while (progress.goes_on()) {
      const std::uint64_t begin = of.taken.fetch_add(kBlock);
      if (begin >= of.count) break;
      const std::uint64_t end = std::min(begin + kBlock, of.count);
      for (std::uint64_t k = begin; k < end; ++k) {
        up.find_steps(of.system.number[of.first + k]);
      }
    }
    up.finish_steps();
    down.flush();
    up.flush();
    add_counts(down_before, up_before);
  }

  void add_counts(const DownCounts& down_before, const UpCounts& up_before) {
    const DownCounts& d = down.counts();
    const UpCounts& u = up.counts();
    const std::scoped_lock lock(range->adding);
    range->near.insert(range->near.end(), near.begin(), near.end());
    RankCounts& counts = results->counts;
    counts.batched_shocks += d.batched_shocks - down_before.batched_shocks;
    counts.down_links += d.links - down_before.links;
    counts.up_links += u.stop_links - up_before.stop_links + u.links - up_before.links;
    counts.refined += d.near - down_before.near;
    counts.whole_shocks += u.whole_shocks - up_before.whole_shocks;
    const double whole = u.whole_seconds - up_before.whole_seconds;
    const double lanes = u.lane_seconds - up_before.lane_seconds;
    counts.seconds_stop += u.stop_seconds - up_before.stop_seconds - whole;
    counts.seconds_up += whole + lanes;
    counts.seconds_combine += u.seconds - up_before.seconds - lanes;
    counts.seconds_down += d.seconds - down_before.seconds;
  }

  Range* range = nullptr;
  RankResults* results = nullptr;
  RankMeter* meter = nullptr;
  std::vector<std::uint64_t> near;  // shocks
  LaneScratch scratch;
  DownWorker down;
  UpWorker up;
};

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

struct FastRank::Engines {
  explicit Engines(const CascadeSystem& of) : system(of), down(of), up(of) {}
  const CascadeSystem& system;
  DownEngine down;
  UpEngine up;
  std::vector<std::unique_ptr<Worker>> workers;
};

FastRank::FastRank(const CascadeSystem& system) : engines_(std::make_unique<Engines>(system)) {}
FastRank::~FastRank() = default;

RankResults FastRank::range(std::uint64_t first, std::uint64_t count, RankMeter& meter) {
  Engines& engines = *engines_;
  RankResults results = empty_results(engines.system, first, count);
  Range range{
      engines.system, first, count, std::vector<double>(count * results.weights), {}, {}, {}};
  const auto workers = std::min<std::uint64_t>(static_cast<std::uint64_t>(threads_in_use()),
                                               (count + kBlock - 1) / kBlock);
  if (engines.workers.size() < workers) engines.workers.resize(workers);
  parallel_parts(workers, [&](std::size_t n) {
    std::unique_ptr<Worker>& worker = engines.workers[n];
    if (!worker) worker = std::make_unique<Worker>(engines.down, engines.up);
    worker->run(range, meter, results);
  });
  for (std::size_t at = 0; at < results.esri.size(); ++at) {
    results.esri[at] = results.esri_down[at] + results.esri_up[at] -
                       NAIL_MUTANT(fast_rank_counts_twice, range.overlap[at], 0);
  }
  std::sort(range.near.begin(), range.near.end());
  run_near(range, meter, results);
  results.interrupted = meter.was_stopped();
  return results;
}

}  // namespace nail
