#include "nail/cascade/up_engine.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>
#include <vector>

#include "nail/base/mutant.h"
#include "nail/cascade/up_adjoint.h"
#include "nail/cascade/up_job.h"
#include "nail/cascade/up_kernel.h"
#include "nail/cascade/up_lanes.h"
#include "nail/cascade/up_meet.h"
#include "nail/cascade/up_stop.h"

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

// What jobs that wait may hold on to, a worker.
constexpr std::uint64_t kWaitingBytes = 48ULL << 20;

std::uint64_t bytes_of(const UpJob& job) {
  const std::size_t everywhere = job.levels() == 0 ? job.lost_at.size() : 0;
  return 4 * job.level_site.size() + 8 * (job.lost.size() + everywhere) +
         12 * job.state_site.size();
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
  explicit State(UpEngine::Shared& of)
      : shared(of), stop(of.system), meet(of.system), lanes(of.system, up_kernels()) {}

  std::unique_ptr<UpJob> take_job();
  void conclude(const UpJob& job);
  void run(std::vector<std::unique_ptr<UpJob>>& jobs);
  void flush();
  void count() {
    counts.links = meet.links + lanes.links;
    counts.lane_links = lanes.links;
  }

  UpEngine::Shared& shared;
  UpStop stop;
  UpMeet meet;
  UpLanes lanes;
  std::vector<std::unique_ptr<UpJob>> spare;
  // By steps that are open: those of one kind fill a line best.
  std::map<std::uint32_t, std::vector<std::unique_ptr<UpJob>>> waiting;
  std::uint64_t waiting_bytes = 0;
  UpCounts counts;
};

std::unique_ptr<UpJob> UpWorker::State::take_job() {
  if (spare.empty()) return std::make_unique<UpJob>();
  std::unique_ptr<UpJob> job = std::move(spare.back());
  spare.pop_back();
  return job;
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
    spare.push_back(std::move(job));
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

UpWorker::UpWorker(UpEngine& engine) : state_(std::make_unique<State>(*engine.shared_)) {}
UpWorker::~UpWorker() = default;

std::uint32_t UpWorker::least_steps(std::uint32_t site) {
  const Stopwatch watch(state_->counts.stop_seconds);
  const std::uint32_t steps = state_->stop.least_steps(site);
  state_->counts.stop_links = state_->stop.links;
  state_->counts.refined = state_->stop.refined;
  return steps;
}

void UpWorker::combine(const UpShock& shock) {
  State& state = *state_;
  const Stopwatch watch(state.counts.seconds);
  std::unique_ptr<UpJob> job = state.take_job();
  job->site = shock.site;
  job->steps = shock.steps;
  job->esri_up = shock.esri_up;
  job->overlap = shock.overlap;
  if (!state.shared.adjoint.reach(shock.steps)) {
    state.meet.run_whole(*job, shock);
    std::copy(job->settled.begin(), job->settled.end(), shock.overlap);
    state.spare.push_back(std::move(job));
  } else if (state.meet.start(*job, shock)) {
    state.conclude(*job);
    state.spare.push_back(std::move(job));
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
