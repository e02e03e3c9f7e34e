#include "session.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

#include "nail/base/atomic_output.h"
#include "nail/base/text.h"

namespace nail::cli {

// Standard error may be closed or full: that is no reason to end otherwise than without it.
void print_line(const std::string& line) { std::fputs((line + '\n').c_str(), stderr); }

void print_diagnostics(const Diagnostics& diagnostics, const CommonOptions& options,
                       bool with_notes) {
  for (const Diagnostic& d : diagnostics.sorted()) {
    if (d.severity == Severity::note && !with_notes) continue;
    if (d.severity == Severity::warning && options.quiet && !options.strict) continue;
    print_line(options.json_diagnostics ? to_json_line(d) : to_text(d));
  }
  for (const auto& [code, count] : diagnostics.left_out()) {
    const std::string what = fmt::format("{} more of {} are not shown", count, code);
    if (options.json_diagnostics) {
      Diagnostic note;  // member by member: g++ 12 warns of an aggregate with empty texts
      note.severity = Severity::note;
      note.code = "left-out";
      note.what = what;
      print_line(to_json_line(note));
    } else {
      print_line("nail: " + what);
    }
  }
}

void print_error(std::string_view message) { print_line(fmt::format("nail: {}", message)); }

ExitCode report(const Error& error) {
  print_error(error.message);
  return error.code;
}

bool accept_or_explain(const Diagnostics& diagnostics, std::string_view shown,
                       const CommonOptions& options) {
  const bool refused = diagnostics.has_faults() || (options.strict && diagnostics.warnings() > 0);
  if (refused || !options.quiet) print_diagnostics(diagnostics, options, false);
  if (refused && !options.json_diagnostics) {
    print_error(fmt::format("{} cannot be used: {} faults, {} warnings", printable(shown),
                            diagnostics.faults(), diagnostics.warnings()));
  }
  return !refused;
}

std::optional<LoadedCase> load_or_explain(const std::string& folder, const CommonOptions& options) {
  Diagnostics diagnostics;
  auto loaded = load_case(folder, diagnostics);
  if (loaded) check_defaults(loaded->data, options.defaults, diagnostics);
  // Whatever cannot be loaded is a fault.
  if (accept_or_explain(diagnostics, folder, options) && loaded) return loaded;
  return std::nullopt;
}

Result<void> require_products(const LoadedCase& loaded, std::string_view command) {
  if (loaded.data.kind == CaseKind::products) return {};
  return fail(ExitCode::input,
              fmt::format("nail {} works on cases of kind products; this one is {}", command,
                          to_string(loaded.data.kind)));
}

namespace {

std::vector<std::string> place_and_bloc_ids(const Case& data) {
  std::vector<std::string> ids;
  for (const Place& place : data.places) ids.push_back(place.id);
  for (const Bloc& bloc : data.blocs) ids.push_back(bloc.id);
  return ids;
}

Error unknown_id(const Case& data, const std::string& what, const std::string& id) {
  const std::string near = closest(id, place_and_bloc_ids(data));
  return {ExitCode::usage,
          fmt::format("the {} '{}' is no place or bloc of this case{}", what, printable(id),
                      near.empty() ? "" : fmt::format("; is it {}?", near))};
}

}  // namespace

Result<Home> home_or_error(const Case& data, const std::string& id) {
  if (id.empty()) {
    return fail(ExitCode::usage, "whose seat? give --home with a place or bloc of the case");
  }
  if (auto home = find_home(data, id)) return *home;
  return tl::unexpected(unknown_id(data, "home", id));
}

Result<std::vector<PlaceId>> allies_or_error(const Case& data, const std::string& list,
                                             const Home& home) {
  std::vector<PlaceId> allies;
  for (const std::string& id : split(list, ',')) {
    const auto group = find_home(data, trim(id));
    if (!group) return tl::unexpected(unknown_id(data, "ally", id));
    for (const PlaceId place : group->members) {
      if (!home.holds(place)) allies.push_back(place);
    }
  }
  std::sort(allies.begin(), allies.end());
  allies.erase(std::unique(allies.begin(), allies.end()), allies.end());
  return allies;
}

Result<std::vector<ProductId>> products_or_error(const Case& data,
                                                 const std::vector<std::string>& globs) {
  std::vector<ProductId> out;
  std::vector<bool> used(globs.size(), false);
  for (std::size_t i = 0; i < data.products.size(); ++i) {
    bool chosen = globs.empty();
    for (std::size_t g = 0; g < globs.size(); ++g) {
      if (glob_match(globs[g], data.products[i].id)) chosen = used[g] = true;
    }
    if (chosen) out.emplace_back(i);
  }
  for (std::size_t g = 0; g < globs.size(); ++g) {
    if (used[g]) continue;
    std::vector<std::string> ids;
    for (const Product& product : data.products) ids.push_back(product.id);
    const std::string near = closest(globs[g], ids);
    return fail(ExitCode::usage,
                fmt::format("no product of this case is called '{}'{}", printable(globs[g]),
                            near.empty() ? "" : fmt::format("; is it {}?", near)));
  }
  return out;
}

ExitCode write_output(const std::string& out, std::string_view text) {
  if (out == "-") {
    const std::size_t written = std::fwrite(text.data(), 1, text.size(), stdout);
    if (written != text.size() || std::fflush(stdout) != 0) {
      // A reader that has seen enough (head) closes the pipe: no failure of ours.
      if (errno == EPIPE) return ExitCode::done;
      print_error(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
      return ExitCode::internal;
    }
    return ExitCode::done;
  }
  if (auto written = write_file_atomically(out, text); !written) return report(written.error());
  return ExitCode::done;
}

std::string format_table(const TextTable& table, std::string_view format) {
  std::string out;
  if (format == "json") {
    out += "[";
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      out += r == 0 ? "\n{" : ",\n{";
      for (std::size_t c = 0; c < table.header.size(); ++c) {
        const std::string& cell = table.rows[r][c];
        if (c > 0) out += ',';
        out += json_quote(table.header[c]) + ':';
        out += !table.numeric[c] ? json_quote(cell) : cell.empty() ? "null" : cell;
      }
      out += '}';
    }
    return out + "\n]\n";
  }
  if (format == "csv") {
    const auto line = [&](const std::vector<std::string>& cells) {
      for (std::size_t c = 0; c < cells.size(); ++c) {
        if (c > 0) out += ',';
        out += csv_cell(cells[c]);
      }
      out += '\n';
    };
    line(table.header);
    for (const auto& row : table.rows) line(row);
    return out;
  }
  std::vector<std::size_t> widths(table.header.size());
  const auto measure = [&](const std::vector<std::string>& cells) {
    for (std::size_t c = 0; c < cells.size(); ++c) {
      widths[c] = std::max(widths[c], utf8_length(printable(cells[c])));
    }
  };
  measure(table.header);
  for (const auto& row : table.rows) measure(row);
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::string cell = printable(cells[c]);
      const std::string pad(widths[c] - utf8_length(cell), ' ');
      text += table.numeric[c] ? pad + cell : cell + pad;
      text += "  ";
    }
    out += text.substr(0, text.find_last_not_of(' ') + 1) + '\n';
  };
  line(table.header);
  for (const auto& row : table.rows) line(row);
  return out;
}

}  // namespace nail::cli
