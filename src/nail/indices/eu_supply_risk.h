// Supply risk of a raw material at one stage, as the EU's criticality studies compute it (European
// Commission, Methodology for establishing the EU list of critical raw materials, 2017; the formula
// reproduces the published results of 2017):
//   SR = [HHI_GS IR/2 + HHI_H (1 - IR/2)] (1 - EOL_RIR) SI_SR,   HHI_x = sum_c s_c^2 g_c t_c
// over global supply (GS) and over the home's sourcing (H), the members of a bloc one by one.
#pragma once

#include <span>

#include "nail/case/model.h"

namespace nail {

// A material is critical from here on, where it is economically important too.
inline constexpr double kSupplyRiskThreshold = 1.0;

// The trade parameter t of places without a rule: 1, and of the home and of places with an
// agreement.
inline constexpr double kDefaultTrade = 1.0;
inline constexpr double kAgreementTrade = 0.8;

// HHI_x with its bounds over all shares between lows and highs; 0 to 10, or more where t is
// above 1. governance (0 to 10, NaN: any) and trade are parallel to the shares; most_trade is the
// largest t a place that is not listed can have. A place with a share but no governance: no value.
// No allocation without ranges (lows is highs).
struct RiskView {
  std::span<const double> shares, lows, highs;
  std::span<const double> governance, trade;
  double most_trade = kDefaultTrade;
  bool has_other = false;  // the unknown is outside the listed places
};
Ranged risk_concentration(const RiskView& view);

// SR, end by end. global and sourcing: HHI_GS and HHI_H; where sourcing.lower() is not known SR is
// global alone, HHI_GS (1 - EOL_RIR) SI_SR. import_reliance without a value (only a range) gives no
// value; it is clamped to 0 to 1 here.
Ranged eu_supply_risk(const Ranged& global, const Ranged& sourcing, const Ranged& import_reliance,
                      double eol_rir, double substitution);

}  // namespace nail
