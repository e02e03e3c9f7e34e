#include "nail/cascade/up_stop.h"

#include <algorithm>

#include "nail/base/mutant.h"
#include "nail/cascade/up_push.h"

namespace nail {
namespace {

// A push that would visit more than this part of all links is a pull of all growths there are: in
// the order of memory, and nothing is held back.
constexpr std::uint64_t kPushPart = 6;

}  // namespace

UpStop::UpStop(const CascadeSystem& system)
    : system_(system), front_(system.sites + 1), front_growth_(system.sites + 1) {
  for (Step& step : steps_) {
    step.growth.assign(system.sites, 0.0);
    step.site.resize(system.sites + 1);
  }
}

std::uint32_t UpStop::least_steps(std::uint32_t site) {
  const double eps = system_.options.eps;
  is_wide_ = false;
  // Most shocks are decided with a wide threshold; each further one costs several times more.
  for (const double threshold : {eps / 16, eps / 256, 0.0}) {
    if (is_wide_ && threshold > 0) continue;
    const std::uint32_t steps = push(site, threshold);
    if (steps != 0) return steps;
    ++refined;
  }
  return jacobi(site);
}

std::uint32_t UpStop::push(std::uint32_t site, double threshold) {
  const double eps = system_.options.eps;
  failing_ = site;
  Step& start = step_at(0);
  start.site[0] = site;
  start.growth[site] = 1;
  start.count = 1;
  missing_[0] = 0;
  missing_[1] = 0;
  front_[0] = site;
  front_growth_[0] = 1;
  fronts_ = 1;
  front_links_ = system_.buy_begin[site + 1] - system_.buy_begin[site];
  std::uint32_t t = 1;
  Verdict verdict = Verdict::above;
  for (;; ++t) {
    Step& now = step_at(t);
    if (t >= kHistory) clear(now);
    is_wide_ = t > 1 && front_links_ > system_.buy_supplier.size() / kPushPart;
    // All steps will be of all links from here on: better from the start with nothing held back.
    if (is_wide_ && missing_[t % kHistory] > eps / 2) break;
    if (is_wide_) {
      pull_into(now, step_at(t - 1));
      missing_[t % kHistory] = missing_[(t - 1) % kHistory];
    } else {
      push_into(now);
    }
    now.growth[site] = 0;
    verdict = judge(t);
    if (verdict != Verdict::above) break;
    double held_back = 0;
    fronts_ = 0;
    front_links_ = 0;
    for (std::size_t c = 0; c < now.count; ++c) {
      const std::uint32_t i = now.site[c];
      const double growth = now.growth[i];
      front_[fronts_] = i;
      front_growth_[fronts_] = growth;
      if (growth > threshold) {
        ++fronts_;
        front_links_ += system_.buy_begin[i + 1] - system_.buy_begin[i];
      } else {
        held_back = std::max(held_back, growth);
      }
    }
    missing_[(t + 1) % kHistory] =
        missing_[t % kHistory] + NAIL_MUTANT(up_stop_forgets_held_back, held_back, 0.0 * held_back);
  }
  for (Step& step : steps_) clear(step);
  return verdict == Verdict::below ? t : 0;
}

UpStop::Verdict UpStop::judge(std::uint32_t t) {
  const double eps = system_.options.eps;
  const double missing = missing_[t % kHistory];
  Step& now = step_at(t);
  double largest = 0;
  for (std::size_t c = 0; c < now.count; ++c) {
    largest = std::max(largest, now.growth[now.site[c]]);
  }
  if (largest > eps + kNearTie) return Verdict::above;
  // Sites that no push has reached can have grown by so much.
  if (missing > eps - kNearTie) return Verdict::open;
  pull_links_ = kPullLinks;
  for (std::size_t c = 0; c < now.count; ++c) {
    const std::uint32_t i = now.site[c];
    if (i == failing_ || now.growth[i] + missing <= eps - kNearTie) continue;
    Bounds bounds{now.growth[i], missing};
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

void UpStop::pull_into(Step& step, const Step& from) {
  const std::uint64_t* begin = system_.sell_begin.data();
  const std::uint32_t* buyer = system_.sell_buyer.data();
  const double* share = system_.sell_share.data();
  step.count = 0;
  for (std::uint32_t i = 0; i < system_.sites; ++i) {
    double sum = 0;
    for (std::uint64_t e = begin[i]; e < begin[i + 1]; ++e) sum += share[e] * from.growth[buyer[e]];
    step.growth[i] = sum;
    step.site[step.count] = i;
    step.count += sum != 0 ? 1 : 0;
  }
  links += system_.sell_buyer.size();
}

UpStop::Bounds UpStop::pull(std::uint32_t i, std::uint32_t t, double weight, std::uint32_t depth) {
  const double missing = missing_[t % kHistory];
  if (depth == 0 || weight * missing <= finest_ || pull_links_ < 0) {
    return {step_at(t).growth[i], missing};
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

void UpStop::push_into(Step& step) {
  links += front_links_;
  step.count = push_up(system_, front_.data(), front_growth_.data(), fronts_, step.growth.data(),
                       step.site.data());
}

void UpStop::clear(Step& step) {
  for (std::size_t c = 0; c < step.count; ++c) step.growth[step.site[c]] = 0;
  step.count = 0;
}

std::uint32_t UpStop::jacobi(std::uint32_t site) {
  before_.assign(system_.sites, 0.0);
  after_.assign(system_.sites, 0.0);
  before_[site] = 1;
  for (std::uint32_t t = 1;; ++t) {
    double largest = 0;
    for (std::uint32_t i = 0; i < system_.sites; ++i) {
      double sum = 0;
      for (std::uint64_t e = system_.sell_begin[i]; e < system_.sell_begin[i + 1]; ++e) {
        sum += system_.sell_share[e] * before_[system_.sell_buyer[e]];
      }
      after_[i] = i == site ? 1.0 : std::min(1.0, sum);
      largest = std::max(largest, after_[i] - before_[i]);
    }
    links += system_.sell_buyer.size();
    before_.swap(after_);
    if (largest <= system_.options.eps) return t;
  }
}

}  // namespace nail
