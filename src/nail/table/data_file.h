// The bytes of a table as text: a CSV file as it is, a .gz file unpacked, a Parquet file turned
// into CSV text (by DuckDB, where the program was built with it).
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "nail/base/result.h"

namespace nail {

// More than this, unpacked, is refused: a small .gz can hold a disk full of zeros.
inline constexpr std::size_t kMostUnpackedBytes = std::size_t{16} << 30;
// So is a .gz that unpacks to more than this many times its size, once it is past a size that does
// no harm. Tables shrink 5 to 50 times; only made-up ones shrink more than this.
inline constexpr std::size_t kMostUnpackedRatio = 250;
inline constexpr std::size_t kHarmlessUnpackedBytes = std::size_t{256} << 20;

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

// Whether this program can read Parquet.
bool has_parquet();
// A Parquet file as CSV text: a header, then a row a line; null is an empty cell. Fails with
// ExitCode::input where the file is not readable Parquet, or the program was built without DuckDB.
Result<std::string> parquet_to_csv(const std::filesystem::path& path);

}  // namespace nail
