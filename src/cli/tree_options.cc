#include "tree_options.h"

#include <cmath>

#include <fmt/format.h>

#include "nail/base/text.h"

namespace nail::cli {

CLI::Option* add_words(CLI::App& command, const std::string& name, std::string& value,
                       std::vector<std::string> words, const std::string& about) {
  return command.add_option(name, value, about)
      ->type_name("WORD")
      ->check(CLI::IsMember(std::move(words)));
}

CLI::Validator finite_number(bool above_zero) {
  return CLI::Validator(
      [above_zero](const std::string& text) -> std::string {
        double number = 0;
        if (CLI::detail::lexical_cast(text, number) && std::isfinite(number) &&
            (above_zero ? number > 0 : number >= 0)) {
          return "";
        }
        return fmt::format("{} is not a number {}", text, above_zero ? "above 0" : "of 0 or more");
      },
      "");
}

CLI::Validator whole_number() {
  return CLI::Validator(
      [](const std::string& text) -> std::string {
        if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos) return "";
        return fmt::format("{} is not a whole number of 0 or more", text);
      },
      "");
}

void add_common(CLI::App& command, CommonOptions& options) {
  command
      .add_option_function<std::string>(
          "--diagnostics",
          [&options](const std::string& format) { options.json_diagnostics = format == "json"; },
          "how faults and warnings are printed; json is one object a line")
      ->type_name("WORD")
      ->default_str("text")
      ->check(CLI::IsMember({"text", "json"}));
  command.add_flag("--strict", options.strict, "treat warnings as faults");
  command.add_flag("--quiet", options.quiet, "print results and faults only");
  command.add_option("--threads", options.threads, "threads to use; 0 is one a core")
      ->type_name("N")
      ->check(CLI::Range(0, 1024));
}

void add_case(CLI::App& command, std::string& folder) {
  command.add_option("case", folder, "the folder of the case")->type_name("CASE")->required();
}

void add_seat(CLI::App& command, SeatOptions& seat) {
  add_case(command, seat.folder);
  command.add_option("--home", seat.home, "whose seat: a place or bloc of the case")
      ->type_name("PLACE");
  command
      .add_option("--products", seat.products,
                  "only these products, separated by commas; * and ? stand for any letters")
      ->delimiter(',')
      ->type_name("LIST");
}

void add_allies(CLI::App& command, SeatOptions& seat) {
  command
      .add_option("--allies", seat.allies,
                  "blocs or places, separated by commas; the home itself is never among them")
      ->type_name("LIST");
}

void add_output(CLI::App& command, std::string& format, std::string& out) {
  add_words(command, "--format", format, {"csv", "json", "table"}, "how the rows are written");
  command.add_option("--out", out, "the file to write; - is standard output")->type_name("FILE");
}

void add_checkpoint(CLI::App& command, std::string& checkpoint, bool& resume) {
  command
      .add_option("--checkpoint", checkpoint,
                  "keep finished work in this file, a new one or an earlier checkpoint; nail-mpi "
                  "keeps OUT.checkpoint where none is named")
      ->type_name("FILE");
  command.add_flag("--resume", resume, "go on from the checkpoint of a run that was stopped");
}

std::vector<std::string> words_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto open = type.find('{');
  const auto close = type.rfind('}');
  if (open == std::string::npos || close == std::string::npos) return {};
  return split(std::string_view(type).substr(open + 1, close - open - 1), ',');
}

void note_given(CLI::App& command, std::vector<std::string>& given) {
  // Called before the defaults of the case come in.
  command.parse_complete_callback([&command, &given] {
    for (const CLI::Option* option : command.get_options()) {
      if (option->count() > 0) given.push_back("--" + option->get_single_name());
    }
  });
}

}  // namespace nail::cli
