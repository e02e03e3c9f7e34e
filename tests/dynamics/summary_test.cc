// What a run meant: outcomes, homes, paths, rows of the timeline.
#include "nail/dynamics/stress_summary.h"

#include <gmock/gmock.h>

#include "nail/dynamics/scenario_run.h"
#include "nail/dynamics/timeline.h"
#include "tests/dynamics/hand_network.h"

namespace nail {
namespace {

TEST(DemandOutcome, SaysWhenHowDeepAndForHowLong) {
  DemandOutcome out;
  const double unmet[] = {0, 0.5, 0.75, 0, 1e-12, 0.25, 0, 0};
  for (int day = 0; day < 8; ++day) out.add(day, unmet[day]);
  EXPECT_EQ(out.first_shortage, 1);
  EXPECT_EQ(out.last_shortage, 5);
  EXPECT_EQ(out.shortage_days, 3);
  EXPECT_EQ(out.depth, 0.75);
  EXPECT_EQ(out.depth_day, 2);
  EXPECT_NEAR(out.lost_days, 1.5, 1e-11);
  EXPECT_EQ(out.recovered, 6);
  out.add(8, 0.1);
  EXPECT_EQ(out.recovered, -1);  // not within the horizon
}

TEST(DemandOutcome, WithoutShortageThereIsNoDay) {
  DemandOutcome out;
  for (int day = 0; day < 3; ++day) out.add(day, 0);
  EXPECT_EQ(out.first_shortage, -1);
  EXPECT_EQ(out.recovered, -1);
  EXPECT_EQ(out.depth_day, -1);
}

// Places 0, 1, 2; a bloc of 0 and 1. Products: ore (0), metal (1, made of ore), tea (2).
HandNetwork three_products() {
  HandNetwork network(3, 3);
  network.add_bloc({0, 1});
  network.input(1, 0);
  network.node(0, 2, 1);
  network.node(1, 0, 0.75);
  network.node(1, 2, 0.25);
  network.node(2, 2, 1);
  return network;
}

TEST(HomeDemand, IsWhatTheCaseSaysByUrgencyAndWeight) {
  HandNetwork network = three_products();
  network.demand(1, 0, 0.3, 1);
  network.demand(1, 0, 0.1, 2);
  network.demand(1, -1, 0.6);
  network.demand(2, 0, 0.2, 3);
  network.demand(2, -1, 0.8);
  network.finish();
  network.state_demand(1, 0);
  network.state_demand(2, 0);
  const HomeDemand home = home_demand(*network, {"A", "A", {PlaceId(0)}, false});
  EXPECT_TRUE(home.from_case);
  ASSERT_EQ(home.parts.size(), 3U);
  // Metal: 0.75 of it weighs 1, 0.25 weighs 1/2; tea weighs 1/4: together 0.75 + 0.125 + 0.25.
  EXPECT_NEAR(home.parts[0].weight, 0.75 / 1.125, 1e-15);
  EXPECT_NEAR(home.parts[1].weight, 0.125 / 1.125, 1e-15);
  EXPECT_NEAR(home.parts[2].weight, 0.25 / 1.125, 1e-15);
  EXPECT_EQ(home.parts[2].priority, 3);
  const std::vector<double> unmet{0.5, 1, 0, 0.25, 0};
  DayView day;
  day.unmet = unmet;
  EXPECT_NEAR(home_unmet(home, day), (0.5 * 0.75 + 0.125 + 0.25 * 0.25) / 1.125, 1e-15);
  std::vector<Lanes> lanes;
  for (const double x : unmet) lanes.push_back(kLanesOne * x);
  LaneDayView lane_day;
  lane_day.unmet = lanes;
  EXPECT_EQ(home_unmet(home, lane_day)[5], home_unmet(home, day));
}

TEST(HomeDemand, WithoutStatementsIsWhatNothingIsMadeFrom) {
  HandNetwork network = three_products();
  for (const int product : {0, 1, 2}) network.demand(product, 2, 0);
  network.finish();
  const HomeDemand home = home_demand(*network, {"C", "C", {PlaceId(2)}, false});
  EXPECT_FALSE(home.from_case);
  ASSERT_EQ(home.parts.size(), 2U);
  EXPECT_EQ(home.parts[0].demand, 1U);
  EXPECT_EQ(home.parts[1].demand, 2U);
  EXPECT_EQ(home.parts[0].weight, 0.5);
}

TEST(HomeDemand, OfABlocIsItsMembersWhereTheyAreStated) {
  HandNetwork network = three_products();
  network.demand(1, 0, 0.1);
  network.demand(1, 1, 0.3);
  network.demand(1, 3, 0);  // the bloc looks on
  network.finish();
  network.state_demand(1, 0);
  network.state_demand(1, 1);
  const Home bloc{"BLOC", "Bloc", {PlaceId(0), PlaceId(1)}, true};
  const HomeDemand home = home_demand(*network, bloc);
  ASSERT_EQ(home.parts.size(), 2U);
  EXPECT_NEAR(home.parts[0].weight, 0.25, 1e-15);
  EXPECT_NEAR(home.parts[1].weight, 0.75, 1e-15);
}

ShockPlan outage(NodeId node, double size, Window window) {
  ShockPlan plan;
  plan.outages.push_back({node, size, window});
  plan.first_day = window.start;
  plan.last_day = window.end + window.recovery;
  return plan;
}

// Steps as (product, place, day).
std::vector<std::array<std::size_t, 3>> path_of(HandNetwork& network, const ShockPlan& plan,
                                                std::size_t demand,
                                                StressMode mode = StressMode::cascade) {
  const StressStructure structure(*network);
  StressRunOptions options;
  options.days = 40;
  options.mode = mode;
  ScenarioOutcome outcome;
  EXPECT_TRUE(run_scenario(structure, plan, options, {}, {}, outcome));
  std::vector<std::array<std::size_t, 3>> out;
  for (const ShortageStep& step : outcome.paths[demand]) {
    out.push_back({step.product.index(), step.user.index(), static_cast<std::size_t>(step.day)});
  }
  return out;
}

using Path = std::vector<std::array<std::size_t, 3>>;

TEST(ShortagePaths, LeadBackToTheOutage) {
  HandNetwork network = three_products();
  network.demand(1, 1, 1);
  network.finish();
  network->uses[2].stock_days = 2;  // of the demand
  // Ore fails on day 5, metal on day 6; the stock covers days 7 and 8. Of metal, A makes more.
  EXPECT_EQ(path_of(network, outage(network.node_at(0, 2), 1, {5, 30, 0}), 0),
            (Path{{1, 1, 9}, {1, 0, 6}, {0, 2, 5}}));
  // C's own metal is out too, by more than ore: A still ships most.
  ShockPlan plan = outage(network.node_at(0, 2), 0.1, {5, 30, 0});
  plan.outages.push_back({network.node_at(1, 2), 0.9, {5, 30, 0}});
  EXPECT_EQ(path_of(network, plan, 0).back(), (std::array<std::size_t, 3>{1, 2, 5}));
}

TEST(ShortagePaths, FollowTheInputThatHeldBackMost) {
  HandNetwork network(3, 4);
  network.input(3, 0, Necessity::important, 0.5);
  network.input(3, 1);
  network.input(3, 2, Necessity::essential, 0, 4);
  network.input(3, 0, Necessity::essential, 0, 4);
  for (const std::size_t p : {0U, 1U, 2U}) network.node(p, p, 1);
  network.node(3, 0, 1);
  network.demand(3, 1, 1);
  network.finish();
  ShockPlan plan = outage(network.node_at(0, 0), 0.5, {1, 9, 0});
  plan.outages.push_back({network.node_at(1, 1), 0.2, {1, 9, 0}});
  plan.outages.push_back({network.node_at(2, 2), 0.1, {1, 9, 0}});
  // Important: 0.5 x 0.5; essential: 0.2; of the alternatives the better one lacks 0.1.
  EXPECT_EQ(path_of(network, plan, 0), (Path{{3, 1, 3}, {3, 0, 2}, {0, 0, 1}}));
  plan.outages[1].size = 0.3;
  EXPECT_EQ(path_of(network, plan, 0), (Path{{3, 1, 3}, {3, 0, 2}, {1, 1, 1}}));
  plan.outages[2].size = 0.4;
  EXPECT_EQ(path_of(network, plan, 0), (Path{{3, 1, 3}, {3, 0, 2}, {2, 2, 1}}));
  EXPECT_EQ(path_of(network, plan, 0, StressMode::ario), (Path{{3, 1, 3}, {3, 0, 2}, {2, 2, 1}}));
}

TEST(ShortagePaths, EndWhereABanOrAStraitStoppedGoods) {
  HandNetwork network = three_products();
  network.mix(1, 1, {{0, 0.6, 4}, {2, 0.4, 1}});
  network.demand(1, 1, 1);
  network.finish();
  ShockPlan plan;
  plan.bans.push_back({network.node_at(1, 0), 1, {2, 9, 0}, {}});
  plan.last_day = 9;
  EXPECT_EQ(path_of(network, plan, 0), (Path{{1, 1, 6}, {1, 0, 6}}));
  ShockPlan strait;
  strait.holds.push_back({PlaceId(2), PlaceId(1), {}, 0.5, {3, 9, 0}});
  strait.last_day = 9;
  EXPECT_EQ(path_of(network, strait, 0), (Path{{1, 1, 4}, {1, 2, 4}}));
  // With a small outage of ore as well, the ban is what stopped most.
  plan.outages.push_back({network.node_at(0, 2), 0.05, {0, 1, 0}});
  plan.bans[0].window.start = 0;
  EXPECT_EQ(path_of(network, plan, 0).back()[1], 2U);  // the ore arrives short before the ban bites
}

// The supplier lacks ore too, a little: that is not what the shortage came from.
TEST(ShortagePaths, StopAtABanThatTookMoreThanTheSupplierLacked) {
  HandNetwork network = three_products();
  network.mix(1, 1, {{0, 0.6, 4}, {2, 0.4, 1}});
  network.demand(1, 1, 1);
  network.finish();
  network->uses[2].stock_days = 0.5;
  ShockPlan plan = outage(network.node_at(0, 2), 0.05, {0, 9, 0});
  plan.bans.push_back({network.node_at(1, 0), 1, {2, 9, 0}, {}});
  EXPECT_EQ(path_of(network, plan, 0), (Path{{1, 1, 6}, {1, 0, 6}}));
}

TEST(ShortagePaths, OfASurgeIsTheDemandAlone) {
  HandNetwork network = three_products();
  network.demand(1, 1, 1);
  network.finish();
  ShockPlan plan;
  plan.surges.push_back({0, 1.5, {2, 4, 0}});
  plan.first_day = 2;
  plan.last_day = 4;
  EXPECT_EQ(path_of(network, plan, 0), (Path{{1, 1, 2}}));
}

TEST(Timeline, HasARowForWhatIsMadeOrDemanded) {
  HandNetwork network = three_products();
  network.name_all();
  network.demand(1, 0, 0.75, 1);
  network.demand(1, 0, 0.25, 2);
  network.demand(1, -1, 0);
  network.finish();
  Timeline timeline(*network);
  EXPECT_EQ(timeline.pairs(), 5U);
  // Uses: ore of metal at A (weight 0.75) and C (0.25), then the three demands.
  const std::vector<double> output{1, 0.5, 1, 1};
  std::vector<double> stock{2, 3, 4, 8, 5};
  const std::vector<double> demand{1, 1.5, 1};
  std::vector<double> unmet{0.5, 0.25, 0};
  std::string rows;
  timeline.append({7, output, stock, demand, unmet, {}}, rows);
  // At A demand is 0.75 x 1 + 0.25 x 1.5 = 1.125, unmet 0.75 x 0.5 + 0.25 x 0.25 = 0.4375, stock
  // 0.75 x 4 + 0.25 x 8 = 5.
  EXPECT_EQ(rows,
            "7,p0,d2,1,,,3\n"
            "7,p1,d0,0.5,1.125,0.4375,5\n"
            "7,p1,d2,1,,,\n"
            "7,p1,other,,1,0,5\n"
            "7,p2,d2,1,,,\n");
}

TEST(Timeline, KeepsWhatMoved) {
  HandNetwork network = three_products();
  network.name_all();
  network.demand(1, 0, 0.3);
  network.demand(1, -1, 0.6);
  network.finish(1, 4);
  Timeline timeline(*network);
  const std::vector<double> output{1, 0.5, 1, 1};
  std::vector<double> stock{4, 4, 4, 4};
  const std::vector<double> demand{1, 1};
  std::vector<double> unmet{0, 0};
  timeline.note({0, output, stock, demand, unmet, {}});
  stock[3] = 3;
  timeline.note({1, output, stock, demand, unmet, {}});
  timeline.keep_what_moved();
  EXPECT_EQ(timeline.pairs(), 2U);
  EXPECT_EQ(timeline.left_out(), 3U);
}

}  // namespace
}  // namespace nail
