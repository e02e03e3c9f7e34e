#include "nail/cascade/up_lanes.h"

#include <algorithm>

#include "nail/base/mutant.h"

namespace nail {

UpLanes::UpLanes(const CascadeSystem& system, const UpKernels& kernels, LaneScratch& scratch)
    : system_(system),
      kernels_(kernels),
      scratch_(scratch),
      from_(scratch.first),
      to_(scratch.second) {
  links_.rows = system.sites;
  links_.links = system.sell_buyer.size();
  links_.begin = system.sell_begin.data();
  links_.buyer = system.sell_buyer.data();
  links_.share = system.sell_share.data();
  for (const std::vector<double>& weight : system.weights) weight_.push_back(weight.data());
}

void UpLanes::run(std::span<const std::unique_ptr<UpJob>> jobs, UpMeet& meet) {
  enter(jobs);
  const std::uint32_t last = jobs.front()->open_steps();
  for (std::uint32_t number = 1; number <= last; ++number) {
    step(jobs, number, meet);
    for (std::size_t lane = 0; lane < jobs.size(); ++lane) {
      UpJob& job = *jobs[lane];
      const std::uint32_t open = job.open_steps();
      if (open < number) continue;
      double& of_site = to_[std::size_t{job.site} * kUpLanes + lane];
      job.returned.push_back(of_site);
      of_site = NAIL_MUTANT(up_failing_site_recovers, 1.0, of_site);
      if (open == number) leave(job, lane, meet);
    }
    from_.swap(to_);
  }
}

void UpLanes::enter(std::span<const std::unique_ptr<UpJob>> jobs) {
  scratch_.make(system_.sites);
  if (nothing_.empty()) {
    nothing_.assign(system_.sites, 0.0);
  }
  std::fill(from_.begin(), from_.end(), 0.0);
  for (std::size_t lane = 0; lane < jobs.size(); ++lane) {
    const UpJob& job = *jobs[lane];
    for (std::size_t s = 0; s < job.state_site.size(); ++s) {
      from_[std::size_t{job.state_site[s]} * kUpLanes + lane] = job.state[s];
    }
  }
}

// Everywhere, also where the last step is asked for at some sites only: what eight jobs ask for
// together is most of the network, and going through all of it in order is faster.
void UpLanes::step(std::span<const std::unique_ptr<UpJob>> jobs, std::uint32_t number,
                   UpMeet& meet) {
  bool any_everywhere = false;
  UpOverlap overlap;
  for (std::size_t lane = 0; lane < kUpLanes; ++lane) {
    overlap.lost[lane] = nothing_.data();
    if (lane >= jobs.size() || jobs[lane]->open_steps() != number) continue;
    UpJob& job = *jobs[lane];
    if (job.levels() == 0) {
      overlap.lost[lane] = job.lost_at.data();
      any_everywhere = true;
    } else if (job.levels() == 1) {
      meet.settle(job, [&](std::uint32_t i) { return from_[std::size_t{i} * kUpLanes + lane]; });
    }
  }
  if (any_everywhere) {
    overlap_.assign(weight_.size() * kUpLanes, 0.0);
    overlap.weight = weight_.data();
    overlap.weights = static_cast<std::uint32_t>(weight_.size());
    overlap.sum = overlap_.data();
    kernels_.last_step(links_, from_.data(), to_.data(), overlap);
  } else {
    kernels_.step(links_, from_.data(), to_.data());
  }
  links += links_.links * jobs.size();
}

void UpLanes::leave(UpJob& job, std::size_t lane, UpMeet& meet) {
  if (job.levels() == 0) {
    for (std::size_t w = 0; w < job.settled.size(); ++w) {
      job.settled[w] += overlap_[w * kUpLanes + lane];
    }
    return;
  }
  double* values = meet.end_values();
  const std::uint32_t level = job.levels() - 1;
  for (std::uint64_t s = job.level_begin[level]; s < job.level_begin[level + 1]; ++s) {
    const std::uint32_t i = job.level_site[s];
    values[i] = to_[std::size_t{i} * kUpLanes + lane];
  }
  meet.finish(job);
}

}  // namespace nail
