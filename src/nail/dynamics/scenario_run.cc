#include "nail/dynamics/scenario_run.h"

#include "nail/dynamics/timeline.h"

namespace nail {

bool run_scenario(const StressStructure& structure, const ShockPlan& plan,
                  const StressRunOptions& options, const HomeDemand& home,
                  const std::function<bool(const DayView&)>& visit, ScenarioOutcome& outcome) {
  const StressNetwork& network = *structure.network;
  StressSummary summary(network);
  ShortagePaths paths(structure, plan);
  DemandOutcome whole;
  const bool done = run_stress(network, plan, options, [&](const DayView& day) {
    summary.add(day);
    paths.add(day);
    whole.add(day.day, home_unmet(home, day));
    return !visit || visit(day);
  });
  if (!done) return false;
  outcome.demands = summary.outcomes();
  outcome.first_loss = summary.first_loss();
  outcome.lowest_output = summary.lowest_output();
  outcome.home = whole;
  outcome.paths.clear();
  for (std::size_t i = 0; i < network.demands(); ++i) outcome.paths.push_back(paths.path(i));
  return true;
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
