#include "nail/reroute/survival_lp.h"

#include <gtest/gtest.h>

#include "nail/numeric/parallel.h"
#include "tests/dynamics/hand_network.h"
#include "tests/oracle/random_stress.h"

namespace nail {
namespace {

constexpr int kHorizon = 60;

HomeDemand of(const std::vector<std::size_t>& demands) {
  HomeDemand out;
  for (const std::size_t demand : demands) out.parts.push_back({demand, 1, 1});
  return out;
}

struct Times {
  int aggregate = 0, time_indexed = 0;
};
Times times(const StressNetwork& network, const HomeDemand& demand, std::vector<NodeId> out,
            int known = 0) {
  const SurvivalGoal goal = survival_goal(network, demand);
  const std::vector<std::vector<NodeId>> sets = {out};
  Times result;
  result.aggregate = aggregate_survival(network, goal, sets, kHorizon).front();
  OperatingOptions options;
  options.grid = Grid::daily;
  result.time_indexed = time_indexed_survival(network, goal, out, known, result.aggregate, options);
  return result;
}

// Places 0 (0.6) and 1 (0.4) make it, places 2 (home, 0.3) and others use it; six days of stock.
HandNetwork pooled(double capacity = 1) {
  HandNetwork network(3, 1);
  network.node(0, 0, 0.6);
  network.node(0, 1, 0.4, capacity);
  network.demand(0, 2, 0.3);
  network.demand(0, -1, 0.7);
  return network;
}

TEST(SurvivalLp, LastsWhileStocksMakeUpForWhatLacks) {
  HandNetwork network = pooled();
  network.finish(1, 6);
  const Times plain = times(*network, of({0}), {network.node_at(0, 0)});
  // T days need T; there come 1 on day 0, 0.4 on each later one, and 6 of stock: 0.6 T <= 6.6.
  EXPECT_EQ(plain.time_indexed, 11);
  // Summed up, all that is sent arrives: 0.6 T <= 7.
  EXPECT_EQ(plain.aggregate, 11);

  HandNetwork roomy = pooled(2);
  roomy.finish(1, 6);
  const Times spare = times(*roomy, of({0}), {roomy.node_at(0, 0)});
  EXPECT_EQ(spare.time_indexed, 31);  // 0.2 T <= 6.2
  EXPECT_EQ(spare.aggregate, 35);     // 0.2 T <= 7
  // With 2.5 x 0.4 = 1 nothing lacks.
  HandNetwork ample = pooled(2.5);
  ample.finish(1, 6);
  EXPECT_EQ(times(*ample, of({0}), {ample.node_at(0, 0)}).aggregate, kHorizon);
  EXPECT_EQ(times(*ample, of({0}), {ample.node_at(0, 0)}).time_indexed, kHorizon);
}

TEST(SurvivalLp, AllSitesOutTogetherLeaveTheStock) {
  HandNetwork network = pooled();
  network.finish(1, 6);
  const Times both = times(*network, of({0}), {network.node_at(0, 0), network.node_at(0, 1)});
  EXPECT_EQ(both.time_indexed, 7);
  EXPECT_EQ(both.aggregate, 7);
}

// What the others have in stock helps: they have ten days, home none.
TEST(SurvivalLp, StocksOfOthersHelp) {
  HandNetwork network = pooled();
  network.finish();
  network->uses[1].stock_days = 10;
  // 0.7 x 10 = 7 of stock: T <= 1 + 0.4 (T - 1) + 7.
  const Times some = times(*network, of({0}), {network.node_at(0, 0)});
  EXPECT_EQ(some.time_indexed, 12);
  EXPECT_EQ(some.aggregate, 13);  // 0.6 T <= 8
}

TEST(SurvivalLp, ASupplierThatMayNotBeLeftIsFelt) {
  HandNetwork network = pooled(4);
  network.mix(0, 2, {{0, 1, 1}});
  network.finish();
  network->links[0].switch_days = 5;
  network->uses[0].stock_days = 2;
  const Times stuck = times(*network, of({0}), {network.node_at(0, 0)});
  EXPECT_EQ(stuck.time_indexed, 3);      // day 0 on the way, two of stock
  EXPECT_EQ(stuck.aggregate, kHorizon);  // knows no days
}

// Metal of ore; the ore's maker is out. The metal's maker holds four days of ore, home one of
// metal.
TEST(SurvivalLp, StocksAlongAChainAddUp) {
  HandNetwork network(3, 2);
  network.input(1, 0);
  network.node(0, 0, 1);
  network.node(1, 1, 1);
  network.demand(1, 2, 1);
  network.finish();
  network->uses[0].stock_days = 4;
  network->uses[1].stock_days = 1;
  const Times chain = times(*network, of({0}), {network.node_at(0, 0)});
  // Ore for days 0 to 4, metal from it on days 1 to 5, one day on the way and one of stock.
  EXPECT_EQ(chain.time_indexed, 7);
  EXPECT_EQ(chain.aggregate, 7);
}

TEST(SurvivalLp, WhatHomeDoesNotNeedDoesNotCount) {
  HandNetwork network(3, 2);
  network.node(0, 0, 1);
  network.node(1, 1, 1);
  network.demand(0, 2, 1);
  network.demand(1, 2, 1);
  network.finish();
  EXPECT_EQ(times(*network, of({1}), {network.node_at(0, 0)}).aggregate, kHorizon);
  EXPECT_EQ(times(*network, of({1}), {network.node_at(0, 0)}).time_indexed, kHorizon);
  EXPECT_EQ(times(*network, of({0}), {network.node_at(0, 0)}).aggregate, 1);
}

TEST(SurvivalLp, UrgentDemandDoesNotWaitForTheRest) {
  HandNetwork network(3, 1);
  network.node(0, 0, 0.6);
  network.node(0, 1, 0.4);
  network.demand(0, 2, 0.4, 1);
  network.demand(0, -1, 0.6, 2);
  network.finish();
  const Times urgent = times(*network, of({0}), {network.node_at(0, 0)});
  EXPECT_EQ(urgent.aggregate, kHorizon);
  EXPECT_EQ(urgent.time_indexed, kHorizon);
}

TEST(SurvivalLp, AggregateIsNeverShorterThanTimeIndexed) {
  int between = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    oracle::RandomCaseOptions options;
    options.places = 4;
    options.products = 5;
    const LoadedCase loaded = oracle::random_stress_case(seed, options);
    const ProductNetwork network = compile_network(loaded);
    StressNetworkOptions observing;
    observing.observers = {UserId(0)};
    const StressNetwork net = compile_stress_network(network, shares_at_values(network), observing);
    HomeDemand home;
    for (std::size_t d = 0; d < net.demands(); ++d) {
      if (net.demand(d).buyer == UserId(0)) home.parts.push_back({d, 1, net.demand(d).priority});
    }
    const SurvivalGoal goal = survival_goal(net, home);
    std::vector<std::vector<NodeId>> sets;
    for (std::size_t n = 0; n < net.nodes.size(); n += 3) sets.push_back({NodeId(n)});
    const std::vector<int> aggregate = aggregate_survival(net, goal, sets, 40);
    for (std::size_t i = 0; i < sets.size(); ++i) {
      ASSERT_GE(aggregate[i], 0);
      for (const Grid grid : {Grid::daily, Grid::weekly}) {
        OperatingOptions how;
        how.grid = grid;
        // Asked for more than the aggregate program allows, so that only the plans decide.
        const int time_indexed = time_indexed_survival(net, goal, sets[i], 0, 40, how);
        ASSERT_GE(time_indexed, 0);
        EXPECT_GE(aggregate[i], time_indexed) << i;
        if (time_indexed > 1 && time_indexed < 40) ++between;
      }
    }
  }
  EXPECT_GT(between, 10);
}

TEST(SurvivalLp, DoesNotDependOnThreads) {
  HandNetwork network = pooled(2);
  network.finish(1, 6);
  const SurvivalGoal goal = survival_goal(*network, of({0}));
  std::vector<std::vector<NodeId>> sets;
  for (int i = 0; i < 10; ++i) sets.push_back({NodeId(static_cast<std::size_t>(i % 2))});
  set_threads(1);
  const std::vector<int> one = aggregate_survival(*network, goal, sets, kHorizon);
  set_threads(3);
  const std::vector<int> three = aggregate_survival(*network, goal, sets, kHorizon);
  set_threads(0);
  EXPECT_EQ(one, three);
}

}  // namespace
}  // namespace nail
