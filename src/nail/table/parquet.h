// Parquet files, by DuckDB where the program was built with it. The file decides nothing but its
// rows: nothing is fetched and no extension is loaded.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nail/base/result.h"

namespace nail {

// Whether this program can read Parquet.
bool has_parquet();

// A Parquet file as CSV text: a header, then a row a line; null is an empty cell. Fails with
// ExitCode::input where the file is not readable Parquet, or the program was built without DuckDB.
Result<std::string> parquet_to_csv(const std::filesystem::path& path);

// The names of the columns. Fails as parquet_to_csv() does.
Result<std::vector<std::string>> parquet_columns(const std::filesystem::path& path);

// Some rows of the columns that were asked for, as they come; views last as long as the call.
struct ParquetRows {
  std::size_t first = 0, rows = 0;
  std::size_t expected = 0;  // of the whole file
  // Beside the columns asked for. Of a column of whole numbers or doubles numbers has the cells
  // (NaN for null), of any other texts ("" for null); the other span is empty.
  std::vector<std::span<const double>> numbers;
  std::vector<std::span<const std::string_view>> texts;
};

// Hands the rows of columns to `rows`, in order, until it returns false; wanted_texts: those that
// are wanted as text whatever they hold. Fails as parquet_to_csv() does.
Result<void> read_parquet(const std::filesystem::path& path,
                          const std::vector<std::string>& columns,
                          const std::vector<bool>& wanted_texts,
                          const std::function<bool(const ParquetRows&)>& rows);

}  // namespace nail
