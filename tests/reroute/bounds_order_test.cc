// The optimist is below both models that go day by day, in what he minimises.
#include <algorithm>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "nail/case/load.h"
#include "nail/reroute/operating_plan.h"
#include "tests/oracle/random_stress.h"

namespace nail {
namespace {

using oracle::random_scenario;
using oracle::random_stress_case;
using oracle::RandomCaseOptions;

TEST(BoundsOrder, TheOptimistIsBelowBothModels) {
  constexpr int kDays = 60;
  double gained = 0;
  int milder = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    RandomCaseOptions options;
    options.places = 4;
    options.products = 5;
    const LoadedCase loaded = random_stress_case(seed, options);
    const ProductNetwork base = compile_network(loaded);
    const StressNetwork network = compile_stress_network(base, shares_at_values(base));
    const auto plan = plan_shocks(network, random_scenario(seed, loaded.data));
    if (!plan) continue;
    const CascadeOutcome daily = cascade_outcome(network, *plan, kDays, nullptr);
    for (const Grid grid : {Grid::daily, Grid::weekly}) {
      OperatingOptions how;
      how.days = kDays;
      how.grid = grid;
      const OperatingPlan best = operating_plan(network, *plan, &daily, how);
      ASSERT_EQ(best.status, LpStatus::optimal);
      EXPECT_LE(best.weighted_unmet, daily.weighted_unmet + 1e-6);
      EXPECT_LE(best.weighted_unmet, daily.adaptive_unmet + 1e-6);
      gained += daily.adaptive_unmet - best.weighted_unmet;
    }
    milder += daily.adaptive_unmet < daily.weighted_unmet - 1e-6 ? 1 : 0;
  }
  EXPECT_GT(gained, 10);
  EXPECT_GT(milder, 20);  // else the adaptive model says nothing new
}

// The same on the bundled case, and a home loses no more than in either model.
TEST(BoundsOrder, HoldsOnTheBundledCase) {
  constexpr int kDays = 365;
  Diagnostics diagnostics;
  const auto loaded =
      load_case(std::filesystem::path(NAIL_SOURCE_DIR) / "cases" / "four-products", diagnostics);
  ASSERT_TRUE(loaded);
  const ProductNetwork base = compile_network(*loaded);
  const auto home = find_home(loaded->data, "USA");
  ASSERT_TRUE(home);
  StressNetworkOptions observing;
  observing.observers = {base.user_of(*home)};
  const StressNetwork network = compile_stress_network(base, shares_at_values(base), observing);
  const HomeDemand demand = home_demand(network, *home);
  for (const std::string id : {"antimony-ban-2024", "sterile-stop-2023"}) {
    SCOPED_TRACE(id);
    const auto& scenarios = loaded->data.scenarios;
    const auto scenario = std::find_if(scenarios.begin(), scenarios.end(),
                                       [&](const Scenario& s) { return s.id == id; });
    ASSERT_NE(scenario, scenarios.end());
    const auto plan = plan_shocks(network, *scenario);
    ASSERT_TRUE(plan);
    const CascadeOutcome daily = cascade_outcome(network, *plan, kDays, &demand);
    OperatingOptions how;
    how.days = kDays;
    const OperatingPlan best = operating_plan(network, *plan, &daily, how);
    ASSERT_EQ(best.status, LpStatus::optimal);
    EXPECT_LE(best.weighted_unmet, daily.weighted_unmet + 1e-6);
    EXPECT_LE(best.weighted_unmet, daily.adaptive_unmet + 1e-6);
    double lost = 0;
    visit_days(best, network, *plan, kDays, [&](const DayView& day) {
      lost += home_unmet(demand, day);
      return true;
    });
    EXPECT_LE(lost, daily.least_at_home + 1e-6);
  }
}

TEST(BoundsOrder, APlanEndsWhereItIsToldTo) {
  RandomCaseOptions options;
  options.places = 4;
  options.products = 5;
  const LoadedCase loaded = random_stress_case(1, options);
  const ProductNetwork base = compile_network(loaded);
  const StressNetwork network = compile_stress_network(base, shares_at_values(base));
  const auto plan = plan_shocks(network, random_scenario(1, loaded.data));
  ASSERT_TRUE(plan);
  const CascadeOutcome daily = cascade_outcome(network, *plan, 60, nullptr);
  OperatingOptions how;
  how.days = 60;
  int asked = 0;
  how.go_on = [&] { return ++asked < 20; };
  EXPECT_EQ(operating_plan(network, *plan, &daily, how).status, LpStatus::interrupted);
  EXPECT_LE(asked, 40);
}

}  // namespace
}  // namespace nail
