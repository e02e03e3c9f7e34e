#include "nail/reroute/worst_curve.h"

#include <algorithm>
#include <cstddef>

#include "nail/base/mutant.h"

namespace nail {

LossCurve::LossCurve(std::vector<double> all_out) : level_(std::move(all_out)) {
  std::sort(level_.begin(), level_.end());
  below_.assign(1, 0);
  for (const double level : level_) below_.push_back(below_.back() + level);
}

double LossCurve::days(double static_loss) const {
  const auto at = static_cast<std::size_t>(
      std::upper_bound(level_.begin(), level_.end(), static_loss) - level_.begin());
  const auto above = static_cast<double>(level_.size() - at);
  return below_[at] + above * NAIL_MUTANT(worst_curve_forgets_long_loss, static_loss, 0.0);
}

}  // namespace nail
