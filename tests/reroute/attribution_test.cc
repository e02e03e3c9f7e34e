#include "nail/reroute/attribution.h"

#include <gtest/gtest.h>

#include "nail/numeric/parallel.h"
#include "tests/dynamics/hand_network.h"

namespace nail {
namespace {

// Place 2 is home and buys all it needs from place 0, which fails for 20 days from day 0 on; place
// 1 can make what place 0 does not.
struct Home {
  Home() : network(3, 1) {
    network.node(0, 0, 0.5);
    network.node(0, 1, 0.5, 4);
    network.mix(0, 2, {{0, 1, 1}});
    network.demand(0, 2, 0.4);
    network.demand(0, -1, 0.6);
    network.finish(1, 3);
    network->links[0].switch_days = 7;
    plan.outages.push_back({network.node_at(0, 0), 1, {0, 20, 0}});
    plan.last_day = 20;
    demand.parts.push_back({0, 1, 1});
  }
  HandNetwork network;
  ShockPlan plan;
  HomeDemand demand;
};

TEST(StressBounds, ExplainsTheGap) {
  Home home;
  OperatingOptions options;
  options.days = 30;
  options.grid = Grid::daily;
  const StressBounds bounds = stress_bounds(*home.network, home.plan, home.demand, options);
  ASSERT_EQ(bounds.status, LpStatus::optimal);
  // The cascade: day 0 is on the way, three days of stock, then nothing until day 20 included.
  EXPECT_NEAR(bounds.pessimist, 17, 1e-6);
  EXPECT_EQ(bounds.pessimist_first, 4);
  // The optimist buys elsewhere from day 7 on and has it on day 8: days 4 to 7 are lost.
  EXPECT_NEAR(bounds.optimist, 4, 1e-6);
  EXPECT_EQ(bounds.optimist_first, 4);
  // Without stocks days 1 to 3 are lost too; without switching all 17 are. Without spare capacity
  // there are 0.3 a day for a need of 1 (of place 1's 0.5 x 0.6), which the others' stocks and the
  // home's own must stretch: see the next test for what is known of that.
  EXPECT_NEAR(bounds.stocks, 3, 1e-6);
  EXPECT_NEAR(bounds.switching, 13, 1e-6);
  EXPECT_GT(bounds.spare_capacity, 5);
  EXPECT_NEAR(bounds.gap(), 13, 1e-6);
  EXPECT_NEAR(bounds.stocks + bounds.spare_capacity + bounds.switching + bounds.allocation,
              bounds.gap(), 1e-9);
}

// From day 8 on home shares what place 1 makes, 0.3 of the world's use (all of its 0.5 goes to the
// pool, of which the others take 0.6): they lose 0.7 of each day alike, once the others' three days
// of stock are gone. In a period where others still have stock they need less, so home loses less.
TEST(StressBounds, WithoutSpareCapacityEverybodyLosesAlike) {
  Home home;
  OperatingOptions options;
  options.days = 30;
  options.grid = Grid::daily;
  options.spare_capacity = false;
  options.stocks = false;
  StressNetwork bare = *home.network;
  for (StressUse& use : bare.uses) use.stock_days = 0;
  const CascadeOutcome cascade = cascade_outcome(bare, home.plan, 30, &home.demand);
  const OperatingPlan plan = operating_plan(bare, home.plan, &cascade, options);
  ASSERT_EQ(plan.status, LpStatus::optimal);
  visit_days(plan, bare, home.plan, 30, [&](const DayView& day) {
    const bool stuck = day.day >= 1 && day.day <= 7;
    const bool shared = day.day >= 8 && day.day <= 20;
    EXPECT_NEAR(day.unmet[0], stuck ? 1 : shared ? 0.7 : 0, 1e-6) << day.day;
    EXPECT_NEAR(day.unmet[1], stuck ? 0.5 : shared ? 0.7 : 0, 1e-6) << day.day;
    return true;
  });
}

TEST(StressBounds, DoNotDependOnThreads) {
  Home home;
  OperatingOptions options;
  options.days = 30;
  const auto run = [&](int threads) {
    set_threads(threads);
    StressBounds out = stress_bounds(*home.network, home.plan, home.demand, options);
    set_threads(0);
    return out;
  };
  const StressBounds one = run(1);
  const StressBounds four = run(4);
  EXPECT_EQ(one.optimist, four.optimist);
  EXPECT_EQ(one.stocks, four.stocks);
  EXPECT_EQ(one.spare_capacity, four.spare_capacity);
  EXPECT_EQ(one.switching, four.switching);
  EXPECT_EQ(one.plan.output, four.plan.output);
}

}  // namespace
}  // namespace nail
