#include "nail/indices/square_sums.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "nail/base/mutant.h"

namespace nail {

double square_sum(std::span<const double> shares, std::span<const double> weights) {
  double sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    sum += weights[i] * (NAIL_MUTANT(square_sum_drop_square, shares[i] * shares[i], shares[i]));
  }
  return sum;
}

double square_sum_high(std::span<const double> shares, std::span<const double> weights,
                       double unknown, double outside) {
  const double square = NAIL_MUTANT(square_sum_drop_unknown_square, unknown * unknown, 0.0);
  double most = outside * square;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double merged = NAIL_MUTANT(square_sum_half_cross_term, square + 2 * unknown * shares[i],
                                      square + unknown * shares[i]);
    most = NAIL_MUTANT(square_sum_least_place, std::max(most, weights[i] * merged),
                       std::min(most, weights[i] * merged));
  }
  return square_sum(shares, weights) + most;
}

double square_sum_high_over(std::span<const double> lows, std::span<const double> highs,
                            std::span<const double> weights, double outside, bool has_other) {
  const double rest = std::max(0.0, 1 - std::accumulate(lows.begin(), lows.end(), 0.0));
  if (!NAIL_MUTANT(square_sum_ignore_other, has_other, false)) {
    return square_sum_high(lows, weights, rest, outside);
  }
  const auto slope = [&](std::size_t i) { return weights[i] * (lows[i] + highs[i]); };
  std::vector<std::size_t> order(lows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return slope(a) > slope(b); });
  const double base = square_sum(lows, weights);
  double unknown = rest;
  double gained = 0;
  double most = base + outside * unknown * unknown;
  for (const std::size_t i : order) {
    const double step = std::min(std::max(0.0, highs[i] - lows[i]), unknown);
    // Of a place that the budget fills in part, the chord is taken: at least the true square.
    gained += step * slope(i);
    unknown -= step;
    most = NAIL_MUTANT(square_sum_keep_low_ends,
                       std::max(most, base + gained + outside * unknown * unknown), most);
  }
  return most;
}

}  // namespace nail
