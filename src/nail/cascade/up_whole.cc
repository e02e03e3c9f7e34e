#include "nail/cascade/up_whole.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "nail/base/mutant.h"
#include "nail/cascade/up_limits.h"
#include "nail/cascade/up_push.h"

namespace nail {
namespace {

double now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(since).count();
}

}  // namespace

UpWhole::UpWhole(const CascadeSystem& system, const UpKernels& kernels, LaneScratch& scratch,
                 Sink sink)
    : system_(system),
      kernels_(kernels),
      sink_(std::move(sink)),
      scratch_(scratch),
      growth_(kUpLanes) {
  links_.rows = system.sites;
  links_.links = system.sell_buyer.size();
  links_.begin = system.sell_begin.data();
  links_.buyer = system.sell_buyer.data();
  links_.share = system.sell_share.data();
}

void UpWhole::add(std::uint32_t site) {
  const double started = now();
  if (from_.empty()) {
    from_.assign(std::size_t{system_.sites} * kUpLanes, 0.0);
    pushed_.assign(system_.sites, 0.0);
    state_.assign(system_.sites, 0.0);
    touched_.resize(most_reached(system_, most_pushed(system_)));
    front_.resize(most_reached(system_, most_pushed(system_)));
    front_growth_.resize(most_reached(system_, most_pushed(system_)));
  }
  std::size_t lane = 0;
  while (lanes_[lane].is_open) ++lane;
  enter(lane, site);
  while (open_ == kUpLanes) step();
  seconds += now() - started;
}

void UpWhole::flush() {
  const double started = now();
  while (open_ > 0) step();
  seconds += now() - started;
}

void UpWhole::enter(std::size_t lane, std::uint32_t site) {
  Lane& of = lanes_[lane];
  of = {site, 0, true, false};
  ++open_;
  const Start start = start_by_pushes(of);
  if (start == Start::near) {
    of.steps = 0;
    of.from_start = true;
    from_[std::size_t{site} * kUpLanes + lane] = 1;
  } else if (start == Start::goes_on) {
    for (const std::uint32_t i : reached_) {
      from_[std::size_t{i} * kUpLanes + lane] = state_[i];
    }
  } else {
    losses_.assign(system_.sites, 0.0);
    for (const std::uint32_t i : reached_) losses_[i] = std::min(1.0, state_[i]);
  }
  for (const std::uint32_t i : reached_) state_[i] = 0;
  if (start == Start::is_end) leave(of);
}

// The steps that visit few links.
UpWhole::Start UpWhole::start_by_pushes(Lane& of) {
  const double eps = system_.options.eps;
  const std::uint64_t most = most_pushed(system_);
  front_[0] = of.site;
  front_growth_[0] = 1;
  reached_.assign(1, of.site);
  state_[of.site] = 1;
  std::size_t fronts = 1;
  std::uint64_t front_links = system_.buy_begin[of.site + 1] - system_.buy_begin[of.site];
  while (front_links <= most) {
    links += front_links;
    const std::size_t count = push_up(system_, front_.data(), front_growth_.data(), fronts,
                                      pushed_.data(), touched_.data());
    ++of.steps;
    fronts = 0;
    front_links = 0;
    double largest = 0;
    for (std::size_t c = 0; c < count; ++c) {
      const std::uint32_t i = touched_[c];
      const double growth = pushed_[i];
      pushed_[i] = 0;
      if (i == of.site) continue;
      if (state_[i] == 0) reached_.push_back(i);
      state_[i] += growth;
      largest = std::max(largest, growth);
      front_[fronts] = i;
      front_growth_[fronts++] = growth;
      front_links += system_.buy_begin[i + 1] - system_.buy_begin[i];
    }
    if (std::abs(largest - eps) <= kNearTie) return Start::near;
    if (largest <= eps) return Start::is_end;
  }
  return Start::goes_on;
}

void UpWhole::step() {
  std::fill(growth_.begin(), growth_.end(), 0.0);
  scratch_.make(system_.sites);
  AlignedVector<double>& to = scratch_.first;
  kernels_.growing_step(links_, from_.data(), to.data(), growth_.data());
  links += links_.links * open_;
  const double eps = system_.options.eps;
  for (std::size_t lane = 0; lane < kUpLanes; ++lane) {
    if (lanes_[lane].is_open) to[std::size_t{lanes_[lane].site} * kUpLanes + lane] = 1;
  }
  from_.swap(to);
  for (std::size_t lane = 0; lane < kUpLanes; ++lane) {
    Lane& of = lanes_[lane];
    if (!of.is_open) continue;
    ++of.steps;
    if (!of.from_start && std::abs(growth_[lane] - eps) <= kNearTie) {
      for (std::size_t i = 0; i < system_.sites; ++i) from_[i * kUpLanes + lane] = 0;
      from_[std::size_t{of.site} * kUpLanes + lane] = 1;
      of.steps = 0;
      of.from_start = true;
    } else if (NAIL_MUTANT(up_whole_stops_early, growth_[lane] <= eps, growth_[lane] <= 2 * eps)) {
      take_out(lane);
      leave(of);
    }
  }
}

void UpWhole::take_out(std::size_t lane) {
  losses_.resize(system_.sites);
  double* from = from_.data() + lane;
  for (std::size_t i = 0; i < system_.sites; ++i) {
    losses_[i] = from[i * kUpLanes];
    from[i * kUpLanes] = 0;
  }
}

void UpWhole::leave(Lane& of) {
  of.is_open = false;
  --open_;
  ++done;
  const double before = now();
  sink_(of.site, of.steps, losses_);
  seconds -= now() - before;
}

}  // namespace nail
