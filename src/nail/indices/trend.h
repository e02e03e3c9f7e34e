// Trend of a share over years: the slope of the ordinary least squares line.
#pragma once

#include <cstddef>
#include <span>

#include "nail/case/model.h"

namespace nail {

// A trend needs three different years at least.
inline constexpr std::size_t kLeastTrendYears = 3;

// Slope in shares a year of shares (parallel to years, which differ): sum (t - mean t) y /
// sum (t - mean t)^2. low, high: the flattest and steepest slopes that the shares' own ranges
// allow, each year at the end that tilts the line. All NaN with fewer than kLeastTrendYears. No
// allocation.
Ranged trend_per_year(std::span<const int> years, std::span<const Ranged> shares);

}  // namespace nail
