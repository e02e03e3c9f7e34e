// What commands share: loading a case with its messages, finding the home, writing results.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "commands.h"
#include "nail/base/diagnostics.h"
#include "nail/case/load.h"

namespace nail::cli {

// Prints to standard error as text or JSON lines, notes left out unless with_notes.
void print_diagnostics(const Diagnostics& diagnostics, const CommonOptions& options,
                       bool with_notes);
// One line to standard error.
void print_line(const std::string& line);
// The same as `nail: message`.
void print_error(std::string_view message);
// Prints the error and returns its code.
ExitCode report(const Error& error);

// Prints what was found in an input. False where it must not be computed with (faults, or warnings
// with --strict), which is said too: shown cannot be used.
bool accept_or_explain(const Diagnostics& diagnostics, std::string_view shown,
                       const CommonOptions& options);

// Loads a case, prints what is wrong. Nothing where it must not be computed with (faults, or
// warnings with --strict).
std::optional<LoadedCase> load_or_explain(const std::string& folder, const CommonOptions& options);

// An error with ExitCode::input where the case is not of kind products.
Result<void> require_products(const LoadedCase& loaded, std::string_view command);

// The home, or an error with ExitCode::usage that names the nearest known id.
Result<Home> home_or_error(const Case& data, const std::string& id);
// The places of a comma-separated list of blocs and places, without the home's.
Result<std::vector<PlaceId>> allies_or_error(const Case& data, const std::string& list,
                                             const Home& home);
// Which products the globs choose; all where there are none. ExitCode::usage where one fits none.
Result<std::vector<ProductId>> products_or_error(const Case& data,
                                                 const std::vector<std::string>& globs);

// Writes text to standard output (out is `-`) or to a file, whole or not at all.
ExitCode write_output(const std::string& out, std::string_view text);

// A table in one of the formats the commands offer: csv, json (an array of objects), table
// (aligned). numeric marks columns whose cells are JSON numbers.
struct TextTable {
  std::vector<std::string> header;
  std::vector<bool> numeric;
  std::vector<std::vector<std::string>> rows;
};
std::string format_table(const TextTable& table, std::string_view format);

}  // namespace nail::cli
