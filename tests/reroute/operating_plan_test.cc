#include "nail/reroute/operating_plan.h"

#include <gmock/gmock.h>

#include "tests/dynamics/hand_network.h"
#include "tests/oracle/random_stress.h"

namespace nail {
namespace {

using oracle::random_scenario;
using oracle::random_stress_case;
using oracle::RandomCaseOptions;

// A random case under random shocks, with everything needed to plan.
struct RandomRun {
  RandomRun(std::uint64_t seed, int places, int products) {
    RandomCaseOptions options;
    options.places = places;
    options.products = products;
    loaded = random_stress_case(seed, options);
    network = compile_network(loaded);
    StressNetworkOptions observing;
    observing.observers = {UserId(0)};
    net = compile_stress_network(network, shares_at_values(network), observing);
    scenario = random_scenario(seed, loaded.data);
    // A strait that no route passes is no shock.
    if (const Result<ShockPlan> planned = plan_shocks(net, scenario)) plan = *planned;
    for (std::size_t d = 0; d < net.demands(); ++d) {
      if (net.demand(d).buyer == UserId(0)) home.parts.push_back({d, 1, net.demand(d).priority});
    }
  }
  LoadedCase loaded;
  ProductNetwork network;
  StressNetwork net;
  Scenario scenario;
  ShockPlan plan;
  HomeDemand home;
};

TEST(OperatingPlan, IsNeverWorseThanTheCascade) {
  constexpr int kDays = 60;
  double gained = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    SCOPED_TRACE(seed);
    const RandomRun random(seed, 4, 5);
    const CascadeOutcome cascade = cascade_outcome(random.net, random.plan, kDays, &random.home);
    for (const Grid grid : {Grid::daily, Grid::mixed, Grid::weekly}) {
      OperatingOptions options;
      options.days = kDays;
      options.grid = grid;
      const OperatingPlan plan = operating_plan(random.net, random.plan, &cascade, options);
      ASSERT_EQ(plan.status, LpStatus::optimal);
      EXPECT_LE(plan.weighted_unmet, cascade.weighted_unmet + 1e-6) << static_cast<int>(grid);
      gained += cascade.weighted_unmet - plan.weighted_unmet;
      std::vector<double> home(cascade.parts.size(), 0), was = home;
      visit_days(plan, random.net, random.plan, kDays, [&](const DayView& day) {
        for (std::size_t d = 0; d < day.unmet.size(); ++d) {
          EXPECT_GE(day.unmet[d], 0);
          EXPECT_LE(day.unmet[d], day.demand[d] + 1e-9);
        }
        for (std::size_t i = 0; i < home.size(); ++i) {
          home[i] += day.unmet[cascade.parts[i]];
          was[i] += cascade.unmet[i][day.day];
        }
        return true;
      });
      for (std::size_t i = 0; i < home.size(); ++i) EXPECT_LE(home[i], was[i] + 1e-6);
    }
  }
  EXPECT_GT(gained, 10);
}

}  // namespace
}  // namespace nail
