// Plans worked out on paper. Shipped on day t is there on day t + 1; before day 0 everything is at
// baseline.
#include <gmock/gmock.h>

#include "nail/reroute/operating_plan.h"
#include "tests/dynamics/hand_network.h"

namespace nail {
namespace {

using testing::DoubleNear;
using testing::Pointwise;

ShockPlan outage(NodeId node, double size, Window window) {
  ShockPlan plan;
  plan.outages.push_back({node, size, window});
  plan.first_day = window.start;
  plan.last_day = window.end + window.recovery;
  return plan;
}

struct Days {
  OperatingPlan plan;
  std::vector<std::vector<double>> output, stock, unmet;  // by day
  std::vector<double> unmet_of(std::size_t demand) const {
    std::vector<double> out;
    for (const auto& day : unmet) out.push_back(day[demand]);
    return out;
  }
  std::vector<double> output_of(std::size_t node) const {
    std::vector<double> out;
    for (const auto& day : output) out.push_back(day[node]);
    return out;
  }
};

Days plan_days(const StressNetwork& network, const ShockPlan& plan, int days,
               OperatingOptions options = {}) {
  options.days = days;
  if (!options.grid) options.grid = Grid::daily;
  Days out;
  out.plan = operating_plan(network, plan, nullptr, options);
  EXPECT_EQ(out.plan.status, LpStatus::optimal);
  visit_days(out.plan, network, plan, days, [&](const DayView& day) {
    out.output.emplace_back(day.output.begin(), day.output.end());
    out.stock.emplace_back(day.stock.begin(), day.stock.end());
    out.unmet.emplace_back(day.unmet.begin(), day.unmet.end());
    return true;
  });
  return out;
}

testing::Matcher<std::vector<double>> near(const std::vector<double>& numbers) {
  return Pointwise(DoubleNear(1e-6), numbers);
}

// One product made at places 0 (0.6) and 1 (0.4), used at place 2 (0.3) and elsewhere (0.7).
HandNetwork pooled(double capacity = 1) {
  HandNetwork network(3, 1);
  network.node(0, 0, 0.6);
  network.node(0, 1, 0.4, capacity);
  network.demand(0, 2, 0.3);
  network.demand(0, -1, 0.7);
  return network;
}

// 1 - (1 - 0.6): what exposure calls rerouted.
TEST(PlanByHand, ASinglePoolSharesWhatIsLeft) {
  HandNetwork network = pooled();
  network.finish();
  const Days days = plan_days(*network, outage(network.node_at(0, 0), 1, {1, 3, 0}), 5);
  EXPECT_THAT(days.unmet_of(0), near({0, 0, 0.6, 0.6, 0}));
  EXPECT_THAT(days.unmet_of(1), near({0, 0, 0.6, 0.6, 0}));
  EXPECT_THAT(days.output_of(0), near({1, 0, 0, 1, 1}));
  EXPECT_NEAR(days.plan.weighted_unmet, 1.2, 1e-6);
}

// Place 2 buys all of it from place 0, which ships 0.3 + 0.6 x 0.7 = 0.72 of the world's use; the
// others share the 0.28 of place 1 with it.
TEST(PlanByHand, WhoLosesItsSupplierSharesWithTheOthers) {
  HandNetwork network = pooled();
  network.mix(0, 2, {{0, 1, 1}});
  network.finish();
  const ShockPlan plan = outage(network.node_at(0, 0), 1, {0, 9, 0});
  const Days days = plan_days(*network, plan, 4);
  EXPECT_THAT(days.unmet_of(0), near({0, 0.72, 0.72, 0.72}));
  EXPECT_THAT(days.unmet_of(1), near({0, 0.72, 0.72, 0.72}));
  // Without switching it loses all, and the others what the cascade says.
  OperatingOptions stuck;
  stuck.switching = false;
  const Days without = plan_days(*network, plan, 4, stuck);
  EXPECT_THAT(without.unmet_of(0), near({0, 1, 1, 1}));
  EXPECT_THAT(without.unmet_of(1), near({0, 0.6, 0.6, 0.6}));
}

// Place 1 can make 0.28 x 4 > 1; place 2 may turn to it on day 2, so goods come on day 3.
TEST(PlanByHand, SpareCapacityHelpsOnceASupplierMayBeLeft) {
  HandNetwork network = pooled(4);
  network.mix(0, 2, {{0, 1, 1}});
  network.finish();
  network->links[0].switch_days = 2;
  const ShockPlan plan = outage(network.node_at(0, 0), 1, {0, 9, 0});
  const Days days = plan_days(*network, plan, 6);
  EXPECT_THAT(days.unmet_of(0), near({0, 1, 1, 0, 0, 0}));
  EXPECT_THAT(days.unmet_of(1), near({0, 0, 0, 0, 0, 0}));
  // 0.7 for the others on days 0 and 1, then 1 for all.
  EXPECT_NEAR(days.output_of(1)[0], 0.7 / 0.28, 1e-6);
  EXPECT_NEAR(days.output_of(1)[3], 1 / 0.28, 1e-6);
  OperatingOptions plain;
  plain.spare_capacity = false;
  EXPECT_THAT(plan_days(*network, plan, 6, plain).unmet_of(1),
              near({0, 0.6, 0.6, 0.72, 0.72, 0.72}));
}

TEST(PlanByHand, StocksAreUsedFirstAndShortagesComeLate) {
  HandNetwork network(2, 1);
  network.node(0, 0, 1);
  network.demand(0, 1, 1);
  network.finish(1, 5);
  const ShockPlan plan = outage(network.node_at(0, 0), 1, {0, 8, 0});
  // Day 0 is on the way; stock for days 1 to 5; nothing on 6 to 8.
  const Days days = plan_days(*network, plan, 11);
  EXPECT_THAT(days.unmet_of(0), near({0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0}));
  EXPECT_NEAR(days.stock[2][0], 3, 1e-6);
  OperatingOptions bare;
  bare.stocks = false;
  EXPECT_THAT(plan_days(*network, plan, 11, bare).unmet_of(0),
              near({0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0}));
  // The government adds two days if it lets go of them.
  network->uses[0].government_days = 2;
  EXPECT_NEAR(plan_days(*network, plan, 11).plan.weighted_unmet, 3, 1e-6);
  for (const Release release : {Release::at_once, Release::threshold}) {
    network->uses[0].release = release;
    EXPECT_NEAR(plan_days(*network, plan, 11).plan.weighted_unmet, 1, 1e-6);
  }
  // Half of the commercial stock burns on day 3, when 3 days of it are left: 1.5 days less.
  ShockPlan burning = plan;
  burning.stock_losses.push_back({UseId(0), 0.5, 3});
  EXPECT_NEAR(plan_days(*network, burning, 11).plan.weighted_unmet, 2.5, 1e-6);
  // In weeks the goods that come from day 9 on serve all of the period that starts on day 8.
  OperatingOptions weekly;
  weekly.grid = Grid::weekly;
  EXPECT_NEAR(plan_days(*network, plan, 11, weekly).plan.weighted_unmet, 0, 1e-6);
}

// Ore (0) at place 0 into metal (1) at place 1: ore lacks for two days, metal a day later, its user
// another day later. Nothing can be done about it, with or without the things that help.
TEST(PlanByHand, WithoutAlternativesItIsTheCascade) {
  HandNetwork network(3, 2);
  network.input(1, 0);
  network.node(0, 0, 1);
  network.node(1, 1, 1);
  network.mix(0, 1, {{0, 1, 2}});
  network.demand(1, 2, 1);
  network.finish();
  const ShockPlan plan = outage(network.node_at(0, 0), 0.7, {1, 3, 2});
  const Days days = plan_days(*network, plan, 12);
  int day_number = 0;
  StressRunOptions cascade;
  cascade.days = 12;
  run_stress(*network, plan, cascade, [&](const DayView& day) {
    EXPECT_NEAR(days.unmet[day_number][0], day.unmet[0], 1e-6) << day_number;
    EXPECT_NEAR(days.output[day_number][1], day.output[1], 1e-6) << day_number;
    ++day_number;
    return true;
  });
}

// Metal can be made of either of two ores; half of each is left.
TEST(PlanByHand, AlternativesAddUp) {
  HandNetwork network(4, 3);
  network.input(2, 0, Necessity::essential, 0, 7);
  network.input(2, 1, Necessity::essential, 0, 7);
  network.node(0, 0, 1);
  network.node(1, 1, 1);
  network.node(2, 2, 1);
  network.demand(2, 3, 1);
  network.finish();
  ShockPlan plan = outage(network.node_at(0, 0), 0.5, {0, 9, 0});
  plan.outages.push_back({network.node_at(1, 1), 0.6, {0, 9, 0}});
  const Days days = plan_days(*network, plan, 4);
  EXPECT_THAT(days.output_of(2), near({1, 0.9, 0.9, 0.9}));
  EXPECT_THAT(days.unmet_of(0), near({0, 0, 0.1, 0.1}));
}

// An important input of weight 0.25 is out: output falls by a quarter.
TEST(PlanByHand, AnImportantInputCostsItsWeight) {
  HandNetwork network(3, 2);
  network.input(1, 0, Necessity::important, 0.25);
  network.node(0, 0, 1);
  network.node(1, 1, 1);
  network.demand(1, 2, 1);
  network.finish();
  const Days days = plan_days(*network, outage(network.node_at(0, 0), 1, {0, 9, 0}), 4);
  EXPECT_THAT(days.output_of(1), near({1, 0.75, 0.75, 0.75}));
  EXPECT_THAT(days.unmet_of(0), near({0, 0, 0.25, 0.25}));
}

// Place 0 makes 0.6 and uses 0.2 of it; the rest of the world lives on the 0.4 of place 1.
TEST(PlanByHand, ABanKeepsGoodsAtHome) {
  HandNetwork network(3, 1);
  network.node(0, 0, 0.6);
  network.node(0, 1, 0.4);
  network.demand(0, 0, 0.2);
  network.demand(0, 2, 0.3);
  network.demand(0, -1, 0.5);
  network.finish();
  ShockPlan plan;
  plan.bans.push_back({network.node_at(0, 0), 1, {0, 9, 0}, {}});
  plan.last_day = 9;
  const Days days = plan_days(*network, plan, 3);
  EXPECT_THAT(days.unmet_of(0), near({0, 0, 0}));
  EXPECT_THAT(days.unmet_of(1), near({0, 0.5, 0.5}));
  EXPECT_THAT(days.unmet_of(2), near({0, 0.5, 0.5}));
  // Half a ban lets half of the 0.6 x 0.8 = 0.48 of its exports through: 0.64 for 0.8.
  plan.bans[0].size = 0.5;
  EXPECT_THAT(plan_days(*network, plan, 3).unmet_of(1), near({0, 0.2, 0.2}));
  // Against place 2 alone nobody loses: it buys from place 1 what others leave.
  plan.bans[0].size = 1;
  plan.bans[0].targets = {UserId(2)};
  const Days targeted = plan_days(*network, plan, 3);
  EXPECT_THAT(targeted.unmet_of(1), near({0, 0, 0}));
  // Unless place 1 fails too, all but a quarter of 0.4.
  plan.outages.push_back({network.node_at(0, 1), 0.75, {0, 9, 0}});
  const Days both = plan_days(*network, plan, 3);
  EXPECT_THAT(both.unmet_of(1), near({0, 2.0 / 3, 2.0 / 3}));
}

// The only way from place 0 to place 1 is closed on days 1 and 2; what waits comes a day after it
// opens, and what has no use then is lost.
TEST(PlanByHand, WhatIsHeldComesLater) {
  HandNetwork network(2, 1);
  network.node(0, 0, 1);
  network.mix(0, 1, {{0, 1, 1}});
  network.demand(0, 1, 1);
  network.finish();
  ShockPlan plan;
  plan.holds.push_back({PlaceId(0), PlaceId(1), {}, 1, {1, 3, 0}});
  plan.first_day = 1;
  plan.last_day = 3;
  OperatingOptions stuck;
  stuck.switching = false;
  EXPECT_THAT(plan_days(*network, plan, 6, stuck).unmet_of(0), near({0, 0, 1, 1, 0, 0}));
  // Nor does the pool get through where all of it passes there.
  EXPECT_THAT(plan_days(*network, plan, 6).unmet_of(0), near({0, 0, 1, 1, 0, 0}));
  // Two days of it can be kept: what comes late fills up what was used.
  network->uses[0].stock_days = 2;
  EXPECT_THAT(plan_days(*network, plan, 6).unmet_of(0), near({0, 0, 0, 0, 0, 0}));
}

TEST(PlanByHand, ASurgeIsMetByStocksAndUrgentDemandComesFirst) {
  HandNetwork network(3, 1);
  network.node(0, 0, 1, 1.2);
  network.demand(0, 1, 0.4, 1);
  network.demand(0, 2, 0.6, 2);
  network.finish();
  ShockPlan plan;
  plan.surges.push_back({0, 2, {1, 3, 0}});
  plan.first_day = 1;
  plan.last_day = 3;
  // 1.4 is asked for on days 1 and 2. Spare capacity comes a day late: 1 on day 1, 1.2 on day 2.
  const Days days = plan_days(*network, plan, 5);
  EXPECT_THAT(days.unmet_of(0), near({0, 0, 0, 0, 0}));
  EXPECT_THAT(days.unmet_of(1), near({0, 0.4 / 0.6, 0.2 / 0.6, 0, 0}));
  // An urgent day weighs twice one of the second class.
  EXPECT_NEAR(days.plan.weighted_unmet, 0.5 * 0.6, 1e-6);
}

TEST(PlanByHand, SupplyOfUnknownOriginGoesOn) {
  HandNetwork network(2, 1);
  network.node(0, 0, 0.7);
  network.demand(0, 1, 1);
  network.finish();
  const Days days = plan_days(*network, outage(network.node_at(0, 0), 1, {0, 9, 0}), 3);
  EXPECT_THAT(days.unmet_of(0), near({0, 0.7, 0.7}));
}

// Of 1 that is made, 0.5 goes on into product 1, whose makers are all known. Half is out, and a day
// of product 1 is worth more than what it takes: product 0 goes without. Nobody else is fed.
TEST(PlanByHand, UnknownMakersWhoTakeNothingAreNotThere) {
  HandNetwork network(3, 2);
  network.input(1, 0, Necessity::essential);
  network.node(0, 0, 0.5);
  network.node(0, 1, 0.5);
  network.node(1, 0, 1);
  network.demand(0, 2, 0.5);
  network.demand(0, -1, 0);
  network.demand(1, 2, 1);
  network.finish(0.5);
  network->uses[network->first_demand + 1].unknown_makers = true;
  const Days days = plan_days(*network, outage(network.node_at(0, 0), 0.8, {0, 9, 0}), 4);
  // What goes into product 1 on the last day is of no use within the horizon.
  EXPECT_THAT(days.unmet_of(0), near({0, 0.8, 0.8, 0}));
  EXPECT_THAT(days.unmet_of(2), near({0, 0, 0, 0}));
}

// Half of it is of unknown origin, for place 1 all of it by a link of its own: 0.25 of the world's
// use for the others and 0.5 for place 1, whoever gets it.
TEST(PlanByHand, SupplyOfUnknownOriginIsSharedOut) {
  const auto lost = [](double stock_days) {
    HandNetwork network(3, 1);
    network.node(0, 0, 0.5);
    network.mix(0, 1, {{2, 1, 1}});  // nobody makes it at place 2
    network.demand(0, 1, 0.5);
    network.demand(0, -1, 0.5);
    network.finish(1, stock_days);
    network->uses[1].stock_days = 0;
    return plan_days(*network, outage(network.node_at(0, 0), 1, {0, 9, 0}), 4).plan.weighted_unmet;
  };
  EXPECT_NEAR(lost(0), 3 * 0.25, 1e-6);
  EXPECT_NEAR(lost(1), 3 * 0.25 - 0.5, 1e-6);
  EXPECT_NEAR(lost(2), 0, 1e-6);
}

// Two important inputs of weight 0.3.
HandNetwork with_important_inputs() {
  HandNetwork network(4, 3);
  network.input(2, 0, Necessity::important, 0.3);
  network.input(2, 1, Necessity::important, 0.3);
  network.node(0, 0, 1);
  network.node(1, 1, 1);
  network.node(2, 2, 1);
  network.demand(2, 3, 1);
  return network;
}

TEST(PlanByHand, ImportantInputsAddUp) {
  HandNetwork network = with_important_inputs();
  network.finish();
  ShockPlan plan = outage(network.node_at(0, 0), 1, {0, 9, 0});
  plan.outages.push_back({network.node_at(1, 1), 1, {0, 9, 0}});
  EXPECT_THAT(plan_days(*network, plan, 4).output_of(2), near({1, 0.4, 0.4, 0.4}));
}

// Without one of them 0.7 is made, which draws no more than 0.7 of the other: of a stock of two
// days and half of the supply it lives as long as in the cascade.
TEST(PlanByHand, WhatLacksSavesTheOtherInputs) {
  HandNetwork network = with_important_inputs();
  network.finish(1, 2);
  network->uses[2].stock_days = 0;
  ShockPlan plan = outage(network.node_at(0, 0), 1, {0, 30, 0});
  plan.outages.push_back({network.node_at(1, 1), 0.5, {0, 30, 0}});
  const CascadeOutcome cascade = cascade_outcome(*network, plan, 9, nullptr);
  // 0.7 on days 3 to 5; then 0.9 and 0.73 are there: 0.7 - 0.3 x 0.1 and 0.7 - 0.3 x 0.27.
  EXPECT_NEAR(cascade.weighted_unmet, 3 * 0.3 + 0.33 + 0.381, 1e-9);
  EXPECT_LE(plan_days(*network, plan, 9).plan.weighted_unmet, 1.611 + 1e-6);
}

// The same without a supplier of its own: two days of the pool's goods wait, and come when the
// maker fails. Two days of stock for days 2 and 3, what waited for 4 and 5.
TEST(PlanByHand, WhatThePoolSentComesLater) {
  HandNetwork network(2, 1);
  network.node(0, 0, 1);
  network.demand(0, 1, 1);
  network.finish(1, 2);
  ShockPlan plan = outage(network.node_at(0, 0), 1, {3, 30, 0});
  plan.holds.push_back({PlaceId(0), PlaceId(1), {}, 1, {1, 3, 0}});
  plan.first_day = 1;
  EXPECT_THAT(plan_days(*network, plan, 7).unmet_of(0), near({0, 0, 0, 0, 0, 0, 1}));
}

// The only supplier, which cannot be left, fails on days 0 to 3 and 8 to 11. Four days of stock are
// used up by the first failure, and full again before the second where it sends twice as much.
TEST(PlanByHand, StocksAreRefilledThroughALink) {
  HandNetwork network(2, 1);
  network.node(0, 0, 1, 2);
  network.mix(0, 1, {{0, 1, 1}});
  network.demand(0, 1, 1);
  network.finish(1, 4);
  network->links[0].switch_days = 100;
  ShockPlan plan = outage(network.node_at(0, 0), 1, {0, 4, 0});
  plan.outages.push_back({network.node_at(0, 0), 1, {8, 12, 0}});
  plan.last_day = 12;
  EXPECT_NEAR(plan_days(*network, plan, 14).plan.weighted_unmet, 0, 1e-6);
  OperatingOptions stuck;
  stuck.switching = false;
  EXPECT_NEAR(plan_days(*network, plan, 14, stuck).plan.weighted_unmet, 4, 1e-6);
}

TEST(PlanByHand, NothingHappensWithoutAShockOrBehindTheHorizon) {
  HandNetwork network = pooled();
  network.finish();
  const Days none = plan_days(*network, {}, 3);
  EXPECT_THAT(none.unmet_of(0), near({0, 0, 0}));
  EXPECT_EQ(none.plan.columns, 0U);
  const Days later = plan_days(*network, outage(network.node_at(0, 0), 1, {10, 12, 0}), 3);
  EXPECT_THAT(later.output_of(0), near({1, 1, 1}));
}

}  // namespace
}  // namespace nail
