// Where a table of columns goes: to standard output or a file, as what --format or the ending of
// the file says.
#pragma once

#include <optional>
#include <string>

#include "nail/base/result.h"
#include "nail/table/column_table.h"
#include "text_output.h"

namespace nail::cli {

enum class ColumnFormat { csv, csv_gz, parquet, json, table };

// The ending of out decides (.csv, .csv.gz, .parquet, .json); else format, of a name without an
// ending or with .txt. ExitCode::usage where format was given and says otherwise, and for any other
// ending where it was not: a table under a name that promises something else is no help.
Result<ColumnFormat> column_format(const std::string& out, const std::string& format,
                                   bool format_given);

// Blocks of rows with the same columns, in order; nothing is there before finish().
class ColumnOutput {
 public:
  static Result<ColumnOutput> create(const std::string& out, ColumnFormat format);

  Result<void> append(ColumnTable&& block);
  Result<void> finish();

 private:
  explicit ColumnOutput(ColumnFormat format) : format_(format) {}

  ColumnFormat format_;
  std::optional<ColumnFile> file_;
  std::optional<TextOutput> text_;   // of json and table,
  std::optional<ColumnTable> held_;  // which are laid out when all is there
  bool has_header_ = false;
};

}  // namespace nail::cli
