// Cascades small enough to work out on paper; the arithmetic stands beside each.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "nail/cascade/rank.h"

namespace nail {
namespace {

struct Link {
  std::uint32_t from, to;
  double value;
};
struct Pair {
  std::uint32_t supplier, buyer;
  int necessity;
};

// Sites of the given products; classes of pairs default to 1.
FirmNetwork network_of(std::vector<std::uint32_t> product, const std::vector<Link>& links,
                       const std::vector<Pair>& classes = {}, std::vector<double> output = {}) {
  Case data;
  data.kind = CaseKind::firms;
  std::uint32_t products = 0;
  for (const std::uint32_t p : product) products = std::max(products, p + 1);
  for (std::uint32_t p = 0; p < products; ++p) {
    data.firms.products.push_back("product " + std::to_string(p));
  }
  for (std::size_t i = 0; i < product.size(); ++i) {
    data.firms.sites.push_back("site " + std::to_string(i));
  }
  data.firms.product = std::move(product);
  data.firms.output = std::move(output);
  for (const Link& link : links) {
    data.firms.links.supplier.push_back(link.from);
    data.firms.links.buyer.push_back(link.to);
    data.firms.links.value.push_back(link.value);
  }
  for (const Pair& pair : classes) {
    data.firms.classes.push_back({pair.supplier, pair.buyer, pair.necessity});
  }
  return std::move(*make_firm_network(std::move(data)));
}

CascadeSystem system_of(const FirmNetwork& network, CascadeRule rule,
                        const std::string& market = "none", bool compat = false) {
  CascadeOptions options;
  options.rule = rule;
  options.market = market;
  options.compat = compat;
  return std::move(*make_cascade_system(network, options));
}

CascadeState fail_site(const CascadeSystem& system, std::uint64_t site) {
  return run_cascade(system, {}, site);
}

TEST(ByHand, AChainFallsStepByStep) {
  // 0 sells 1 to 1, 1 sells 1 to 2: sizes 1, 1, 0, weights 1/2, 1/2, 0.
  const FirmNetwork chain = network_of({0, 1, 2}, {{0, 1, 1}, {1, 2, 1}});
  const CascadeSystem system = system_of(chain, CascadeRule::leontief);
  const RankResults rank = rank_range(system, {}, 0, 3);
  // Of 0: 1 falls in the first step, 2 in the second, nothing in the third. Upstream only itself.
  EXPECT_EQ(rank.iterations[0], 3U);
  EXPECT_DOUBLE_EQ(rank.esri[0], 1);
  EXPECT_DOUBLE_EQ(rank.esri_down[0], 1);
  EXPECT_DOUBLE_EQ(rank.esri_up[0], 0.5);
  // Of 1: downstream itself and 2, upstream itself and 0.
  EXPECT_EQ(rank.iterations[1], 2U);
  EXPECT_DOUBLE_EQ(rank.esri[1], 1);
  EXPECT_DOUBLE_EQ(rank.esri_down[1], 0.5);
  EXPECT_DOUBLE_EQ(rank.esri_up[1], 1);
  // Of 2: nobody buys from it.
  EXPECT_EQ(rank.iterations[2], 3U);
  EXPECT_DOUBLE_EQ(rank.esri[2], 1);
  EXPECT_DOUBLE_EQ(rank.esri_down[2], 0);
  EXPECT_EQ(rank.counts.reached[0], 3U);
  EXPECT_EQ(rank.counts.reached[2], 1U);
}

TEST(ByHand, ClassesOfInputs) {
  // Buyer 4 (product 3) buys 3 from 0 and 1 from 1 (product 0, essential), 4 from 2 (product 1,
  // important) and 8 from 3 (product 2, not needed): 16 in all.
  const FirmNetwork firms =
      network_of({0, 0, 1, 2, 3}, {{0, 4, 3}, {1, 4, 1}, {2, 4, 4}, {3, 4, 8}},
                 {{0, 3, 2}, {1, 3, 1}, {2, 3, 0}});
  const CascadeSystem glpf = system_of(firms, CascadeRule::glpf);
  EXPECT_DOUBLE_EQ(fail_site(glpf, 0).down[4], 3.0 / 4);  // of the product
  EXPECT_DOUBLE_EQ(fail_site(glpf, 1).down[4], 1.0 / 4);
  EXPECT_DOUBLE_EQ(fail_site(glpf, 2).down[4], 4.0 / 16);  // of all purchases, unneeded ones too
  EXPECT_DOUBLE_EQ(fail_site(glpf, 3).down[4], 0);
  const CascadeSystem linear = system_of(firms, CascadeRule::linear);
  EXPECT_DOUBLE_EQ(fail_site(linear, 0).down[4], 3.0 / 16);
  EXPECT_DOUBLE_EQ(fail_site(linear, 3).down[4], 8.0 / 16);
  const CascadeSystem leontief = system_of(firms, CascadeRule::leontief);
  EXPECT_DOUBLE_EQ(fail_site(leontief, 2).down[4], 1);
  EXPECT_DOUBLE_EQ(fail_site(leontief, 3).down[4], 1);
}

TEST(ByHand, TheWorstInputBindsAndImportantOnesAddUp) {
  // Buyer 4 buys 1 each from 0 (essential), 1 (essential), 2 and 3 (important).
  const FirmNetwork firms = network_of(
      {0, 1, 2, 3, 4}, {{0, 4, 1}, {1, 4, 1}, {2, 4, 1}, {3, 4, 1}}, {{0, 4, 2}, {1, 4, 2}});
  const CascadeSystem system = system_of(firms, CascadeRule::glpf);
  CascadeShocks shocks;
  shocks.names = {"important", "essential", "both"};
  shocks.begin = {0, 2, 4, 8};
  shocks.site = {2, 3, 0, 1, 0, 1, 2, 3};
  shocks.down = {0.6, 1, 0.3, 0.2, 0.3, 0.2, 0.6, 1};
  shocks.up = shocks.down;
  EXPECT_DOUBLE_EQ(run_cascade(system, shocks, 0).down[4], 0.6 / 4 + 1.0 / 4);
  EXPECT_DOUBLE_EQ(run_cascade(system, shocks, 1).down[4], 0.3);
  EXPECT_DOUBLE_EQ(run_cascade(system, shocks, 2).down[4], 0.4);
}

TEST(ByHand, OthersOfAMarketStepIn) {
  // 0 sells 3 and 1 sells 1 of one product to 2.
  const FirmNetwork firms = network_of({0, 0, 1}, {{0, 2, 3}, {1, 2, 1}});
  const CascadeSystem alone = system_of(firms, CascadeRule::leontief);
  EXPECT_DOUBLE_EQ(fail_site(alone, 1).down[2], 0.25);
  const CascadeSystem system = system_of(firms, CascadeRule::leontief, "product");
  // 0 is gone: 1 is left of the market, less than 0 sold: nobody steps in.
  EXPECT_DOUBLE_EQ(fail_site(system, 0).down[2], 0.75);
  // 1 is gone: 3 are left for its 1: a third of its loss is felt.
  EXPECT_DOUBLE_EQ(fail_site(system, 1).down[2], 0.25 / 3);
}

TEST(ByHand, ADeadMarket) {
  // 0 is its whole market and sells 1/2.
  const FirmNetwork firms = network_of({0, 1}, {{0, 1, 0.5}});
  EXPECT_DOUBLE_EQ(fail_site(system_of(firms, CascadeRule::leontief, "product"), 0).down[1], 1);
  // As published: what is left of the market counts as 1 unit of money.
  EXPECT_DOUBLE_EQ(fail_site(system_of(firms, CascadeRule::leontief, "product", true), 0).down[1],
                   0.5);
}

TEST(ByHand, SalesToFinalDemandStandFirm) {
  // 0 sells 3 to 1 and 1 to 2; it makes 8.
  const std::vector<Link> links = {{0, 1, 3}, {0, 2, 1}};
  const double unknown = std::nan("");
  EXPECT_DOUBLE_EQ(fail_site(system_of(network_of({0, 1, 1}, links), CascadeRule::linear), 1).up[0],
                   3.0 / 4);
  const FirmNetwork with_output = network_of({0, 1, 1}, links, {}, {8, unknown, unknown});
  const CascadeSystem system = system_of(with_output, CascadeRule::linear);
  EXPECT_DOUBLE_EQ(fail_site(system, 1).up[0], 3.0 / 8);
  // An output below sales is not believed.
  EXPECT_DOUBLE_EQ(fail_site(system_of(network_of({0, 1, 1}, links, {}, {2, unknown, unknown}),
                                       CascadeRule::linear),
                             1)
                       .up[0],
                   3.0 / 4);
}

TEST(ByHand, ACascadeStopsWhenItsLargestGrowthIsSmall) {
  // 0 sells 1 to itself and 1 to 1. 1 fails: xu_0 = 1 - 2^-t; the step that grows by
  // 2^-7 = 0.0078 is the first not above 0.01, and it still counts.
  const FirmNetwork firms = network_of({0, 1}, {{0, 0, 1}, {0, 1, 1}});
  const CascadeSystem system = system_of(firms, CascadeRule::linear);
  const CascadeState state = fail_site(system, 1);
  EXPECT_EQ(state.iterations, 7U);
  EXPECT_DOUBLE_EQ(state.up[0], 1 - std::pow(2.0, -7));
}

TEST(ByHand, SlowCascadesAreNotCutShort) {
  // 0 and 1 sell each other all but a millionth, which 0 sells to 2: half of what 2 takes less
  // comes back once in a million steps.
  const FirmNetwork firms = network_of({0, 1, 2}, {{0, 1, 1}, {0, 2, 1e-6}, {1, 0, 1}});
  CascadeOptions options;
  options.eps = 1e-8;
  options.compat = true;  // which lets losses fall, but not here
  const auto compat = make_cascade_system(firms, options);
  options.compat = false;
  const auto plain = make_cascade_system(firms, options);
  CascadeShocks shocks;
  shocks.names = {"less"};
  shocks.begin = {0, 1};
  shocks.site = {2};
  shocks.down = {0};
  shocks.up = {0.5};
  const CascadeState state = run_cascade(*compat, shocks, 0);
  EXPECT_GT(state.iterations, 1'000'000U);
  EXPECT_FALSE(state.has_given_up);
  EXPECT_EQ(state.iterations, run_cascade(*plain, shocks, 0).iterations);
  // Growth of a step is 1e-6 of what is missing, once in two steps.
  EXPECT_NEAR(state.up[0], 0.49, 1e-3);
  options.converged = true;
  const auto tends = make_cascade_system(firms, options);
  EXPECT_TRUE(run_cascade(*tends, shocks, 0).has_given_up);
  std::uint64_t given_up = 0;
  visit_losses(*tends, shocks, 0, 1, [&](std::uint64_t, const CascadeLosses& losses) {
    given_up += losses.has_given_up;
  });
  EXPECT_EQ(given_up, 1U);
  std::uint32_t asked = 0;
  EXPECT_FALSE(run_cascade(*plain, shocks, 0, [&] { return ++asked < 10; }));
  EXPECT_EQ(asked, 10U);
}

TEST(ByHand, DifferentLossesUpAndDown) {
  // 0 sells to 1, 1 to 2, 1 each. 1 delivers half, and buys a quarter less.
  const FirmNetwork firms = network_of({0, 1, 2}, {{0, 1, 1}, {1, 2, 1}});
  const CascadeSystem system = system_of(firms, CascadeRule::linear);
  CascadeShocks shocks;
  shocks.names = {"strike"};
  shocks.begin = {0, 1};
  shocks.site = {1};
  shocks.down = {0.5};
  shocks.up = {0.25};
  const CascadeState state = run_cascade(system, shocks, 0);
  EXPECT_DOUBLE_EQ(state.down[2], 0.5);
  EXPECT_DOUBLE_EQ(state.down[0], 0);
  EXPECT_DOUBLE_EQ(state.up[0], 0.25);
  EXPECT_DOUBLE_EQ(state.up[2], 0);
  // Weights 1/2, 1/2, 0: max(0, .25)/2 + max(.5, .25)/2.
  EXPECT_DOUBLE_EQ(rank_range(system, shocks, 0, 1).esri[0], 0.375);
}

TEST(ByHand, TheWayBackOfALoss) {
  // 0 -> 1 -> 3, 2 -> 3, 3 -> 4; 3 buys 1 from 1 and 9 from 2, both essential.
  const FirmNetwork firms =
      network_of({0, 1, 2, 3, 4}, {{0, 1, 1}, {1, 3, 1}, {2, 3, 9}, {3, 4, 1}});
  const CascadeState state = fail_site(system_of(firms, CascadeRule::leontief), 0);
  EXPECT_EQ(state.cause_down, (std::vector<std::uint32_t>{kNoCause, 0, kNoCause, 1, 3}));
  EXPECT_EQ(state.cause_up[0], kNoCause);
  // Of 4 upstream: 3, from there 1 and 2, from 1 to 0.
  const CascadeState back = fail_site(system_of(firms, CascadeRule::leontief), 4);
  EXPECT_EQ(back.cause_up, (std::vector<std::uint32_t>{1, 3, 3, 4, kNoCause}));
}

TEST(ByHand, TheWayBackLeadsThroughTheInputThatBinds) {
  // 4 needs product 0, all from 0, and product 1, from 1 to 3: 1, 1 and 2.
  const FirmNetwork firms =
      network_of({0, 1, 1, 1, 2}, {{0, 4, 1}, {1, 4, 1}, {2, 4, 1}, {3, 4, 2}});
  CascadeShocks shocks;
  shocks.names = {"first", "second"};
  shocks.begin = {0, 2, 4};
  shocks.site = {0, 1, 0, 3};
  shocks.down = {0.9, 1, 0.4, 1};
  shocks.up = shocks.down;
  const CascadeSystem system = system_of(firms, CascadeRule::leontief);
  // 0.9 of product 0 against 1/4 of product 1.
  EXPECT_EQ(run_cascade(system, shocks, 0).cause_down[4], 0U);
  // 0.4 of product 0 against 1/2 of product 1.
  EXPECT_EQ(run_cascade(system, shocks, 1).cause_down[4], 3U);
}

TEST(ByHand, ACycleThatKeepsItselfDownStillLeadsBackToTheShock) {
  // 0 sells 1 to 1; 1 and 2 buy all else from each other, and need it: 9 from 2 to 1, 1 from 1 to
  // 2. Product 1 and 2 are essential to each other, 0 is so to 1.
  const FirmNetwork firms =
      network_of({0, 1, 2}, {{0, 1, 1}, {1, 2, 1}, {2, 1, 9}}, {{0, 1, 2}, {1, 2, 2}, {2, 1, 2}});
  const CascadeState state = fail_site(system_of(firms, CascadeRule::glpf), 0);
  EXPECT_EQ(state.down, (std::vector<double>{1, 1, 1}));
  EXPECT_EQ(state.cause_down, (std::vector<std::uint32_t>{kNoCause, 0, 1}));
}

}  // namespace
}  // namespace nail
