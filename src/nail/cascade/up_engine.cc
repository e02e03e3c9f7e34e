#include "nail/cascade/up_engine.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "nail/base/mutant.h"
#include "nail/cascade/up_adjoint.h"
#include "nail/cascade/up_job.h"
#include "nail/cascade/up_kernel.h"
#include "nail/cascade/up_lanes.h"
#include "nail/cascade/up_meet.h"
#include "nail/cascade/up_stop.h"
#include "nail/cascade/up_whole.h"

namespace nail {
namespace {

using Clock = std::chrono::steady_clock;

class Stopwatch {
 public:
  explicit Stopwatch(double& seconds) : seconds_(seconds), started_(Clock::now()) {}
  ~Stopwatch() { seconds_ += std::chrono::duration<double>(Clock::now() - started_).count(); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double& seconds_;
  Clock::time_point started_;
};

// What jobs that wait may hold on to, a worker; and those that are kept to be used again, whose
// room has the size of the largest that they ever were.
constexpr std::uint64_t kWaitingBytes = 48ULL << 20, kSpareBytes = 16ULL << 20;

std::uint64_t bytes_of(const UpJob& job) {
  const std::size_t everywhere = job.levels() == 0 ? job.lost_at.size() : 0;
  return 4 * job.level_site.size() + 8 * (job.lost.size() + everywhere) +
         12 * job.state_site.size();
}

std::uint64_t room_of(const UpJob& job) {
  return 4 * (job.level_site.capacity() + job.state_site.capacity()) +
         8 * (job.lost.capacity() + job.lost_at.capacity() + job.state.capacity());
}

}  // namespace

struct UpEngine::Shared {
  explicit Shared(const CascadeSystem& of) : system(of), adjoint(of) {}
  const CascadeSystem& system;
  UpAdjoint adjoint;
};

UpEngine::UpEngine(const CascadeSystem& system) : shared_(std::make_unique<Shared>(system)) {}
UpEngine::~UpEngine() = default;

struct UpWorker::State {
  State(UpEngine::Shared& of, LaneScratch& scratch, UpStepsSink to)
      : shared(of),
        sink(std::move(to)),
        stop(of.system),
        whole(of.system, up_kernels(), scratch,
              [this](std::uint32_t site, std::uint32_t steps, std::vector<double>& losses) {
                keep(site, steps, losses);
              }),
        meet(of.system),
        lanes(of.system, up_kernels(), scratch) {}

  void keep(std::uint32_t site, std::uint32_t steps, std::vector<double>& losses);
  bool combine_kept(const UpShock& shock);
  void forget(std::uint32_t site);

  std::unique_ptr<UpJob> take_job();
  void put_away(std::unique_ptr<UpJob> job);
  void conclude(const UpJob& job);
  void run(std::vector<std::unique_ptr<UpJob>>& jobs);
  void flush();
  void count_steps() {
    counts.stop_links = stop.links + whole.links;
    counts.whole_shocks = whole.done;
    counts.whole_seconds = whole.seconds;
    counts.stop_seconds = decide_seconds + whole.seconds;
  }
  void count() {
    counts.links = meet.links + lanes.links;
    counts.lane_links = lanes.links;
  }

  // A cascade that was run as a whole.
  struct Kept {
    std::uint32_t steps = 0;
    std::vector<double> losses;  // xu(steps) by site
  };

  UpEngine::Shared& shared;
  UpStepsSink sink;
  UpStop stop;
  UpWhole whole;
  std::unordered_map<std::uint32_t, Kept> kept;  // by failing site
  std::vector<std::vector<double>> spare_losses;
  double decide_seconds = 0;
  UpMeet meet;
  UpLanes lanes;
  std::vector<std::unique_ptr<UpJob>> spare;
  std::uint64_t spare_bytes = 0;
  // By steps that are open: those of one kind fill a line best.
  std::map<std::uint32_t, std::vector<std::unique_ptr<UpJob>>> waiting;
  std::uint64_t waiting_bytes = 0;
  UpCounts counts;
};

std::unique_ptr<UpJob> UpWorker::State::take_job() {
  if (spare.empty()) return std::make_unique<UpJob>();
  std::unique_ptr<UpJob> job = std::move(spare.back());
  spare.pop_back();
  spare_bytes -= room_of(*job);
  return job;
}

void UpWorker::State::put_away(std::unique_ptr<UpJob> job) {
  const std::uint64_t room = room_of(*job);
  if (spare_bytes + room > kSpareBytes) return;
  spare_bytes += room;
  spare.push_back(std::move(job));
}

void UpWorker::State::conclude(const UpJob& job) {
  const std::uint32_t steps = job.steps;
  for (std::size_t w = 0; w < job.settled.size(); ++w) {
    double sum = shared.adjoint.at(steps, w)[job.site];
    for (std::uint32_t q = 0; q < steps; ++q) {
      const double returned = job.returned[NAIL_MUTANT(up_return_of_wrong_step, steps - 1 - q, q)];
      sum += shared.adjoint.at(q, w)[job.site] * (1 - std::min(1.0, returned));
    }
    job.esri_up[w] = sum;
    job.overlap[w] = job.settled[w];
  }
}

void UpWorker::State::run(std::vector<std::unique_ptr<UpJob>>& jobs) {
  for (const auto& job : jobs) waiting_bytes -= bytes_of(*job);
  {
    const Stopwatch watch(counts.lane_seconds);
    lanes.run(jobs, meet);
  }
  counts.batched_shocks += jobs.size();
  for (auto& job : jobs) {
    conclude(*job);
    put_away(std::move(job));
  }
  jobs.clear();
}

void UpWorker::State::flush() {
  std::vector<std::unique_ptr<UpJob>> jobs;
  for (auto kind = waiting.rbegin(); kind != waiting.rend(); ++kind) {
    for (auto& job : kind->second) {
      jobs.push_back(std::move(job));
      if (jobs.size() == kUpLanes) run(jobs);
    }
    kind->second.clear();
  }
  if (!jobs.empty()) run(jobs);
}

void UpWorker::State::keep(std::uint32_t site, std::uint32_t steps, std::vector<double>& losses) {
  Kept& of = kept[site];
  of.steps = steps;
  of.losses.swap(losses);
  if (!spare_losses.empty()) {
    losses.swap(spare_losses.back());
    spare_losses.pop_back();
  }
  sink(site, steps);
}

void UpWorker::State::forget(std::uint32_t site) {
  const auto found = kept.find(site);
  if (found == kept.end()) return;
  if (spare_losses.size() < 2) spare_losses.push_back(std::move(found->second.losses));
  kept.erase(found);
}

// True where the losses of all sites are at hand, which is so unless downstream took longer.
bool UpWorker::State::combine_kept(const UpShock& shock) {
  const auto found = kept.find(shock.site);
  if (found == kept.end()) return false;
  const bool is_end = found->second.steps == shock.steps;
  if (is_end) {
    const double* losses = found->second.losses.data();
    for (std::size_t w = 0; w < shared.system.weights.size(); ++w) {
      const double* weight = shared.system.weights[w].data();
      double up = 0, overlap = 0;
      for (std::uint32_t i = 0; i < shared.system.sites; ++i) up += weight[i] * losses[i];
      for (std::size_t s = 0; s < shock.lost_sites.size(); ++s) {
        const std::uint32_t i = shock.lost_sites[s];
        overlap +=
            weight[i] * NAIL_MUTANT(up_whole_takes_larger, std::min(shock.lost[s], losses[i]),
                                    std::max(shock.lost[s], losses[i]));
      }
      shock.esri_up[w] = up;
      shock.overlap[w] = overlap;
    }
  }
  forget(shock.site);
  return is_end;
}

UpWorker::UpWorker(UpEngine& engine, LaneScratch& scratch, UpStepsSink sink)
    : state_(std::make_unique<State>(*engine.shared_, scratch, std::move(sink))) {}
UpWorker::~UpWorker() = default;

void UpWorker::find_steps(std::uint32_t site) {
  std::uint32_t steps = 0;
  {
    const Stopwatch watch(state_->decide_seconds);
    steps = state_->stop.least_steps(site);
  }
  if (steps == 0) {
    state_->whole.add(site);
  } else {
    state_->sink(site, steps);
  }
  state_->count_steps();
}

void UpWorker::finish_steps() {
  state_->whole.flush();
  state_->count_steps();
}

std::uint64_t UpWorker::kept_bytes() const {
  return state_->kept.size() * state_->shared.system.sites * sizeof(double);
}

void UpWorker::forget(std::uint32_t site) { state_->forget(site); }

void UpWorker::combine(const UpShock& shock) {
  State& state = *state_;
  const Stopwatch watch(state.counts.seconds);
  if (state.combine_kept(shock)) return;
  std::unique_ptr<UpJob> job = state.take_job();
  job->site = shock.site;
  job->steps = shock.steps;
  job->esri_up = shock.esri_up;
  job->overlap = shock.overlap;
  if (!state.shared.adjoint.reach(shock.steps)) {
    state.meet.run_whole(*job, shock);
    std::copy(job->settled.begin(), job->settled.end(), shock.overlap);
    state.put_away(std::move(job));
  } else if (state.meet.start(*job, shock)) {
    state.conclude(*job);
    state.put_away(std::move(job));
  } else {
    state.waiting_bytes += bytes_of(*job);
    auto& kind = state.waiting[job->open_steps()];
    kind.push_back(std::move(job));
    if (kind.size() == kUpLanes) {
      state.run(kind);
    } else if (state.waiting_bytes > kWaitingBytes) {
      state.flush();
    }
  }
  state.count();
}

void UpWorker::flush() {
  const Stopwatch watch(state_->counts.seconds);
  state_->flush();
  state_->count();
}

const UpCounts& UpWorker::counts() const { return state_->counts; }

}  // namespace nail
