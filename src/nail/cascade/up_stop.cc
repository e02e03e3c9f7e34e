#include "nail/cascade/up_stop.h"

#include <algorithm>
#include <bit>

#include "nail/base/mutant.h"
#include "nail/cascade/up_push.h"

namespace nail {
namespace {

// Growths below these parts of eps are held back. Most shocks are decided with the first; each
// further one costs several times more.
constexpr double kThresholds[] = {1.0 / 8, 1.0 / 64, 0};
constexpr std::int64_t kPullLinks = 10000;

// Multiplicative hashing with the golden ratio (Knuth, The Art of Computer Programming, 6.4).
std::size_t hash(std::uint32_t site) {
  return static_cast<std::size_t>((site * 0x9e3779b97f4a7c15ULL) >> 32U);
}

}  // namespace

UpStop::UpStop(const CascadeSystem& system, std::uint64_t most)
    : system_(system),
      most_(most),
      growth_(system.sites, 0.0),
      front_(most_reached(system, most)),
      front_growth_(most_reached(system, most)) {
  for (Step& step : steps_) {
    step.site.resize(most_reached(system, most));
    step.growth.resize(most_reached(system, most));
  }
}

std::uint32_t UpStop::least_steps(std::uint32_t site) {
  for (const double part : kThresholds) {
    const std::uint32_t steps = push(site, part * system_.options.eps);
    if (steps != 0) return steps;
    if (is_wide_) break;
  }
  return 0;
}

std::uint32_t UpStop::push(std::uint32_t site, double threshold) {
  failing_ = site;
  Step& start = step_at(0);
  start.site[0] = site;
  start.growth[0] = 1;
  start.count = 1;
  start.has_places = false;
  start.missing = 0;
  front_[0] = site;
  front_growth_[0] = 1;
  fronts_ = 1;
  front_links_ = system_.buy_begin[site + 1] - system_.buy_begin[site];
  held_back_ = 0;
  double missing = 0;
  for (std::uint32_t t = 1;; ++t) {
    is_wide_ = front_links_ > most_;
    if (is_wide_) return 0;
    missing += NAIL_MUTANT(up_stop_forgets_held_back, held_back_, 0.0 * held_back_);
    const double largest = grow(t, threshold);
    step_at(t).missing = missing;
    const Verdict verdict = judge(t, largest);
    if (verdict == Verdict::open) return 0;
    if (verdict == Verdict::below) return t;
  }
}

double UpStop::grow(std::uint32_t t, double threshold) {
  constexpr std::size_t kSitesAhead = 16;
  Step& step = step_at(t);
  step.has_places = false;
  links += front_links_;
  const std::size_t count = push_up(system_, front_.data(), front_growth_.data(), fronts_,
                                    growth_.data(), step.site.data());
  // Nothing of these may seem to change by what is written in the loop.
  const std::uint64_t* begin = system_.buy_begin.data();
  const std::uint32_t* site = step.site.data();
  double* listed = step.growth.data();
  double* growth = growth_.data();
  std::uint32_t* front = front_.data();
  double* front_growth = front_growth_.data();
  std::size_t fronts = 0;
  std::uint64_t front_links = 0;
  double largest = 0, held_back = 0;
  for (std::size_t c = 0; c < count; ++c) {
    if (c + kSitesAhead < count) __builtin_prefetch(growth + site[c + kSitesAhead], 1);
    const std::uint32_t i = site[c];
    const double now = i == failing_ ? 0.0 : growth[i];
    growth[i] = 0;
    listed[c] = now;
    if (now > threshold) {
      front[fronts] = i;
      front_growth[fronts++] = now;
      front_links += begin[i + 1] - begin[i];
      largest = std::max(largest, now);
    } else {
      held_back = std::max(held_back, now);
    }
  }
  step.count = count;
  fronts_ = fronts;
  front_links_ = front_links;
  held_back_ = held_back;
  return std::max(largest, held_back);
}

UpStop::Verdict UpStop::judge(std::uint32_t t, double largest) {
  const double eps = system_.options.eps;
  if (largest > eps + kNearTie) return Verdict::above;
  const Step& now = step_at(t);
  const double missing = now.missing;
  // Sites that no push has reached can have grown by so much.
  if (missing > eps - kNearTie) return Verdict::open;
  if (largest + missing <= eps - kNearTie) return Verdict::below;
  pull_links_ = kPullLinks;
  for (std::size_t c = 0; c < now.count; ++c) {
    const std::uint32_t i = now.site[c];
    if (i == failing_ || now.growth[c] + missing <= eps - kNearTie) continue;
    Bounds bounds{now.growth[c], missing};
    finest_ = missing / 4;
    for (std::uint32_t depth = 1; depth < t && depth < kHistory; ++depth) {
      bounds = pull(i, t, 1, depth);
      if (bounds.low > eps + kNearTie) return Verdict::above;
      if (bounds.low + bounds.missing <= eps - kNearTie) break;
      if (pull_links_ < 0) break;
      finest_ /= 8;
    }
    if (bounds.low + bounds.missing > eps - kNearTie) return Verdict::open;
  }
  return Verdict::below;
}

UpStop::Bounds UpStop::pull(std::uint32_t i, std::uint32_t t, double weight, std::uint32_t depth) {
  const double missing = step_at(t).missing;
  if (depth == 0 || weight * missing <= finest_ || pull_links_ < 0) {
    return {growth_of(i, t), missing};
  }
  Bounds bounds;
  const std::uint64_t first = system_.sell_begin[i], last = system_.sell_begin[i + 1];
  links += last - first;
  pull_links_ -= static_cast<std::int64_t>(last - first);
  for (std::uint64_t e = first; e < last; ++e) {
    const std::uint32_t j = system_.sell_buyer[e];
    if (j == failing_ && t > 1) continue;
    const double share = system_.sell_share[e];
    const Bounds of_buyer = pull(j, t - 1, weight * share, depth - 1);
    bounds.low += share * of_buyer.low;
    bounds.missing += share * of_buyer.missing;
  }
  return bounds;
}

double UpStop::growth_of(std::uint32_t i, std::uint32_t t) {
  Step& step = step_at(t);
  if (!step.has_places) list_places(step);
  const std::size_t mask = step.place.size() - 1;
  for (std::size_t at = hash(i) & mask; step.place[at] != 0; at = (at + 1) & mask) {
    const std::uint32_t c = step.place[at] - 1;
    if (step.site[c] == i) return step.growth[c];
  }
  return 0;
}

void UpStop::list_places(Step& step) {
  step.place.assign(std::bit_ceil(2 * step.count + 1), 0);
  const std::size_t mask = step.place.size() - 1;
  for (std::size_t c = 0; c < step.count; ++c) {
    std::size_t at = hash(step.site[c]) & mask;
    while (step.place[at] != 0) at = (at + 1) & mask;
    step.place[at] = static_cast<std::uint32_t>(c + 1);
  }
  step.has_places = true;
}

}  // namespace nail
