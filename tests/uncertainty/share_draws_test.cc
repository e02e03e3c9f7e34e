#include "nail/uncertainty/share_draws.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "nail/numeric/philox.h"
#include "tests/oracle/random_case.h"
#include "tests/oracle/small_case.h"

namespace nail {
namespace {

using oracle::random_case;
using oracle::RandomCaseOptions;
using oracle::SmallCase;

// The probability up to x of a triangle over [a, b] with its top at m, added up in small steps.
double triangle_below(double a, double m, double b, double x) {
  const int steps = 200000;
  const double width = (x - a) / steps;
  double sum = 0;
  for (int i = 0; i < steps; ++i) {
    const double t = a + (i + 0.5) * width;
    sum += t < m ? (t - a) / (m - a) : (b - t) / (b - m);
  }
  return sum * width * 2 / (b - a);
}

TEST(ShareAt, InvertsTheTriangle) {
  const Ranged share = SmallCase::between(0.2, 0.7, 0.3, RangeKind::bounds);
  for (const double u : {0.001, 0.1, 0.2, 0.3, 0.5, 0.9, 0.999}) {
    EXPECT_NEAR(triangle_below(0.2, 0.3, 0.7, share_at(share, u)), u, 1e-9) << u;
  }
  // The top lies a fifth of the way: so does a fifth of the mass.
  EXPECT_NEAR(share_at(share, 0.2), 0.3, 1e-15);
}

TEST(ShareAt, P90LeavesATenthOutside) {
  const Ranged even = SmallCase::between(0.3, 0.5, 0.4, RangeKind::p90);
  // Symmetric: a twentieth on each side.
  EXPECT_NEAR(share_at(even, 0.05), 0.3, 1e-12);
  EXPECT_NEAR(share_at(even, 0.95), 0.5, 1e-12);
  EXPECT_NEAR(share_at(even, 0.5), 0.4, 1e-12);
  // Lopsided: of each side's mass a tenth. The sides are as 1 to 3, so are their masses.
  const Ranged lopsided = SmallCase::between(0.3, 0.7, 0.4, RangeKind::p90);
  EXPECT_NEAR(share_at(lopsided, 0.25 * 0.1), 0.3, 1e-12);
  EXPECT_NEAR(share_at(lopsided, 1 - 0.75 * 0.1), 0.7, 1e-12);
}

TEST(ShareAt, UniformWithoutAValue) {
  const Ranged bounds = SmallCase::between(0.2, 0.6, kUnknown, RangeKind::bounds);
  EXPECT_NEAR(share_at(bounds, 0.25), 0.3, 1e-15);
  const Ranged p90 = SmallCase::between(0.2, 0.6, kUnknown, RangeKind::p90);
  EXPECT_NEAR(share_at(p90, 0.05), 0.2, 1e-15);
  EXPECT_NEAR(share_at(p90, 0.95), 0.6, 1e-15);
}

TEST(ShareAt, StaysAShare) {
  const Ranged low = SmallCase::between(0.0, 0.3, 0.01, RangeKind::p90);
  const Ranged high = SmallCase::between(0.7, 1.0, 0.99, RangeKind::p90);
  EXPECT_EQ(share_at(low, 1e-9), 0);
  EXPECT_EQ(share_at(high, 1 - 1e-9), 1);
  EXPECT_EQ(share_at(SmallCase::exactly(0.4), 0.9), 0.4);
}

TEST(DrawShares, ARowsNumberDependsOnItsKeyAlone) {
  SmallCase small;
  small.supply("ore", "A", SmallCase::between(0.1, 0.3, 0.2, RangeKind::bounds));
  small.supply("ore", "B", SmallCase::between(0.2, 0.4, 0.3, RangeKind::bounds));
  small.supply("tin", "A", SmallCase::between(0.1, 0.3, 0.2, RangeKind::bounds));
  small.sourcing("U", "ore", "A", SmallCase::between(0.3, 0.9, 0.5, RangeKind::bounds));
  const ProductNetwork network = compile_network(small.build());
  Shares shares;
  draw_shares(network, 5, 9, shares);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(shares.supply[i],
              share_at(network.supply_share[i], uniform_draw(5, 9, network.supply_key[i])));
  }
  EXPECT_EQ(shares.sourcing_low[0],
            share_at(network.sourcing_share[0], uniform_draw(5, 9, network.sourcing_key[0])));
  EXPECT_NEAR(shares.unknown[0], 1 - shares.supply[0] - shares.supply[1], 1e-15);
  Shares other;
  draw_shares(network, 6, 9, other);
  EXPECT_NE(shares.supply[0], other.supply[0]);
  draw_shares(network, 5, 10, other);
  EXPECT_NE(shares.supply[0], other.supply[0]);
}

TEST(DrawShares, TheOrderOfRowsChangesNothing) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    RandomCaseOptions options;
    options.ranges = true;
    const LoadedCase loaded = random_case(seed, options);
    LoadedCase turned = loaded;
    std::reverse(turned.data.supply.begin(), turned.data.supply.end());
    std::reverse(turned.data.sourcing.begin(), turned.data.sourcing.end());
    Diagnostics ignored;
    turned.sets = make_share_sets(turned.data, "supply.csv", ignored);
    Shares a, b;
    draw_shares(compile_network(loaded), 3, 4, a);
    draw_shares(compile_network(turned), 3, 4, b);
    EXPECT_EQ(a.supply, b.supply);
    EXPECT_EQ(a.sourcing_low, b.sourcing_low);
    EXPECT_EQ(a.unknown, b.unknown);
  }
}

TEST(DrawShares, SumsAreScaledDownAndNeverUp) {
  SmallCase small;
  for (const char* place : {"A", "B", "C"}) {
    small.supply("ore", place, SmallCase::between(0.1, 0.6, 0.33, RangeKind::bounds));
  }
  small.sourcing("U", "ore", "A", SmallCase::between(0.3, 0.9, 0.5, RangeKind::bounds));
  small.sourcing("U", "ore", "B", SmallCase::between(0.3, 0.9, 0.5, RangeKind::bounds));
  const ProductNetwork network = compile_network(small.build());
  bool above = false;
  bool under = false;
  for (std::uint32_t draw = 0; draw < 200; ++draw) {
    Shares shares;
    draw_shares(network, 1, draw, shares);
    double raw = 0;
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      raw += share_at(network.supply_share[i], uniform_draw(1, draw, network.supply_key[i]));
      sum += shares.supply[i];
    }
    EXPECT_NEAR(sum, std::min(1.0, raw), 1e-12);
    EXPECT_NEAR(shares.unknown[0], 1 - sum, 1e-12);
    EXPECT_LE(shares.sourcing_low[0] + shares.sourcing_low[1], 1 + 1e-12);
    EXPECT_EQ(shares.sourcing_low, shares.sourcing_high);
    above = above || raw > 1;
    under = under || raw < 0.999;
  }
  EXPECT_TRUE(above && under);
}

TEST(HasRanges, LooksAtSupplyAndSourcing) {
  SmallCase none;
  none.supply("ore", "A", 1).sourcing("U", "ore", "A", 0.5);
  EXPECT_FALSE(has_ranges(compile_network(none.build())));
  SmallCase sourcing;
  sourcing.supply("ore", "A", 1);
  sourcing.sourcing("U", "ore", "A", SmallCase::between(0.3, 0.9));
  EXPECT_TRUE(has_ranges(compile_network(sourcing.build())));
}

}  // namespace
}  // namespace nail
