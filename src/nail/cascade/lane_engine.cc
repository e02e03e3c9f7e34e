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

LaneEngine::LaneEngine(const CascadeSystem& system, const LaneKernels& kernels)
    : system_(&system),
      kernels_(&kernels),
      view_(view_of(system)),
      stop_(system.options.converged ? 0 : system.options.eps),
      can_fall_(!losses_only_grow(system)),
      is_rising_(system.options.converged && !can_fall_) {
  const std::size_t cells = std::size_t{system.sites} * kShockLanes;
  for (auto* losses : {&down_, &seen_, &up_, &other_}) losses->assign(cells, 0);
  alive_.assign(std::size_t{system.markets} * kShockLanes, 0);
  for (auto& hits : hits_) hits.reserve(16);
  if (is_rising_) {
    closed_ = closed_classes(system);
    sums_.assign(system.weights.size() * 3 * kShockLanes, 0);
    grown_.assign(sums_.size(), 0);
  }
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
  if (!is_rising_) return;
  has_settled_[lane] = false;
  for (std::size_t k = lane; k < sums_.size(); k += kShockLanes) sums_[k] = grown_[k] = 0;
  fill_closed_classes(lane);
}

// Where a site of a closed class loses p, all of the class lose at least p in the end; exactly p
// where it is the only one that is hit.
void LaneEngine::fill_closed_classes(unsigned lane) {
  for (const Hit& hit : hits_[lane]) {
    const std::uint32_t of = closed_.of[hit.site];
    if (of == ClosedClasses::kNone) continue;
    double least = hit.up;
    for (const Hit& other : hits_[lane]) {
      if (closed_.of[other.site] == of) least = std::min(least, other.up);
    }
    for (std::uint32_t k = closed_.begin[of]; k < closed_.begin[of + 1]; ++k) {
      double& loss = up_[std::size_t{closed_.member[k]} * kShockLanes + lane];
      loss = std::max(loss, NAIL_MUTANT(closed_class_stays_whole, least, 0.0));
    }
  }
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

void LaneEngine::rise() {
  growth_.fill(0);
  const auto start = std::chrono::steady_clock::now();
  look();
  kernels_->rise_down(view_, seen(), down_.data(), growth_.data());
  seconds_down_ += seconds_since(start);
  const auto between = std::chrono::steady_clock::now();
  kernels_->rise_up(view_, up_.data(), growth_.data());
  for (std::uint32_t& steps : steps_) ++steps;
  // Lanes are refilled only after sums were compared, so all are in step.
  if (steps_.front() % kStepsBetweenSums == 0) compare_sums();
  seconds_up_ += seconds_since(between);
}

void LaneEngine::compare_sums() {
  std::array<bool, kShockLanes> settles;
  settles.fill(true);
  LaneSums sums;
  std::size_t at = 0;
  for (std::size_t w = 0; w < system_->weights.size(); ++w) {
    weigh(w, sums);
    for (const double* of : {sums.both, sums.down, sums.up}) {
      for (unsigned lane = 0; lane < kShockLanes; ++lane, ++at) {
        const double grown = of[lane] - sums_[at];
        // What is left, if every comparison finds the same part of the growth before.
        const double pace = grown / grown_[at];
        const double left = grown * pace / (1 - pace);
        const bool is_little = grown < grown_[at] && left <= kFixedPointTolerance * of[lane];
        settles[lane] = settles[lane] && (grown <= 0 || is_little);
        sums_[at] = of[lane];
        grown_[at] = grown;
      }
    }
  }
  for (unsigned lane = 0; lane < kShockLanes; ++lane) {
    // The first two sums do not tell a pace yet.
    const bool is_slow = steps_[lane] > 2 * kStepsBetweenSums && growth_[lane] <= kFixedPointGrowth;
    has_settled_[lane] = growth_[lane] <= 0 || (settles[lane] && is_slow);
  }
}

void LaneEngine::step() {
  if (is_rising_) {
    rise();
    return;
  }
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

bool LaneEngine::has_given_up(unsigned lane) const {
  if (steps_[lane] < kMostRises) return false;
  return is_rising_ ? !has_settled_[lane] : can_fall_ && growth_[lane] > stop_;
}

bool LaneEngine::is_done(unsigned lane) const {
  if (is_rising_) {
    if (steps_[lane] % kStepsBetweenSums != 0) return false;
    return has_settled_[lane] || steps_[lane] >= kMostRises;
  }
  return growth_[lane] <= stop_ || (can_fall_ && steps_[lane] >= kMostRises);
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
