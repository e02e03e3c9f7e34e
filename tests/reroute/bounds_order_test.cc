// The optimist is below both models that go day by day, in what he minimises.
#include <gtest/gtest.h>

#include "nail/reroute/operating_plan.h"
#include "tests/oracle/random_stress.h"

namespace nail {
namespace {

using oracle::random_scenario;
using oracle::random_stress_case;
using oracle::RandomCaseOptions;

constexpr int kDays = 60;

TEST(BoundsOrder, TheOptimistIsBelowBothModels) {
  double gained = 0;
  int lower = 0, weightless = 0;
  const int seeds = std::getenv("SEEDS") ? atoi(std::getenv("SEEDS")) : 150;
  for (std::uint64_t seed = 1; seed <= static_cast<std::uint64_t>(seeds); ++seed) {
    SCOPED_TRACE(seed);
    RandomCaseOptions options;
    options.places = 4;
    options.products = 5;
    const LoadedCase loaded = random_stress_case(seed, options);
    const ProductNetwork base = compile_network(loaded);
    const StressNetwork network = compile_stress_network(base, shares_at_values(base));
    const auto plan = plan_shocks(network, random_scenario(seed, loaded.data));
    if (!plan) continue;
    bool all_weigh = true;
    for (const StressUse& use : network.uses) all_weigh = all_weigh && (use.weight > 0 || !use.buyer);
    if (!all_weigh) ++weightless;
    double unknown = 0; for (double x : network.unknown) unknown = std::max(unknown, x);
    for (auto& l : network.links) if (!l.supplier) unknown = std::max(unknown, 10+l.share);
    const CascadeOutcome daily = cascade_outcome(network, *plan, kDays, nullptr);
    for (const Grid grid : {Grid::daily, Grid::weekly}) {
      OperatingOptions how;
      how.days = kDays;
      how.grid = grid;
      const OperatingPlan best = operating_plan(network, *plan, &daily, how);
      ASSERT_EQ(best.status, LpStatus::optimal);
      EXPECT_LE(best.weighted_unmet, daily.weighted_unmet + 1e-6) << all_weigh;
      EXPECT_LE(best.weighted_unmet, daily.adaptive_unmet + 1e-6) << unknown << " " << all_weigh << " of " << daily.weighted_unmet << " kinds " << plan->outages.size() << plan->bans.size() << plan->holds.size() << plan->surges.size() << plan->stock_losses.size();
      gained += daily.adaptive_unmet - best.weighted_unmet;
    }
    lower += daily.adaptive_unmet < daily.weighted_unmet;
  }
  EXPECT_GT(gained, 10);
  std::cerr << gained << " lower " << lower << " weightless " << weightless << "\n";
}

}  // namespace
}  // namespace nail
