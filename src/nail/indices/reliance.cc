#include "nail/indices/reliance.h"

#include <algorithm>

#include "nail/base/mutant.h"

namespace nail {

double import_reliance(double imports, double exports, double production, double stock_draw) {
  const double net = NAIL_MUTANT(import_reliance_gross, imports - exports, imports) + stock_draw;
  const double consumption =
      NAIL_MUTANT(import_reliance_of_production, production + net, production + imports);
  return consumption > 0 ? net / consumption : kUnknown;
}

Ranged import_reliance(double imports, double exports, const Ranged& production,
                       double stock_draw) {
  Ranged out;
  out.kind = RangeKind::bounds;
  out.value = import_reliance(imports, exports, production.value, stock_draw);
  const double a = import_reliance(imports, exports, production.lower(), stock_draw);
  const double b = import_reliance(imports, exports, production.upper(), stock_draw);
  // Net imports: more production, less reliance. Net exports: the other way round.
  const bool net_imports = imports - exports + stock_draw >= 0;
  out.low = net_imports ? b : a;
  out.high = net_imports ? a : b;
  return out;
}

Ranged import_share(const OwnSourcing& value, const OwnSourcing& low, const OwnSourcing& high,
                    const Ranged& pool_home_share) {
  // From home: rows h, and of what rows h and e (elsewhere) leave, the pool's home share. It grows
  // with h and falls with e, so the ends of the rows give the ends of the index.
  const auto from_home = [](double h, double e, double pool) {
    return h + std::max(0.0, 1 - h - e) * pool;
  };
  const double middle = from_home(value.home, value.elsewhere + value.unnamed,
                                  NAIL_MUTANT(import_share_no_pool, pool_home_share.value, 0.0));
  const double most_home = std::min(high.home + high.unnamed, std::max(0.0, 1 - low.elsewhere));
  const double most = from_home(
      most_home, low.elsewhere,
      NAIL_MUTANT(import_share_unknown_is_safe, pool_home_share.high, pool_home_share.value));
  const double least = from_home(low.home, high.elsewhere + high.unnamed, pool_home_share.low);
  const auto share = [](double home) { return std::clamp(1 - home, 0.0, 1.0); };
  Ranged out{share(middle), share(most), share(least), RangeKind::bounds};
  out.low = std::min(out.low, out.value);
  out.high = std::max(out.high, out.value);
  return out;
}

}  // namespace nail
