#include "column_output.h"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "session.h"

namespace nail::cli {
namespace {

constexpr std::size_t kRowsAtOnce = 16384;

// The message of a failure was printed where it happened.
Result<void> as_result(ExitCode code) {
  return code == ExitCode::done ? Result<void>() : fail(code, "");
}

void append_rows(ColumnTable& to, ColumnTable&& from) {
  for (std::size_t c = 0; c < to.columns.size(); ++c) {
    std::visit(
        [&](auto& list) {
          auto& more = std::get<std::decay_t<decltype(list)>>(from.columns[c].cells);
          list.insert(list.end(), std::make_move_iterator(more.begin()),
                      std::make_move_iterator(more.end()));
        },
        to.columns[c].cells);
  }
}

TextTable text_table(const ColumnTable& columns) {
  TextTable table;
  for (const TableColumn& column : columns.columns) {
    table.header.push_back(column.name);
    table.numeric.push_back(!std::holds_alternative<WordColumn>(column.cells));
  }
  for (std::size_t row = 0; row < columns.rows(); ++row) {
    std::vector<std::string> cells;
    for (const TableColumn& column : columns.columns) cells.push_back(cell_text(column, row));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

}  // namespace

Result<ColumnFormat> column_format(const std::string& out, const std::string& format,
                                   bool format_given) {
  const ColumnFormat said = format == "json"    ? ColumnFormat::json
                            : format == "table" ? ColumnFormat::table
                                                : ColumnFormat::csv;
  std::string name = std::filesystem::path(out).filename().string();
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  ColumnFormat ending = said;
  if (name.ends_with(".csv.gz")) {
    ending = ColumnFormat::csv_gz;
  } else if (name.ends_with(".parquet")) {
    ending = ColumnFormat::parquet;
  } else if (name.ends_with(".csv")) {
    ending = ColumnFormat::csv;
  } else if (name.ends_with(".json")) {
    ending = ColumnFormat::json;
  } else if (const auto dot = name.rfind('.'); dot != std::string::npos && dot > 0 &&
                                               !name.ends_with(".txt") && !format_given &&
                                               !out.starts_with("/dev/")) {
    return fail(ExitCode::usage,
                fmt::format("--out {} ends in none of .csv, .csv.gz, .parquet and .json; give one "
                            "of them, or --format",
                            printable(out)));
  }
  const bool fits = ending == said || (ending == ColumnFormat::csv_gz && said == ColumnFormat::csv);
  if (format_given && !fits) {
    return fail(ExitCode::usage,
                fmt::format("the ending of --out {} says something else than --format {}; leave "
                            "--format out",
                            printable(out), format));
  }
  return ending;
}

Result<ColumnOutput> ColumnOutput::create(const std::string& out, ColumnFormat format) {
  ColumnOutput output(format);
  if (format == ColumnFormat::json || format == ColumnFormat::table) {
    auto text = TextOutput::create(out);
    if (!text) return tl::unexpected<Error>(text.error());
    output.text_.emplace(std::move(*text));
    return output;
  }
  if (out == "-") return output;
  auto file = ColumnFile::create(out, format == ColumnFormat::csv      ? ColumnForm::csv
                                      : format == ColumnFormat::csv_gz ? ColumnForm::csv_gz
                                                                       : ColumnForm::parquet);
  if (!file) return tl::unexpected<Error>(file.error());
  output.file_.emplace(std::move(*file));
  return output;
}

Result<void> ColumnOutput::append(ColumnTable&& block) {
  if (file_) return file_->append(block);
  if (format_ == ColumnFormat::csv) {
    std::string text = has_header_ ? "" : csv_header(block);
    has_header_ = true;
    for (std::size_t row = 0; row < block.rows(); row += kRowsAtOnce) {
      append_csv(block, row, std::min(row + kRowsAtOnce, block.rows()), text);
      if (const ExitCode code = write_output("-", text); code != ExitCode::done) {
        return as_result(code);
      }
      text.clear();
    }
    return as_result(write_output("-", text));
  }
  if (held_) {
    append_rows(*held_, std::move(block));
  } else {
    held_ = std::move(block);
  }
  return {};
}

Result<void> ColumnOutput::finish() {
  if (file_) return file_->commit();
  if (!held_) return {};
  return as_result(text_->write(
      format_table(text_table(*held_), format_ == ColumnFormat::json ? "json" : "table")));
}

}  // namespace nail::cli
