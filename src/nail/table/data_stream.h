// The text of a .csv or .csv.gz file a piece at a time, so that a table of many gigabytes need not
// stand in memory as text.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "nail/base/result.h"
#include "nail/base/sha256.h"
#include "nail/table/gzip.h"

namespace nail {

enum class DataFormat { csv, csv_gz, parquet };

// By the ending of the name, in small or capital letters. Fails with ExitCode::input.
Result<DataFormat> data_format(const std::filesystem::path& path);

class DataStream {
 public:
  // Fails with ExitCode::input: no such file, not a regular file, no permission, another ending.
  static Result<DataStream> open(const std::filesystem::path& path);

  DataStream(DataStream&& other) noexcept;
  DataStream& operator=(DataStream&& other) noexcept;
  DataStream(const DataStream&) = delete;
  DataStream& operator=(const DataStream&) = delete;
  ~DataStream();

  // Appends the next bytes of the text to out, about `most` of them; false where there were none.
  Result<bool> read(std::string& out, std::size_t most);
  // About how many bytes of text there will be, and what part of the file is read, 0 to 1.
  std::size_t expected_size() const { return expected_; }
  double done() const;
  // Of the file as stored, once read() has returned false.
  std::string sha256() { return sum_.hex(); }

 private:
  DataStream() = default;
  std::filesystem::path path_;
  int fd_ = -1;
  std::size_t stored_ = 0, taken_ = 0;  // bytes of the file, and those read
  std::size_t expected_ = 0;
  bool at_end_ = false;
  std::optional<Gunzip> gunzip_;
  std::string packed_;
  Sha256 sum_;
};

// SHA-256 of a file as stored.
Result<std::string> sha256_of_file(const std::filesystem::path& path);

}  // namespace nail
