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

testing::Matcher<std::vector<double>> near(std::vector<double> numbers) {
  return Pointwise(DoubleNear(1e-12), std::move(numbers));
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

}  // namespace
}  // namespace nail
