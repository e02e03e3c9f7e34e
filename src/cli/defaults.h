// nail.toml: a case's own defaults for options, so that a seat need not be typed every time. The
// command line wins over it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "nail/base/diagnostics.h"
#include "nail/case/model.h"

namespace nail::cli {

// One key of the file; lists are joined by commas, as they are typed.
struct Default {
  std::string key;
  std::string text;
  Location where;  // of the value
};

// The keys that nail.toml may hold: names of options, without the dashes.
const std::vector<std::string>& default_keys();

// Reads nail.toml in a case's folder; nothing where there is none. Faults: `bad-toml`,
// `bad-default` (a value of the wrong type), `unreadable-file`, `unsafe-path`; warning:
// `unknown-default`. Whether a value suits its option, the command tree knows.
std::vector<Default> read_defaults(const std::filesystem::path& folder, Diagnostics& diagnostics);

// Faults `unknown-reference` for homes, allies and products that the case does not have.
void check_defaults(const Case& data, const std::vector<Default>& defaults,
                    Diagnostics& diagnostics);

}  // namespace nail::cli
