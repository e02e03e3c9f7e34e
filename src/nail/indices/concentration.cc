#include "nail/indices/concentration.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "nail/base/mutant.h"
#include "nail/indices/square_sums.h"

namespace nail {
namespace {

double sum(std::span<const double> numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0);
}

bool any_known(std::span<const double> numbers) {
  return std::any_of(numbers.begin(), numbers.end(), is_known);
}

// Bounds that rounding has put on the wrong side of the value are the value.
Ranged ranged(double value, double low, double high) {
  if (is_known(value)) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  return {value, low, high, RangeKind::bounds};
}

// 1/hhi turns the ends round; where nothing is known there is no upper end.
Ranged inverse(const Ranged& r) {
  const auto over = [](double x) { return x > 0 ? 1 / x : kUnknown; };
  return {over(r.value), over(r.high), over(r.low), RangeKind::bounds};
}

Ranged group(const SupplyView& supply, std::span<const std::uint8_t> mask, bool listed) {
  if (mask.empty() && !supply.shares.empty()) return {};
  const double value = group_share(supply.shares, mask);
  const bool outside = NAIL_MUTANT(group_share_other_is_home, supply.has_other && listed, false);
  return ranged(value, value, outside ? value : std::min(1.0, value + supply.unknown));
}

// Over ranges: at least its low ends; at most what the others' low ends leave, and with `other` not
// more than its own high ends.
Ranged group_over(const SupplyView& supply, std::span<const std::uint8_t> mask, bool listed,
                  std::span<const double> lows, std::span<const double> highs) {
  if (mask.empty() && !supply.shares.empty()) return {};
  const double value = group_share(supply.shares, mask);
  const double low = group_share(lows, mask);
  double high = std::min(1.0, 1 - (sum(lows) - low));
  if (supply.has_other && listed) high = std::min(high, group_share(highs, mask));
  return ranged(value, low, high);
}

}  // namespace

double hhi(std::span<const double> shares) {
  double total = 0;
  for (const double s : shares) total += s * s;
  return total;
}

double hhi_high(std::span<const double> shares, double unknown, bool has_other) {
  const double square = NAIL_MUTANT(hhi_drop_unknown_square, unknown * unknown, 0.0);
  const double merged =
      has_other ? 0.0 : NAIL_MUTANT(hhi_drop_cross_term, 2 * unknown * top_share(shares), 0.0);
  return hhi(shares) + square + merged;
}

double top_share(std::span<const double> shares) {
  double most = 0;
  for (const double s : shares) {
    most = NAIL_MUTANT(top_share_least, std::max(most, s), s > 0 ? std::min(most, s) : most);
  }
  return most;
}

double top_share_high(std::span<const double> shares, double unknown, bool has_other) {
  const double top = top_share(shares);
  return NAIL_MUTANT(top_share_other_adds, has_other ? std::max(top, unknown) : top + unknown,
                     top + unknown);
}

double hhi_governance(std::span<const double> shares, std::span<const double> governance,
                      double missing) {
  double total = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    // A place without supply does not matter, whatever its governance.
    if (!(shares[i] > 0)) continue;
    total += shares[i] * shares[i] * (is_known(governance[i]) ? governance[i] : missing);
  }
  return total;
}

double hhi_governance_high(std::span<const double> shares, std::span<const double> governance,
                           double unknown, bool has_other) {
  const double square = unknown * unknown;
  double most = NAIL_MUTANT(hhi_governance_unknown_is_good, kWorstGovernance * square, square);
  if (!has_other) {
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const double g = is_known(governance[i]) ? governance[i] : kWorstGovernance;
      const double merged = (square + 2 * unknown * shares[i]) * g;
      most = NAIL_MUTANT(hhi_governance_forget_merging, std::max(most, merged), most);
    }
  }
  return hhi_governance(shares, governance, kWorstGovernance) + most;
}

double group_share(std::span<const double> shares, std::span<const std::uint8_t> mask) {
  double total = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (mask[i] != 0) total += shares[i];
  }
  return total;
}

Concentration concentration(const SupplyView& supply) {
  Concentration out;
  const double u = supply.unknown;
  const double h = hhi(supply.shares);
  out.hhi = ranged(h, h, hhi_high(supply.shares, u, supply.has_other));
  out.effective_suppliers = inverse(out.hhi);
  if (supply.governance_in_use || any_known(supply.governance)) {
    out.hhi_governance =
        ranged(hhi_governance(supply.shares, supply.governance, kUnknown),
               hhi_governance(supply.shares, supply.governance,
                              NAIL_MUTANT(hhi_governance_missing_is_bad, 0.0, kWorstGovernance)),
               hhi_governance_high(supply.shares, supply.governance, u, supply.has_other));
  }
  const double top = top_share(supply.shares);
  out.top_share = ranged(top, top, top_share_high(supply.shares, u, supply.has_other));
  out.home_share = group(supply, supply.home, supply.home_listed);
  out.ally_share = group(supply, supply.ally, supply.allies_listed);
  out.unknown_share = ranged(u, u, u);
  return out;
}

Concentration concentration_over(const SupplyView& view, std::span<const double> lows,
                                 std::span<const double> highs) {
  Concentration out = concentration(view);
  if (std::equal(lows.begin(), lows.end(), highs.begin(), highs.end())) return out;

  const double known = sum(lows);
  const double u = std::max(0.0, 1 - known);
  const std::vector<double> ones(lows.size(), 1.0);
  out.hhi =
      ranged(out.hhi.value, hhi(lows), square_sum_high_over(lows, highs, ones, 1, view.has_other));
  out.effective_suppliers = inverse(out.hhi);
  if (view.governance_in_use || any_known(view.governance)) {
    std::vector<double> worst(view.governance.begin(), view.governance.end());
    for (double& g : worst) g = is_known(g) ? g : kWorstGovernance;
    out.hhi_governance =
        ranged(out.hhi_governance.value, hhi_governance(lows, view.governance, 0),
               square_sum_high_over(lows, highs, worst, kWorstGovernance, view.has_other));
  }
  double top = view.has_other ? u : top_share(lows) + u;
  if (view.has_other) {
    // A place's most: its own high end, or what the others' low ends leave.
    for (std::size_t i = 0; i < lows.size(); ++i) {
      top = std::max(top, std::min(highs[i], lows[i] + u));
    }
  }
  out.top_share = ranged(out.top_share.value, top_share(lows), top);
  out.home_share = group_over(view, view.home, view.home_listed, lows, highs);
  out.ally_share = group_over(view, view.ally, view.allies_listed, lows, highs);
  out.unknown_share = ranged(view.unknown, std::max(0.0, 1 - sum(highs)), u);
  return out;
}

}  // namespace nail
