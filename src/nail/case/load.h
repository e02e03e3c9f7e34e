// Reads a case from its folder and checks it: every fault of every table in one pass.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "nail/base/diagnostics.h"
#include "nail/case/model.h"
#include "nail/case/share_sets.h"

namespace nail {

struct LoadedCase {
  Case data;
  ShareSets sets;
};

// Reads the case in folder. Faults, warnings and notes go to diagnostics; a case with faults is
// returned as far as it could be read, so that a caller can print counts, and must not be computed
// with. Nothing where there is no descriptor to read.
std::optional<LoadedCase> load_case(const std::filesystem::path& folder, Diagnostics& diagnostics);

}  // namespace nail
