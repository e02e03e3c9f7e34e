// Options that several commands share, each with one wording.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "commands.h"

namespace nail::cli {

CLI::Option* add_words(CLI::App& command, const std::string& name, std::string& value,
                       std::vector<std::string> words, const std::string& about);
void add_common(CLI::App& command, CommonOptions& options);
void add_case(CLI::App& command, std::string& folder);
void add_seat(CLI::App& command, SeatOptions& seat);
void add_allies(CLI::App& command, SeatOptions& seat);
void add_output(CLI::App& command, std::string& format, std::string& out);
// --checkpoint and --resume, for work that can be shared (work_sharing.h).
void add_checkpoint(CLI::App& command, std::string& checkpoint, bool& resume);

// A check for a number above 0, or of 0 or more: a range from 0 on would let nan through.
CLI::Validator finite_number(bool above_zero);

// A check for a seed: unsigned numbers would take -1 as one near their end.
CLI::Validator whole_number();

// The words of a check that CLI::IsMember describes as `WORD:{a,b}`.
std::vector<std::string> words_of(const CLI::Option& option);

// Once parsing is done, given holds the options that stand on the command line, `--` and name: a
// default of nail.toml is none of them.
void note_given(CLI::App& command, std::vector<std::string>& given);

}  // namespace nail::cli
