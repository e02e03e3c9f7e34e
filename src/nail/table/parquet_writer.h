// Writes Parquet through DuckDB, where the build found it. Inside the room: others write a
// ColumnFile.
#pragma once

#include <filesystem>
#include <memory>

#include "nail/base/result.h"
#include "nail/table/column_table.h"

namespace nail {

class ParquetWriter {
 public:
  // Fails with ExitCode::usage where the program was built without DuckDB.
  static Result<ParquetWriter> open();

  ParquetWriter(ParquetWriter&&) noexcept;
  ParquetWriter& operator=(ParquetWriter&&) noexcept;
  ParquetWriter(const ParquetWriter&) = delete;
  ParquetWriter& operator=(const ParquetWriter&) = delete;
  ~ParquetWriter();

  // Rows in order; the first block decides names and kinds of the columns.
  Result<void> append(const ColumnTable& block);
  // Everything appended, to path; shown is the name a person knows it by.
  Result<void> write(const std::filesystem::path& path, const std::filesystem::path& shown);

 private:
  struct Session;
  explicit ParquetWriter(std::unique_ptr<Session> session);
  std::unique_ptr<Session> session_;
};

}  // namespace nail
