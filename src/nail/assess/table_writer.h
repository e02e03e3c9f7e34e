// Builds one CSV table of an assessment row by row.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "nail/assess/tables.h"
#include "nail/base/text.h"

namespace nail {

class TableWriter {
 public:
  TableWriter(std::string name, const std::string& header) {
    table_.path = fmt::format("tables/{}.csv", name);
    table_.name = std::move(name);
    table_.bytes = header + '\n';
  }

  TableWriter& text(std::string_view cell) {
    separate();
    table_.bytes += csv_cell(spreadsheet_text(cell));
    return *this;
  }
  TableWriter& number(double value) {
    separate();
    table_.bytes += format_number(value);
    return *this;
  }
  void end_row() {
    table_.bytes += '\n';
    first_ = true;
    ++table_.rows;
  }
  WrittenTable take() { return std::move(table_); }

 private:
  void separate() {
    if (!first_) table_.bytes += ',';
    first_ = false;
  }

  WrittenTable table_;
  bool first_ = true;
};

}  // namespace nail
