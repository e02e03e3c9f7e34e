// `nail import`: a case made of tables in another layout.
#include "nail/import/edges.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "output_run.h"
#include "session.h"

namespace nail::cli {
namespace {

namespace fs = std::filesystem;

// Whether the folder `to` holds the file, so that replacing it would take the file away.
bool holds(const std::string& to, const std::string& file) {
  std::error_code error;
  fs::path target = fs::weakly_canonical(to, error);
  if (!target.has_filename()) target = target.parent_path();
  const fs::path source = fs::weakly_canonical(file, error);
  const auto [end, rest] =
      std::mismatch(target.begin(), target.end(), source.begin(), source.end());
  return end == target.end();
}

std::string count(std::uint64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string what_was_found(const EdgesImport& edges, const std::string& to) {
  std::string out = fmt::format("written: {}, {}, {}, {}\n", printable(to),
                                count(edges.sites.ids.size(), "site", "sites"),
                                count(edges.links.value.size(), "link", "links"),
                                count(edges.products.size(), "product", "products"));
  if (edges.repeated_rows > 0) {
    out += fmt::format("  {} repeated the supplier, buyer and product of another: added up\n",
                       count(edges.repeated_rows, "row", "rows"));
  }
  if (edges.self_links > 0) {
    out +=
        fmt::format("  {} from a site to itself: kept\n", count(edges.self_links, "link", "links"));
  }
  if (edges.unclassed_pairs > 0) {
    out += fmt::format("  {} of {} linked pairs of products have no class: {} counts{}\n",
                       edges.unclassed_pairs, edges.linked_pairs, edges.default_class.value_or(1),
                       edges.default_class ? "" : " (--default-class gives another)");
  }
  return out;
}

}  // namespace

ExitCode run_import(const ImportOptions& options) {
  if (options.sources.size() < 2 || options.sources.size() > 3) {
    return report(
        {ExitCode::usage, "nail import edges takes LINKS, SITES and perhaps ESSENTIALITY"});
  }
  for (const std::string& source : options.sources) {
    if (!holds(options.to, source)) continue;
    return report({ExitCode::usage, fmt::format("--to {} holds {}; give another folder",
                                                printable(options.to), printable(source))});
  }
  EdgesSources sources;
  sources.links = options.sources[0];
  sources.sites = options.sources[1];
  if (options.sources.size() > 2) sources.essentiality = options.sources[2];
  sources.output = options.output;
  if (options.default_class >= 0) sources.default_class = options.default_class;

  catch_interrupts();
  auto folder = AtomicFolder::create(options.to, options.force, "--to");
  if (!folder) return report(folder.error());
  Progress progress("import", options.common);
  const auto show = [&](double done) { return progress.show(done); };
  Diagnostics diagnostics;
  const auto edges = read_edges(sources, diagnostics, show);
  const bool refused =
      diagnostics.has_faults() || (options.common.strict && diagnostics.warnings() > 0);
  if (refused || !edges || interrupted()) progress.clear();
  if (interrupted()) return report({ExitCode::interrupted, "interrupted: nothing is written"});
  print_diagnostics(diagnostics, options.common, !options.common.quiet);
  if (refused || !edges) {
    if (!options.common.json_diagnostics) {
      print_error(fmt::format("nothing is written: {} faults, {} warnings", diagnostics.faults(),
                              diagnostics.warnings()));
    }
    return ExitCode::input;
  }
  std::string name = options.name;
  if (name.empty()) {
    fs::path target = fs::path(options.to).lexically_normal();
    if (!target.has_filename()) target = target.parent_path();
    name = target.filename().string();
  }
  auto written = write_edges(*edges, name, *folder, show);
  progress.clear();
  if (!written) return report(written.error());
  if (auto done = folder->commit(); !done) return report(done.error());
  if (options.common.quiet) return ExitCode::done;
  return write_output("-", what_was_found(*edges, options.to));
}

}  // namespace nail::cli
