#include "nail/report/workbook_sheet.h"

#include <cmath>

#include "nail/base/text.h"

namespace nail::report {
namespace {

// What a cell and a sheet may hold in this file format.
constexpr std::size_t kLongestText = 32767;
constexpr lxw_row_t kLastRow = 1048575;

}  // namespace

std::string cell_text(std::string_view text) {
  std::string clean;
  clean.reserve(text.size() + 1);
  std::size_t characters = 0;
  std::size_t bad = 0;
  const bool whole = is_utf8(text, &bad);
  if (!whole) text = text.substr(0, bad);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    // Characters beyond the basic plane count twice; four less leave room for the marks.
    if ((c & 0xc0) != 0x80 && (characters += c >= 0xf0 ? 2 : 1) > kLongestText - 4) {
      clean += "\u2026";
      break;
    }
    if (c >= 0x20 || c == '\n' || c == '\t') clean += text[i];
  }
  if (!whole) clean += "\ufffd";
  return spreadsheet_text(clean);
}

Sheet::Sheet(lxw_workbook* book, const char* name, lxw_format* bold, lxw_format* wrapped,
             std::initializer_list<std::pair<const char*, double>> columns)
    : sheet_(workbook_add_worksheet(book, name)), wrapped_(wrapped) {
  if (!sheet_) return;
  for (const auto& [title, width] : columns) {
    worksheet_set_column(sheet_, column_, column_, width, nullptr);
    keep(worksheet_write_string(sheet_, 0, column_++, title, bold));
  }
  worksheet_freeze_panes(sheet_, 1, 0);
  last_column_ = static_cast<lxw_col_t>(column_ - 1);
}

void Sheet::next_row() {
  if (row_ == kLastRow)
    error_ = LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE;
  else
    ++row_;
  column_ = 0;
}

void Sheet::text(std::string_view value, bool wraps) {
  if (sheet_ && !value.empty()) {
    keep(worksheet_write_string(sheet_, row_, column_, cell_text(value).c_str(),
                                wraps ? wrapped_ : nullptr));
  }
  ++column_;
}

void Sheet::number(double value) {
  if (sheet_ && std::isfinite(value)) {
    keep(worksheet_write_number(sheet_, row_, column_, value, nullptr));
  }
  ++column_;
}

void Sheet::year(int value) {
  if (value == kNoYear)
    ++column_;
  else
    number(value);
}

void Sheet::range(const Ranged& range) {
  number(range.value);
  number(range.low);
  number(range.high);
}

lxw_error Sheet::finish() {
  if (!sheet_) return LXW_ERROR_MEMORY_MALLOC_FAILED;
  worksheet_autofilter(sheet_, 0, 0, row_, last_column_);
  return error_;
}

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : "; ") + item;
  return text;
}

}  // namespace nail::report
