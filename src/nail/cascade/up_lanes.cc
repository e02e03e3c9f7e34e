#include "nail/cascade/up_lanes.h"

#include <algorithm>

#include "nail/base/mutant.h"

namespace nail {

UpLanes::UpLanes(const CascadeSystem& system, const UpKernels& kernels)
    : system_(system), kernels_(kernels) {}

void UpLanes::run(std::span<const std::unique_ptr<UpJob>> jobs, UpMeet& meet) {
  enter(jobs);
  const std::uint32_t last = jobs.front()->open_steps();
  for (std::uint32_t step = 1; step <= last; ++step) {
    choose_rows(jobs, step, meet);
    UpRows rows;
    rows.begin = system_.sell_begin.data();
    rows.buyer = system_.sell_buyer.data();
    rows.share = system_.sell_share.data();
    rows.links = system_.sell_buyer.size();
    rows.rows = rows_.data();
    rows.count = rows_.size();
    kernels_.pull(rows, from_.data(), to_.data());
    for (std::size_t lane = 0; lane < jobs.size(); ++lane) {
      UpJob& job = *jobs[lane];
      const std::uint32_t open = job.open_steps();
      if (open < step) continue;
      double& of_site = to_[std::size_t{job.site} * kUpLanes + lane];
      job.returned.push_back(of_site);
      of_site = 1;
      if (open == step) leave(job, lane, meet);
    }
    from_.swap(to_);
  }
  // A failing site that sells nothing is no row of a step: what stands there is taken out by hand.
  for (std::size_t lane = 0; lane < jobs.size(); ++lane) {
    from_[std::size_t{jobs[lane]->site} * kUpLanes + lane] = 0;
    to_[std::size_t{jobs[lane]->site} * kUpLanes + lane] = 0;
  }
}

void UpLanes::enter(std::span<const std::unique_ptr<UpJob>> jobs) {
  const std::size_t size = std::size_t{system_.sites} * kUpLanes;
  if (to_.empty()) to_.resize(size, 0.0);
  from_.assign(size, 0.0);
  for (std::size_t lane = 0; lane < jobs.size(); ++lane) {
    const UpJob& job = *jobs[lane];
    for (std::size_t s = 0; s < job.state_site.size(); ++s) {
      from_[std::size_t{job.state_site[s]} * kUpLanes + lane] = job.state[s];
    }
  }
}

void UpLanes::choose_rows(std::span<const std::unique_ptr<UpJob>> jobs, std::uint32_t step,
                          UpMeet& meet) {
  if (++stamps_ == 0 || stamp_.empty()) {
    stamp_.assign(system_.sites, 0);
    stamps_ = 1;
  }
  rows_.clear();
  std::uint64_t visited = 0;
  if (jobs.front()->open_steps() > step) {
    rows_ = meet.core();
    visited = meet.core_links();
    for (const std::uint32_t i : rows_) stamp_[i] = stamps_;
  }
  const auto add_row = [&](std::uint32_t i) {
    if (stamp_[i] == stamps_) return;
    stamp_[i] = stamps_;
    rows_.push_back(i);
    visited += system_.sell_begin[i + 1] - system_.sell_begin[i];
  };
  for (std::size_t lane = 0; lane < jobs.size(); ++lane) {
    UpJob& job = *jobs[lane];
    if (job.open_steps() < step) continue;
    add_row(job.site);
    if (job.open_steps() > step) continue;
    if (job.levels() == 1) {
      // What stands at a site that buys nothing is of no step.
      meet.settle(job, [&](std::uint32_t i) {
        return system_.buy_begin[i] < system_.buy_begin[i + 1]
                   ? from_[std::size_t{i} * kUpLanes + lane]
                   : 0.0;
      });
    }
    const std::uint32_t level = job.levels() - 1;
    for (std::uint64_t s = job.level_begin[level]; s < job.level_begin[level + 1]; ++s) {
      add_row(job.level_site[s]);
    }
  }
  links += visited * jobs.size();
}

void UpLanes::leave(UpJob& job, std::size_t lane, UpMeet& meet) {
  double* values = meet.end_values();
  const std::uint32_t level = job.levels() - 1;
  for (std::uint64_t s = job.level_begin[level]; s < job.level_begin[level + 1]; ++s) {
    const std::uint32_t i = job.level_site[s];
    values[i] = to_[std::size_t{i} * kUpLanes + lane];
  }
  meet.finish(job);
}

}  // namespace nail
