// The environment variable NAIL_ISA, which forces the instruction set of all kernels.
#pragma once

#include "nail/base/result.h"

namespace nail::cli {

// ExitCode::usage where NAIL_ISA names none that this machine has: kernels would go on with the
// best one, and a measurement would speak of another than it says.
Result<void> check_instruction_set();

}  // namespace nail::cli
