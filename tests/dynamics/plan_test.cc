#include <gtest/gtest.h>

#include "nail/dynamics/shock_plan.h"
#include "tests/oracle/small_case.h"

namespace nail {
namespace {

using oracle::SmallCase;

TEST(Window, HoldsThenFades) {
  const Window window{10, 14, 4};
  EXPECT_EQ(window.at(9), 0);
  EXPECT_EQ(window.at(10), 1);
  EXPECT_EQ(window.at(13), 1);
  EXPECT_EQ(window.at(14), 1);  // the line starts here
  EXPECT_EQ(window.at(15), 0.75);
  EXPECT_EQ(window.at(17), 0.25);
  EXPECT_EQ(window.at(18), 0);
  EXPECT_TRUE(window.is_over(18));
  EXPECT_FALSE(window.is_over(17));
  const Window short_one{3, 3, 0};
  EXPECT_EQ(short_one.at(3), 0);
}

struct Planned {
  Planned() {
    small.bloc("UNION", {"A", "B"});
    small.supply("ore", "A", 0.5).supply("ore", "B", 0.3).supply("ore", "C", 0.2);
    small.supply("metal", "A", 0.6).supply("metal", "C", 0.4);
    small.recipe("metal", "ore");
    small.data().products[0].stock_days = 5;
    small.data().routes = {{small.place("A"), small.place("C"), "strait", 0.5, {}},
                           {small.place("B"), small.place("C"), "canal", 0.9, {}},
                           {small.place("B"), small.place("A"), "strait", 0.25, {}}};
    network = compile_network(small.build());
    StressNetworkOptions options;
    options.observers = {UserId(0), network.user_of(BlocId(0))};
    net = compile_stress_network(network, shares_at_values(network), options);
  }
  Result<ShockPlan> plan(ShockKind kind, const std::string& product, const std::string& place,
                         const std::string& target = "", double size = 0.5) {
    Shock shock;
    shock.kind = kind;
    shock.product = product;
    shock.place = place;
    shock.target = target;
    shock.size.value = size;
    shock.start_day = 3;
    shock.days.value = 10;
    shock.recovery_days.value = 5;
    Scenario scenario;
    scenario.id = "s";
    scenario.shocks.push_back(shock);
    return plan_shocks(net, scenario);
  }
  NodeId node(const char* product, const char* place) {
    return net.node(small.product(product), small.place(place));
  }
  SmallCase small;
  ProductNetwork network;
  StressNetwork net;
};

TEST(Plan, OutagesOfOneOfAllAndOfBlocs) {
  Planned p;
  const auto one = p.plan(ShockKind::outage, "ore", "B");
  ASSERT_TRUE(one);
  ASSERT_EQ(one->outages.size(), 1U);
  EXPECT_EQ(one->outages[0].node, p.node("ore", "B"));
  EXPECT_EQ(one->outages[0].size, 0.5);
  EXPECT_EQ(one->first_day, 3);
  EXPECT_EQ(one->outages[0].window.end, 13);
  EXPECT_EQ(one->last_day, 18);
  EXPECT_EQ(p.plan(ShockKind::recall, "ore", "")->outages.size(), 3U);
  EXPECT_EQ(p.plan(ShockKind::outage, "", "A")->outages.size(), 2U);
  EXPECT_EQ(p.plan(ShockKind::outage, "", "")->outages.size(), 5U);
  EXPECT_EQ(p.plan(ShockKind::outage, "", "UNION")->outages.size(), 3U);
  const auto nothing = p.plan(ShockKind::outage, "metal", "B");
  EXPECT_TRUE(nothing->outages.empty());
  EXPECT_EQ(nothing->without_effect, 1U);
  EXPECT_EQ(one->without_effect, 0U);
}

TEST(Plan, ARangeWithoutAValueCountsWithItsMiddleAndDaysAreWhole) {
  Planned p;
  Shock shock;
  shock.product = "ore";
  shock.place = "A";
  shock.size = SmallCase::between(0.2, 0.6);
  shock.days.value = 2.5;
  Scenario scenario;
  scenario.shocks.push_back(shock);
  const auto plan = plan_shocks(p.net, scenario);
  EXPECT_DOUBLE_EQ(plan->outages[0].size, 0.4);
  EXPECT_EQ(plan->outages[0].window.end, 3);
  EXPECT_EQ(plan->last_day, 3);
}

TEST(Plan, BansReachOtherPlaces) {
  Planned p;
  const auto at = [&](const char* id) { return UserId(p.small.place(id).index()); };
  const UserId bloc = p.network.user_of(BlocId(0));
  const auto everyone = p.plan(ShockKind::export_ban, "ore", "A");
  ASSERT_EQ(everyone->bans.size(), 1U);
  EXPECT_FALSE(everyone->bans[0].reaches(p.net, at("A")));
  EXPECT_TRUE(everyone->bans[0].reaches(p.net, at("C")));
  EXPECT_TRUE(everyone->bans[0].reaches(p.net, {}));
  EXPECT_FALSE(everyone->bans[0].reaches(p.net, bloc));  // A is in it
  const auto one = p.plan(ShockKind::export_ban, "ore", "A", "C");
  EXPECT_TRUE(one->bans[0].reaches(p.net, at("C")));
  EXPECT_FALSE(one->bans[0].reaches(p.net, at("B")));
  EXPECT_FALSE(one->bans[0].reaches(p.net, {}));
  const auto to_bloc = p.plan(ShockKind::export_ban, "ore", "C", "UNION");
  EXPECT_TRUE(to_bloc->bans[0].reaches(p.net, at("A")));
  EXPECT_TRUE(to_bloc->bans[0].reaches(p.net, bloc));
  EXPECT_FALSE(to_bloc->bans[0].reaches(p.net, at("C")));
  const auto by_bloc = p.plan(ShockKind::export_ban, "ore", "UNION");
  ASSERT_EQ(by_bloc->bans.size(), 2U);
  EXPECT_FALSE(by_bloc->bans[0].reaches(p.net, at("B")));
  EXPECT_TRUE(by_bloc->bans[0].reaches(p.net, at("C")));
  EXPECT_TRUE(by_bloc->bans[0].reaches(p.net, {}));
}

TEST(Plan, HoldsFollowTheRoutes) {
  Planned p;
  const auto plan = p.plan(ShockKind::transport, "", "", "strait");
  ASSERT_EQ(plan->holds.size(), 2U);
  EXPECT_EQ(plan->holds[0].from, p.small.place("A"));
  EXPECT_EQ(plan->holds[0].to, p.small.place("C"));
  EXPECT_EQ(plan->holds[0].size, 0.5);
  EXPECT_EQ(plan->holds[0].share, 0.5);
  EXPECT_FALSE(plan->holds[0].product);
  EXPECT_EQ(plan->holds[1].share, 0.25);
  const auto from_b = p.plan(ShockKind::transport, "ore", "B", "strait");
  ASSERT_EQ(from_b->holds.size(), 1U);
  EXPECT_EQ(from_b->holds[0].product, p.small.product("ore"));
}

TEST(Plan, AlternativeStraitsHoldPartsOfTheirOwn) {
  const auto hold = [](double size, double share, int series, std::uint32_t strait, int end) {
    ShockPlan::Hold out;
    out.size = size;
    out.share = share;
    out.series = series;
    out.strait = strait;
    out.window = {0, end, 0};
    return out;
  };
  const auto held = [](const std::vector<ShockPlan::Hold>& holds, int day) {
    StraitPassage passage(day);
    for (const ShockPlan::Hold& one : holds) passage.add(one);
    return passage.held();
  };
  // Both ways closed: nothing goes through.
  EXPECT_DOUBLE_EQ(held({hold(1, 0.6, 0, 0, 5), hold(1, 0.4, 0, 1, 5)}, 2), 1);
  EXPECT_DOUBLE_EQ(held({hold(0.5, 0.6, 0, 0, 5), hold(1, 0.3, 0, 1, 5)}, 2), 0.6);
  // One after the other: the second holds of what the first lets through.
  EXPECT_DOUBLE_EQ(held({hold(0.5, 1, 1, 0, 5), hold(0.5, 1, 2, 1, 5)}, 2), 0.75);
  // Two shocks on one strait multiply what they leave.
  EXPECT_DOUBLE_EQ(held({hold(0.5, 0.6, 0, 0, 5), hold(0.5, 0.6, 0, 0, 5)}, 2), 0.45);
  EXPECT_DOUBLE_EQ(held({hold(1, 0.6, 1, 0, 5), hold(1, 0.4, 1, 1, 3), hold(0.5, 1, 2, 2, 9)}, 4),
                   0.8);
  EXPECT_EQ(held({hold(1, 0.6, 0, 0, 5)}, 5), 0);
  StraitPassage last(2);
  last.add(hold(1, 0.6, 1, 0, 5));
  last.add(hold(1, 1, 2, 1, 4));
  EXPECT_EQ(last.leaves(), 5);
}

TEST(Plan, SurgesReachFinalDemandOnly) {
  Planned p;
  const auto plan = p.plan(ShockKind::demand_surge, "ore", "", "", 2);
  // At A, at UNION, and outside: not what unknown makers take.
  ASSERT_EQ(plan->surges.size(), 3U);
  for (const auto& surge : plan->surges) {
    EXPECT_FALSE(p.net.demand(surge.demand).unknown_makers);
    EXPECT_EQ(surge.factor, 2);
  }
  EXPECT_EQ(p.plan(ShockKind::demand_surge, "ore", "A", "", 2)->surges.size(), 1U);
  EXPECT_EQ(p.plan(ShockKind::demand_surge, "ore", "UNION", "", 2)->surges.size(), 2U);
}

TEST(Plan, StocksAreLostWhereThereAreAny) {
  Planned p;
  const auto plan = p.plan(ShockKind::stock_loss, "", "C");
  ASSERT_EQ(plan->stock_losses.size(), 1U);
  EXPECT_EQ(p.net.uses[plan->stock_losses[0].use.index()].product, p.small.product("ore"));
  EXPECT_EQ(plan->stock_losses[0].day, 3);
  EXPECT_EQ(plan->last_day, 4);
}

TEST(Plan, NamesMustBeInTheCase) {
  Planned p;
  for (const auto& plan :
       {p.plan(ShockKind::outage, "gold", "A"), p.plan(ShockKind::outage, "ore", "Z"),
        p.plan(ShockKind::export_ban, "ore", "A", "Z"),
        p.plan(ShockKind::transport, "", "", "river"), p.plan(ShockKind::capital_loss, "", "A")}) {
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().code, ExitCode::usage);
  }
}

TEST(Plan, RemovalsAreFullFromTheFirstDay) {
  Planned p;
  const std::vector<NodeId> nodes = {p.node("ore", "A"), p.node("metal", "C")};
  const ShockPlan out = plan_outage(nodes, 90);
  ASSERT_EQ(out.outages.size(), 2U);
  EXPECT_EQ(out.outages[1].node, nodes[1]);
  EXPECT_EQ(out.outages[1].size * out.outages[1].window.at(0), 1);
  EXPECT_EQ(out.outages[1].window.at(89), 1);
  EXPECT_EQ(out.outages[1].window.at(90), 0);
  const std::vector<PlaceId> places = {p.small.place("A")};
  const ShockPlan stop = plan_export_stop(p.net, places, 90);
  ASSERT_EQ(stop.bans.size(), 2U);
  EXPECT_FALSE(stop.bans[0].reaches(p.net, UserId(p.small.place("A").index())));
  EXPECT_TRUE(stop.bans[0].reaches(p.net, UserId(p.small.place("B").index())));
}

}  // namespace
}  // namespace nail
