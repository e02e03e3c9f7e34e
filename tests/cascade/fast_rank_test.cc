// The fast engines of full single failures against the general one, on made-up networks of a few
// hundred to some thousand sites, and what their results may not depend on. (Small networks with
// everything that is hard: oracle_test.cc.)
#include <gtest/gtest.h>

#include <cmath>

#include "nail/cascade/fast_rank.h"
#include "nail/cascade/firm_generate.h"
#include "nail/cascade/lane_rank.h"
#include "nail/numeric/parallel.h"
#include "tests/oracle/random_firms.h"

namespace nail {
namespace {

FirmNetwork generated(const GeneratedFirms& size) {
  Case data;
  data.kind = CaseKind::firms;
  data.firms = *generate_firms(size);
  return *make_firm_network(std::move(data));
}

RankResults fast(const CascadeSystem& system, std::uint64_t first, std::uint64_t count) {
  EXPECT_TRUE(fast_rank_takes(system, {}));
  const RankProgress progress;
  RankMeter meter(progress);
  return FastRank(system).range(first, count, meter);
}

void expect_as_lanes(const FirmNetwork& network, const CascadeOptions& options) {
  const auto system = make_cascade_system(network, options);
  ASSERT_TRUE(system);
  const std::uint64_t count = system->sites;
  const RankResults found = fast(*system, 0, count);
  const RankProgress progress;
  RankMeter meter(progress);
  const RankResults expected = lane_rank(*system, {}, 0, count, meter);
  ASSERT_EQ(found.iterations, expected.iterations);
  // A market that tips makes of a rounding something ever larger, step after step, in any engine.
  const double precision = options.eps >= 1e-2 ? 1e-12 : 1e-10;
  for (std::size_t k = 0; k < expected.esri.size(); ++k) {
    ASSERT_NEAR(found.esri_down[k], expected.esri_down[k], precision * expected.esri_down[k]);
    ASSERT_NEAR(found.esri_up[k], expected.esri_up[k], precision * expected.esri_up[k]);
    ASSERT_NEAR(found.esri[k], expected.esri[k], precision * expected.esri[k]);
  }
}

TEST(FastRank, IsTheGeneralEngineOnGeneratedNetworks) {
  std::uint64_t seed = 0;
  for (const std::uint32_t sites : {200U, 500U}) {
    for (const double correlation : {0.0, 0.7}) {
      for (const double final_demand : {0.0, 0.4}) {
        for (const char* market : {"none", "product"}) {
          const FirmNetwork network =
              generated({sites, sites * 8, 12, correlation, final_demand, ++seed});
          CascadeOptions options;
          options.market = market;
          options.eps = seed % 3 == 0 ? 1e-4 : 1e-2;
          options.compat = seed % 2 == 0;
          options.rule = seed % 5 == 1   ? CascadeRule::leontief
                         : seed % 5 == 2 ? CascadeRule::linear
                                         : CascadeRule::glpf;
          SCOPED_TRACE(seed);
          expect_as_lanes(network, options);
        }
      }
    }
  }
}

// Several thousand very small networks, where markets die, slots fill up and sums tie with eps.
TEST(FastRank, IsTheGeneralEngineOnSmallNetworks) {
  for (std::uint64_t seed = 5000; seed < 8000; ++seed) {
    SCOPED_TRACE(seed);
    const auto firms = oracle::random_firms(seed);
    const auto kind = static_cast<oracle::RandomMarket>(seed % 3);
    const auto market = oracle::random_market(seed, firms, kind);
    const std::vector<double> weight(firms.product.size(), 1);
    const FirmNetwork network = oracle::firm_network_of(
        firms, kind == oracle::RandomMarket::drawn ? market : std::vector<int>(), weight);
    CascadeOptions options;
    options.market = kind == oracle::RandomMarket::none      ? "none"
                     : kind == oracle::RandomMarket::product ? "product"
                                                             : "region";
    options.eps = seed % 4 == 0 ? 1e-4 : seed % 4 == 1 ? 0.1 : 1e-2;
    options.weights =
        seed % 2 == 0 ? std::vector<std::string>{} : std::vector<std::string>{"weight_1"};
    options.rule = static_cast<CascadeRule>(seed / 3 % 3);
    expect_as_lanes(network, options);
    if (HasFailure()) return;
  }
}

TEST(FastRank, BytesDependOnTheShockAlone) {
  const FirmNetwork network = generated({900, 8000, 15, 0.7, 0.1, 3});
  CascadeOptions options;
  options.market = "product";
  const auto system = make_cascade_system(network, options);
  ASSERT_TRUE(system);
  set_threads(1);
  const RankResults all = fast(*system, 0, 900);
  set_threads(3);
  const RankResults other = fast(*system, 0, 900);
  FastRank engines(*system);
  const RankProgress progress;
  RankMeter meter(progress);
  engines.range(0, 500, meter);
  const RankResults part = engines.range(123, 400, meter);
  set_threads(0);
  EXPECT_EQ(all.esri, other.esri);
  EXPECT_EQ(all.iterations, other.iterations);
  EXPECT_EQ(all.counts.reached, other.counts.reached);
  for (std::size_t k = 0; k < part.count(); ++k) {
    ASSERT_EQ(part.esri[k], all.esri[123 + k]);
    ASSERT_EQ(part.esri_down[k], all.esri_down[123 + k]);
    ASSERT_EQ(part.esri_up[k], all.esri_up[123 + k]);
  }
}

TEST(FastRank, LeavesWhatIsNotItsOwn) {
  const FirmNetwork network = generated({50, 100, 10, 0, 0, 1});
  CascadeOptions options;
  auto system = make_cascade_system(network, options);
  ASSERT_TRUE(system);
  EXPECT_TRUE(fast_rank_takes(*system, {}));
  CascadeShocks named;
  named.names = {"fire"};
  EXPECT_FALSE(fast_rank_takes(*system, named));
  system->options.eps = 1e-12;
  EXPECT_FALSE(fast_rank_takes(*system, {}));
  system->options.eps = 1e-2;
  system->options.converged = true;
  EXPECT_FALSE(fast_rank_takes(*system, {}));
  options.market = "product";
  options.compat = true;
  system = make_cascade_system(network, options);
  ASSERT_TRUE(system);
  EXPECT_TRUE(fast_rank_takes(*system, {}));
  system->size[0] = 0.5;  // a dead market would count as more than it sells
  EXPECT_FALSE(fast_rank_takes(*system, {}));
}

}  // namespace
}  // namespace nail
