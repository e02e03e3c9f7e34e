#include <cctype>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "pages.h"

namespace nail::cli {
namespace {

// A line of text: roff reads a leading dot or quote as a request, and every backslash.
std::string line(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";  // a minus that can be copied, not a hyphen
    } else if (c == '`') {
      continue;
    } else {
      out += c;
    }
  }
  return out;
}

// An argument of a macro: quoted, so that no word of it is taken for a macro.
std::string argument(std::string_view text) {
  std::string out = "\"";
  for (const char c : line(text)) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

void add_options(std::string& out, const std::vector<OptionPage>& options) {
  if (options.empty()) return;
  out += ".Bl -tag -width Ds\n";
  for (const OptionPage& option : options) {
    std::string spelled = option.short_name.empty() ? "" : option.short_name + ", ";
    spelled += option.name;
    if (!option.value.empty()) spelled += " " + option.value;
    out += fmt::format(".It Sy {}\n{}", argument(spelled), line(option.about));
    if (!option.words.empty()) out += line(fmt::format(": {}", fmt::join(option.words, ", ")));
    out += ".\n";
    if (!option.fallback.empty()) out += line(fmt::format("Default: {}.", option.fallback)) + '\n';
  }
  out += ".El\n";
}

void add_paragraphs(std::string& out, const std::vector<std::string>& more) {
  for (const std::string& paragraph : more) {
    if (paragraph.starts_with("  ")) {
      out += ".Bd -literal -offset indent\n";
      for (const std::string& typed : split(paragraph, '\n')) out += line(trim(typed)) + '\n';
      out += ".Ed\n";
    } else {
      out += ".Pp\n" + line(paragraph) + '\n';
    }
  }
}

}  // namespace

std::string manual_page(const ProgramPage& program) {
  std::string title = program.name;
  for (char& c : title) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::string out = fmt::format(
      ".\\\" Printed by `{0} manual`.\n.Dd $Mdocdate$\n.Dt {1} 1\n.Os {2}\n.Sh NAME\n.Nm {0}\n"
      ".Nd {3}\n.Sh SYNOPSIS\n",
      program.name, title, argument(fmt::format("{} {}", program.name, program.version)),
      line(program.about));
  for (const CommandPage& command : program.commands) {
    out += fmt::format(".Nm\n.Cm {}\n", command.name);
    for (const OptionPage& a : command.arguments) {
      out += a.required ? fmt::format(".Ar {}\n", a.name) : fmt::format(".Op Ar {}\n", a.name);
    }
    if (!command.options.empty()) out += ".Op Ar options\n";
  }
  out += ".Sh DESCRIPTION\n";
  add_options(out, program.options);
  add_paragraphs(out, program.more);
  out += ".Sh COMMANDS\n";
  for (const CommandPage& command : program.commands) {
    out += fmt::format(".Ss {}\n{}.\n", argument(fmt::format("{} {}", program.name, command.name)),
                       line(command.about));
    add_options(out, command.arguments);
    add_options(out, command.options);
    add_paragraphs(out, command.more);
  }
  return out;
}

}  // namespace nail::cli
