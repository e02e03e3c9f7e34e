#include "nail/table/parquet_writer.h"

#include <fmt/format.h>

#include "nail/base/text.h"

#if NAIL_HAVE_DUCKDB
#include <algorithm>
#include <cmath>

#include <duckdb.h>
#endif

namespace nail {

#if NAIL_HAVE_DUCKDB

struct ParquetWriter::Session {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_appender appender = nullptr;
  std::vector<duckdb_logical_type> types;
  duckdb_data_chunk chunk = nullptr;

  ~Session() {
    if (chunk != nullptr) duckdb_destroy_data_chunk(&chunk);
    for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
    if (appender != nullptr) duckdb_appender_destroy(&appender);
    if (connection != nullptr) duckdb_disconnect(&connection);
    if (database != nullptr) duckdb_close(&database);
  }

  Result<void> query(const std::string& sql, std::string_view doing) const {
    duckdb_result result{};
    const bool good = duckdb_query(connection, sql.c_str(), &result) == DuckDBSuccess;
    const char* why = good ? nullptr : duckdb_result_error(&result);
    std::string message = why == nullptr ? "no reason" : why;
    duckdb_destroy_result(&result);
    if (good) return {};
    return fail(ExitCode::internal, fmt::format("cannot {}: {}", doing, printable(message)));
  }

  Result<void> make_table(const ColumnTable& first);
  void fill(const TableColumn& column, std::size_t at, std::size_t row, std::size_t count) const;
};

namespace {

// A name in SQL: quoted, quotes doubled.
std::string sql_quoted(std::string_view name, char quote) {
  std::string out(1, quote);
  for (const char c : name) {
    if (c == quote) out += quote;
    out += c;
  }
  return out + quote;
}

}  // namespace

Result<void> ParquetWriter::Session::make_table(const ColumnTable& first) {
  std::string sql = "CREATE TABLE rows (";
  for (std::size_t c = 0; c < first.columns.size(); ++c) {
    const TableColumn& column = first.columns[c];
    const std::size_t kind = column.cells.index();
    sql += fmt::format("{}{} {}", c == 0 ? "" : ", ", sql_quoted(column.name, '"'),
                       kind == 0   ? "VARCHAR"
                       : kind == 1 ? "DOUBLE"
                                   : "BIGINT");
    types.push_back(duckdb_create_logical_type(kind == 0   ? DUCKDB_TYPE_VARCHAR
                                               : kind == 1 ? DUCKDB_TYPE_DOUBLE
                                                           : DUCKDB_TYPE_BIGINT));
  }
  if (auto made = query(sql + ")", "prepare Parquet"); !made) return made;
  if (duckdb_appender_create(connection, nullptr, "rows", &appender) != DuckDBSuccess) {
    return fail(ExitCode::internal, "cannot prepare Parquet");
  }
  chunk = duckdb_create_data_chunk(types.data(), types.size());
  return {};
}

void ParquetWriter::Session::fill(const TableColumn& column, std::size_t at, std::size_t row,
                                  std::size_t count) const {
  duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, at);
  if (const auto* words = std::get_if<WordColumn>(&column.cells)) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::string& word = (*words)[row + i];
      duckdb_vector_assign_string_element_len(vector, i, word.data(), word.size());
    }
    return;
  }
  if (const auto* counts = std::get_if<CountColumn>(&column.cells)) {
    auto* cells = static_cast<std::int64_t*>(duckdb_vector_get_data(vector));
    for (std::size_t i = 0; i < count; ++i)
      cells[i] = static_cast<std::int64_t>((*counts)[row + i]);
    return;
  }
  const auto& numbers = std::get<NumberColumn>(column.cells);
  auto* cells = static_cast<double*>(duckdb_vector_get_data(vector));
  for (std::size_t i = 0; i < count; ++i) {
    cells[i] = numbers[row + i];
    if (!std::isnan(cells[i])) continue;
    duckdb_vector_ensure_validity_writable(vector);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), i);
  }
}

Result<ParquetWriter> ParquetWriter::open() {
  auto session = std::make_unique<Session>();
  duckdb_config config = nullptr;
  if (duckdb_create_config(&config) != DuckDBSuccess) {
    return fail(ExitCode::internal, "DuckDB could not be configured");
  }
  // Nothing is fetched or loaded from outside; one thread, so that the same rows give the same
  // bytes.
  duckdb_set_config(config, "autoinstall_known_extensions", "false");
  duckdb_set_config(config, "autoload_known_extensions", "false");
  duckdb_set_config(config, "threads", "1");
  duckdb_set_config(config, "preserve_insertion_order", "true");
  char* why = nullptr;
  const bool open = duckdb_open_ext(nullptr, &session->database, config, &why) == DuckDBSuccess;
  duckdb_destroy_config(&config);
  if (!open || duckdb_connect(session->database, &session->connection) != DuckDBSuccess) {
    const std::string text = why == nullptr ? "no reason" : why;
    duckdb_free(why);
    return fail(ExitCode::internal, fmt::format("DuckDB could not be opened: {}", text));
  }
  return ParquetWriter(std::move(session));
}

Result<void> ParquetWriter::append(const ColumnTable& block) {
  if (session_->appender == nullptr) {
    if (auto made = session_->make_table(block); !made) return made;
  }
  const std::size_t most = duckdb_vector_size();
  for (std::size_t row = 0; row < block.rows(); row += most) {
    const std::size_t count = std::min(most, block.rows() - row);
    duckdb_data_chunk_reset(session_->chunk);
    for (std::size_t c = 0; c < block.columns.size(); ++c) {
      session_->fill(block.columns[c], c, row, count);
    }
    duckdb_data_chunk_set_size(session_->chunk, count);
    if (duckdb_append_data_chunk(session_->appender, session_->chunk) != DuckDBSuccess) {
      const char* why = duckdb_appender_error(session_->appender);
      return fail(ExitCode::internal, fmt::format("cannot gather rows for Parquet: {}",
                                                  printable(why == nullptr ? "no reason" : why)));
    }
  }
  return {};
}

Result<void> ParquetWriter::write(const std::filesystem::path& path,
                                  const std::filesystem::path& shown) {
  if (session_->appender == nullptr)
    return fail(ExitCode::internal, "a Parquet file needs columns");
  if (duckdb_appender_close(session_->appender) != DuckDBSuccess) {
    return fail(ExitCode::internal, "cannot gather rows for Parquet");
  }
  // The path is that of a file under construction: DuckDB need not make another beside it.
  return session_->query(
      fmt::format("COPY rows TO {} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)",
                  sql_quoted(path.string(), '\'')),
      fmt::format("write {}", printable(shown.string())));
}

#else

struct ParquetWriter::Session {};

Result<ParquetWriter> ParquetWriter::open() {
  return fail(ExitCode::usage,
              "this nail was built without DuckDB and cannot write Parquet; build with DUCKDB_ROOT "
              "set, or write .csv or .csv.gz");
}
Result<void> ParquetWriter::append(const ColumnTable&) { return {}; }
Result<void> ParquetWriter::write(const std::filesystem::path&, const std::filesystem::path&) {
  return {};
}

#endif

ParquetWriter::ParquetWriter(std::unique_ptr<Session> session) : session_(std::move(session)) {}
ParquetWriter::ParquetWriter(ParquetWriter&&) noexcept = default;
ParquetWriter& ParquetWriter::operator=(ParquetWriter&&) noexcept = default;
ParquetWriter::~ParquetWriter() = default;

}  // namespace nail
