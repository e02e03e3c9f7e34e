#include "output_place.h"

#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/case/descriptor.h"
#include "nail/table/data_file.h"

namespace nail::cli {
namespace {

namespace fs = std::filesystem;

// The file's one name, links followed as far as it is there.
fs::path canonical_name(const std::string& path) {
  std::error_code error;
  // Absolute first: of a relative name nothing of which is there, nothing would be resolved.
  const fs::path name = fs::absolute(path == "-" ? "/dev/stdout" : path, error);
  const fs::path canonical = fs::weakly_canonical(name, error);
  return (error ? name : canonical).lexically_normal();
}

}  // namespace

Result<void> check_distinct(std::span<const NamedFile> files) {
  std::vector<fs::path> names;
  for (const NamedFile& file : files) names.push_back(canonical_name(file.path));
  for (std::size_t a = 0; a < files.size(); ++a) {
    for (std::size_t b = a + 1; b < files.size(); ++b) {
      if (files[a].path.empty() || files[b].path.empty()) continue;
      if (names[a] != names[b] || names[a] == "/dev/null") continue;
      return fail(
          ExitCode::usage,
          fmt::format("{} and {} are the same file, {}; give another", files[a].option,
                      files[b].option, printable(files[files[a].path == "-" ? b : a].path)));
    }
  }
  return {};
}

Result<void> check_case_is_kept(const std::string& case_folder, std::span<const NamedFile> files) {
  const fs::path folder(case_folder);
  std::vector<fs::path> tables{folder / "datapackage.json", folder / "nail.toml"};
  // What is wrong with the case is told when it is read.
  if (const auto text = read_bytes(folder / "datapackage.json")) {
    Diagnostics ignored;
    if (const auto descriptor = parse_descriptor(*text, "datapackage.json", ignored)) {
      for (const ResourceEntry& resource : descriptor->resources) {
        tables.push_back(folder / resource.path);
      }
    }
  }
  for (const fs::path& table : tables) {
    const fs::path name = canonical_name(table.string());
    for (const NamedFile& file : files) {
      if (file.path.empty() || file.path == "-" || canonical_name(file.path) != name) continue;
      return fail(ExitCode::usage,
                  fmt::format("{} {} would replace a file of the case itself; give another",
                              file.option, printable(file.path)));
    }
  }
  return {};
}

Result<void> check_case_is_kept(const std::string& case_folder, const std::string& out) {
  const NamedFile file{"--out", out};
  return check_case_is_kept(case_folder, std::span(&file, 1));
}

}  // namespace nail::cli
