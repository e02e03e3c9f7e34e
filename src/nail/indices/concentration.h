// Concentration of world supply of one product, and how much of it sits at home, with allies, or is
// unknown. Shares are of the world and are not renormalised; what they leave to 1 is unknown
// supply.
//
// Herfindahl-Hirschman index: O. C. Herfindahl (1950), A. O. Hirschman (1945). Weighted with
// governance as in the EU's criticality studies (European Commission, Methodology for establishing
// the EU list of critical raw materials, 2017). The bounds that unknown supply sets are our own.
#pragma once

#include <cstdint>
#include <span>

#include "nail/case/model.h"

namespace nail {

// Governance of a place, 0 best to 10 worst; a place that is not listed may be the worst.
inline constexpr double kWorstGovernance = 10;

// One product's supply as the formulas take it: the values, or one draw of them. The spans are
// parallel; home and ally are 1 for places of the home and of its allies.
struct SupplyView {
  std::span<const double> shares;      // 0 to 1, of world supply
  double unknown = 0;                  // 1 - sum of shares
  bool has_other = false;              // the unknown is outside the listed places
  std::span<const double> governance;  // NaN where not known
  std::span<const std::uint8_t> home, ally;
  // Every place of the home (of the allies) is listed: with `other` nothing unknown is theirs.
  bool home_listed = false, allies_listed = false;
  // The case knows the governance of some place: where it knows none of these, it is a range.
  bool governance_in_use = false;
};

// Each with low <= value <= high; NaN where there is no such number (the governance of a place with
// supply is not known: no value; nothing at all is known: no upper end of effective_suppliers).
struct Concentration {
  Ranged hhi;                  // 0 to 1
  Ranged effective_suppliers;  // 1/hhi: so many equal suppliers would be as concentrated
  Ranged hhi_governance;       // 0 to 10; all NaN where no place has governance
  Ranged top_share, home_share, ally_share, unknown_share;  // 0 to 1
};

// hhi = sum s^2; high: + u^2 + 2 u max s (the unknown may sit with the largest), with `other` +
// u^2.
double hhi(std::span<const double> shares);
double hhi_high(std::span<const double> shares, double unknown, bool has_other);

// The largest share; high: + u, with `other` the larger of it and u.
double top_share(std::span<const double> shares);
double top_share_high(std::span<const double> shares, double unknown, bool has_other);

// sum s^2 g. Governance that is not known counts as missing: 0 for the low end, 10 for the high
// end, NaN for the value. high: + max(10 u^2, max_c (u^2 + 2 u s_c) g_c), with `other` + 10 u^2.
double hhi_governance(std::span<const double> shares, std::span<const double> governance,
                      double missing);
double hhi_governance_high(std::span<const double> shares, std::span<const double> governance,
                           double unknown, bool has_other);

// The share of the places whose mask is 1; high: + u unless `other` and all of them are listed.
double group_share(std::span<const double> shares, std::span<const std::uint8_t> mask);

// All of them for one set of shares. No allocation: what uncertainty computes a draw.
Concentration concentration(const SupplyView& supply);

// The same where shares are known as ranges: values at view.shares, bounds over all shares between
// lows and highs (parallel to view.shares). Without ranges it is concentration(view).
Concentration concentration_over(const SupplyView& view, std::span<const double> lows,
                                 std::span<const double> highs);

}  // namespace nail
