#include "nail/indices/trend.h"

#include <numeric>

#include "nail/base/mutant.h"

namespace nail {

Ranged trend_per_year(std::span<const int> years, std::span<const Ranged> shares) {
  const std::size_t least = NAIL_MUTANT(trend_two_years, kLeastTrendYears, std::size_t{2});
  if (years.size() < least) return {};
  const double mean =
      std::accumulate(years.begin(), years.end(), 0.0) / static_cast<double>(years.size());
  double spread = 0;
  for (const int year : years) spread += (year - mean) * (year - mean);
  Ranged slope{0, 0, 0, RangeKind::bounds};
  for (std::size_t i = 0; i < years.size(); ++i) {
    const double c = (years[i] - NAIL_MUTANT(trend_not_centred, mean, mean + 1)) / spread;
    slope.value += c * shares[i].value;
    slope.low += c * (c > 0 ? shares[i].lower() : shares[i].upper());
    slope.high += c * (c > 0 ? shares[i].upper() : shares[i].lower());
  }
  return slope;
}

}  // namespace nail
