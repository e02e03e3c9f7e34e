#include "nail/cascade/lane_engine.h"

#include <algorithm>
#include <chrono>

#include "nail/base/mutant.h"

namespace nail {
namespace {

LaneSystem view_of(const CascadeSystem& system) {
  LaneSystem view;
  view.sites = system.sites;
  view.markets = system.markets;
  view.compat = system.options.compat;
  view.slot_begin = system.slot_begin.data();
  view.slot_link_begin = system.slot_link_begin.data();
  view.slot_supplier = system.slot_supplier.data();
  view.slot_share = system.slot_share.data();
  view.slot_links = system.slot_supplier.size();
  view.sell_begin = system.sell_begin.data();
  view.sell_buyer = system.sell_buyer.data();
  view.sell_share = system.sell_share.data();
  view.sell_links = system.sell_buyer.size();
  view.size = system.size.data();
  view.market = system.market.empty() ? nullptr : system.market.data();
  return view;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

double stop_growth(const CascadeOptions& options) { return options.converged ? 0 : options.eps; }

LaneEngine::LaneEngine(const CascadeSystem& system, const LaneKernels& kernels)
    : system_(&system),
      kernels_(&kernels),
      view_(view_of(system)),
      stop_(stop_growth(system.options)) {
  const std::size_t cells = std::size_t{system.sites} * kShockLanes;
  for (auto* losses : {&down_, &seen_, &up_, &other_}) losses->assign(cells, 0);
  alive_.assign(std::size_t{system.markets} * kShockLanes, 0);
  for (auto& hits : hits_) hits.reserve(16);
}

void LaneEngine::load(unsigned lane, const CascadeShocks& shocks, std::uint64_t shock) {
  std::vector<Hit>& hits = hits_[lane];
  hits.clear();
  if (shocks.is_single_failures()) {
    hits.push_back({system_->number[shock], 1, 1});
  } else {
    for (std::uint64_t k = shocks.begin[shock]; k < shocks.begin[shock + 1]; ++k) {
      hits.push_back({system_->number[shocks.site[k]], shocks.down[k], shocks.up[k]});
    }
  }
  steps_[lane] = 0;
  growth_[lane] = 0;
  hold(lane);
}

// The shock lasts: a site loses at least what was taken from it. The kernels do not know of it, and
// need not for growth: where the shock binds, nothing grows, with it or without.
void LaneEngine::hold(unsigned lane) {
  for (const Hit& hit : hits_[lane]) {
    const std::size_t at = std::size_t{hit.site} * kShockLanes + lane;
    down_[at] = std::max(down_[at], hit.down);
    up_[at] = std::max(up_[at], hit.up);
  }
}

void LaneEngine::look() {
  if (!system_->market.empty()) {
    kernels_->see(view_, down_.data(), alive_.data(), seen_.data());
  }
}

void LaneEngine::step() {
  growth_.fill(0);
  const auto start = std::chrono::steady_clock::now();
  if (system_->market.empty()) {
    kernels_->down(view_, down_.data(), down_.data(), seen_.data(), growth_.data());
    down_.swap(seen_);
  } else {
    look();
    kernels_->down(view_, seen_.data(), down_.data(), down_.data(), growth_.data());
  }
  seconds_down_ += seconds_since(start);
  const auto between = std::chrono::steady_clock::now();
  kernels_->up(view_, up_.data(), other_.data(), growth_.data());
  up_.swap(other_);
  for (unsigned lane = 0; lane < kShockLanes; ++lane) {
    if (NAIL_MUTANT(cascade_forgets_the_shock, true, false)) hold(lane);
    ++steps_[lane];
  }
  seconds_up_ += seconds_since(between);
}

bool LaneEngine::is_done(unsigned lane) const {
  return growth_[lane] <= stop_ || (system_->options.compat && steps_[lane] >= kMostCompatSteps);
}

void LaneEngine::weigh(std::size_t weight, LaneSums& sums) const {
  kernels_->weigh(view_, system_->weights[weight].data(), down_.data(), up_.data(), sums);
}

void LaneEngine::clear(unsigned lanes) {
  alignas(64) std::array<double, kShockLanes> keep;
  for (unsigned lane = 0; lane < kShockLanes; ++lane) {
    const bool empties = (lanes >> lane & 1U) != 0;
    keep[lane] = empties ? 0 : 1;
    if (empties) hits_[lane].clear();
  }
  kernels_->keep(view_, keep.data(), down_.data());
  kernels_->keep(view_, keep.data(), up_.data());
}

}  // namespace nail
