// The bytes of a table as text: a CSV file as it is, a .gz file unpacked, a Parquet file turned
// into CSV text (by DuckDB, where the program was built with it).
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "nail/base/result.h"
#include "nail/table/gzip.h"
#include "nail/table/parquet.h"

namespace nail {

struct DataFile {
  std::string text;        // CSV
  std::string sha256;      // of the file as stored
  bool rows_only = false;  // Parquet: a line number is the number of the row, the header being 1
};

// The whole file, byte for byte. Fails with ExitCode::input: no such file, not a regular file, no
// permission.
Result<std::string> read_bytes(const std::filesystem::path& path);

// Reads path by its ending: .csv, .csv.gz, .parquet (in small or capital letters). Fails with
// ExitCode::input and what to do, also where the bytes are of another kind than the ending says.
Result<DataFile> read_data_file(const std::filesystem::path& path);

// The names of a table's columns, without reading its rows. Fails as read_data_file() does.
Result<std::vector<std::string>> read_header(const std::filesystem::path& path);

}  // namespace nail
