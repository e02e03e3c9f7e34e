// The commands: plain options in, an exit code out. The command tree (command_tree.cc) fills the
// options; each run_ function stands in a file of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "defaults.h"
#include "nail/base/result.h"

namespace nail::cli {

// Options that every command takes.
struct CommonOptions {
  bool json_diagnostics = false;
  bool strict = false;  // warnings are faults
  bool quiet = false;
  int threads = 0;  // 0: all cores
  std::string command_line;
  std::vector<Default> defaults;  // of the case's nail.toml
};

struct InitOptions {
  CommonOptions common;
  std::string folder, name;
  bool force = false;
};

struct CheckOptions {
  CommonOptions common;
  std::string folder, format = "table";
};

struct HelpOptions {
  CommonOptions common;
  std::string command;  // empty: the program
  bool markdown = false;
};

struct CompletionOptions {
  CommonOptions common;
  std::string shell;
};

struct ManualOptions {
  CommonOptions common;
};

struct SchemaOptions {
  CommonOptions common;
  std::string name;
};

// Options of commands that look at a case from a home.
struct SeatOptions {
  std::string folder;
  std::string home;
  std::string allies;                 // blocs or places, comma-separated
  std::vector<std::string> products;  // globs; empty: all
};

struct MeasureOptions {
  CommonOptions common;
  SeatOptions seat;
  std::string format = "csv", out = "-";
};

struct ExposureOptions {
  CommonOptions common;
  SeatOptions seat;
  std::string format = "csv", out = "-";
  std::string lens = "site", pool = "proportional";
  std::string away;  // places, sites or organisations taken away together, comma-separated
  bool tiers = false, buildup = false;
};

struct AssessOptions {
  CommonOptions common;
  SeatOptions seat;
  std::string out = "assessment";
  int draws = 1000;
  std::uint64_t seed = 1;
  bool pdf = false, xlsx = false, force = false;
};

ExitCode run_init(const InitOptions& options);
ExitCode run_check(const CheckOptions& options);
ExitCode run_schema(const SchemaOptions& options);
ExitCode run_measure(const MeasureOptions& options);
ExitCode run_exposure(const ExposureOptions& options);
ExitCode run_assess(const AssessOptions& options);

}  // namespace nail::cli
