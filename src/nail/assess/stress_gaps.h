// What the case lacks for stress, where it was asked for. Kinds:
//   missing_scenarios  no scenarios: nothing happens over time
//   missing_demand     the home's demand is not stated: all final products count alike
//   missing_stocks     products of a chain without stocks: they run out at once
//   missing_ttr        it is not known how long sites take to recover
//   missing_backtests  no past event to hold a prediction against
#pragma once

#include <vector>

#include "nail/assess/assessment.h"
#include "nail/assess/lookup.h"

namespace nail {

// Nothing where stress was left out. Missing stocks: one a chain.
std::vector<Gap> find_stress_gaps(const Lookup& lookup);

}  // namespace nail
