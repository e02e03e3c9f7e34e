#include <algorithm>

#include "nail/assess/stress.h"
#include "nail/assess/stress_weeks.h"
#include "nail/reroute/attribution.h"

namespace nail {
namespace {

// Fewer columns than a study of one scenario takes: longer periods, which favour the optimist and
// keep his bound a bound.
constexpr std::size_t kMostColumns = 4'000;
// Where the optimist's program has more, the three that attribute the gap are left out: each takes
// many seconds.
constexpr std::size_t kMostAttributed = 20'000;

const Scenario& scenario_of(const Case& data, const std::string& id) {
  return *std::find_if(data.scenarios.begin(), data.scenarios.end(),
                       [&](const Scenario& s) { return s.id == id; });
}

void take_weeks(const StressContext& c, const OperatingPlan& operating, const ShockPlan& plan,
                ScenarioView& view) {
  Weeks weeks;
  DemandOutcome whole;
  visit_days(operating, *c.home_network, plan, c.days, [&](const DayView& day) {
    const double unmet = home_unmet(c.home_only, day);
    weeks.add(day.day, unmet);
    whole.add(day.day, unmet);
    return true;
  });
  view.weeks_optimist = weeks.take();
  view.optimist = std::clamp(whole.lost_days, 0.0, view.pessimist);
  view.optimist_first_shortage = whole.first_shortage < 0 ? kNever : whole.first_shortage;
}

// False where a program found no optimum: it bounds nothing.
bool fill_optimist(const StressContext& c, const ShockPlan& plan, const OperatingOptions& options,
                   ScenarioView& view) {
  const CascadeOutcome cascade = cascade_outcome(*c.home_network, plan, c.days, &c.home_only);
  const OperatingPlan operating = operating_plan(*c.home_network, plan, &cascade, options);
  if (operating.status != LpStatus::optimal) return false;
  take_weeks(c, operating, plan, view);
  if (operating.columns > kMostAttributed) return true;
  const StressBounds bounds = stress_bounds(*c.home_network, plan, c.home_only, options);
  if (bounds.status != LpStatus::optimal) return true;
  view.optimist = std::clamp(bounds.optimist, 0.0, view.pessimist);
  view.optimist_first_shortage = bounds.optimist_first < 0 ? kNever : bounds.optimist_first;
  view.gap = {bounds.stocks, bounds.spare_capacity, bounds.switching, bounds.allocation};
  return true;
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
    if (!fill_optimist(c, *plan, options, view)) continue;
    view.expected = expected_loss(view.probability, view.pessimist, view.optimist);
  }
  return {};
}

}  // namespace nail
