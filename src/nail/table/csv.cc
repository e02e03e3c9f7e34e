#include "nail/table/csv.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "nail/base/text.h"

namespace nail {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

bool looks_like_utf16(std::string_view text) {
  if (text.size() < 2) return false;
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

}  // namespace

CsvReader::CsvReader(std::string_view text, std::string file, Diagnostics& diagnostics,
                     CsvPosition start)
    : text_(text),
      file_(std::move(file)),
      diagnostics_(&diagnostics),
      at_(start.offset),
      line_(start.line),
      counted_at_(start.offset) {
  if (at_ == 0 && text_.starts_with(kBom)) at_ = counted_at_ = kBom.size();
  if (looks_like_utf16(text_)) {
    broken_ = true;
    fault(1, 1, "csv-encoding", "the file is UTF-16", "save it as UTF-8");
  }
}

void CsvReader::fault(std::uint64_t line, std::uint64_t column, const char* code, std::string what,
                      std::string remedy) {
  diagnostics_->fault({file_, line, column}, code, std::move(what), std::move(remedy));
}

// Counts on from where it last counted: a line of a million cells would else take a million passes.
std::uint64_t CsvReader::column_here() {
  counted_column_ += utf8_length(text_.substr(counted_at_, at_ - counted_at_));
  counted_at_ = at_;
  return counted_column_;
}

void CsvReader::start_line() {
  ++line_;
  counted_at_ = at_;
  counted_column_ = 1;
}

bool CsvReader::next(CsvRow& row) {
  row.cells.clear();
  row.unescaped.clear();
  // Blank lines hold no row.
  while (!broken_ && at_ < text_.size()) {
    if (text_[at_] == '\n') {
      ++at_;
    } else if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') {
      at_ += 2;
    } else {
      break;
    }
    start_line();
  }
  if (broken_ || at_ >= text_.size()) return false;
  row.line = line_;
  row.offset = at_;
  while (true) {
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    if (!(quoted ? read_quoted(row) : read_plain(row))) return false;
    if (at_ >= text_.size()) return true;
    if (text_[at_] == ',') {
      ++at_;
      continue;
    }
    // A line end: CRLF or LF (read_plain and read_quoted stop nowhere else).
    at_ += text_[at_] == '\r' ? 2 : 1;
    start_line();
    return true;
  }
}

bool CsvReader::read_plain(CsvRow& row) {
  CsvCell cell{{}, line_, column_here()};
  const std::size_t start = at_;
  // Of each kind of fault one a cell: a file of another kind would report every byte.
  bool has_nul = false, has_cr = false, has_quote = false;
  bool is_ascii = true;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == ',' || c == '\n') break;
    is_ascii = is_ascii && static_cast<unsigned char>(c) < 0x80;
    if (c == '\r') {
      if (at_ + 1 < text_.size() && text_[at_ + 1] == '\n') break;
      if (std::exchange(has_cr, true)) continue;
      fault(line_, column_here(), "csv-bare-cr", "a carriage return without a line feed",
            "end lines with LF or CRLF");
    } else if (c == '"' && !std::exchange(has_quote, true)) {
      fault(line_, column_here(), "csv-quote", "a quote inside an unquoted cell",
            "put the whole cell in quotes and double the quotes inside it");
    } else if (c == '\0' && !std::exchange(has_nul, true)) {
      fault(line_, column_here(), "csv-nul", "a NUL byte", "save the file as plain UTF-8 text");
    }
  }
  cell.text = text_.substr(start, at_ - start);
  cell.is_refused = has_nul || has_cr || has_quote;
  if (!is_ascii) check_encoding(cell);
  row.cells.push_back(cell);
  return true;
}

// A cell that is not UTF-8 is reported at its first wrong byte and read as empty.
void CsvReader::check_encoding(CsvCell& cell) {
  std::size_t bad = 0;
  if (is_utf8(cell.text, &bad)) return;
  // Within a quoted cell the wrong byte may stand some lines further down.
  const std::string_view before = cell.text.substr(0, bad);
  const std::size_t line_end = before.rfind('\n');
  const bool is_quoted = cell.text.data() > text_.data() && cell.text.data()[-1] == '"';
  std::uint64_t line = cell.line;
  std::uint64_t column = cell.column + utf8_length(before) + (is_quoted ? 1 : 0);
  if (line_end != std::string_view::npos) {
    line += static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
    column = utf8_length(before.substr(line_end + 1)) + 1;
  }
  fault(line, column, "csv-encoding",
        fmt::format("byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(cell.text[bad])),
        "save the file as UTF-8");
  cell.text = {};
  cell.is_refused = true;
}

bool CsvReader::read_quoted(CsvRow& row) {
  CsvCell cell{{}, line_, column_here()};
  const std::size_t start = ++at_;
  bool doubled = false;
  bool has_nul = false;
  while (true) {
    const std::size_t stop = text_.find_first_of(std::string_view("\"\n\0", 3), at_);
    if (stop == std::string_view::npos) {
      fault(cell.line, cell.column, "csv-unclosed-quote", "a quote that is never closed",
            "close the quote; a quote inside a cell is written twice");
      broken_ = true;
      at_ = text_.size();
      return false;
    }
    at_ = stop + 1;
    if (text_[stop] == '\n') {
      start_line();
    } else if (text_[stop] == '\0') {
      if (std::exchange(has_nul, true)) continue;
      --at_;
      fault(line_, column_here(), "csv-nul", "a NUL byte", "save the file as plain UTF-8 text");
      ++at_;
    } else if (at_ < text_.size() && text_[at_] == '"') {
      doubled = true;
      ++at_;
    } else {
      break;
    }
  }
  cell.text = text_.substr(start, at_ - 1 - start);
  cell.is_refused = has_nul;
  check_encoding(cell);
  if (doubled) {
    std::string plain;
    plain.reserve(cell.text.size());
    for (std::size_t i = 0; i < cell.text.size(); ++i) {
      plain += cell.text[i];
      if (cell.text[i] == '"') ++i;
    }
    cell.text = row.unescaped.emplace_back(std::move(plain));
  }
  row.cells.push_back(cell);
  if (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' &&
      !(text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n')) {
    fault(line_, column_here(), "csv-quote", "text after a closing quote",
          "put the whole cell in quotes; a quote inside a cell is written twice");
    row.cells.back().is_refused = true;
    // Go on after this cell, so that later faults are found too.
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') ++at_;
    if (at_ > 0 && at_ < text_.size() && text_[at_] == '\n' && text_[at_ - 1] == '\r') --at_;
  }
  return true;
}

}  // namespace nail
