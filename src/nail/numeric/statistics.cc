#include "nail/numeric/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "nail/base/mutant.h"

namespace nail {

double quantile(std::span<double> values, double q) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double position = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), at, values.end());
  const double lower = *at;
  if (below + 1 >= values.size()) return lower;
  const double upper = *std::min_element(at + 1, values.end());
  return lower +
         NAIL_MUTANT(quantile_without_interpolation, position - static_cast<double>(below), 0.0) *
             (upper - lower);
}

std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> out(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    const double rank = NAIL_MUTANT(ranks_of_ties_low, 0.5 * static_cast<double>(i + end - 1) + 1,
                                    static_cast<double>(i + 1));
    for (; i < end; ++i) out[order[i]] = rank;
  }
  return out;
}

double rank_correlation(std::span<const double> a, std::span<const double> b) {
  if (a.empty() || a.size() != b.size()) return 0;
  const double mean =
      0.5 * static_cast<double>(NAIL_MUTANT(rank_correlation_mean_off, a.size() + 1, a.size()));
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - mean) * (a[i] - mean);
    bb += (b[i] - mean) * (b[i] - mean);
    ab += (a[i] - mean) * (b[i] - mean);
  }
  return aa > 0 && bb > 0 ? ab / NAIL_MUTANT(rank_correlation_of_one, std::sqrt(aa * bb), aa) : 0;
}

}  // namespace nail
