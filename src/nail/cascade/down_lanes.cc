#include "nail/cascade/down_lanes.h"

#include <algorithm>
#include <cmath>

#include "nail/base/mutant.h"

namespace nail {

DownLanes::DownLanes(const CascadeSystem& system, const LaneKernels& kernels)
    : system_(&system), kernels_(&kernels) {
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

void DownLanes::run(std::span<const std::unique_ptr<DownJob>> jobs) {
  const std::size_t cells = std::size_t{system_->sites} * kShockLanes;
  if (down_.empty()) {
    down_.resize(cells);
    seen_.resize(cells);
    alive_.resize(std::size_t{system_->markets} * kShockLanes);
    sites_.resize(cells);
    losses_.resize(cells);
    by_site_.resize(cells);
    sums_.resize(system_->weights.size() * kShockLanes);
  }
  std::fill(down_.begin(), down_.end(), 0.0);
  lanes_.fill({});
  for (std::size_t n = 0; n < jobs.size(); ++n) {
    const DownJob& job = *jobs[n];
    lanes_[n] = {job.site, job.steps, job.least_steps, 0, true, false};
    for (std::size_t k = 0; k < job.lost_sites.size(); ++k) {
      down_[std::size_t{job.lost_sites[k]} * kShockLanes + n] = job.lost[k];
    }
  }
  auto open = static_cast<std::uint32_t>(jobs.size());
  while (open > 0) {
    links_ += open * view_.slot_links;
    step();
    unsigned done = 0;
    for (unsigned lane = 0; lane < jobs.size(); ++lane) {
      Lane& of = lanes_[lane];
      if (!of.is_open || ++of.steps < of.least_steps) continue;
      of.near = std::abs(growth_[lane] - system_->options.eps) <= kNearEps;
      if (!of.near && growth_[lane] > system_->options.eps) continue;
      of.is_open = false;
      done |= 1U << lane;
      --open;
    }
    if (done != 0) take_out(done);
  }
}

void DownLanes::step() {
  growth_.fill(0);
  if (system_->market.empty()) {
    kernels_->down(view_, down_.data(), down_.data(), seen_.data(), growth_.data());
    down_.swap(seen_);
  } else {
    kernels_->see(view_, down_.data(), alive_.data(), seen_.data());
    kernels_->down(view_, seen_.data(), down_.data(), down_.data(), growth_.data());
  }
  for (unsigned lane = 0; lane < kShockLanes; ++lane) {
    if (!NAIL_MUTANT(down_lanes_forget_the_shock, lanes_[lane].is_open, false)) continue;
    down_[std::size_t{lanes_[lane].site} * kShockLanes + lane] = 1;
  }
}

// Lists the losses of these lanes and weighs them.
void DownLanes::take_out(unsigned lanes) {
  const std::uint32_t sites = system_->sites;
  std::array<unsigned, kShockLanes> which{};
  unsigned count = 0;
  for (unsigned lane = 0; lane < kShockLanes; ++lane) {
    if ((lanes >> lane & 1U) != 0) which[count++] = lane;
  }
  std::array<std::uint32_t, kShockLanes> filled{};
  for (std::uint32_t i = 0; i < sites; ++i) {
    const double* of = &down_[std::size_t{i} * kShockLanes];
    for (unsigned n = 0; n < count; ++n) {
      const std::size_t base = std::size_t{which[n]} * sites;
      const double loss = of[which[n]];
      by_site_[base + i] = loss;
      sites_[base + filled[n]] = i;
      losses_[base + filled[n]] = loss;
      filled[n] += static_cast<std::uint32_t>(loss > 0);
    }
  }
  for (unsigned n = 0; n < count; ++n) {
    const std::size_t base = std::size_t{which[n]} * sites;
    lanes_[which[n]].count = filled[n];
    for (std::size_t w = 0; w < system_->weights.size(); ++w) {
      const double* weight = system_->weights[w].data();
      double sum = 0;
      for (std::uint32_t k = 0; k < filled[n]; ++k) {
        sum += weight[sites_[base + k]] * losses_[base + k];
      }
      sums_[w * kShockLanes + which[n]] = sum;
    }
  }
}

DownLanes::End DownLanes::end(std::size_t n) const {
  const Lane& lane = lanes_[n];
  const std::size_t base = n * system_->sites;
  return {lane.steps,
          lane.near,
          {&sites_[base], lane.count},
          {&losses_[base], lane.count},
          &by_site_[base]};
}

}  // namespace nail
