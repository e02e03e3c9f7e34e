// One sheet of the workbook under construction: a bold header that stays in view, then rows.
#pragma once

#include <xlsxwriter.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nail/report/view.h"

namespace nail::report {

class Sheet {
 public:
  Sheet(lxw_workbook* book, const char* name, lxw_format* bold, lxw_format* wrapped,
        std::initializer_list<std::pair<const char*, double>> columns);

  void next_row();
  void text(std::string_view value, bool wraps = false);
  // Unknown stays an empty cell.
  void number(double value);
  void year(int value);
  void range(const Ranged& range);
  lxw_error finish();

 private:
  void keep(lxw_error error) {
    if (error != LXW_NO_ERROR && error_ == LXW_NO_ERROR) error_ = error;
  }

  lxw_worksheet* sheet_;
  lxw_format* wrapped_;
  lxw_row_t row_ = 0;
  lxw_col_t column_ = 0, last_column_ = 0;
  lxw_error error_ = LXW_NO_ERROR;
};

// Text fit for a cell: well-formed UTF-8 without control characters, no formula, not too long.
std::string cell_text(std::string_view text);
// "a; b; c"
std::string joined(const std::vector<std::string>& items);

// The sheets stress, survival, worst, leverage and backtests; an error each, or none.
std::vector<lxw_error> write_stress_sheets(lxw_workbook* book, lxw_format* bold,
                                           lxw_format* wrapped, const View& view);

}  // namespace nail::report
