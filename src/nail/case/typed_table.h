// A table read against its built-in schema: columns of text or numbers, every cell checked for
// type and limits, every fault reported at its cell. Rows with faults stay (the bad cell unknown),
// so that later checks find their own faults in the same pass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "nail/base/diagnostics.h"
#include "nail/case/schema.h"

namespace nail {

class TypedTable {
 public:
  // text is CSV. declared_columns are those the descriptor adds to the schema: kept, not reported
  // as unknown.
  static TypedTable read(const TableSpec& spec, std::string file, std::string text,
                         const std::set<std::string>& declared_columns, Diagnostics& diagnostics);

  const TableSpec& spec() const { return *spec_; }
  const std::string& file() const { return file_; }
  std::size_t rows() const { return offsets_.size(); }
  bool has(std::string_view column) const { return find(column).has_value(); }
  std::vector<std::string> column_names() const;

  // "" where the column is absent or the cell empty and without a default.
  std::string_view text(std::string_view column, std::size_t row) const;
  // NaN where the column is absent or the cell empty.
  double number(std::string_view column, std::size_t row) const;
  // A cell as it is written, also of a number; "" where the table has no such column.
  std::string raw(std::string_view column, std::size_t row) const;
  // Line and column of a cell; of the row where the table has no such column.
  Location at(std::size_t row, std::string_view column = {}) const;

 private:
  struct Column {
    std::string name;
    FieldSpec spec;  // of an unknown column: optional text
    bool known = false;
    std::vector<std::string_view> texts;
    std::vector<double> numbers;
  };

  std::optional<std::size_t> find(std::string_view column) const;
  bool read_header(const std::set<std::string>& declared_columns, class CsvReader& reader,
                   Diagnostics& diagnostics);
  void read_cell(Column& column, std::string_view cell, const Location& where,
                 Diagnostics& diagnostics);
  void check_keys(Diagnostics& diagnostics) const;
  void check_ranges(Diagnostics& diagnostics) const;

  const TableSpec* spec_ = nullptr;
  std::string file_;
  std::deque<std::string> storage_;  // the file's text first, then cells that held doubled quotes
  std::vector<Column> columns_;
  std::vector<std::size_t> offsets_;  // byte offset of each row
  std::vector<std::uint64_t> lines_;
};

// A date as yyyy, yyyy-mm or yyyy-mm-dd that exists in the calendar.
bool is_date(std::string_view text);

}  // namespace nail
