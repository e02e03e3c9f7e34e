// All years of an ensemble, by whoever shares the work.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "nail/uncertainty/ensemble.h"
#include "nail/uncertainty/io_ensemble.h"
#include "work_sharing.h"

namespace nail::cli {

// Empty on a process that is not the first. progress: the part that is done, 0 to 1; false to stop
// (ExitCode::interrupted).
Result<EnsembleDraws> draws_shared(const EnsembleSetup& setup, std::uint32_t years,
                                   CheckpointedRun& run,
                                   const std::function<bool(double)>& progress);

// The totals of all plans of an io ensemble, in their order; else as above. options.progress is not
// used.
Result<std::vector<IoTotals>> io_totals_shared(const IoMany& many, const IoDraws& draws,
                                               const IoManyOptions& options, CheckpointedRun& run,
                                               const std::function<bool(double)>& progress);

}  // namespace nail::cli
