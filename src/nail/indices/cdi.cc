#include "nail/indices/cdi.h"

#include <algorithm>

#include "nail/base/mutant.h"

namespace nail {

Ranged import_hhi(std::span<const double> flows, double unnamed) {
  double total = unnamed;
  for (const double flow : flows) total += flow;
  if (!(total > 0)) return {};
  double squares = 0;
  for (const double flow : flows) {
    const double share = flow / NAIL_MUTANT(import_hhi_named_only, total, total - unnamed);
    squares += NAIL_MUTANT(import_hhi_drop_square, share * share, share);
  }
  const double other = unnamed / total;
  return {squares, squares, std::min(1.0, squares + other * other), RangeKind::bounds};
}

double cdi2(double outside_imports, double all_imports) {
  return all_imports > 0 ? outside_imports / all_imports : kUnknown;
}

double cdi3(double outside_imports, double all_exports) {
  return all_exports > 0 ? outside_imports / all_exports : kUnknown;
}

}  // namespace nail
