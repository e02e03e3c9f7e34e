// Random cases and scenarios for the model over time: stocks of companies and governments with all
// rules of release, priorities, lead times, spare capacity by utilisation and by quantities,
// straits in series, and shocks of every kind, on top of what random_case makes.
#pragma once

#include <cstdint>

#include "tests/oracle/random_case.h"

namespace nail::oracle {

// What is added to a case of random_case.
struct RandomStressOptions {
  bool stocks = true;
  bool lead_times = true;
  bool capacity = true;
  bool priorities = true;
};
LoadedCase random_stress_case(std::uint64_t seed, const RandomCaseOptions& options,
                              const RandomStressOptions& stress = {});

// One to four shocks with days in the first thirty; kinds as drawn, or all of the one given.
Scenario random_scenario(std::uint64_t seed, const Case& data);

}  // namespace nail::oracle
