#include "instruction_set.h"

#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/cascade/lane_kernel.h"

namespace nail::cli {

Result<void> check_instruction_set() {
  const char* asked = std::getenv("NAIL_ISA");
  if (asked == nullptr || *asked == '\0' || lane_kernels(asked) != nullptr) return {};
  std::vector<std::string> known;
  bool is_known = false;
  for (const char* name : {"baseline", "avx2", "avx512"}) {
    is_known = is_known || std::string(asked) == name;
    if (lane_kernels(name) != nullptr) known.emplace_back(name);
  }
  return fail(ExitCode::usage,
              fmt::format("NAIL_ISA is {}, {}; give one of: {}", printable(asked),
                          is_known ? "which this machine lacks" : "no instruction set",
                          fmt::join(known, ", ")));
}

}  // namespace nail::cli
