#include <algorithm>
#include <mutex>

#include "nail/assess/stress.h"
#include "nail/assess/stress_weeks.h"
#include "nail/numeric/parallel.h"
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
  std::vector<ShockPlan> plans;
  for (const ScenarioView* view : chosen) {
    auto plan = plan_shocks(*c.home_network, scenario_of(*c.data, view->id));
    if (!plan) return tl::unexpected(plan.error());
    plans.push_back(std::move(*plan));
  }
  // Programs take long and differ in length: each thread takes the next. Progress is told by one
  // thread at a time.
  std::mutex telling;
  std::size_t begun = 0;
  bool stopped = false;
  parallel_parts(chosen.size(), [&](std::size_t i) {
    {
      const std::lock_guard lock(telling);
      const double done = static_cast<double>(begun++) / static_cast<double>(chosen.size());
      stopped = stopped || !c.go_on("bounds", done);
      if (stopped) return;
    }
    ScenarioView& view = *chosen[i];
    if (!fill_optimist(c, plans[i], options, view)) return;
    view.expected = expected_loss(view.probability, view.pessimist, view.optimist);
  });
  if (stopped) return fail(ExitCode::interrupted, "interrupted");
  return {};
}

}  // namespace nail
