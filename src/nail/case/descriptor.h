// datapackage.json: which tables a case holds and where they are. A documented subset of the
// Frictionless Data Package: name, title, description, resources with path, format, encoding,
// schema.fields; `nail` with version and kind.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "nail/base/diagnostics.h"
#include "nail/base/result.h"
#include "nail/case/schema.h"

namespace nail {

struct ResourceEntry {
  std::string name;                // of the table
  std::string path;                // relative, inside the folder
  std::set<std::string> declared;  // columns its schema names
  Location where;                  // of the resource's name in the descriptor
  Location path_where;             // of its path
};

struct Descriptor {
  std::string name, title, description;
  CaseKind kind = CaseKind::products;
  std::optional<int> default_class;  // kind firms: of pairs of products without a class
  std::vector<ResourceEntry> resources;
};

// Parses and checks the descriptor's text. Nothing where it is not usable JSON or not a nail case;
// other faults are reported and the faulty resource left out. file names it in diagnostics.
std::optional<Descriptor> parse_descriptor(const std::string& text, const std::string& file,
                                           Diagnostics& diagnostics);

// Whether path (of a resource) is relative and stays inside folder, links followed. The reason
// where it does not.
std::optional<std::string> unsafe_path(const std::filesystem::path& folder,
                                       const std::string& path);

// What a descriptor that is written tells.
struct NewTable {
  std::string name, path;
  std::vector<std::string> columns;
};
struct NewDescriptor {
  std::string name, title, description;
  CaseKind kind = CaseKind::products;
  std::optional<int> default_class;
  std::vector<NewTable> tables;
};
// As JSON text.
std::string write_descriptor(const NewDescriptor& descriptor);

// A descriptor for the tables found in folder (NAME.csv, NAME.csv.gz, NAME.parquet), as JSON text.
// kind is told from the tables' names. Fails with ExitCode::input where no table is known.
Result<std::string> describe_folder(const std::filesystem::path& folder, const std::string& name);

}  // namespace nail
