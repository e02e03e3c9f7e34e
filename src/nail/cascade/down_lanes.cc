#include "nail/cascade/down_lanes.h"

#include <algorithm>
#include <cmath>

#include "nail/base/mutant.h"

namespace nail {
DownLanes::DownLanes(const CascadeSystem& system, const LaneKernels& kernels, LaneScratch& scratch,
                     std::size_t taken_bytes)
    : system_(&system),
      kernels_(&kernels),
      scratch_(scratch),
      together_(std::clamp<std::size_t>(
          taken_bytes / (std::size_t{system.sites} * sizeof(double) + 1), 1, kShockLanes)) {
  view_.sites = system.sites;
  view_.markets = system.markets;
  view_.slot_begin = system.slot_begin.data();
  view_.slot_link_begin = system.slot_link_begin.data();
  view_.slot_supplier = system.slot_supplier.data();
  view_.slot_share = system.slot_share.data();
  view_.slot_links = system.slot_supplier.size();
  view_.size = system.size.data();
  view_.market = system.market.empty() ? nullptr : system.market.data();
}

void DownLanes::run(std::span<const std::unique_ptr<DownJob>> jobs, const Sink& sink) {
  const std::size_t cells = std::size_t{system_->sites} * kShockLanes;
  if (down_.empty()) {
    down_.resize(cells);
    alive_.resize(std::size_t{system_->markets} * kShockLanes);
    const std::size_t sites = system_->sites;
    sites_.resize(together_ * sites);
    losses_.resize(together_ * sites);
    by_site_.resize(together_ * sites);
    count_.resize(together_);
    sums_.resize(system_->weights.size());
  }
  scratch_.make(system_->sites);
  std::fill(down_.begin(), down_.end(), 0.0);
  lanes_.fill({});
  for (std::size_t n = 0; n < jobs.size(); ++n) {
    const DownJob& job = *jobs[n];
    lanes_[n] = {job.site, job.steps, job.least_steps, true, false};
    for (std::size_t k = 0; k < job.lost_sites.size(); ++k) {
      down_[std::size_t{job.lost_sites[k]} * kShockLanes + n] = job.lost[k];
    }
  }
  auto open = static_cast<std::uint32_t>(jobs.size());
  while (open > 0) {
    links_ += open * view_.slot_links;
    step();
    std::array<unsigned, kShockLanes> done{};
    std::size_t ends = 0;
    for (unsigned lane = 0; lane < jobs.size(); ++lane) {
      Lane& of = lanes_[lane];
      if (!of.is_open || ++of.steps < of.least_steps) continue;
      of.near = std::abs(growth_[lane] - system_->options.eps) <= kNearEps;
      if (!of.near && growth_[lane] > system_->options.eps) continue;
      of.is_open = false;
      done[ends++] = lane;
      --open;
    }
    for (std::size_t first = 0; first < ends; first += together_) {
      const std::size_t count = std::min(together_, ends - first);
      const std::span<const unsigned> lanes(&done[first], count);
      take_out(lanes);
      for (std::size_t n = 0; n < count; ++n) tell(lanes[n], n, sink);
    }
  }
}

void DownLanes::step() {
  growth_.fill(0);
  AlignedVector<double>& seen = scratch_.second;
  if (system_->market.empty()) {
    kernels_->down(view_, down_.data(), down_.data(), seen.data(), growth_.data());
    down_.swap(seen);
  } else {
    kernels_->see(view_, down_.data(), alive_.data(), seen.data());
    kernels_->down(view_, seen.data(), down_.data(), down_.data(), growth_.data());
  }
  for (unsigned lane = 0; lane < kShockLanes; ++lane) {
    if (!NAIL_MUTANT(down_lanes_forget_the_shock, lanes_[lane].is_open, false)) continue;
    down_[std::size_t{lanes_[lane].site} * kShockLanes + lane] = 1;
  }
}

// Lists the losses of these lanes.
void DownLanes::take_out(std::span<const unsigned> lanes) {
  const std::uint32_t sites = system_->sites;
  const std::size_t count = lanes.size();
  std::array<unsigned, kShockLanes> which{};
  std::copy(lanes.begin(), lanes.end(), which.begin());
  std::array<std::uint32_t, kShockLanes> filled{};
  for (std::uint32_t i = 0; i < sites; ++i) {
    const double* of = &down_[std::size_t{i} * kShockLanes];
    for (std::size_t n = 0; n < count; ++n) {
      const std::size_t base = n * sites;
      const double loss = of[which[n]];
      by_site_[base + i] = loss;
      sites_[base + filled[n]] = i;
      losses_[base + filled[n]] = loss;
      filled[n] += static_cast<std::uint32_t>(loss > 0);
    }
  }
  std::copy_n(filled.begin(), count, count_.begin());
}

// What was taken out n-th is the end of this lane.
void DownLanes::tell(unsigned lane, std::size_t n, const Sink& sink) {
  const std::size_t base = n * system_->sites;
  const std::uint32_t count = count_[n];
  for (std::size_t w = 0; w < sums_.size(); ++w) {
    const double* weight = system_->weights[w].data();
    double sum = 0;
    for (std::uint32_t k = 0; k < count; ++k) sum += weight[sites_[base + k]] * losses_[base + k];
    sums_[w] = sum;
  }
  const Lane& of = lanes_[lane];
  sink({lane,
        of.steps,
        of.near,
        {&sites_[base], count},
        {&losses_[base], count},
        &by_site_[base],
        sums_});
}

}  // namespace nail
