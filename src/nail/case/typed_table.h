// A table read against its built-in schema: columns of text or numbers, every cell checked for
// type and limits, every fault reported at its cell. Rows with faults stay (the bad cell unknown),
// so that later checks find their own faults in the same pass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nail/base/diagnostics.h"
#include "nail/case/schema.h"

namespace nail {

class TypedTable {
 public:
  // The cells of a column, found once for many rows.
  struct Texts {
    std::span<const std::string_view> cells;
    std::string_view fallback;
    std::string_view operator[](std::size_t row) const {
      return cells.empty() ? fallback : cells[row];
    }
  };
  struct Numbers {
    std::span<const double> cells;
    double fallback;
    double operator[](std::size_t row) const { return cells.empty() ? fallback : cells[row]; }
  };

  // text is CSV. declared_columns are those the descriptor adds to the schema: kept, not reported
  // as unknown. rows_only: the text was made from a file without lines, so that a location is the
  // row (the header being 1) and the number of the column.
  static TypedTable read(const TableSpec& spec, std::string file, std::string text,
                         const std::set<std::string>& declared_columns, Diagnostics& diagnostics,
                         bool rows_only = false);

  // Columns hold views into storage_, which moves with the table but must not be copied.
  TypedTable(TypedTable&&) = default;
  TypedTable& operator=(TypedTable&&) = default;
  TypedTable(const TypedTable&) = delete;
  TypedTable& operator=(const TypedTable&) = delete;

  const TableSpec& spec() const { return *spec_; }
  const std::string& file() const { return file_; }
  std::size_t rows() const { return offsets_.size(); }
  // False where the file could not be read to its end: rows may be missing.
  bool is_whole() const { return is_whole_; }
  // Whether a row repeats the key of another, which was reported.
  bool has_repeated_keys() const { return has_repeated_keys_; }
  // Whether the row had more or fewer cells than the header: reported once, its numbers unknown.
  bool is_torn(std::size_t row) const;
  // Whether a cell of the row was refused, or the row is torn.
  bool has_fault(std::size_t row) const;
  bool has(std::string_view column) const { return find(column).has_value(); }
  std::vector<std::string> column_names() const;
  // Whether the column is there and holds numbers; numbers() and not texts() has its cells then.
  bool is_number(std::string_view column) const;

  // "" where the column is absent or the cell empty and without a default.
  std::string_view text(std::string_view column, std::size_t row) const;
  // NaN where the column is absent or the cell empty.
  double number(std::string_view column, std::size_t row) const;
  // The same for a whole column.
  Texts texts(std::string_view column) const;
  Numbers numbers(std::string_view column) const;
  std::uint64_t line(std::size_t row) const { return lines_[row]; }
  // The column that `low` and `high` belong to in a row that gives none of the ranged ones.
  std::string plain_range_column() const;
  // A cell as it is written, also of a number; "" where the table has no such column.
  std::string raw(std::string_view column, std::size_t row) const;
  // Line and column of a cell; of the row where the table has no such column.
  Location at(std::size_t row, std::string_view column = {}) const;

 private:
  struct Column {
    std::string name;
    FieldSpec spec;  // of an unknown column: optional text
    bool known = false;
    bool is_ranged = false;     // `low` and `high` may stand for it
    double default_number = 0;  // what an empty cell is
    std::vector<std::string_view> texts;
    std::vector<double> numbers;
  };

  TypedTable() = default;
  std::optional<std::size_t> find(std::string_view column) const;
  bool read_header(const std::set<std::string>& declared_columns, class CsvReader& reader,
                   Diagnostics& diagnostics);
  void read_cell(std::size_t column, const struct CsvCell& cell, Diagnostics& diagnostics);
  void read_torn_row(const struct CsvRow& row, Diagnostics& diagnostics);
  // A fault at a cell of the row that is being read: the cell counts as bad from here on.
  void cell_fault(std::size_t column, const struct CsvCell& cell, Diagnostics& diagnostics,
                  const char* code, std::string what, std::string remedy);
  double checked_number(std::size_t column, const struct CsvCell& cell, Diagnostics& diagnostics);
  bool is_bad(std::size_t row, std::string_view column) const;
  bool equal_keys(std::span<const std::size_t> columns, std::size_t a, std::size_t b) const;
  void check_keys(Diagnostics& diagnostics);
  void check_order(Diagnostics& diagnostics, std::size_t row, const std::string& value,
                   const std::string& low, const std::string& high) const;
  void check_bounds(Diagnostics& diagnostics) const;
  void check_values(Diagnostics& diagnostics) const;

  const TableSpec* spec_ = nullptr;
  std::string file_;
  std::deque<std::string> storage_;  // the file's text first, then cells that held doubled quotes
  std::vector<Column> columns_;
  std::vector<std::size_t> offsets_;  // byte offset of each row
  std::vector<std::uint64_t> lines_;
  std::vector<std::pair<std::size_t, std::size_t>> bad_;  // row, column of refused cells, in order
  std::vector<std::size_t> torn_;                         // rows, in order
  bool is_whole_ = true;
  bool has_repeated_keys_ = false;
  bool rows_only_ = false;
};

// A date as yyyy, yyyy-mm or yyyy-mm-dd that exists in the calendar.
bool is_date(std::string_view text);

}  // namespace nail
