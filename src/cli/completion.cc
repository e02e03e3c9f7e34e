#include <array>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "pages.h"

namespace nail::cli {
namespace {

bool is_folder(const OptionPage& option) {
  const std::string& what = option.value.empty() ? option.name : option.value;
  return what == "CASE" || what == "FOLDER" || what == "DIR";
}

std::vector<std::string> words_of(const ProgramPage& program, const OptionPage& option) {
  if (!option.words.empty()) return option.words;
  std::vector<std::string> words;
  if (option.name == "COMMAND") {
    for (const CommandPage& command : program.commands) words.push_back(command.name);
  }
  return words;
}

// Single-quoted for a shell; fish and bash read \' differently, so a quote becomes U+2019.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "\u2019";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::vector<std::string> option_names(const std::vector<OptionPage>& options) {
  std::vector<std::string> names;
  for (const OptionPage& option : options) {
    names.push_back(option.name);
    if (!option.short_name.empty()) names.push_back(option.short_name);
  }
  return names;
}

std::string bash(const ProgramPage& program) {
  std::vector<std::string> commands;
  for (const CommandPage& command : program.commands) commands.push_back(command.name);
  std::string out = fmt::format(
      "# bash completion of {0}, printed by `{0} completion bash`\n"
      "_{0}() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}\n"
      "  local command=${{COMP_WORDS[1]}} options=\"\" words=\"\"\n"
      "  COMPREPLY=()\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W \"{1} {2}\" -- \"$current\"))\n"
      "    return\n"
      "  fi\n"
      "  case $command in\n",
      program.name, fmt::join(commands, " "), fmt::join(option_names(program.options), " "));
  for (const CommandPage& command : program.commands) {
    out += fmt::format("    {})\n      options=\"{}\"\n", command.name,
                       fmt::join(option_names(command.options), " "));
    out += "      case $previous in\n";
    for (const OptionPage& option : command.options) {
      if (option.value.empty()) continue;
      const auto words = words_of(program, option);
      if (!words.empty()) {
        out += fmt::format("        {}) words=\"{}\" options=\"\" ;;\n", option.name,
                           fmt::join(words, " "));
      } else if (option.value == "FILE" || is_folder(option)) {
        out += fmt::format("        {}) COMPREPLY=($(compgen -{} -- \"$current\")); return ;;\n",
                           option.name, option.value == "FILE" ? "f" : "d");
      } else {
        out += fmt::format("        {}) return ;;\n", option.name);
      }
    }
    out += "      esac\n";
    for (const OptionPage& argument : command.arguments) {
      const auto words = words_of(program, argument);
      if (!words.empty()) {
        out += fmt::format("      [ -n \"$words\" ] || words=\"{}\"\n", fmt::join(words, " "));
      } else if (is_folder(argument)) {
        out +=
            "      if [ -z \"$words\" ] && [[ $current != -* ]]; then\n"
            "        COMPREPLY=($(compgen -d -- \"$current\")); return\n"
            "      fi\n";
      }
    }
    out += "      ;;\n";
  }
  out += fmt::format(
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$options $words\" -- \"$current\"))\n"
      "}}\n"
      "complete -o filenames -F _{0} {0}\n",
      program.name);
  return out;
}

// Inside the brackets of _arguments, ] : and quotes mean something.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    if (c == '\'') {
      out += "\u2019";
    } else {
      out += c;
    }
  }
  return out;
}

std::string zsh_action(const ProgramPage& program, const OptionPage& option) {
  const auto words = words_of(program, option);
  if (!words.empty()) return fmt::format("({})", fmt::join(words, " "));
  if (is_folder(option)) return "_files -/";
  return option.value == "FILE" ? "_files" : " ";
}

std::string zsh(const ProgramPage& program) {
  std::string out = fmt::format(
      "#compdef {0}\n# zsh completion of {0}, printed by `{0} completion zsh`\n_{0}() {{\n"
      "  local -a commands\n  commands=(\n",
      program.name);
  for (const CommandPage& command : program.commands) {
    out += fmt::format("    '{}:{}'\n", command.name, zsh_text(command.about));
  }
  out += fmt::format(
      "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n"
      "  local command=$words[2]\n  words=(\"${{words[@]:1}}\")\n  (( CURRENT-- ))\n"
      "  case $command in\n");
  for (const CommandPage& command : program.commands) {
    out += fmt::format("    {})\n      _arguments", command.name);
    for (const OptionPage& option : command.options) {
      out += fmt::format(" \\\n        '{}[{}]", option.name, zsh_text(option.about));
      if (!option.value.empty()) {
        out += fmt::format(":{}:{}", option.value, zsh_action(program, option));
      }
      out += "'";
    }
    std::size_t number = 0;
    for (const OptionPage& argument : command.arguments) {
      out += fmt::format(" \\\n        '{}:{}:{}'", ++number, argument.name,
                         zsh_action(program, argument));
    }
    out += "\n      ;;\n";
  }
  return out + fmt::format("  esac\n}}\n_{0} \"$@\"\n", program.name);
}

std::string fish(const ProgramPage& program) {
  std::string out =
      fmt::format("# fish completion of {0}, printed by `{0} completion fish`\n", program.name);
  out += fmt::format("complete -c {} -f\n", program.name);
  for (const CommandPage& command : program.commands) {
    out += fmt::format("complete -c {} -n __fish_use_subcommand -a {} -d {}\n", program.name,
                       command.name, shell_quoted(command.about));
  }
  for (const CommandPage& command : program.commands) {
    const std::string when = fmt::format("complete -c {} -n '__fish_seen_subcommand_from {}'",
                                         program.name, command.name);
    for (const OptionPage& argument : command.arguments) {
      const auto words = words_of(program, argument);
      if (!words.empty()) {
        out += fmt::format("{} -a '{}'\n", when, fmt::join(words, " "));
      } else if (is_folder(argument)) {
        out += fmt::format("{} -a '(__fish_complete_directories)'\n", when);
      }
    }
    for (const OptionPage& option : command.options) {
      out += fmt::format("{} -l {} -d {}", when, option.name.substr(2), shell_quoted(option.about));
      if (!option.short_name.empty()) out += fmt::format(" -s {}", option.short_name.substr(1));
      if (!option.value.empty()) out += " -r";
      const auto words = words_of(program, option);
      if (!words.empty()) out += fmt::format(" -a '{}'", fmt::join(words, " "));
      if (option.value == "FILE" || is_folder(option)) out += " -F";
      out += '\n';
    }
  }
  return out;
}

}  // namespace

Result<std::string> completion_script(const ProgramPage& program, std::string_view shell) {
  if (shell == "bash") return bash(program);
  if (shell == "zsh") return zsh(program);
  if (shell == "fish") return fish(program);
  return fail(ExitCode::usage, fmt::format("no completion for '{}'; there is one for bash, zsh "
                                           "and fish",
                                           printable(shell)));
}

}  // namespace nail::cli
