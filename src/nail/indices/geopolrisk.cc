#include "nail/indices/geopolrisk.h"

#include <algorithm>
#include <cstddef>

#include "nail/base/mutant.h"

namespace nail {

double instability(double political_stability) {
  if (!is_known(political_stability)) return kUnknown;
  const double g = NAIL_MUTANT(geopolrisk_stability_is_risk, (2.5 - political_stability) / 5,
                               (2.5 + political_stability) / 5);
  return std::clamp(g, 0.0, 1.0);
}

Ranged weighted_trade_average(std::span<const double> quantities, std::span<const double> stability,
                              const Ranged& production) {
  double imports = 0;
  double known = 0;
  double unknown = 0;
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    imports += quantities[i];
    const double g = instability(stability[i]);
    if (is_known(g)) {
      known += quantities[i] * g;
    } else {
      unknown += quantities[i];
    }
  }
  const auto over = [&](double risk, double made) {
    const double all = imports + NAIL_MUTANT(geopolrisk_forget_production, made, 0.0);
    return all > 0 ? risk / all : kUnknown;
  };
  return {over(known + kUnknownInstability * unknown, production.value),
          over(known, production.upper()), over(known + unknown, production.lower()),
          RangeKind::bounds};
}

Ranged geopolrisk(const Ranged& hhi, const Ranged& trade_average) {
  return {hhi.value * trade_average.value, hhi.lower() * trade_average.lower(),
          hhi.upper() * trade_average.upper(), RangeKind::bounds};
}

double geopolrisk_factor(double score, double price) { return score * price; }

}  // namespace nail
