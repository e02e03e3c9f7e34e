// Statistics of draws.
#pragma once

#include <span>
#include <vector>

namespace nail {

// The q-quantile (0 to 1) of values, between order statistics by linear interpolation (position
// q (n-1)); NaN where there are none. Sorts values partly in place.
double quantile(std::span<double> values, double q);

// Ranks from 1, ties getting their mean rank.
std::vector<double> ranks(std::span<const double> values);

// Spearman's rank correlation, -1 to 1: Pearson's correlation of the ranks; 0 where one of the two
// does not vary. Takes ranks.
double rank_correlation(std::span<const double> ranks_a, std::span<const double> ranks_b);

}  // namespace nail
