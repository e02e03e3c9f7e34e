// A table that is to be written, column by column: what the results of large networks are. Blocks
// of rows go to a file one after the other, so that ten million rows never stand in memory as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "nail/base/result.h"

namespace nail {

using WordColumn = std::vector<std::string>;
using NumberColumn = std::vector<double>;  // NaN: unknown, an empty cell
using CountColumn = std::vector<std::uint64_t>;

struct TableColumn {
  std::string name;
  std::variant<WordColumn, NumberColumn, CountColumn> cells;

  std::size_t size() const;
};

// Columns of one length.
struct ColumnTable {
  std::vector<TableColumn> columns;

  std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
};

// The cell as the shortest text that reads back to the same; "" where it is unknown. Not yet
// quoted.
std::string cell_text(const TableColumn& column, std::size_t row);

// `a,b,c` and a line end.
std::string csv_header(const ColumnTable& table);
// Rows [first, last), a line each.
void append_csv(const ColumnTable& table, std::size_t first, std::size_t last, std::string& out);

enum class ColumnForm { csv, csv_gz, parquet };

// A file that is whole or not there, of blocks with the same columns. Destroyed without commit(),
// it takes with it what it wrote.
class ColumnFile {
 public:
  // Fails with ExitCode::internal where the file cannot be written; with ExitCode::usage for
  // Parquet where the program was built without DuckDB.
  static Result<ColumnFile> create(const std::filesystem::path& path, ColumnForm form);

  ColumnFile(ColumnFile&&) noexcept;
  ColumnFile& operator=(ColumnFile&&) noexcept;
  ColumnFile(const ColumnFile&) = delete;
  ColumnFile& operator=(const ColumnFile&) = delete;
  ~ColumnFile();

  // The first block decides names and kinds of the columns; it may have no row.
  Result<void> append(const ColumnTable& block);
  Result<void> commit();

 private:
  struct Parts;
  explicit ColumnFile(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace nail
