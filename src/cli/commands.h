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
  bool no_stress = false;
};

// A stress test: of scenarios, of an ensemble of draws, or of the worst removals.
struct StressOptions {
  CommonOptions common;
  std::vector<std::string> given;  // options that stand on the command line, `--` and name
  std::string folder, home;
  std::vector<std::string> scenarios;  // ids or lists of ids; `all` is every one
  int days = 365;
  std::string model;  // cascade, ario, reroute; empty: cascade, on io cases ario
  std::string out = "stress";
  bool force = false;
  bool bounds = false;       // also run what the optimist says, and what makes the difference
  std::size_t ensemble = 0;  // draws; 0: no ensemble
  std::size_t worst = 0;     // removals at a time; 0: not asked
  std::string by = "places";
  std::uint64_t seed = 1;
  std::string checkpoint;  // --ensemble: a file that keeps finished draws; empty: none
  bool resume = false;
  // Of the input-output model (methods: ARIO).
  double psi = 0.8;
  std::string inventory_days = "90";  // or a CSV table product,days
  double restock_days = 0;            // 0: 30 on products cases, 60 on io cases
  double alpha_base = 1, alpha_max = 1.25, alpha_days = 365;
  std::string orders = "alt";
  double step_days = 1;
  bool compat = false;
  std::string recovery = "linear";  // how what a shock takes comes back
  std::string input_classes;        // a CSV file supplier_product,buyer_product,class
  double money_unit = 1;            // USD that one unit of the table stands for
  double capital_ratio = 4;         // capital over value added of a year
  std::string precision = "double";
};

struct GenerateOptions {
  CommonOptions common;
  std::vector<std::string> given;  // options that stand on the command line, `--` and name
  std::string kind;                // io or firms
  int products = 0;                // 0: 8 of a table, of firms one for each 20 sites
  std::uint64_t seed = 1;
  std::string to;
  bool force = false;
  // Of a table.
  int places = 6;
  double density = 1;
  // Of a firm network.
  std::uint32_t sites = 10000;
  std::uint64_t links = 70000;
  double correlation = 0, final_demand = 0;
  bool parquet = false;
};

// Systemic importance of the sites of a network, or what one failure does.
struct RankOptions {
  CommonOptions common;
  std::vector<std::string> given;  // options that stand on the command line, `--` and name
  std::string folder;
  std::string rule = "glpf", market = "none";
  double eps = 1e-2;
  bool converged = false, compat = false;
  std::string shocks;                // a CSV file; empty: every site by itself
  std::vector<std::string> weights;  // columns of sites; empty: size
  std::string by;                    // product, or empty
  std::string sites_of;              // a shock, or empty
  std::size_t top = 0;               // 0: all
  std::string format = "csv", out = "-";
  std::string report;      // a file, or empty
  std::string checkpoint;  // a file, or empty
  bool resume = false;
};

struct ImportOptions {
  CommonOptions common;
  std::string format;  // edges
  std::vector<std::string> sources;
  int default_class = -1;  // -1: not given
  std::string output, name, to;
  bool force = false;
};

struct BacktestOptions {
  CommonOptions common;
  std::string folder, home;  // an empty home: all back-tests
  std::string format = "table", out = "-";
  int days = 0;
  bool bounds = false;  // the optimist too
};

struct SurviveOptions {
  CommonOptions common;
  std::string folder, home;  // home empty: the demand of everybody
  int days = 365;
  std::size_t top = 5;  // sites with a time-indexed program
  std::string format = "csv", out = "-";
};

ExitCode run_init(const InitOptions& options);
ExitCode run_check(const CheckOptions& options);
ExitCode run_schema(const SchemaOptions& options);
ExitCode run_measure(const MeasureOptions& options);
ExitCode run_exposure(const ExposureOptions& options);
ExitCode run_assess(const AssessOptions& options);
ExitCode run_backtest(const BacktestOptions& options);
ExitCode run_stress(const StressOptions& options);
ExitCode run_survive(const SurviveOptions& options);
ExitCode run_rank(const RankOptions& options);
ExitCode run_generate(const GenerateOptions& options);
ExitCode run_generate_io(const GenerateOptions& options);
ExitCode run_generate_firms(const GenerateOptions& options);
ExitCode run_import(const ImportOptions& options);

}  // namespace nail::cli
