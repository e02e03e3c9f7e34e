// One scenario run from the first day to the last, and what it meant.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "nail/dynamics/shortage_path.h"
#include "nail/dynamics/stress_summary.h"

namespace nail {

struct ScenarioOutcome {
  std::vector<DemandOutcome> demands;  // per final demand of the network
  std::vector<std::vector<ShortageStep>>
      paths;                    // beside demands; empty where there was no shortage
  std::vector<int> first_loss;  // per node, as StressSummary has it
  std::vector<double> lowest_output;
  // Of the home's demand as a whole; as if there were no shortage where there is no home.
  DemandOutcome home;
};

// Runs the plan. visit (may be empty) sees every day and returns false to stop; then nothing comes
// back that is of use, and false.
bool run_scenario(const StressStructure& structure, const ShockPlan& plan,
                  const StressRunOptions& options, const HomeDemand& home,
                  const std::function<bool(const DayView&)>& visit, ScenarioOutcome& outcome);

// The same for days that come from elsewhere (a plan of the optimist): days calls what it is given
// on every day in order, and returns false where it was stopped. plan: what is to be explained by
// paths; null: no paths, for days without `filled`.
using DayVisit = std::function<bool(const DayView&)>;
bool sum_up_days(const StressStructure& structure, const ShockPlan* plan, const HomeDemand& home,
                 const std::function<bool(const DayVisit&)>& days, const DayVisit& visit,
                 ScenarioOutcome& outcome);

// `product@place > product@place > ...`
std::string path_text(const StressNetwork& network, const std::vector<ShortageStep>& path);

}  // namespace nail
