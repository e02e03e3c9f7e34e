// The parts of `nail stress`: stress.cc asks the kind of the case and the question, each answer
// stands in a file of its own.
#pragma once

#include <string>
#include <vector>

#include "commands.h"
#include "nail/base/result.h"
#include "nail/case/load.h"
#include "nail/network/stress_network.h"

namespace nail::cli {

// ExitCode::usage where an option was given that does not fit a case of that kind or the question,
// and would be ignored (stress_options.cc).
Result<void> check_fit(CaseKind kind, const StressOptions& options);

// The scenarios that --scenario names, in the order of the case for `all`; ExitCode::usage where
// the case does not have one. A text is an id, commas in it too, or a list separated by commas.
Result<std::vector<const Scenario*>> scenarios_or_error(const Case& data,
                                                        const std::vector<std::string>& texts);

// Who looks on where no home is given: every place and bloc, where that is not too much.
std::vector<UserId> observers_of(const ProductNetwork& network, const Home* home);

// The answers. The case is loaded and of the right kind, threads are set, interrupts are caught.
// --scenario on a products case (stress_scenarios.cc).
ExitCode run_stress_scenarios(const LoadedCase& loaded, const StressOptions& options);
// --scenario (stress_io.cc) and --ensemble (stress_io_ensemble.cc) on an io case.
ExitCode run_stress_io(const LoadedCase& loaded, const StressOptions& options);
ExitCode run_stress_io_ensemble(const LoadedCase& loaded, const StressOptions& options);
// --ensemble (stress_ensemble.cc) and --worst (stress_worst.cc) on a products case.
ExitCode run_stress_ensemble(const LoadedCase& loaded, const StressOptions& options);
ExitCode run_stress_worst(const LoadedCase& loaded, const StressOptions& options);

}  // namespace nail::cli
