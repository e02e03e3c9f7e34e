// Whether the files that a command is to write may be written: not one over the other, nor over
// what the command reads.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "nail/base/result.h"

namespace nail::cli {

// A file as the user names it, by which option; `-` is standard output, "" was not given.
struct NamedFile {
  std::string_view option;
  std::string path;
};

// ExitCode::usage where two of the files are one, by whatever names; the null device takes any
// number.
Result<void> check_distinct(std::span<const NamedFile> files);

// ExitCode::usage where one of the files is the descriptor, the defaults or a table of the case.
Result<void> check_case_is_kept(const std::string& case_folder, std::span<const NamedFile> files);
// The same of the only file, --out.
Result<void> check_case_is_kept(const std::string& case_folder, const std::string& out);

}  // namespace nail::cli
