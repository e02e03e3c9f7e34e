#include <filesystem>

#include <fmt/format.h>

#include "commands.h"
#include "nail/base/atomic_output.h"
#include "nail/base/text.h"
#include "nail/case/descriptor.h"
#include "session.h"

namespace nail::cli {

ExitCode run_init(const InitOptions& options) {
  namespace fs = std::filesystem;
  const fs::path folder(options.folder);
  const fs::path descriptor = folder / "datapackage.json";
  std::error_code error;
  if (fs::exists(descriptor, error) && !options.force) {
    print_error(
        fmt::format("{} exists; give --force to write it anew", printable(descriptor.string())));
    return ExitCode::usage;
  }
  fs::path normal = fs::absolute(folder, error).lexically_normal();
  if (!normal.has_filename()) normal = normal.parent_path();
  const std::string name = options.name.empty() ? normal.filename().string() : options.name;
  auto json = describe_folder(folder, name);
  if (!json) return report(json.error());
  if (auto written = write_file_atomically(descriptor, *json); !written) {
    return report(written.error());
  }
  if (!options.common.quiet) {
    return write_output(
        "-", fmt::format("wrote {}; now run: nail check {}\n", printable(descriptor.string()),
                         printable(options.folder)));
  }
  return ExitCode::done;
}

}  // namespace nail::cli
