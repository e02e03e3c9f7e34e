// Runs worked out by hand. Day by day: what a supplier ships on day t arrives on t + lead.
#include "nail/dynamics/stress_run.h"

#include <gmock/gmock.h>

#include "tests/dynamics/hand_network.h"

namespace nail {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

struct Days {
  std::vector<std::vector<double>> output, stock, demand, unmet;  // by day
  // One number over the days.
  static std::vector<double> of(const std::vector<std::vector<double>>& days, std::size_t at) {
    std::vector<double> out;
    for (const auto& day : days) out.push_back(day[at]);
    return out;
  }
};

Days run(const StressNetwork& network, const ShockPlan& plan, int days,
         StressMode mode = StressMode::cascade) {
  Days out;
  StressRunOptions options;
  options.days = days;
  options.mode = mode;
  run_stress(network, plan, options, [&](const DayView& day) {
    EXPECT_EQ(static_cast<std::size_t>(day.day), out.output.size());
    out.output.emplace_back(day.output.begin(), day.output.end());
    out.stock.emplace_back(day.stock.begin(), day.stock.end());
    out.demand.emplace_back(day.demand.begin(), day.demand.end());
    out.unmet.emplace_back(day.unmet.begin(), day.unmet.end());
    return true;
  });
  return out;
}

testing::Matcher<std::vector<double>> near(const std::vector<double>& numbers) {
  return Pointwise(DoubleNear(1e-12), numbers);
}

ShockPlan outage(NodeId node, double size, Window window) {
  ShockPlan plan;
  plan.outages.push_back({node, size, window});
  plan.first_day = window.start;
  plan.last_day = window.end + window.recovery;
  return plan;
}

// Ore (0) from A (0.6) and B (0.4), metal (1) made of it at C, all of it to the world.
HandNetwork ore_and_metal(double stock_days = 0) {
  HandNetwork network(3, 2);
  network.input(1, 0);
  network.node(0, 0, 0.6);
  network.node(0, 1, 0.4);
  network.node(1, 2, 1);
  network.demand(1, -1, 1);
  network.finish(1, stock_days);
  return network;
}

TEST(Run, ALossTravelsATierADay) {
  HandNetwork network = ore_and_metal();
  const Days days = run(*network, outage(network.node_at(0, 0), 1, {2, 4, 0}), 7);
  EXPECT_THAT(Days::of(days.output, 0), near({1, 1, 0, 0, 1, 1, 1}));
  EXPECT_THAT(Days::of(days.output, 1), near({1, 1, 1, 1, 1, 1, 1}));
  // What A does not ship on days 2 and 3 lacks at C on days 3 and 4, and to the world on 4 and 5.
  EXPECT_THAT(Days::of(days.output, 2), near({1, 1, 1, 0.4, 0.4, 1, 1}));
  EXPECT_THAT(Days::of(days.unmet, 0), near({0, 0, 0, 0, 0.6, 0.6, 0}));
}

TEST(Run, StocksAreUsedUpFirst) {
  HandNetwork network = ore_and_metal(1);
  const Days days = run(*network, outage(network.node_at(0, 0), 1, {0, 9, 0}), 9);
  // C lacks 0.6 a day from day 1: stock 0.4 after day 1; on day 2 it has 0.4 + 0.4 = 0.8.
  EXPECT_THAT(Days::of(days.stock, 0), near({1, 0.4, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_THAT(Days::of(days.output, 2), near({1, 1, 0.8, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4}));
  // The world: 0.2 lacks on day 3 (stock 0.8), 0.6 on day 4 (0.2), then 0.2 + 0.4 is left.
  EXPECT_THAT(Days::of(days.stock, 1), near({1, 1, 1, 0.8, 0.2, 0, 0, 0, 0}));
  EXPECT_THAT(Days::of(days.unmet, 0), near({0, 0, 0, 0, 0, 0.4, 0.6, 0.6, 0.6}));
}

TEST(Run, AnOutageFadesInAStraightLine) {
  HandNetwork network = ore_and_metal();
  const Days days = run(*network, outage(network.node_at(0, 0), 0.8, {1, 2, 4}), 7);
  EXPECT_THAT(Days::of(days.output, 0), near({1, 0.2, 0.2, 0.4, 0.6, 0.8, 1}));
}

TEST(Run, BaselineStaysBaselineToTheLastBit) {
  HandNetwork network(3, 2);
  network.input(1, 0, Necessity::important, 0.3);
  network.node(0, 0, 0.1);
  network.node(0, 1, 0.7, 1.3);
  network.node(1, 2, 1.0 / 3);
  network.mix(0, 2, {{0, 0.3, 3}, {1, 0.6, 9}});
  network.demand(1, 0, 0.07, 2);
  network.demand(1, -1, 0.93);
  network.finish(0.9, 0.009);
  for (const StressMode mode : {StressMode::cascade, StressMode::ario}) {
    // A shock of no size: everything is gone through, nothing changes.
    const Days days = run(*network, outage(network.node_at(0, 0), 0, {0, 3, 0}), 40, mode);
    for (std::size_t t = 0; t < days.output.size(); ++t) {
      EXPECT_THAT(days.output[t], ElementsAre(1, 1, 1));
      EXPECT_THAT(days.stock[t], ElementsAre(0.009, 0.009, 0.009));
      EXPECT_THAT(days.unmet[t], ElementsAre(0, 0));
    }
  }
}

// Ore from A (0.6) and B (0.4), metal made at C, whose buyers take ore from the pool.
ShockPlan ban(NodeId node, double size, Window window, std::vector<UserId> targets = {}) {
  ShockPlan plan;
  plan.bans.push_back({node, size, window, std::move(targets)});
  plan.first_day = window.start;
  plan.last_day = window.end + window.recovery;
  return plan;
}

TEST(Run, ABanStopsExportsAndNotWhatStaysAtHome) {
  // Final demand of ore itself: at A, at B and elsewhere.
  HandNetwork network(3, 1);
  network.node(0, 0, 0.6);
  network.node(0, 1, 0.4);
  network.demand(0, 0, 0.3);
  network.demand(0, 1, 0.3);
  network.demand(0, -1, 0.4);
  network.finish();
  const ShockPlan plan = ban(network.node_at(0, 0), 1, {0, 2, 0});
  const Days cascade = run(*network, plan, 4);
  EXPECT_THAT(Days::of(cascade.output, 0), near({1, 1, 1, 1}));
  EXPECT_THAT(Days::of(cascade.unmet, 0), near({0, 0, 0, 0}));
  EXPECT_THAT(Days::of(cascade.unmet, 1), near({0, 0.6, 0.6, 0}));
  EXPECT_THAT(Days::of(cascade.unmet, 2), near({0, 0.6, 0.6, 0}));
  // Ario: A's orders are 0.3 of its 1 while the ban lasts, so it makes 0.3; what it ships to its
  // own buyers is all they ordered.
  const Days ario = run(*network, plan, 4, StressMode::ario);
  EXPECT_THAT(Days::of(ario.output, 0), near({0.3, 0.3, 1, 1}));
  EXPECT_THAT(Days::of(ario.unmet, 0), near({0, 0, 0, 0}));
  EXPECT_THAT(Days::of(ario.unmet, 1), near({0, 0.6, 0.6, 0}));
}

TEST(Run, ABanWithTargetsReachesThem) {
  HandNetwork network(3, 1);
  network.node(0, 0, 0.6);
  network.node(0, 1, 0.4);
  network.mix(0, 2, {{0, 0.5, 3}});
  network.demand(0, 1, 0.3);
  network.demand(0, 2, 0.3);
  network.demand(0, -1, 0.4);
  network.finish();
  const Days days = run(*network, ban(network.node_at(0, 0), 0.5, {1, 2, 0}, {UserId(2)}), 6);
  EXPECT_THAT(Days::of(days.unmet, 0), near({0, 0, 0, 0, 0, 0}));
  EXPECT_THAT(Days::of(days.unmet, 2), near({0, 0, 0, 0, 0, 0}));
  // Shipped on day 1: of the pooled half 0.6 comes from A, half of it is stopped (0.15, missed on
  // day 2); of the own half, half is stopped (0.25, missed three days later).
  EXPECT_THAT(Days::of(days.unmet, 1), near({0, 0, 0.15, 0, 0.25, 0}));
}

TEST(Run, WhatIsHeldArrivesLater) {
  HandNetwork network(3, 1);
  network.node(0, 0, 0.6);
  network.node(0, 1, 0.4);
  network.mix(0, 2, {{0, 0.5, 2}});
  network.demand(0, 2, 1);
  network.finish(1, 0);
  network->uses[0].stock_days = 3;
  ShockPlan plan;
  plan.holds.push_back({PlaceId(0), PlaceId(2), {}, 0.5, {1, 3, 0}});
  plan.first_day = 1;
  plan.last_day = 3;
  const Days days = run(*network, plan, 8);
  // Held on days 1 and 2: of the pooled half 0.3 x 0.5 = 0.15 (due a day later), of the own half
  // 0.25 (due two days later). All of it leaves on day 3: the pooled arrives on day 4, the rest on
  // day 5. Stock: day 2 -0.15; day 3 -0.15 -0.25; day 4 +0.3 -0.25; day 5 +0.5.
  EXPECT_THAT(Days::of(days.stock, 0), near({3, 3, 2.85, 2.45, 2.5, 3, 3, 3}));
  EXPECT_THAT(Days::of(days.unmet, 0), near({0, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(Run, OfStraitsInSeriesTheLaterOneDecides) {
  HandNetwork network(2, 1);
  network.node(0, 0, 1);
  network.demand(0, 1, 1);
  network.finish(1, 9);
  ShockPlan plan;
  plan.holds.push_back({PlaceId(0), PlaceId(1), {}, 0.5, {1, 4, 0}});
  plan.holds.push_back({PlaceId(0), PlaceId(1), {}, 0.4, {1, 2, 0}});
  plan.first_day = 1;
  plan.last_day = 4;
  // Of day 1's goods 1 - 0.5 x 0.6 = 0.7 wait, of those of days 2 and 3 0.5; all leave on day 4.
  const Days days = run(*network, plan, 7);
  EXPECT_THAT(Days::of(days.stock, 0), near({9, 9, 8.3, 7.8, 7.3, 9, 9}));
}

TEST(Run, WhatIsHeldWhileAStraitOpensLeavesWhenItIsOpen) {
  HandNetwork network(2, 1);
  network.node(0, 0, 1);
  network.demand(0, 1, 1);
  network.finish(1, 9);
  ShockPlan plan;
  plan.holds.push_back({PlaceId(0), PlaceId(1), {}, 0.8, {0, 1, 2}});
  plan.last_day = 3;
  // 0.8 of day 0 leaves on day 1. Of day 1's goods 0.8 wait, of day 2's 0.4: they leave on day 3.
  const Days days = run(*network, plan, 6);
  EXPECT_THAT(Days::of(days.stock, 0), near({9, 8.2, 8.2, 7.8, 9, 9}));
}

TEST(Run, NobodyOrdersMoreThanTwice) {
  HandNetwork network(2, 1);
  network.node(0, 0, 1, 5);
  network.demand(0, 1, 1);
  network.finish(1, 90);
  ShockPlan plan;
  plan.stock_losses.push_back({UseId(0), 1, 0});
  plan.last_day = 1;
  // 90 days are missing: 1 + 90/30 = 4 would be ordered.
  const Days days = run(*network, plan, 4, StressMode::ario);
  EXPECT_THAT(Days::of(days.output, 0), near({1, 2, 2, 2}));
  EXPECT_THAT(Days::of(days.stock, 0), near({0, 0, 1, 2}));
}

// Half of the product is made at place 0, half nobody knows where. Place 1 keeps a stock of 30
// days, place 2 none. The site stands still on day 0, so that place 1 orders 1 + 0.5/30 = 61/60 on
// day 1.
HandNetwork half_unknown(int priority_of_second) {
  HandNetwork network(3, 1);
  network.node(0, 0, 0.5);
  network.demand(0, 1, 0.5);
  network.demand(0, 2, 0.5, priority_of_second);
  network.finish();
  network->uses[0].stock_days = 30;
  return network;
}

TEST(Run, UnknownSupplyMakesNoMoreThanAtBaseline) {
  HandNetwork network = half_unknown(1);
  const ShockPlan plan = outage(network.node_at(0, 0), 1, {0, 1, 0});
  const Days days = run(*network, plan, 4, StressMode::ario);
  // (61/60 + 1)/2 = 121/120 is ordered of both suppliers, and both fill 120/121 of it.
  EXPECT_THAT(Days::of(days.stock, 0), near({30, 29.5, 29.5, 29.5 + 1.0 / 121}));
  EXPECT_THAT(Days::of(days.unmet, 1), near({0, 0.5, 0, 1.0 / 121}));
  // Spare capacity of the site does not help unknown supply.
  network->nodes[0].capacity = 2;
  const Days spare = run(*network, plan, 4, StressMode::ario);
  EXPECT_THAT(Days::of(spare.unmet, 1), near({0, 0.5, 0, 0.5 / 121}));
}

TEST(Run, UnknownSupplyServesUrgentBuyersFirst) {
  HandNetwork network = half_unknown(2);
  const ShockPlan plan = outage(network.node_at(0, 0), 1, {0, 1, 0});
  const Days days = run(*network, plan, 4, StressMode::ario);
  // Place 1 gets what it orders on day 3; for place 2 1 - 61/120 is left, 59/60 of what it orders.
  EXPECT_THAT(Days::of(days.stock, 0), near({30, 29.5, 29.5, 29.5 + 1.0 / 60}));
  EXPECT_THAT(Days::of(days.unmet, 1), near({0, 0.5, 0, 1.0 / 60}));
}

TEST(Run, UnknownSupplyIsSharedWithThoseWhoNameIt) {
  HandNetwork network(3, 1);
  network.node(0, 0, 0.5);
  network.mix(0, 2, {{1, 1, 2}});  // nobody makes it at place 1
  network.demand(0, 1, 0.5);
  network.demand(0, 2, 0.5);
  network.finish();
  network->uses[0].stock_days = 30;
  ASSERT_FALSE(network->links[0].supplier);
  const Days days = run(*network, outage(network.node_at(0, 0), 1, {0, 1, 0}), 5, StressMode::ario);
  // Of unknown supply (0.25*61/60 + 0.5)/0.75 = 181/180 is ordered; the site fills 60/61.
  const std::vector<double> stock = Days::of(days.stock, 0);
  EXPECT_THAT(std::vector(stock.begin(), stock.begin() + 4),
              near({30, 29.5, 29.5, 29.5 + 1.0 / 181}));
  EXPECT_THAT(Days::of(days.unmet, 1), near({0, 0, 0, 0, 1.0 / 181}));
}

TEST(Run, UrgentBuyersAreServedFirst) {
  HandNetwork network(2, 1);
  network.node(0, 0, 1);
  network.demand(0, 1, 0.3, 1);
  network.demand(0, 1, 0.2, 3);
  network.demand(0, -1, 0.5, 2);
  network.finish();
  const Days days = run(*network, outage(network.node_at(0, 0), 0.6, {0, 1, 0}), 3);
  // 0.4 is made: 0.3 for the first class, 0.1 of 0.5 for the second, nothing for the third.
  EXPECT_THAT(Days::of(days.unmet, 0), near({0, 0, 0}));
  EXPECT_THAT(Days::of(days.unmet, 2), near({0, 0.8, 0}));
  EXPECT_THAT(Days::of(days.unmet, 1), near({0, 1, 0}));
}

TEST(Run, ImportantInputsHoldBackTheirPart) {
  HandNetwork network(3, 3);
  network.input(2, 0, Necessity::important, 0.25);
  network.input(2, 1);
  network.node(0, 0, 1);
  network.node(1, 1, 1);
  network.node(2, 2, 1);
  network.demand(2, -1, 1);
  network.finish();
  ShockPlan plan = outage(network.node_at(0, 0), 0.4, {0, 9, 0});
  EXPECT_THAT(Days::of(run(*network, plan, 3).output, 2), near({1, 0.9, 0.9}));
  plan.outages.push_back({network.node_at(1, 1), 0.05, {1, 9, 0}});
  EXPECT_THAT(Days::of(run(*network, plan, 3).output, 2), near({1, 0.9, 0.9}));
  plan.outages.back().size = 0.3;
  EXPECT_THAT(Days::of(run(*network, plan, 3).output, 2), near({1, 0.9, 0.7}));
}

TEST(Run, OfAlternativesTheFullerOneIsDrawn) {
  HandNetwork network(3, 3);
  network.input(2, 0, Necessity::essential, 0, 7);
  network.input(2, 1, Necessity::essential, 0, 7);
  network.node(0, 0, 1);
  network.node(1, 1, 1);
  network.node(2, 2, 1);
  network.demand(2, -1, 1);
  network.finish();
  network->uses[0].stock_days = 0.5;
  network->uses[1].stock_days = 2;
  ShockPlan plan = outage(network.node_at(1, 1), 1, {0, 9, 0});
  const Days days = run(*network, plan, 5);
  // Day 1: 0.5 + 1 against 2: the second is drawn, 1 is left; day 2: 1.5 against 1: the first.
  EXPECT_THAT(Days::of(days.stock, 1), near({2, 1, 1, 1, 1}));
  EXPECT_THAT(Days::of(days.stock, 0), near({0.5, 0.5, 0.5, 0.5, 0.5}));
  EXPECT_THAT(Days::of(days.output, 2), near({1, 1, 1, 1, 1}));
}

TEST(Run, GovernmentsLetGoOfTheirStocksByTheirRules) {
  for (const Release release : {Release::never, Release::at_once, Release::threshold}) {
    HandNetwork network(2, 1);
    network.node(0, 0, 1);
    network.demand(0, 1, 1);
    network.finish(1, 1);
    network->uses[0].government_days = 1.5;
    network->uses[0].release = release;
    network->uses[0].threshold_days = 0.5;
    const Days days = run(*network, outage(network.node_at(0, 0), 0.8, {0, 9, 0}), 6);
    // 0.8 lacks a day from day 1. The own stock: 0.2 after day 1, 0 after day 2, when 0.6 lacks.
    const auto stock = Days::of(days.stock, 0);
    const auto unmet = Days::of(days.unmet, 0);
    switch (release) {
      case Release::never:
        EXPECT_THAT(stock, near({1, 0.2, 0, 0, 0, 0}));
        EXPECT_THAT(unmet, near({0, 0, 0.6, 0.8, 0.8, 0.8}));
        break;
      case Release::at_once:
      case Release::threshold:
        // Of the 2.5 days 0.8, 0.8, 0.8, 0.1. Below half a day on day 2, so both are the same.
        EXPECT_THAT(stock, near({2.5, 1.7, 0.9, 0.1, 0, 0}));
        EXPECT_THAT(unmet, near({0, 0, 0, 0, 0.7, 0.8}));
        break;
    }
  }
  // A threshold of nothing: let go of when the own stock is used up, which is found on the day
  // after, so that day 2 is short.
  HandNetwork network(2, 1);
  network.node(0, 0, 1);
  network.demand(0, 1, 1);
  network.finish(1, 1);
  network->uses[0].government_days = 1.5;
  network->uses[0].release = Release::threshold;
  const Days days = run(*network, outage(network.node_at(0, 0), 0.8, {0, 9, 0}), 6);
  EXPECT_THAT(Days::of(days.unmet, 0), near({0, 0, 0.6, 0, 0.1, 0.8}));
}

TEST(Run, SurgesAndLostStocks) {
  HandNetwork network(2, 1);
  network.node(0, 0, 1, 1.5);
  network.demand(0, 1, 1);
  network.finish(1, 1);
  ShockPlan plan;
  plan.surges.push_back({0, 1.5, {1, 3, 2}});
  plan.stock_losses.push_back({UseId(0), 0.5, 0});
  plan.last_day = 5;
  const Days days = run(*network, plan, 7);
  // Demand 1.5 on days 1 and 2, then 1.5, 1.25: of the stock of 0.5 all goes on day 1.
  EXPECT_THAT(Days::of(days.demand, 0), near({1, 1.5, 1.5, 1.5, 1.25, 1, 1}));
  EXPECT_THAT(Days::of(days.stock, 0), near({0.5, 0, 0, 0, 0, 0, 0}));
  EXPECT_THAT(Days::of(days.unmet, 0), near({0, 0, 0.5, 0.5, 0.25, 0, 0}));
  // Ario: on day 0 the buyer orders 1 + 0.5/30, which is made on day 1 (there is spare capacity)
  // and arrives on day 2; on day 1 it orders 1.5 + 1/30.
  const double first = 1 + 0.5 / 30;
  const double second = 1.5 + 1.0 / 30;
  const Days ario = run(*network, plan, 4, StressMode::ario);
  EXPECT_THAT(Days::of(ario.output, 0), near({1, first, 1.5, 1.5}));
  EXPECT_THAT(Days::of(ario.unmet, 0), near({0, 0, 1.5 - first, 1.5 - 1.5 / second * second}));
}

TEST(Run, OneProductOneSiteThatIsItsOwnSupplier) {
  HandNetwork network(1, 1);
  network.input(0, 0);
  network.node(0, 0, 1);
  network.demand(0, -1, 0.5);
  network.finish(0.5);
  const Days days = run(*network, outage(network.node_at(0, 0), 0.5, {0, 1, 0}), 5);
  // Half is made on day 0, so half of the own input arrives on day 1, and so on for ever.
  EXPECT_THAT(Days::of(days.output, 0), near({0.5, 0.5, 0.5, 0.5, 0.5}));
}

TEST(Run, AVisitorCanStopIt) {
  HandNetwork network = ore_and_metal();
  int seen = 0;
  EXPECT_FALSE(run_stress(*network, {}, {}, [&](const DayView&) { return ++seen < 3; }));
  EXPECT_EQ(seen, 3);
  StressRunOptions none;
  none.days = 0;
  EXPECT_TRUE(run_stress(*network, {}, none, [&](const DayView&) { return ++seen < 3; }));
  EXPECT_EQ(seen, 3);
}

}  // namespace
}  // namespace nail
