#include "nail/uncertainty/exposure_draws.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include <gtest/gtest.h>

#include "nail/numeric/parallel.h"
#include "tests/oracle/random_case.h"
#include "tests/oracle/small_case.h"

namespace nail {
namespace {

using oracle::random_case;
using oracle::RandomCaseOptions;
using oracle::SmallCase;

struct Drawn {
  ExposureReport report;
  ExposureDraws draws;
};

Drawn draw(const LoadedCase& loaded, const std::string& id, const DrawOptions& options) {
  const ProductNetwork network = compile_network(loaded);
  const Home home = *find_home(loaded.data, id);
  std::vector<ProductId> products;
  for (std::size_t p = 0; p < network.products; ++p) products.emplace_back(p);
  Drawn out;
  out.report = exposure(network, home, source_removals(network, home), products, {});
  out.draws = draw_exposure(network, home, out.report, {}, options);
  return out;
}

const ExposureRow& row_of(const Drawn& drawn, std::size_t product, const std::string& away) {
  for (const ExposureRow& row : drawn.report.rows) {
    if (row.product.index() == product && drawn.report.removals[row.removal].id == away) return row;
  }
  ADD_FAILURE() << "no row for " << away;
  return drawn.report.rows.front();
}

std::vector<double> numbers(const Drawn& drawn) {
  std::vector<double> out;
  for (std::size_t r = 0; r < drawn.report.rows.size(); ++r) {
    out.push_back(drawn.report.rows[r].low);
    out.push_back(drawn.report.rows[r].high);
    for (const float x : drawn.draws.any_tier[r]) out.push_back(static_cast<double>(x));
  }
  return out;
}

// One product, the pool: what is lost with A is A's share; at the lost end also the unknown.
TEST(DrawExposure, OnePlaceWithBoundsIsItsTriangle) {
  SmallCase small;
  small.supply("ore", "A", SmallCase::between(0.2, 0.6, 0.4, RangeKind::bounds));
  small.supply("ore", "B", 0.3);
  small.place("U");
  DrawOptions options;
  options.draws = 20000;
  const Drawn drawn = draw(small.build(), "U", options);
  const ExposureRow& row = row_of(drawn, 0, "A");
  EXPECT_NEAR(row.any_tier, 0.4, 1e-15);
  // 5th percentile of a symmetric triangle: 0.2 + 0.4 sqrt(0.05/2).
  EXPECT_NEAR(row.low, 0.2 + 0.4 * std::sqrt(0.025), 0.004);
  // Lost with the unknown, only B's 0.3 is left: 0.7 in every draw.
  EXPECT_NEAR(row.high, 0.7, 1e-12);
  const auto at = static_cast<std::size_t>(&row - drawn.report.rows.data());
  ASSERT_EQ(drawn.draws.any_tier[at].size(), 20000U);
  double sum = 0;
  for (const float x : drawn.draws.any_tier[at]) {
    EXPECT_GE(x, 0.2F);
    EXPECT_LE(x, 0.6F);
    sum += static_cast<double>(x);
  }
  // Standard deviation of the triangle 0.4/sqrt(24): five standard errors of the mean.
  EXPECT_NEAR(sum / 20000, 0.4, 5 * 0.4 / std::sqrt(24.0 * 20000));
  // B's share does not move; its lost end does, with what A leaves unknown.
  const ExposureRow& fixed = row_of(drawn, 0, "B");
  EXPECT_NEAR(fixed.low, 0.3, 1e-15);
  EXPECT_NEAR(fixed.high, 1 - 0.2 - 0.4 * std::sqrt(0.025), 0.004);
}

TEST(DrawExposure, WithoutRangesTheBoundsAreTheAnalyticOnes) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const LoadedCase loaded = random_case(seed, {});
    DrawOptions none;
    none.draws = 0;
    const Drawn analytic = draw(loaded, "P0", none);
    const Drawn drawn = draw(loaded, "P0", {});
    ASSERT_EQ(analytic.report.rows.size(), drawn.report.rows.size());
    for (std::size_t r = 0; r < drawn.report.rows.size(); ++r) {
      EXPECT_NEAR(drawn.report.rows[r].low, analytic.report.rows[r].low, 1e-15);
      EXPECT_NEAR(drawn.report.rows[r].high, analytic.report.rows[r].high, 1e-15);
      EXPECT_EQ(drawn.draws.any_tier[r].size(), 1U);
      EXPECT_TRUE(analytic.draws.any_tier[r].empty());
    }
  }
}

TEST(DrawExposure, KeepsItsOrderAndItsSeed) {
  DrawOptions options;
  options.draws = 100;
  std::vector<std::vector<double>> texts;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    RandomCaseOptions shape;
    shape.ranges = true;
    const LoadedCase loaded = random_case(seed, shape);
    const Drawn drawn = draw(loaded, "BLOC", options);
    EXPECT_TRUE(drawn.draws.settled);
    EXPECT_FALSE(drawn.draws.interrupted);
    for (const ExposureRow& row : drawn.report.rows) {
      EXPECT_LE(row.low, row.any_tier);
      EXPECT_GE(row.high, row.any_tier);
      EXPECT_GE(row.low, 0);
      EXPECT_LE(row.high, 1);
    }
    DrawOptions other = options;
    other.seed = 2;
    const auto first = numbers(drawn);
    EXPECT_EQ(first, numbers(draw(loaded, "BLOC", options)));
    texts.push_back(first);
    if (first == numbers(draw(loaded, "BLOC", other))) texts.pop_back();
  }
  // Cases whose rows happen not to depend on a range are few.
  EXPECT_GT(texts.size(), 20U);
}

TEST(DrawExposure, SameBytesForAnyNumberOfThreads) {
  RandomCaseOptions shape;
  shape.places = 30;
  shape.products = 12;
  shape.ranges = true;
  shape.back_inputs = 0.03;
  const LoadedCase loaded = random_case(5, shape);
  DrawOptions options;
  options.draws = 20;
  std::vector<std::vector<double>> results;
  for (const int threads : {1, 2, 8}) {
    set_threads(threads);
    results.push_back(numbers(draw(loaded, "P1", options)));
  }
  set_threads(0);
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
  EXPECT_FALSE(results[0].empty());
}

TEST(DrawExposure, CanBeStopped) {
  RandomCaseOptions shape;
  shape.places = 30;
  shape.ranges = true;
  const LoadedCase loaded = random_case(5, shape);
  DrawOptions options;
  options.draws = 50;
  std::atomic<int> calls{0};
  options.progress = [&](double part) {
    EXPECT_GT(part, 0);
    EXPECT_LE(part, 1);
    ++calls;
    return false;
  };
  EXPECT_TRUE(draw(loaded, "P1", options).draws.interrupted);
  EXPECT_GT(calls, 0);
}

}  // namespace
}  // namespace nail
