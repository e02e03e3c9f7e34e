// What the answers of `nail stress` on an io case share: the options of the model.
#pragma once

#include <string>

#include "nail/dynamics/io_model.h"
#include "nail/dynamics/io_summary.h"
#include "stress.h"

namespace nail::cli {

// ExitCode::usage for options that do not fit a table of sectors, ExitCode::input where a file of
// inventories or classes is wrong (its faults are printed).
Result<IoOptions> io_options(const IoTable& table, const StressOptions& options);
IoPlanOptions io_plan_options(const StressOptions& options);

// The options as JSON values, for summary.json and run.json.
std::vector<std::pair<std::string_view, std::string>> io_option_values(const StressOptions& options,
                                                                       const IoOptions& model);

// One line to standard error where stocks are so short that small shocks may collapse the model;
// nothing with --quiet.
void warn_of_instability(const IoSystem& system, const IoStability& stability,
                         const CommonOptions& options);

std::string number_or_null(double x);

}  // namespace nail::cli
