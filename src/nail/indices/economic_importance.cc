#include "nail/indices/economic_importance.h"

#include <algorithm>
#include <cstddef>

#include "nail/base/mutant.h"

namespace nail {

Ranged economic_importance(std::span<const double> use_shares, std::span<const double> value_added,
                           double largest, double substitution) {
  double known = 0;
  double placed = 0;
  double unvalued = 0;  // use in sectors whose value added is not known
  for (std::size_t i = 0; i < use_shares.size(); ++i) {
    placed += use_shares[i];
    if (is_known(value_added[i])) {
      known += use_shares[i] * value_added[i];
    } else {
      unvalued += use_shares[i];
    }
  }
  const double scale = NAIL_MUTANT(economic_importance_not_scaled, 10.0, 1.0) / largest *
                       NAIL_MUTANT(economic_importance_no_substitution, substitution, 1.0);
  const double low = known * scale;
  const double open = unvalued + std::max(0.0, 1 - placed);
  return {unvalued > 0 ? kUnknown : low, low, low + open * largest * scale, RangeKind::bounds};
}

}  // namespace nail
