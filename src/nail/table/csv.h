// A strict reader of comma-separated values (RFC 4180, UTF-8). It never guesses: what is not
// well-formed is a fault with its line and column. Accepted beyond the RFC: a byte-order mark, LF
// as well as CRLF, blank lines (skipped), no line end after the last row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "nail/base/diagnostics.h"

namespace nail {

struct CsvCell {
  std::string_view text;     // unquoted, quotes undoubled
  std::uint64_t line = 0;    // of the cell's first character, from 1
  std::uint64_t column = 0;  // in characters, from 1
  bool is_refused = false;   // a fault of the cell was reported: its text says nothing
};

struct CsvRow {
  std::vector<CsvCell> cells;
  std::uint64_t line = 0;             // of the row's first character
  std::size_t offset = 0;             // of the row's first byte in the text
  std::deque<std::string> unescaped;  // storage behind cells that held doubled quotes
};

// Where to start reading in a text, and what line that is.
struct CsvPosition {
  std::size_t offset = 0;
  std::uint64_t line = 1;
};

// Reads text row by row. Views in a row stay valid while the text and the row live.
class CsvReader {
 public:
  CsvReader(std::string_view text, std::string file, Diagnostics& diagnostics,
            CsvPosition start = {});

  // The next row that is not blank. False at the end of the text, or after a fault that makes the
  // rest unreadable (a quote that is never closed, UTF-16). Other faults are reported and skipped.
  bool next(CsvRow& row);
  // Whether the rest of the text could not be read.
  bool is_broken() const { return broken_; }

 private:
  bool read_quoted(CsvRow& row);
  bool read_plain(CsvRow& row);
  void check_encoding(CsvCell& cell);
  void fault(std::uint64_t line, std::uint64_t column, const char* code, std::string what,
             std::string remedy);
  std::uint64_t column_here();
  void start_line();

  std::string_view text_;
  std::string file_;
  Diagnostics* diagnostics_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  std::size_t counted_at_ = 0;        // a byte of this line,
  std::uint64_t counted_column_ = 1;  // and its column
  bool broken_ = false;
};

}  // namespace nail
