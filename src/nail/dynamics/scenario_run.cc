#include "nail/dynamics/scenario_run.h"

#include <optional>

#include "nail/dynamics/timeline.h"

namespace nail {

bool sum_up_days(const StressStructure& structure, const ShockPlan* plan, const HomeDemand& home,
                 const std::function<bool(const DayVisit&)>& days, const DayVisit& visit,
                 ScenarioOutcome& outcome) {
  const StressNetwork& network = *structure.network;
  StressSummary summary(network);
  std::optional<ShortagePaths> paths;
  if (plan != nullptr) paths.emplace(structure, *plan);
  DemandOutcome whole;
  const bool done = days([&](const DayView& day) {
    summary.add(day);
    if (paths) paths->add(day);
    whole.add(day.day, home_unmet(home, day));
    return !visit || visit(day);
  });
  if (!done) return false;
  outcome.demands = summary.outcomes();
  outcome.first_loss = summary.first_loss();
  outcome.lowest_output = summary.lowest_output();
  outcome.home = whole;
  outcome.paths.assign(network.demands(), {});
  for (std::size_t i = 0; paths && i < network.demands(); ++i) outcome.paths[i] = paths->path(i);
  return true;
}

bool run_scenario(const StressStructure& structure, const ShockPlan& plan,
                  const StressRunOptions& options, const HomeDemand& home,
                  const std::function<bool(const DayView&)>& visit, ScenarioOutcome& outcome) {
  const auto days = [&](const DayVisit& each) {
    return run_stress(*structure.network, plan, options, each);
  };
  return sum_up_days(structure, &plan, home, days, visit, outcome);
}

std::string path_text(const StressNetwork& network, const std::vector<ShortageStep>& path) {
  std::string out;
  for (const ShortageStep& step : path) {
    out += out.empty() ? "" : " > ";
    out +=
        network.base->data->products[step.product.index()].id + "@" + user_name(network, step.user);
  }
  return out;
}

}  // namespace nail
