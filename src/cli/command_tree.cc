#include "command_tree.h"

#include <algorithm>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "defaults.h"
#include "instruction_set.h"
#include "nail/base/text.h"
#include "nail/base/version.h"
#include "session.h"
#include "tree.h"
#include "tree_options.h"
#include "work_sharing.h"

namespace nail::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 the input is wrong; 2 wrong usage, an unknown home or product too; "
    "3 ran, but did not reach its tolerance; 4 internal or I/O failure; 130 interrupted.";

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

OptionPage page_of(const CLI::Option& option) {
  OptionPage page;
  page.about = option.get_description();
  page.words = words_of(option);
  page.required = option.get_required();
  if (option.get_positional()) {
    page.name = upper(option.get_name());
    return page;
  }
  if (!option.get_lnames().empty()) page.name = "--" + option.get_lnames().front();
  if (!option.get_snames().empty()) page.short_name = "-" + option.get_snames().front();
  if (option.get_items_expected_max() > 0) {
    const std::string type = option.get_type_name();
    page.value = type.substr(0, type.find(':'));
    const std::string fallback = option.get_default_str();
    if (fallback != "[]") page.fallback = fallback;
  }
  return page;
}

// The paragraphs of a footer, which blank lines part.
std::vector<std::string> paragraphs(const std::string& footer) {
  std::vector<std::string> out;
  std::string paragraph;
  for (const std::string& line : split(footer, '\n')) {
    if (!line.empty()) {
      paragraph += (paragraph.empty() ? "" : "\n") + line;
    } else if (!paragraph.empty()) {
      out.push_back(std::exchange(paragraph, {}));
    }
  }
  if (!paragraph.empty()) out.push_back(paragraph);
  return out;
}

}  // namespace

Tree::Tree() : app_("assess the resilience of supply chains", "nail") {
  app_.set_help_flag("-h,--help", "print this and end");
  app_.set_version_flag("--version", std::string("nail ") + kVersion, "print the version and end");
  app_.option_defaults()->always_capture_default();
  app_.require_subcommand(1);
  app_.fallthrough(false);
  app_.footer(
      std::string("Results go to standard output or to --out; progress and messages go to "
                  "standard error. A folder of results is built beside its place and renamed: it "
                  "is whole or not there.\n\n"
                  "What is wrong in a case is printed all at once, a line each, as "
                  "`file:line:column: code: what; what to do`.\n\n") +
      kExitCodes +
      "\n\nA file `nail.toml` in the folder of a case holds defaults for the options "
      "home, allies, products, draws, seed, threads, pool and lens; the command line "
      "wins over it.");
  add_init();
  add_check();
  add_schema();
  add_measure();
  add_exposure();
  add_assess();
  add_stress();
  add_backtest();
  add_survive();
  add_rank();
  add_import();
  add_generate();
  add_help();
  add_completion();
  add_manual();
}

// The program for many processes takes the commands that share their work.
Result<void> Tree::check_shared() {
  const CLI::App* command = called();
  if (!work_sharing().is_for_many() || command == nullptr || command->get_name() == "help") {
    return {};
  }
  const CLI::Option* years = command->get_option_no_throw("--ensemble");
  if (command->get_name() == "rank" || (years != nullptr && years->count() > 0)) return {};
  return fail(ExitCode::usage,
              fmt::format("nail-mpi shares the work of rank and of stress --ensemble; for {} run "
                          "nail",
                          command->get_name()));
}

ExitCode Tree::run(int argc, char** argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return print_help(called() == nullptr ? "" : called()->get_name());
  } catch (const CLI::CallForVersion&) {
    return write_output("-", fmt::format("nail {}\n", kVersion));
  } catch (const CLI::ParseError& error) {
    return wrong_usage(error);
  }
  if (auto shared = check_shared(); !shared) return report(shared.error());
  if (auto set = check_instruction_set(); !set) return report(set.error());
  if (const auto code = apply_defaults()) return *code;
  std::string line = "nail";
  for (int i = 1; i < argc; ++i) line += fmt::format(" {}", argv[i]);
  return action_(line);
}

CLI::App* Tree::called() {
  const auto parsed = app_.get_subcommands();
  return parsed.empty() ? nullptr : parsed.front();
}

ProgramPage Tree::page() const {
  ProgramPage program{"nail", kVersion, app_.get_description(), {}, {}, {}};
  for (const CLI::Option* option : app_.get_options()) program.options.push_back(page_of(*option));
  program.more = paragraphs(app_.get_footer());
  for (const CLI::App* command : app_.get_subcommands([](const CLI::App*) { return true; })) {
    CommandPage entry{command->get_name(), command->get_description(), {}, {}, {}};
    for (const CLI::Option* option : command->get_options()) {
      (option->get_positional() ? entry.arguments : entry.options).push_back(page_of(*option));
    }
    // --help is every command's and says nothing about this one: it stands last.
    const auto help = std::find_if(entry.options.begin(), entry.options.end(),
                                   [](const OptionPage& o) { return o.name == "--help"; });
    if (help != entry.options.end()) std::rotate(help, help + 1, entry.options.end());
    entry.more = paragraphs(command->get_footer());
    program.commands.push_back(std::move(entry));
  }
  return program;
}

ExitCode Tree::print_help(const std::string& command) const {
  const ProgramPage program = page();
  if (command.empty()) return write_output("-", help_text(program));
  if (const CommandPage* entry = program.find(command)) {
    return write_output("-", help_text(program, *entry));
  }
  std::vector<std::string> names;
  for (const CommandPage& entry : program.commands) names.push_back(entry.name);
  const std::string near = closest(command, names);
  return report({ExitCode::usage,
                 fmt::format("there is no command '{}'{}", printable(command),
                             near.empty() ? "; see nail help" : fmt::format("; is it {}?", near))});
}

ExitCode Tree::wrong_usage(const CLI::ParseError& error) {
  CLI::App* command = called();
  std::vector<std::string> names;
  std::string unknown;
  if (command == nullptr) {
    const auto left = app_.remaining();
    if (left.empty()) {
      fmt::print(stderr, "{}", help_text(page()));
      return ExitCode::usage;
    }
    unknown = left.front();
    if (!unknown.starts_with("-")) return print_help(unknown);
    names.emplace_back("--version");
  } else if (const auto left = command->remaining(); !left.empty()) {
    unknown = left.front();
    for (const CLI::Option* option : command->get_options()) {
      names.push_back(page_of(*option).name);
    }
  }
  const std::string see =
      command == nullptr ? "see nail help" : fmt::format("see nail help {}", command->get_name());
  if (unknown.empty()) {
    print_error(fmt::format("{}; {}", error.what(), see));
  } else if (unknown.starts_with("-")) {
    const std::string near = closest(unknown, names);
    print_error(fmt::format("there is no option {}{}; {}", printable(unknown),
                            near.empty() ? "" : fmt::format(" (is it {}?)", near), see));
  } else {
    print_error(fmt::format("'{}' is one argument too many; {}", printable(unknown), see));
  }
  return ExitCode::usage;
}

// Takes a default of nail.toml for an option that the command line leaves alone. A value that suits
// no option is a fault also where the command at hand does not ask for it: the file is wrong.
void Tree::apply(const Default& entry, CLI::App& command, Diagnostics& diagnostics) {
  const std::string name = "--" + entry.key;
  CLI::Option* option = command.get_option_no_throw(name);
  if (option != nullptr && option->count() > 0) return;
  for (CLI::App* other : app_.get_subcommands([](const CLI::App*) { return true; })) {
    if (option != nullptr) break;
    option = other->get_option_no_throw(name);
  }
  if (option == nullptr) return;
  try {
    option->add_result(entry.text);
    option->run_callback();
  } catch (const CLI::ParseError&) {
    const auto words = words_of(*option);
    const std::string type = option->get_type_name();
    const auto colon = type.find(':');
    diagnostics.fault(entry.where, "bad-default", fmt::format("{} is '{}'", entry.key, entry.text),
                      !words.empty() ? fmt::format("write one of: {}", fmt::join(words, ", "))
                      : colon != std::string::npos ? fmt::format("write {}", type.substr(colon + 1))
                                                   : std::string("correct it"));
  }
}

// An exit code where the command must not run.
std::optional<ExitCode> Tree::apply_defaults() {
  CLI::App* command = called();
  if (command == nullptr || common_ == nullptr) return std::nullopt;
  const CLI::Option* folder = command->get_option_no_throw("case");
  if (folder == nullptr || folder->count() == 0) return std::nullopt;
  Diagnostics diagnostics;
  common_->defaults = read_defaults(folder->as<std::string>(), diagnostics);
  for (const Default& entry : common_->defaults) apply(entry, *command, diagnostics);
  const bool refused = diagnostics.has_faults() || (common_->strict && diagnostics.warnings() > 0);
  if (refused || !common_->quiet) print_diagnostics(diagnostics, *common_, false);
  if (!refused) return std::nullopt;
  // check goes on to the tables: all faults in one pass.
  if (command->get_name() == "check") action_("nail check");
  return ExitCode::input;
}

ExitCode run(int argc, char** argv) {
  Tree tree;
  return tree.run(argc, argv);
}

}  // namespace nail::cli
