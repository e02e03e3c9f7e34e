// The one command tree: parsing, help, completion, the man page and the command reference all come
// from it.
#pragma once

#include "nail/base/result.h"

namespace nail::cli {

ExitCode run(int argc, char** argv);

}  // namespace nail::cli
