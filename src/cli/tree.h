// The command tree and the options it fills. Its commands stand in tree_*.cc, a family each.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "commands.h"
#include "nail/base/diagnostics.h"
#include "pages.h"

namespace nail::cli {

// Options live as long as the tree.
class Tree {
 public:
  Tree();
  ExitCode run(int argc, char** argv);

 private:
  // The action of a command: called with the command line once parsing is done.
  template <class Options>
  void on_run(CLI::App& command, Options& options, ExitCode (*command_run)(const Options&)) {
    on_run(command, options, std::function<ExitCode(const Options&)>(command_run));
  }
  template <class Options>
  void on_run(CLI::App& command, Options& options,
              std::function<ExitCode(const Options&)> command_run) {
    command.callback([this, &options, command_run] {
      common_ = &options.common;
      action_ = [&options, command_run](const std::string& line) {
        options.common.command_line = line;
        return command_run(options);
      };
    });
  }

  // The command that was parsed, if any.
  CLI::App* called();

  ProgramPage page() const;
  ExitCode print_help(const std::string& command) const;
  ExitCode wrong_usage(const CLI::ParseError& error);
  std::optional<ExitCode> apply_defaults();
  Result<void> check_shared();
  void apply(const Default& entry, CLI::App& command, Diagnostics& diagnostics);

  // tree_cases.cc
  void add_init();
  void add_check();
  void add_schema();
  // tree_questions.cc
  void add_measure();
  void add_exposure();
  void add_assess();
  // tree_stress.cc
  void add_stress();
  void add_backtest();
  void add_survive();
  // tree_import.cc
  void add_import();
  // tree_networks.cc
  void add_rank();
  void add_generate();
  // tree_about.cc
  void add_help();
  void add_completion();
  void add_manual();

  CLI::App app_;
  InitOptions init_;
  CheckOptions check_;
  SchemaOptions schema_;
  MeasureOptions measure_;
  ExposureOptions exposure_;
  AssessOptions assess_;
  StressOptions stress_;
  BacktestOptions backtest_;
  SurviveOptions survive_;
  RankOptions rank_;
  GenerateOptions generate_;
  ImportOptions import_;
  HelpOptions help_;
  CompletionOptions completion_;
  ManualOptions manual_;
  CommonOptions* common_ = nullptr;
  std::function<ExitCode(const std::string&)> action_ = [](const std::string&) {
    return ExitCode::usage;
  };
};

}  // namespace nail::cli
