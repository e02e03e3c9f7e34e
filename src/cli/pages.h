// What the command tree says about itself, as plain data, and the pages made of it: help, the shell
// completions, the manual page and the command reference.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nail/base/result.h"

namespace nail::cli {

struct OptionPage {
  std::string name;        // `--home`, or for an argument its name in capitals
  std::string short_name;  // `-h`, mostly empty
  std::string value;       // what follows it: FILE, PLACE ...; empty for a flag
  std::string about;
  std::string fallback;            // its default, as it is typed
  std::vector<std::string> words;  // the values it takes, where only some are
  bool required = false;
};

struct CommandPage {
  std::string name, about;
  std::vector<OptionPage> arguments, options;
  // Paragraphs after the options; one that starts with two spaces is typed text.
  std::vector<std::string> more;
};

struct ProgramPage {
  std::string name, version, about;
  std::vector<OptionPage> options;
  std::vector<CommandPage> commands;
  std::vector<std::string> more;

  const CommandPage* find(std::string_view command) const;
};

// Plain text for a terminal of 80 columns.
std::string help_text(const ProgramPage& program);
std::string help_text(const ProgramPage& program, const CommandPage& command);
// The command reference (docs/commands.md).
std::string reference_markdown(const ProgramPage& program);
// A script for bash, zsh or fish; ExitCode::usage for another shell.
Result<std::string> completion_script(const ProgramPage& program, std::string_view shell);
// The manual page, section 1, in mdoc.
std::string manual_page(const ProgramPage& program);

}  // namespace nail::cli
