#include "nail/table/column_table.h"

#include <algorithm>

#include <fmt/format.h>

#include "nail/base/text.h"

namespace nail {

std::size_t TableColumn::size() const {
  return std::visit([](const auto& list) { return list.size(); }, cells);
}

std::string cell_text(const TableColumn& column, std::size_t row) {
  if (const auto* words = std::get_if<WordColumn>(&column.cells)) return (*words)[row];
  if (const auto* numbers = std::get_if<NumberColumn>(&column.cells)) {
    return format_number((*numbers)[row]);
  }
  return fmt::format("{}", std::get<CountColumn>(column.cells)[row]);
}

std::string csv_header(const ColumnTable& table) {
  std::string out;
  for (const TableColumn& column : table.columns) {
    if (!out.empty()) out += ',';
    out += csv_cell(column.name);
  }
  return out + '\n';
}

void append_csv(const ColumnTable& table, std::size_t first, std::size_t last, std::string& out) {
  for (std::size_t row = first; row < last; ++row) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (c > 0) out += ',';
      const TableColumn& column = table.columns[c];
      if (const auto* words = std::get_if<WordColumn>(&column.cells)) {
        out += csv_cell((*words)[row]);
      } else {
        out += cell_text(column, row);
      }
    }
    out += '\n';
  }
}

}  // namespace nail
