// Fixed points: against the equations themselves, a solve by elimination, cases by hand where no
// demand leaves, and the naive cascade that goes on until nothing grows.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "nail/cascade/closed_classes.h"
#include "nail/cascade/lane_engine.h"
#include "nail/cascade/rank.h"
#include "nail/numeric/parallel.h"
#include "tests/oracle/naive_cascade.h"
#include "tests/oracle/random_firms.h"

namespace nail {
namespace {

using oracle::NaiveCascade;
using oracle::NaiveFirms;
using oracle::NaiveOutcome;
using oracle::NaiveRule;
using oracle::RandomMarket;
using Matrix = std::vector<std::vector<long double>>;

CascadeOptions converged_by(CascadeRule rule) {
  CascadeOptions options;
  options.rule = rule;
  options.converged = true;
  return options;
}

// A network in which a part of everything that is made goes to final demand.
NaiveFirms leaking(std::uint64_t seed) {
  NaiveFirms firms = oracle::random_firms(seed);
  firms.output.assign(firms.product.size(), std::nan(""));
  const std::vector<double> sales = oracle::naive_sizes(firms);
  for (std::size_t i = 0; i < sales.size(); ++i) {
    firms.output[i] = sales[i] * (1.05 + 0.1 * static_cast<double>((seed + i) % 7));
  }
  return firms;
}

FirmNetwork network_of(const NaiveFirms& firms) {
  return oracle::firm_network_of(firms, {}, std::vector<double>(firms.product.size(), 1));
}

// Lu, and the inverse of I - Lu by elimination with pivots.
Matrix lu_of(const NaiveFirms& firms) {
  const std::size_t n = firms.product.size();
  const std::vector<double> sizes = oracle::naive_sizes(firms);
  Matrix lu(n, std::vector<long double>(n, 0));
  for (const auto& link : firms.links) {
    const auto i = static_cast<std::size_t>(link.supplier),
               j = static_cast<std::size_t>(link.buyer);
    lu[i][j] += link.value / static_cast<long double>(sizes[i] == 0 ? 1 : sizes[i]);
  }
  return lu;
}

Matrix inverse_of_rest(const Matrix& lu) {
  const std::size_t n = lu.size();
  Matrix a(n, std::vector<long double>(2 * n, 0));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) a[i][j] = (i == j ? 1 : 0) - lu[i][j];
    a[i][n + i] = 1;
  }
  for (std::size_t c = 0; c < n; ++c) {
    std::size_t pivot = c;
    for (std::size_t r = c; r < n; ++r) {
      if (std::fabs(a[r][c]) > std::fabs(a[pivot][c])) pivot = r;
    }
    std::swap(a[c], a[pivot]);
    for (std::size_t r = 0; r < n; ++r) {
      if (r == c) continue;
      const long double factor = a[r][c] / a[c][c];
      for (std::size_t k = c; k < 2 * n; ++k) a[r][k] -= factor * a[c][k];
    }
  }
  Matrix g(n, std::vector<long double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) g[i][j] = a[i][n + j] / a[i][i];
  }
  return g;
}

// ESRI_u(k) = (w'G)_k / G_kk, G = (I - Lu)^-1: what methods says of the fixed point upstream.
TEST(Converged, UpstreamIsTheSolutionOfALinearSystem) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const NaiveFirms firms = leaking(seed);
    const auto system = make_cascade_system(network_of(firms), converged_by(CascadeRule::glpf));
    ASSERT_TRUE(system);
    const std::size_t n = firms.product.size();
    const RankResults results = rank_range(*system, {}, 0, n);
    const std::vector<double> sizes = oracle::naive_sizes(firms);
    long double all = 0;
    for (const double size : sizes) all += size;
    const Matrix g = inverse_of_rest(lu_of(firms));
    for (std::size_t k = 0; k < n; ++k) {
      long double up = 0;
      for (std::size_t i = 0; i < n; ++i) up += sizes[i] / (all == 0 ? 1 : all) * g[i][k];
      const auto expected = static_cast<double>(up / g[k][k]);
      EXPECT_NEAR(results.esri_up[k], expected, 1e-12 * expected + 1e-16) << seed << " " << k;
    }
  }
}

TEST(Converged, AreWhatTheNaiveCascadeTendsTo) {
  const CascadeRule rules[] = {CascadeRule::glpf, CascadeRule::linear, CascadeRule::leontief};
  const NaiveRule same[] = {NaiveRule::glpf, NaiveRule::linear, NaiveRule::leontief};
  std::size_t compared = 0, slow = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const NaiveFirms firms = leaking(seed);
    const bool has_market = seed % 2 == 0;
    CascadeOptions options = converged_by(rules[seed % 3]);
    if (has_market) options.market = "product";
    const auto system = make_cascade_system(network_of(firms), options);
    ASSERT_TRUE(system);
    NaiveCascade naive;
    naive.rule = same[seed % 3];
    naive.eps = 1e-18;
    naive.market =
        oracle::random_market(seed, firms, has_market ? RandomMarket::product : RandomMarket::none);
    const std::size_t n = firms.product.size();
    const RankResults results = rank_range(*system, {}, 0, n);
    // Downstream, where nearly all inputs come from within a small ring, it takes for ever: such
    // cascades are given up and counted, and the naive one would not end either.
    std::size_t too_slow = 0;
    for (const std::uint32_t steps : results.iterations) too_slow += steps >= kMostRises ? 1 : 0;
    EXPECT_EQ(results.counts.given_up, too_slow);
    const std::vector<double> sizes = oracle::naive_sizes(firms);
    long double all = 0;
    for (const double size : sizes) all += size;
    for (std::size_t k = 0; k < n; ++k) {
      if (results.iterations[k] > 1000) {
        ++slow;
        continue;
      }
      ++compared;
      std::vector<double> hit(n, 0);
      hit[k] = 1;
      const NaiveOutcome outcome = naive_cascade(firms, naive, hit, hit);
      long double both = 0, down = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const long double w = sizes[i] / (all == 0 ? 1 : all);
        both += w * std::max(outcome.down[i], outcome.up[i]);
        down += w * outcome.down[i];
      }
      EXPECT_NEAR(results.esri[k], static_cast<double>(both), 1e-11 * static_cast<double>(both))
          << seed << " " << k;
      EXPECT_NEAR(results.esri_down[k], static_cast<double>(down),
                  1e-11 * static_cast<double>(down))
          << seed << " " << k;
    }
  }
  EXPECT_LT(20 * slow, compared);
}

NaiveFirms chain_of(std::vector<oracle::NaiveLink> links, int sites) {
  NaiveFirms firms;
  firms.products = 1;
  firms.product.assign(static_cast<std::size_t>(sites), 0);
  firms.output.assign(static_cast<std::size_t>(sites), std::nan(""));
  firms.necessity = {{1}};
  firms.links = std::move(links);
  return firms;
}

// A and B sell to each other only, C sells half to A and half to D, D sells nothing. Where A fails,
// B loses all its demand; C loses half: what it sells to D comes back to nobody. So the part up is
// (size A + size B + size C / 2) / all = (10 + 10 + 1) / 22.
TEST(Converged, WhereNothingLeavesDemandIsLostForCertain) {
  const NaiveFirms firms = chain_of({{0, 1, 10, 0}, {1, 0, 10, 0}, {2, 0, 1, 0}, {2, 3, 1, 0}}, 4);
  const auto system = make_cascade_system(network_of(firms), converged_by(CascadeRule::linear));
  ASSERT_TRUE(system);
  const RankResults results = rank_range(*system, {}, 0, 4);
  EXPECT_NEAR(results.esri_up[0], 21.0 / 22, 1e-14);
  EXPECT_NEAR(results.esri_up[1], 21.0 / 22, 1e-14);
  EXPECT_NEAR(results.esri_up[2], 2.0 / 22, 1e-14);
  EXPECT_NEAR(results.esri_up[3], 1.0 / 22, 1e-14);
}

// A ring of large sites that sell a ten-thousandth to a small one and the rest to each other: the
// small one is hit for certain, but an iteration would take some hundred thousand steps to say so.
TEST(Converged, ClosedNetworksTakeNoTime) {
  NaiveFirms firms =
      chain_of({{0, 1, 9999, 0}, {1, 0, 9999, 0}, {0, 2, 1, 0}, {1, 2, 1, 0}, {2, 0, 2, 0}}, 3);
  firms.necessity = {{0}};  // upstream only
  const auto system = make_cascade_system(network_of(firms), converged_by(CascadeRule::glpf));
  ASSERT_TRUE(system);
  const RankResults results = rank_range(*system, {}, 0, 3);
  for (const double up : results.esri_up) EXPECT_NEAR(up, 1, 1e-14);
  for (const std::uint32_t steps : results.iterations) EXPECT_LE(steps, 100U);
}

TEST(Converged, APartOfAClosedNetworkSpreadsAsItIs) {
  const NaiveFirms firms = chain_of({{0, 1, 10, 0}, {1, 0, 10, 0}}, 2);
  const auto system = make_cascade_system(network_of(firms), converged_by(CascadeRule::linear));
  ASSERT_TRUE(system);
  CascadeShocks shocks;
  shocks.names = {"half"};
  shocks.begin = {0, 1};
  shocks.site = {0};
  shocks.down = {0};
  shocks.up = {0.5};
  EXPECT_NEAR(rank_range(*system, shocks, 0, 1).esri_up[0], 0.5, 1e-15);
}

TEST(Converged, ClosedClassesAreTheNaiveOnes) {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const NaiveFirms firms = oracle::random_firms(seed);
    const auto system = make_cascade_system(network_of(firms), converged_by(CascadeRule::glpf));
    ASSERT_TRUE(system);
    const std::size_t n = firms.product.size();
    const Matrix lu = lu_of(firms);
    // reaches[i][j]: a chain of sales leads from i to j.
    std::vector<std::vector<bool>> reaches(n, std::vector<bool>(n, false));
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) reaches[i][j] = i == j || lu[i][j] > 0;
    }
    for (std::size_t m = 0; m < n; ++m) {
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
          if (reaches[i][m] && reaches[m][j]) reaches[i][j] = true;
        }
      }
    }
    const ClosedClasses classes = closed_classes(*system);
    for (std::size_t i = 0; i < n; ++i) {
      // Closed: all that is reached sells everything, and leads back.
      bool is_closed = true;
      for (std::size_t j = 0; j < n; ++j) {
        if (!reaches[i][j]) continue;
        long double sold = 0;
        for (std::size_t k = 0; k < n; ++k) sold += lu[j][k];
        is_closed = is_closed && reaches[j][i] && sold > 1 - 1e-12L;
      }
      const std::uint32_t of = classes.of[system->number[i]];
      EXPECT_EQ(of != ClosedClasses::kNone, is_closed) << seed << " " << i;
      found += is_closed ? 1 : 0;
      if (!is_closed) continue;
      for (std::size_t j = 0; j < n; ++j) {
        EXPECT_EQ(classes.of[system->number[j]] == of, reaches[i][j]) << seed;
      }
    }
  }
  EXPECT_GT(found, 100);
}

TEST(Converged, AreTheSameBytesForAnyThreadsAndRanges) {
  const NaiveFirms firms = leaking(77);
  CascadeOptions options = converged_by(CascadeRule::glpf);
  options.market = "product";
  const auto system = make_cascade_system(network_of(firms), options);
  ASSERT_TRUE(system);
  const std::size_t n = firms.product.size();
  set_threads(1);
  const RankResults whole = rank_range(*system, {}, 0, n);
  set_threads(3);
  for (std::size_t k = 0; k < n; ++k) {
    const RankResults one = rank_range(*system, {}, k, 1);
    EXPECT_EQ(one.esri[0], whole.esri[k]);
    EXPECT_EQ(one.iterations[0], whole.iterations[k]);
  }
  set_threads(0);
}

}  // namespace
}  // namespace nail
