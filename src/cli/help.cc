#include <algorithm>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "pages.h"

namespace nail::cli {
namespace {

constexpr std::size_t kWidth = 80;

// Words of text in lines of at most kWidth, all but the first indented.
std::string wrap(std::string_view text, std::size_t indent, std::size_t used = 0) {
  std::string out;
  std::size_t column = used;
  for (const std::string& word : split(text, ' ')) {
    if (word.empty()) continue;
    const std::size_t length = utf8_length(word);
    if (column > indent && column + 1 + length > kWidth) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += length;
  }
  return out;
}

bool is_typed(std::string_view paragraph) { return paragraph.starts_with("  "); }

std::string paragraphs(const std::vector<std::string>& more) {
  std::string out;
  for (const std::string& paragraph : more) {
    out += '\n' + (is_typed(paragraph) ? paragraph : wrap(paragraph, 0)) + '\n';
  }
  return out;
}

// `--home PLACE`, `-h, --help`
std::string spelled(const OptionPage& option) {
  std::string out = option.short_name.empty() ? "" : option.short_name + ", ";
  out += option.name;
  return option.value.empty() ? out : fmt::format("{} {}", out, option.value);
}

std::string explained(const OptionPage& option) {
  std::string out = option.about;
  if (!option.words.empty()) out += fmt::format(" [{}]", fmt::join(option.words, ", "));
  if (!option.fallback.empty()) out += fmt::format(" (default: {})", option.fallback);
  return out;
}

std::string list(const std::vector<OptionPage>& options) {
  constexpr std::size_t kIndent = 24;
  std::string out;
  for (const OptionPage& option : options) {
    std::string line = "  " + spelled(option);
    if (line.size() + 2 > kIndent) {
      line += '\n' + std::string(kIndent, ' ');
    } else {
      line.append(kIndent - line.size(), ' ');
    }
    out += line + wrap(explained(option), kIndent, kIndent) + '\n';
  }
  return out;
}

std::string usage_line(const ProgramPage& program, const CommandPage& command) {
  std::string out = fmt::format("{} {}", program.name, command.name);
  for (const OptionPage& argument : command.arguments) {
    out +=
        argument.required ? fmt::format(" {}", argument.name) : fmt::format(" [{}]", argument.name);
  }
  return out + (command.options.empty() ? "" : " [options]");
}

// A cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string option_rows(const std::vector<OptionPage>& options) {
  std::string out;
  for (const OptionPage& option : options) {
    std::string about = option.about;
    if (!option.words.empty()) {
      about += fmt::format(": `{}`", fmt::join(option.words, "`, `"));
    }
    out += fmt::format("| `{}` | {} | {} |\n", cell(spelled(option)), cell(about),
                       option.fallback.empty() ? "" : fmt::format("`{}`", option.fallback));
  }
  return out;
}

std::string markdown(const std::vector<std::string>& more) {
  std::string out;
  for (const std::string& paragraph : more) {
    if (!is_typed(paragraph)) {
      out += fmt::format("\n{}\n", paragraph);
      continue;
    }
    out += "\n```sh\n";
    for (const std::string& line : split(paragraph, '\n')) {
      out += fmt::format("{}\n", line.starts_with("  ") ? line.substr(2) : line);
    }
    out += "```\n";
  }
  return out;
}

}  // namespace

const CommandPage* ProgramPage::find(std::string_view command) const {
  const auto it = std::find_if(commands.begin(), commands.end(),
                               [&](const CommandPage& page) { return page.name == command; });
  return it == commands.end() ? nullptr : &*it;
}

std::string help_text(const ProgramPage& program) {
  std::string out =
      fmt::format("{} {}: {}\n\nUsage: {} COMMAND [arguments] [options]\n\nCommands:\n",
                  program.name, program.version, program.about, program.name);
  for (const CommandPage& command : program.commands) {
    out += fmt::format("  {:<14}{}\n", command.name, wrap(command.about, 16, 16));
  }
  out += "\nOptions:\n" + list(program.options);
  return out + paragraphs(program.more);
}

std::string help_text(const ProgramPage& program, const CommandPage& command) {
  std::string out =
      fmt::format("Usage: {}\n\n{}\n", usage_line(program, command),
                  wrap(fmt::format("{} {}: {}", program.name, command.name, command.about), 0));
  if (!command.arguments.empty()) out += "\nArguments:\n" + list(command.arguments);
  if (!command.options.empty()) out += "\nOptions:\n" + list(command.options);
  return out + paragraphs(command.more);
}

std::string reference_markdown(const ProgramPage& program) {
  std::string out = fmt::format(
      "# Commands\n\n<!-- Printed by `{0} help --markdown`; do not edit. -->\n\n"
      "`{0}`: {1}\n\n`{0} COMMAND [arguments] [options]`\n\n| command | does |\n|---|---|\n",
      program.name, program.about);
  for (const CommandPage& command : program.commands) {
    out += fmt::format("| [`{0} {1}`](#{0}-{1}) | {2} |\n", program.name, command.name,
                       cell(command.about));
  }
  out += "\n| option | means | default |\n|---|---|---|\n" + option_rows(program.options);
  out += markdown(program.more);
  for (const CommandPage& command : program.commands) {
    out += fmt::format("\n## {0} {1}\n\n`{2}`\n\n{3}.\n\n", program.name, command.name,
                       usage_line(program, command), command.about);
    out += "| argument or option | means | default |\n|---|---|---|\n";
    out += option_rows(command.arguments) + option_rows(command.options);
    out += markdown(command.more);
  }
  return out;
}

}  // namespace nail::cli
