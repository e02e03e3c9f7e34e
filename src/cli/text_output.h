// Where a text goes: to standard output, or to a file that is whole or not there. Made before long
// work, so that a place that cannot be written to is told at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "nail/base/atomic_output.h"
#include "nail/base/result.h"

namespace nail::cli {

class TextOutput {
 public:
  // out: a file, or `-`.
  static Result<TextOutput> create(const std::string& out);

  // All of the text; prints what goes wrong.
  ExitCode write(std::string_view text);

 private:
  explicit TextOutput(std::optional<AtomicFile> file) : file_(std::move(file)) {}

  std::optional<AtomicFile> file_;  // none: standard output
};

}  // namespace nail::cli
