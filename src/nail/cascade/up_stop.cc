#include "nail/cascade/up_stop.h"

#include <algorithm>

#include "nail/base/mutant.h"

namespace nail {

UpStop::UpStop(const CascadeSystem& system)
    : system_(system),
      growth_(system.sites, 0.0),
      touched_(system.sites + 1),
      front_(system.sites + 1),
      front_growth_(system.sites + 1) {}

std::uint32_t UpStop::least_steps(std::uint32_t site) {
  const double eps = system_.options.eps;
  // Most shocks are decided with a wide threshold; each further one costs a few times more.
  double threshold = eps / 64;
  for (int round = 0; round < 3; ++round, threshold /= 256) {
    const std::uint32_t steps = push(site, threshold);
    if (steps != 0) return steps;
    ++refined;
  }
  const std::uint32_t steps = push(site, 0);
  if (steps != 0) return steps;
  ++refined;
  return jacobi(site);
}

std::uint32_t UpStop::push(std::uint32_t site, double threshold) {
  const double eps = system_.options.eps;
  const std::uint64_t* begin = system_.buy_begin.data();
  const std::uint32_t* supplier = system_.buy_supplier.data();
  const double* share = system_.buy_share.data();
  double* growth = growth_.data();
  std::uint32_t* touched = touched_.data();
  std::size_t fronts = 1;
  front_[0] = site;
  front_growth_[0] = 1;
  double missing = 0;  // the true growth of any site is above the one here by at most this
  for (std::uint32_t t = 1;; ++t) {
    std::size_t count = 0;
    for (std::size_t f = 0; f < fronts; ++f) {
      const double of_buyer = front_growth_[f];
      const std::uint64_t end = begin[front_[f] + 1];
      links += end - begin[front_[f]];
      for (std::uint64_t e = begin[front_[f]]; e < end; ++e) {
        const std::uint32_t i = supplier[e];
        const double before = growth[i];
        const double now = before + share[e] * of_buyer;
        touched[count] = i;
        // Not where the product underflows: a site must not stand here twice.
        count += static_cast<std::size_t>(before == 0) & static_cast<std::size_t>(now != 0);
        growth[i] = now;
      }
    }
    double largest = 0, dropped = 0;
    fronts = 0;
    for (std::size_t c = 0; c < count; ++c) {
      const std::uint32_t i = touched[c];
      const double now = growth[i];
      growth[i] = 0;
      if (i == site) continue;
      largest = std::max(largest, now);
      front_[fronts] = i;
      front_growth_[fronts] = now;
      if (now > threshold) {
        ++fronts;
      } else {
        dropped = std::max(dropped, now);
      }
    }
    if (largest <= eps + kNearTie) {
      return largest + missing <= eps - kNearTie ? t : 0;
    }
    missing += NAIL_MUTANT(up_stop_forgets_dropped, dropped, 0.0 * dropped);
  }
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
