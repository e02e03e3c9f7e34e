#include "nail/network/stress_network.h"

#include <gtest/gtest.h>

#include "nail/network/stress_compiler.h"
#include "tests/oracle/random_stress.h"
#include "tests/oracle/small_case.h"

namespace nail {
namespace {

using oracle::SmallCase;

// ore: A 0.6, B 0.3, unknown 0.1. metal: A 0.5, C 0.5. part: C 0.8, unknown 0.2.
// metal needs ore; part needs metal (0.7 of the world's metal goes there).
struct Chain {
  Chain() {
    small.supply("ore", "A", 0.6).supply("ore", "B", 0.3);
    small.supply("metal", "A", 0.5).supply("metal", "C", 0.5);
    small.supply("part", "C", 0.8);
    small.recipe("metal", "ore").recipe("part", "metal");
    small.data().recipes.back().use_share.value = 0.7;
  }
  StressNetwork compile(const StressNetworkOptions& options = {}) {
    network = compile_network(small.build());
    return compile_stress_network(network, shares_at_values(network), options);
  }
  ProductId product(const std::string& id) { return small.product(id); }
  UserId user(const std::string& id) { return UserId(small.place(id).index()); }
  DemandRow& demand(const std::string& product, const std::string& place) {
    DemandRow row;
    row.product = small.product(product);
    row.place = small.place(place);
    small.data().demand.push_back(row);
    return small.data().demand.back();
  }
  StockRow& stock(const std::string& product, const std::string& place,
                  const std::string& holder = "commercial") {
    StockRow row;
    row.product = small.product(product);
    row.place = small.place(place);
    row.holder = holder;
    small.data().stocks.push_back(row);
    return small.data().stocks.back();
  }
  SmallCase small;
  ProductNetwork network;
};

std::size_t assumed(const StressNetwork& network, const std::string& key) {
  for (const auto& assumption : network.assumptions) {
    if (assumption.key == key) return assumption.count;
  }
  return 0;
}

const StressUse& input_at(const StressNetwork& net, NodeId node, std::size_t i = 0) {
  return net.uses[net.use_begin[node.index()] + i];
}

TEST(StressNetwork, NodesMakeOrAreNamedAsSuppliers) {
  Chain chain;
  chain.small.sourcing("C", "ore", "D", 0.25).sourcing("C", "ore", "B", 0.5);
  const StressNetwork net = chain.compile();
  EXPECT_EQ(net.node_begin, (std::vector<std::uint32_t>{0, 3, 5, 6}));
  const NodeId d = net.node(chain.product("ore"), chain.small.place("D"));
  ASSERT_TRUE(d);
  EXPECT_EQ(net.nodes[d.index()].share, 0);
  EXPECT_EQ(net.nodes[net.node(chain.product("ore"), chain.small.place("B")).index()].share, 0.3);
  EXPECT_FALSE(net.node(chain.product("part"), chain.small.place("A")));
  EXPECT_NEAR(net.unknown[0], 0.1, 1e-15);
  EXPECT_NEAR(net.unknown[2], 0.2, 1e-15);
}

TEST(StressNetwork, AUseTakesItsPartOfTheWorldsUse) {
  Chain chain;
  const StressNetwork net = chain.compile();
  // metal: 0.7 to part, of which C makes 0.8 and unknown makers 0.2; 0.3 to final demand.
  const NodeId part = net.node(chain.product("part"), chain.small.place("C"));
  EXPECT_NEAR(input_at(net, part).weight, 0.7 * 0.8, 1e-15);
  const auto other = net.demands_at(chain.product("metal"), {});
  ASSERT_EQ(other.size(), 2U);
  EXPECT_NEAR(other[0].weight, 0.3, 1e-15);
  EXPECT_FALSE(other[0].unknown_makers);
  EXPECT_NEAR(other[1].weight, 0.7 * 0.2, 1e-15);
  EXPECT_TRUE(other[1].unknown_makers);
  // ore: no use share: half to metal, half to final demand.
  const NodeId metal = net.node(chain.product("metal"), chain.small.place("A"));
  EXPECT_NEAR(input_at(net, metal).weight, 0.5 * 0.5, 1e-15);
  EXPECT_EQ(assumed(net, "use_share"), 1U);
  EXPECT_EQ(assumed(net, "demand"), 3U);
  // The uses of a node stand beside the inputs of its product.
  EXPECT_EQ(net.use_begin.size(), net.nodes.size() + 1);
  EXPECT_EQ(net.use_begin.back(), net.first_demand);
}

TEST(StressNetwork, FinalDemandByShare) {
  Chain chain;
  chain.demand("metal", "B").share = 0.25;
  chain.demand("metal", "A").share = 0.5;
  chain.small.data().demand.back().priority = 2;
  const StressNetwork net = chain.compile();
  ASSERT_EQ(net.demands_at(chain.product("metal"), chain.user("A")).size(), 1U);
  EXPECT_NEAR(net.demands_at(chain.product("metal"), chain.user("A"))[0].weight, 0.15, 1e-15);
  EXPECT_EQ(net.demands_at(chain.product("metal"), chain.user("A"))[0].priority, 2);
  EXPECT_NEAR(net.demands_at(chain.product("metal"), chain.user("B"))[0].weight, 0.075, 1e-15);
  EXPECT_NEAR(net.demands_at(chain.product("metal"), {})[0].weight, 0.075, 1e-15);
}

TEST(StressNetwork, FinalDemandByQuantity) {
  Chain chain;
  chain.demand("metal", "A").quantity = 30;
  chain.demand("metal", "B").quantity = 10;
  const auto weight = [&](const StressNetwork& net, const std::string& place) {
    const UserId user = place.empty() ? UserId() : chain.user(place);
    return net.demands_at(chain.product("metal"), user)[0].weight;
  };
  // No total: all of the final part (0.3), three to one.
  const StressNetwork unknown = chain.compile();
  EXPECT_NEAR(weight(unknown, "A"), 0.225, 1e-15);
  EXPECT_NEAR(weight(unknown, "B"), 0.075, 1e-15);
  EXPECT_EQ(weight(unknown, ""), 0);
  // Of 400 a year.
  chain.small.data().products[1].total_quantity = 400;
  const StressNetwork known = chain.compile();
  EXPECT_NEAR(weight(known, "A"), 0.075, 1e-15);
  EXPECT_NEAR(weight(known, "B"), 0.025, 1e-15);
  EXPECT_NEAR(weight(known, ""), 0.2, 1e-15);
  // Of 50 a year they would be 0.8, above the final part: scaled down to it.
  chain.small.data().products[1].total_quantity = 50;
  const StressNetwork small = chain.compile();
  EXPECT_NEAR(weight(small, "A"), 0.225, 1e-15);
  EXPECT_NEAR(weight(small, "B"), 0.075, 1e-15);
}

TEST(StressNetwork, ObserversLookOnWithoutWeight) {
  Chain chain;
  chain.small.place("D");
  chain.demand("metal", "D").share = 0.1;
  StressNetworkOptions options;
  const UserId d = chain.user("D");
  options.observers = {d, d};
  const StressNetwork net = chain.compile(options);
  ASSERT_EQ(net.demands_at(chain.product("ore"), d).size(), 1U);
  EXPECT_EQ(net.demands_at(chain.product("ore"), d)[0].weight, 0);
  ASSERT_EQ(net.demands_at(chain.product("metal"), d).size(), 1U);
  EXPECT_NEAR(net.demands_at(chain.product("metal"), d)[0].weight, 0.03, 1e-15);
  EXPECT_EQ(net.demands_at(chain.product("part"), d).size(), 1U);
}

TEST(StressNetwork, MixesHaveLinksWithLeadTimes) {
  Chain chain;
  chain.small.sourcing("C", "ore", "B", 0.5).sourcing("C", "ore", "other", 0.2);
  auto& rows = chain.small.data().sourcing;
  rows[0].lead_days = 12.2;
  rows[0].switch_days = 90;
  rows[1].lead_days = 0;
  const StressNetwork net = chain.compile();
  ASSERT_EQ(net.mixes.size(), 1U);
  EXPECT_NEAR(net.mixes[0].pooled, 0.3, 1e-15);
  const StressLink& b = net.links[net.mixes[0].begin];
  EXPECT_EQ(b.supplier, net.node(chain.product("ore"), chain.small.place("B")));
  EXPECT_EQ(b.lead_days, 13U);
  EXPECT_EQ(b.switch_days, 90);
  EXPECT_FALSE(net.links[net.mixes[0].begin + 1].supplier);
  EXPECT_EQ(net.links[net.mixes[0].begin + 1].lead_days, 1U);
  EXPECT_EQ(assumed(net, "switch_days"), 1U);
  EXPECT_EQ(assumed(net, "lead_days"), 0U);
  const NodeId metal = net.node(chain.product("metal"), chain.small.place("C"));
  EXPECT_EQ(input_at(net, metal).mix, 0U);
  const NodeId pooled = net.node(chain.product("metal"), chain.small.place("A"));
  EXPECT_EQ(input_at(net, pooled).mix, StressUse::kPool);
}

TEST(StressNetwork, CapacityIsSpare) {
  Chain chain;
  auto& supply = chain.small.data().supply;
  supply[0].utilisation = 0.8;  // ore at A
  supply[1].utilisation = 1.2;  // above its capacity: none to spare
  supply[2].ttr_days = 120;
  const StressNetwork net = chain.compile();
  const auto node = [&](const char* product, const char* place) {
    return net.nodes[net.node(chain.product(product), chain.small.place(place)).index()];
  };
  EXPECT_DOUBLE_EQ(node("ore", "A").capacity, 1.25);
  EXPECT_EQ(node("ore", "B").capacity, 1);
  EXPECT_EQ(node("metal", "A").capacity, 1);
  EXPECT_EQ(node("metal", "A").ttr_days, 120);
  EXPECT_FALSE(is_known(node("metal", "C").ttr_days));
  EXPECT_EQ(assumed(net, "capacity"), 3U);
}

TEST(StressNetwork, CapacityByQuantities) {
  SmallCase small;
  const auto row = [&](const char* place, double quantity, Basis basis) {
    small.supply("ore", place, Ranged{});
    small.data().supply.back().quantity.value = quantity;
    small.data().supply.back().basis = basis;
  };
  row("A", 60, Basis::production);
  row("B", 40, Basis::production);
  row("A", 90, Basis::capacity);
  row("B", 30, Basis::capacity);
  const ProductNetwork network = compile_network(small.build());
  const StressNetwork net = compile_stress_network(network, shares_at_values(network));
  EXPECT_DOUBLE_EQ(net.nodes[0].capacity, 1.5);
  EXPECT_EQ(net.nodes[1].capacity, 1);
}

TEST(StressNetwork, StocksSitWithUsers) {
  Chain chain;
  chain.small.data().products[0].stock_days = 15;
  chain.stock("ore", "A").days = 40;
  chain.stock("metal", "C").quantity = 28;
  StockRow& reserve = chain.stock("metal", "C", "government");
  reserve.quantity = 14;
  reserve.release = "threshold";
  reserve.threshold = 5;
  chain.stock("ore", "C", "government").days = 100;  // no rule: never released
  chain.small.data().products[1].total_quantity = 365;
  const StressNetwork net = chain.compile();
  const auto use = [&](const char* product, const char* place) {
    return input_at(net, net.node(chain.product(product), chain.small.place(place)));
  };
  EXPECT_EQ(use("metal", "A").stock_days, 40);
  EXPECT_EQ(use("metal", "C").stock_days, 15);
  EXPECT_EQ(use("metal", "C").government_days, 100);
  EXPECT_EQ(use("metal", "C").release, Release::never);
  // 365 a year, of which the part at C takes 0.56: 0.56 a day.
  EXPECT_NEAR(use("part", "C").stock_days, 50, 1e-12);
  EXPECT_NEAR(use("part", "C").government_days, 25, 1e-12);
  EXPECT_EQ(use("part", "C").release, Release::threshold);
  EXPECT_EQ(use("part", "C").threshold_days, 5);
  EXPECT_EQ(net.demands_at(chain.product("ore"), {})[0].stock_days, 15);
  EXPECT_EQ(assumed(net, "release"), 1U);
  EXPECT_EQ(assumed(net, "stock_quantity"), 0U);

  chain.small.data().products[1].total_quantity = kUnknown;
  chain.small.data().products[1].stock_days = 3;
  const StressNetwork without = chain.compile();
  const NodeId part = without.node(chain.product("part"), chain.small.place("C"));
  EXPECT_EQ(input_at(without, part).stock_days, 3);
  EXPECT_EQ(input_at(without, part).government_days, 0);
  EXPECT_EQ(assumed(without, "stock_quantity"), 2U);
}

TEST(StressCompiler, StocksWithRangesTakeOtherDays) {
  Chain chain;
  chain.stock("ore", "A").days = 40;
  chain.small.data().stocks.back().days_low = 30;
  StockRow& reserve = chain.stock("metal", "C", "government");
  reserve.days_low = 10;
  reserve.days_high = 30;
  reserve.release = "at_once";
  chain.stock("metal", "C").days = 7;
  const ProductNetwork network = compile_network(chain.small.build());
  const StressCompiler compiler(network);
  StressNetwork net = compiler.compile(shares_at_values(network));
  const auto use = [&](const char* product, const char* place) {
    return input_at(net, net.node(chain.product(product), chain.small.place(place)));
  };
  EXPECT_EQ(use("metal", "A").stock_days, 40);
  EXPECT_EQ(use("part", "C").government_days, 20);  // the middle
  ASSERT_EQ(compiler.ranged_stocks().size(), 2U);
  const std::vector<double> days = {33, 12};
  compiler.set_stock_days(days, net);
  EXPECT_EQ(use("metal", "A").stock_days, 33);
  EXPECT_EQ(use("part", "C").government_days, 12);
  EXPECT_EQ(use("part", "C").stock_days, 7);
}

TEST(StressNetwork, BuyersStandAtPlaces) {
  Chain chain;
  chain.small.bloc("UNION", {"A", "C"});
  const StressNetwork net = chain.compile();
  EXPECT_EQ(net.places_of({}).size(), 0U);
  ASSERT_EQ(net.places_of(chain.user("C")).size(), 1U);
  EXPECT_EQ(net.places_of(chain.user("C"))[0], chain.small.place("C"));
  EXPECT_EQ(net.places_of(chain.network.user_of(BlocId(0))).size(), 2U);
}

TEST(StressCompiler, OtherSharesGiveWhatCompilingWithThemGives) {
  oracle::RandomCaseOptions options;
  options.ranges = true;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const LoadedCase loaded = oracle::random_stress_case(seed, options);
    const ProductNetwork network = compile_network(loaded);
    StressNetworkOptions observing;
    observing.observers = {UserId(0)};
    const StressCompiler compiler(network, observing);
    const Shares shares = shares_at_bounds(network);
    StressNetwork changed = compiler.compile(shares_at_values(network));
    compiler.set_shares(shares, changed);
    const StressNetwork fresh = compile_stress_network(network, shares, observing);
    EXPECT_EQ(changed.unknown, fresh.unknown);
    ASSERT_EQ(changed.nodes.size(), fresh.nodes.size());
    for (std::size_t n = 0; n < fresh.nodes.size(); ++n) {
      EXPECT_EQ(changed.nodes[n].share, fresh.nodes[n].share);
    }
    for (std::size_t m = 0; m < fresh.mixes.size(); ++m) {
      EXPECT_EQ(changed.mixes[m].pooled, fresh.mixes[m].pooled);
    }
    for (std::size_t i = 0; i < fresh.links.size(); ++i) {
      EXPECT_EQ(changed.links[i].share, fresh.links[i].share);
    }
    for (std::size_t u = 0; u < fresh.uses.size(); ++u) {
      EXPECT_EQ(changed.uses[u].weight, fresh.uses[u].weight);
      EXPECT_EQ(changed.uses[u].stock_days, fresh.uses[u].stock_days);
      EXPECT_EQ(changed.uses[u].government_days, fresh.uses[u].government_days);
    }
  }
}

}  // namespace
}  // namespace nail
