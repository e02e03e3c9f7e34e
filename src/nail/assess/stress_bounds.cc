#include <algorithm>

#include "nail/assess/stress.h"
#include "nail/assess/stress_weeks.h"
#include "nail/reroute/attribution.h"

namespace nail {
namespace {

// Fewer columns than a study of one scenario takes: longer periods, which favour the optimist and
// keep his bound a bound.
constexpr std::size_t kMostColumns = 4'000;

const Scenario& scenario_of(const Case& data, const std::string& id) {
  return *std::find_if(data.scenarios.begin(), data.scenarios.end(),
                       [&](const Scenario& s) { return s.id == id; });
}

}  // namespace

Result<void> bound_scenarios(const StressContext& c, std::vector<ScenarioView>& scenarios) {
  OperatingOptions options;
  options.days = c.days;
  options.most_columns = kMostColumns;
  std::vector<ScenarioView*> chosen;
  for (ScenarioView& view : scenarios) {
    if (chosen.size() == kMostBounds) break;
    if (view.pessimist > 0) chosen.push_back(&view);
  }
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const double done = static_cast<double>(i) / static_cast<double>(chosen.size());
    if (!c.go_on("bounds", done)) return fail(ExitCode::interrupted, "interrupted");
    ScenarioView& view = *chosen[i];
    const auto plan = plan_shocks(*c.home_network, scenario_of(*c.data, view.id));
    if (!plan) return tl::unexpected(plan.error());
    const StressBounds bounds = stress_bounds(*c.home_network, *plan, c.home_only, options);
    // A program that found no optimum bounds nothing.
    if (bounds.status != LpStatus::optimal) continue;
    view.optimist = std::clamp(bounds.optimist, 0.0, view.pessimist);
    view.optimist_first_shortage = bounds.optimist_first;
    view.gap = {bounds.stocks, bounds.spare_capacity, bounds.switching, bounds.allocation};
    view.expected = expected_loss(view.probability, view.pessimist, view.optimist);
    Weeks weeks;
    visit_days(bounds.plan, *c.home_network, *plan, c.days, [&](const DayView& day) {
      weeks.add(day.day, home_unmet(c.home_only, day));
      return true;
    });
    view.weeks_optimist = weeks.take();
  }
  return {};
}

}  // namespace nail
