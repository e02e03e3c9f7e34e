// Small text helpers used everywhere: numbers that read back to the same double, quoting for the
// formats we write, name patterns.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nail {

// The shortest text that reads back to the same double; "" for NaN (unknown). -0 is written "0".
std::string format_number(double value);

// Parses a whole text as a finite decimal number: spaces around it, a leading + and `.6` are
// accepted; hexadecimal, NaN, infinity and anything after the number are not.
std::optional<double> parse_number(std::string_view text);

// A CSV cell: quoted where it holds a comma, quote or line break.
std::string csv_cell(std::string_view text);

// A JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
std::string json_quote(std::string_view text);

// Text for HTML content and double-quoted attributes: & < > " ' escaped, control characters
// dropped, bytes that are not UTF-8 replaced by U+FFFD.
std::string html_escape(std::string_view text);

// Text for a terminal or log: control characters become \xNN, also those of Unicode that move the
// cursor or turn the direction of writing, and bytes that are not UTF-8.
std::string printable(std::string_view text);

// A cell for a spreadsheet: text that a spreadsheet would take for a formula (first character
// = + - @, tab or a line break) gets an apostrophe before it.
std::string spreadsheet_text(std::string_view text);

// True where text is well-formed UTF-8. error_at, if given, receives the first wrong byte.
bool is_utf8(std::string_view text, std::size_t* error_at = nullptr);
// Characters (code points) in a UTF-8 text.
std::size_t utf8_length(std::string_view text);

// Shell-like pattern: * any run of characters, ? one character, everything else itself.
bool glob_match(std::string_view pattern, std::string_view text);

std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
// "a, b and c"
std::string join_words(const std::vector<std::string>& words);
// The name in candidates that differs least from name, if it is close enough to be a typing
// mistake; empty otherwise.
std::string closest(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace nail
