#include "nail/indices/eu_supply_risk.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "nail/base/mutant.h"
#include "nail/indices/concentration.h"
#include "nail/indices/square_sums.h"

namespace nail {

Ranged risk_concentration(const RiskView& view) {
  const std::size_t n = view.shares.size();
  std::vector<double> best(n);
  std::vector<double> worst(n);
  bool all_known = true;
  for (std::size_t i = 0; i < n; ++i) {
    const double g = view.governance[i];
    const double t = NAIL_MUTANT(eu_supply_risk_forget_trade, view.trade[i], 1.0);
    best[i] = is_known(g) ? g * t : 0;
    worst[i] = (is_known(g) ? g : kWorstGovernance) * t;
    all_known = all_known && (is_known(g) || !(view.shares[i] > 0));
  }
  Ranged out;
  out.kind = RangeKind::bounds;
  const double value = square_sum(view.shares, best);
  out.value = all_known ? value : kUnknown;
  out.low = std::min(value, square_sum(view.lows, best));
  out.high = std::max(square_sum(view.shares, worst),
                      square_sum_high_over(view.lows, view.highs, worst,
                                           kWorstGovernance * view.most_trade, view.has_other));
  return out;
}

Ranged eu_supply_risk(const Ranged& global, const Ranged& sourcing, const Ranged& import_reliance,
                      double eol_rir, double substitution) {
  const double factor = (1 - NAIL_MUTANT(eu_supply_risk_no_recycling, eol_rir, 0.0)) * substitution;
  if (!is_known(sourcing.lower())) {
    return {global.value * factor, global.lower() * factor, global.upper() * factor,
            RangeKind::bounds};
  }
  const auto clamped = [](double ir) {
    return is_known(ir)
               ? std::clamp(NAIL_MUTANT(eu_supply_risk_negative_reliance, ir, -ir), 0.0, 1.0)
               : kUnknown;
  };
  const auto risk = [&](double gs, double home, double ir) {
    const double half = NAIL_MUTANT(eu_supply_risk_whole_reliance, ir / 2, ir);
    return (gs * half + home * (1 - half)) * factor;
  };
  // Linear in the reliance, rising with both sums: the ends of the ranges give the ends.
  const double a = clamped(import_reliance.lower());
  const double b = clamped(import_reliance.upper());
  Ranged out{risk(global.value, sourcing.value, clamped(import_reliance.value)),
             std::min(risk(global.lower(), sourcing.lower(), a),
                      risk(global.lower(), sourcing.lower(), b)),
             std::max(risk(global.upper(), sourcing.upper(), a),
                      risk(global.upper(), sourcing.upper(), b)),
             RangeKind::bounds};
  return out;
}

}  // namespace nail
