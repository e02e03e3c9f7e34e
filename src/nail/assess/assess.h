// The façade: a case and a seat in, the assessment out.
#pragma once

#include <vector>

#include "nail/assess/assessment.h"
#include "nail/assess/stress.h"
#include "nail/assess/tables.h"
#include "nail/base/result.h"
#include "nail/case/load.h"

namespace nail {

struct AssessRequest {
  Home home;
  std::vector<PlaceId> allies;  // never the home's own
  std::string allies_text;
  std::vector<ProductId> products;  // in scope; exposure looks through all products all the same
  std::uint64_t seed = 1;
  int draws = 1000;
  bool stress = true;  // false: leaves out scenarios, survival, worst removals, back-tests
  // Called with what is being done and the part of it that is done, 0 to 1; false stops the work.
  StressProgress progress;
};

struct AssessOutcome {
  Assessment assessment;
  std::vector<WrittenTable> tables;
  bool settled = true;  // false where a cycle of recipes did not reach its tolerance
};

// Fails with ExitCode::interrupted where progress said stop.
Result<AssessOutcome> assess(const LoadedCase& loaded, const AssessRequest& request);

}  // namespace nail
