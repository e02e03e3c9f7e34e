// The tables an assessment writes beside its document: long, plain, for spreadsheets and scripts.
// Text cells that a spreadsheet would take for a formula get an apostrophe.
#pragma once

#include <string>
#include <vector>

#include "nail/assess/assessment.h"
#include "nail/assess/inputs.h"

namespace nail {

struct WrittenTable {
  std::string name;  // indices, exposure, findings, claims, gaps and those of stress_tables()
  std::string path;  // tables/NAME.csv
  std::string bytes;
  std::size_t rows = 0;
};

// stress, survival, worst, leverage and backtests, in this order; nothing where stress was left
// out.
std::vector<WrittenTable> stress_tables(const StressReview& review);
std::vector<WrittenTable> write_tables(const AssessInputs& inputs, const Assessment& assessment);

}  // namespace nail
