#include "command_tree.h"

#include <functional>
#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "commands.h"
#include "nail/base/version.h"
#include "session.h"

namespace nail::cli {
namespace {

void add_common(CLI::App& command, CommonOptions& options) {
  command
      .add_option_function<std::string>(
          "--diagnostics",
          [&options](const std::string& format) { options.json_diagnostics = format == "json"; },
          "how faults and warnings are printed: text, or json (one object a line)")
      ->check(CLI::IsMember({"text", "json"}));
  command.add_flag("--strict", options.strict, "treat warnings as faults");
  command.add_flag("--quiet", options.quiet, "print results and faults only");
  command.add_option("--threads", options.threads, "threads to use; 0: one a core")
      ->check(CLI::Range(0, 1024));
}

void add_seat(CLI::App& command, SeatOptions& seat) {
  command.add_option("case", seat.folder, "the folder of the case")->required();
  command.add_option("--home", seat.home, "whose seat: a place or bloc of the case");
  command.add_option("--allies", seat.allies,
                     "allies: blocs or places, separated by commas (never the home itself)");
  command.add_option("--products", seat.products, "only these products (globs: gallium-*)")
      ->delimiter(',');
}

// The tree and the options it fills. Options live as long as the tree.
class Tree {
 public:
  Tree() : app_("Supply-chain resilience assessment: map, measure, report.", "nail") {
    app_.set_version_flag("--version", std::string("nail ") + kVersion);
    app_.require_subcommand(1);
    app_.fallthrough(false);
    add_init();
    add_check();
    add_schema();
    add_measure();
    add_exposure();
  }

  ExitCode run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      // Help and version are no errors; everything else is wrong usage.
      const int code = app_.exit(error, std::cout, std::cerr);
      return code == 0 ? ExitCode::done : ExitCode::usage;
    }
    std::string line = "nail";
    for (int i = 1; i < argc; ++i) line += fmt::format(" {}", argv[i]);
    return action_(line);
  }

 private:
  // The action of a command: called with the command line once parsing is done.
  template <class Options>
  void on_run(CLI::App& command, Options& options, ExitCode (*command_run)(const Options&)) {
    command.callback([this, &options, command_run] {
      action_ = [&options, command_run](const std::string& line) {
        options.common.command_line = line;
        return command_run(options);
      };
    });
  }

  void add_init() {
    CLI::App& command = *app_.add_subcommand("init", "write a descriptor for a folder of tables");
    command.add_option("folder", init_.folder, "the folder that holds the tables")->required();
    command.add_option("--name", init_.name, "the case's name; the folder's where not given");
    command.add_flag("--force", init_.force, "replace a descriptor that is there");
    add_common(command, init_.common);
    on_run(command, init_, run_init);
  }

  void add_check() {
    CLI::App& command =
        *app_.add_subcommand("check", "validate a case; print counts, gaps and conflicts");
    command.add_option("case", check_.folder, "the folder of the case")->required();
    command.add_option("--format", check_.format, "table, csv or json")
        ->check(CLI::IsMember({"table", "csv", "json"}));
    add_common(command, check_.common);
    on_run(command, check_, run_check);
  }

  void add_schema() {
    CLI::App& command = *app_.add_subcommand("schema", "print the built-in schema of a table");
    command.add_option("name", schema_.name, "the table; all where not given");
    add_common(command, schema_.common);
    on_run(command, schema_, run_schema);
  }

  void add_exposure() {
    CLI::App& command = *app_.add_subcommand(
        "exposure", "how much of each product the home loses when a place is taken away");
    ExposureOptions& o = exposure_;
    add_seat(command, o.seat);
    command.add_flag("--tiers", o.tiers, "add a column: the exposure counting 1, 2, ... tiers");
    command.add_option("--lens", o.lens, "site: where it is made; owner: who owns the makers")
        ->check(CLI::IsMember({"site", "owner"}));
    command
        .add_option("--pool", o.pool,
                    "how users without known sourcing buy: proportional, or own-first")
        ->check(CLI::IsMember({"proportional", "own-first"}));
    command.add_option("--away", o.away,
                       "take these away together (places, blocs, organisations, by commas)");
    command.add_flag("--buildup", o.buildup,
                     "count equipment and design too: new capacity, not today's output");
    add_output(command, o.format, o.out);
    add_common(command, o.common);
    on_run(command, o, run_exposure);
  }

  static void add_output(CLI::App& command, std::string& format, std::string& out) {
    command.add_option("--format", format, "csv, json or table")
        ->check(CLI::IsMember({"csv", "json", "table"}));
    command.add_option("--out", out, "a file; - is standard output");
  }

  void add_measure() {
    CLI::App& command = *app_.add_subcommand(
        "measure", "indices: how concentrated, how dependent, with what certainty");
    add_seat(command, measure_.seat);
    command.add_option("--format", measure_.format, "csv, json or table")
        ->check(CLI::IsMember({"csv", "json", "table"}));
    command.add_option("--out", measure_.out, "the file to write; - is standard output");
    add_common(command, measure_.common);
    on_run(command, measure_, run_measure);
  }

  CLI::App app_;
  InitOptions init_;
  CheckOptions check_;
  SchemaOptions schema_;
  MeasureOptions measure_;
  ExposureOptions exposure_;
  std::function<ExitCode(const std::string&)> action_ = [](const std::string&) {
    return ExitCode::usage;
  };
};

}  // namespace

ExitCode run(int argc, char** argv) {
  Tree tree;
  return tree.run(argc, argv);
}

}  // namespace nail::cli
