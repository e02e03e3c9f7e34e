#include "nail/numeric/statistics.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace nail {
namespace {

TEST(Quantile, InterpolatesBetweenOrderStatistics) {
  // Positions 0.05 x 4 = 0.2, 0.5 x 4 = 2, 0.95 x 4 = 3.8 among 1, 2, 4, 8, 16.
  std::vector<double> values{16, 1, 8, 2, 4};
  EXPECT_DOUBLE_EQ(quantile(values, 0.05), 1.2);
  EXPECT_DOUBLE_EQ(quantile(values, 0.5), 4);
  EXPECT_DOUBLE_EQ(quantile(values, 0.95), 14.4);
  EXPECT_DOUBLE_EQ(quantile(values, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(values, 1), 16);
  std::vector<double> one{3};
  EXPECT_DOUBLE_EQ(quantile(one, 0.95), 3);
  EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
}

TEST(Quantile, IsThatOfTheSortedValues) {
  std::mt19937_64 engine(1);
  for (int n = 1; n < 40; ++n) {
    std::vector<double> values(static_cast<std::size_t>(n));
    for (double& x : values) x = static_cast<double>(engine() % 20);
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    for (const double q : {0.0, 0.05, 0.3, 0.5, 0.95, 1.0}) {
      const double at = q * (n - 1);
      const auto below = static_cast<std::size_t>(at);
      const auto above = std::min(below + 1, sorted.size() - 1);
      const double part = at - std::floor(at);
      EXPECT_NEAR(quantile(values, q), sorted[below] * (1 - part) + sorted[above] * part, 1e-12);
    }
  }
}

TEST(Ranks, TiesShareTheirMean) {
  const std::vector<double> values{5, 1, 5, 3, 5};
  EXPECT_EQ(ranks(values), (std::vector<double>{4, 1, 4, 2, 4}));
}

TEST(RankCorrelation, ByHand) {
  const std::vector<double> a{1, 2, 3, 4};
  const std::vector<double> reversed{4, 3, 2, 1};
  const std::vector<double> flat{2.5, 2.5, 2.5, 2.5};
  // Without ties 1 - 6 sum d^2/(n (n^2 - 1)): d = 0, 1, -1, 0 gives 1 - 12/60.
  const std::vector<double> swapped{1, 3, 2, 4};
  EXPECT_DOUBLE_EQ(rank_correlation(a, a), 1);
  EXPECT_DOUBLE_EQ(rank_correlation(a, reversed), -1);
  EXPECT_DOUBLE_EQ(rank_correlation(a, swapped), 0.8);
  EXPECT_DOUBLE_EQ(rank_correlation(a, flat), 0);
  // Distances from the mean 2.5: -1.5, -0.5, 0.5, 1.5 and -1, -1, 0.5, 1.5: 4.5/sqrt(5 x 4.5).
  const std::vector<double> tied{1.5, 1.5, 3, 4};
  EXPECT_DOUBLE_EQ(rank_correlation(a, tied), 4.5 / std::sqrt(5 * 4.5));
}

}  // namespace
}  // namespace nail
