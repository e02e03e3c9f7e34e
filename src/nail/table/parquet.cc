#include "nail/table/parquet.h"

#include <fmt/format.h>

#include "nail/base/text.h"

#if NAIL_HAVE_DUCKDB
#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <limits>

#include <duckdb.h>
#endif

namespace nail {

#if NAIL_HAVE_DUCKDB

namespace {

// One query on one Parquet file.
class Session {
 public:
  explicit Session(const std::filesystem::path& path) : path_(path) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    end_query();
    if (connection_ != nullptr) duckdb_disconnect(&connection_);
    if (database_ != nullptr) duckdb_close(&database_);
    if (config_ != nullptr) duckdb_destroy_config(&config_);
    if (fd_ >= 0) ::close(fd_);
  }

  Result<void> open() {
    if (duckdb_create_config(&config_) != DuckDBSuccess) {
      return fail(ExitCode::internal, "DuckDB could not be configured");
    }
    duckdb_set_config(config_, "autoinstall_known_extensions", "false");
    duckdb_set_config(config_, "autoload_known_extensions", "false");
    duckdb_set_config(config_, "threads", "1");
    char* why = nullptr;
    if (duckdb_open_ext(nullptr, &database_, config_, &why) != DuckDBSuccess) {
      const std::string text = why == nullptr ? "" : why;
      duckdb_free(why);
      return fail(ExitCode::internal, fmt::format("DuckDB could not be opened: {}", text));
    }
    if (duckdb_connect(database_, &connection_) != DuckDBSuccess) {
      return fail(ExitCode::internal, "DuckDB could not be opened");
    }
    fd_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd_ < 0) {
      return fail(ExitCode::input, fmt::format("cannot read {}: {}", printable(path_.string()),
                                               std::strerror(errno)));
    }
    return {};
  }

  // Starts `SELECT what FROM the file`, whose rows come as they are fetched.
  Result<void> select(const std::string& what) {
    end_query();
    // DuckDB reads *, ? and [ in a path as a pattern: it gets the open file instead of its name.
    const std::string query = fmt::format(
        "SELECT {} FROM read_parquet('/proc/self/fd/{}', hive_partitioning=false)", what, fd_);
    if (duckdb_prepare(connection_, query.c_str(), &statement_) != DuckDBSuccess) {
      return unreadable(duckdb_prepare_error(statement_));
    }
    if (duckdb_pending_prepared_streaming(statement_, &pending_) != DuckDBSuccess) {
      return unreadable(duckdb_pending_error(pending_));
    }
    has_result_ = true;
    if (duckdb_execute_pending(pending_, &result_) != DuckDBSuccess) {
      return unreadable(duckdb_result_error(&result_));
    }
    return {};
  }

  duckdb_result& result() { return result_; }
  // The next rows, to be destroyed; null at the end.
  duckdb_data_chunk fetch() { return duckdb_fetch_chunk(result_); }
  // Whether the rows ended because the file did not go on as it should.
  Result<void> check_end() {
    const char* message = duckdb_result_error(&result_);
    if (message != nullptr && *message != '\0') return unreadable(message);
    return {};
  }

 private:
  void end_query() {
    if (has_result_) duckdb_destroy_result(&result_);
    if (pending_ != nullptr) duckdb_destroy_pending(&pending_);
    if (statement_ != nullptr) duckdb_destroy_prepare(&statement_);
    has_result_ = false;
  }
  tl::unexpected<Error> unreadable(const char* message) const {
    // Its first line; then comes the query, which the user did not write.
    std::string why(message == nullptr ? "no reason" : message);
    why.resize(std::min(why.find('\n'), why.size()));
    // The file was opened by us under another name (see select).
    const std::string opened = fmt::format("/proc/self/fd/{}", fd_);
    for (auto at = why.find(opened); at != std::string::npos; at = why.find(opened, at)) {
      why.replace(at, opened.size(), path_.string());
      at += path_.string().size();
    }
    return fail(ExitCode::input, fmt::format("{} is not readable Parquet: {}; write it again",
                                             printable(path_.string()), printable(why)));
  }

  std::filesystem::path path_;
  int fd_ = -1;
  duckdb_config config_ = nullptr;
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
  duckdb_prepared_statement statement_ = nullptr;
  duckdb_pending_result pending_ = nullptr;
  duckdb_result result_{};
  bool has_result_ = false;
};

bool is_valid(const std::uint64_t* valid, idx_t row) {
  return valid == nullptr || duckdb_validity_row_is_valid(const_cast<std::uint64_t*>(valid), row);
}

std::string_view text_at(void* cells, idx_t row) {
  auto* text = static_cast<duckdb_string_t*>(cells) + row;
  return {duckdb_string_t_data(text), duckdb_string_t_length(*text)};
}

std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

// Whether casting to double gives the double that the number's text would.
bool is_exact_number(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
      return true;
    default:
      return false;
  }
}

// One chunk's cells of one column.
void take_cells(duckdb_vector vector, idx_t rows, std::vector<double>& numbers,
                std::vector<std::string_view>& texts, bool is_number) {
  const std::uint64_t* valid = duckdb_vector_get_validity(vector);
  void* cells = duckdb_vector_get_data(vector);
  for (idx_t r = 0; r < rows; ++r) {
    const bool is_there = is_valid(valid, r);
    if (is_number) {
      numbers.push_back(is_there ? static_cast<const double*>(cells)[r]
                                 : std::numeric_limits<double>::quiet_NaN());
    } else {
      texts.push_back(is_there ? text_at(cells, r) : std::string_view());
    }
  }
}

}  // namespace

bool has_parquet() { return true; }

Result<std::string> parquet_to_csv(const std::filesystem::path& path) {
  Session session(path);
  if (auto opened = session.open(); !opened) return tl::unexpected(opened.error());
  if (auto begun = session.select("COLUMNS(*)::VARCHAR"); !begun) {
    return tl::unexpected(begun.error());
  }
  const idx_t columns = duckdb_column_count(&session.result());
  std::string out;
  for (idx_t c = 0; c < columns; ++c) {
    if (c > 0) out += ',';
    out += csv_cell(duckdb_column_name(&session.result(), c));
  }
  out += '\n';
  while (duckdb_data_chunk chunk = session.fetch()) {
    const idx_t rows = duckdb_data_chunk_get_size(chunk);
    for (idx_t r = 0; r < rows; ++r) {
      for (idx_t c = 0; c < columns; ++c) {
        if (c > 0) out += ',';
        duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, c);
        if (!is_valid(duckdb_vector_get_validity(vector), r)) continue;
        out += csv_cell(text_at(duckdb_vector_get_data(vector), r));
      }
      out += '\n';
    }
    duckdb_destroy_data_chunk(&chunk);
    if (rows == 0) break;
  }
  if (auto ended = session.check_end(); !ended) return tl::unexpected(ended.error());
  return out;
}

Result<std::vector<std::string>> parquet_columns(const std::filesystem::path& path) {
  Session session(path);
  if (auto opened = session.open(); !opened) return tl::unexpected(opened.error());
  if (auto begun = session.select("*"); !begun) return tl::unexpected(begun.error());
  std::vector<std::string> names;
  for (idx_t c = 0; c < duckdb_column_count(&session.result()); ++c) {
    names.emplace_back(duckdb_column_name(&session.result(), c));
  }
  return names;
}

Result<void> read_parquet(const std::filesystem::path& path,
                          const std::vector<std::string>& columns,
                          const std::vector<bool>& wanted_texts,
                          const std::function<bool(const ParquetRows&)>& rows) {
  Session session(path);
  if (auto opened = session.open(); !opened) return tl::unexpected(opened.error());
  std::string names;
  for (const std::string& name : columns) {
    names += (names.empty() ? "" : ", ") + quoted_name(name);
  }
  if (auto begun = session.select("count(*)"); !begun) return tl::unexpected(begun.error());
  ParquetRows some;
  if (duckdb_data_chunk chunk = session.fetch()) {
    const void* cells = duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0));
    some.expected = static_cast<std::size_t>(*static_cast<const std::int64_t*>(cells));
    duckdb_destroy_data_chunk(&chunk);
  }
  if (auto begun = session.select(names); !begun) return tl::unexpected(begun.error());
  std::vector<bool> is_number;
  std::string casts;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    is_number.push_back(!wanted_texts[c] &&
                        is_exact_number(duckdb_column_type(&session.result(), c)));
    casts += fmt::format("{}{}::{}", c == 0 ? "" : ", ", quoted_name(columns[c]),
                         is_number[c] ? "DOUBLE" : "VARCHAR");
  }
  if (auto begun = session.select(casts); !begun) return tl::unexpected(begun.error());
  std::vector<std::vector<double>> numbers(columns.size());
  std::vector<std::vector<std::string_view>> texts(columns.size());
  bool goes_on = true;
  while (goes_on) {
    duckdb_data_chunk chunk = session.fetch();
    if (chunk == nullptr) break;
    some.rows = duckdb_data_chunk_get_size(chunk);
    some.numbers.clear();
    some.texts.clear();
    for (std::size_t c = 0; c < columns.size(); ++c) {
      numbers[c].clear();
      texts[c].clear();
      take_cells(duckdb_data_chunk_get_vector(chunk, c), some.rows, numbers[c], texts[c],
                 is_number[c]);
      some.numbers.emplace_back(numbers[c]);
      some.texts.emplace_back(texts[c]);
    }
    goes_on = some.rows > 0 && rows(some);
    some.first += some.rows;
    duckdb_destroy_data_chunk(&chunk);
  }
  return session.check_end();
}

#else

namespace {

tl::unexpected<Error> without_duckdb(const std::filesystem::path& path) {
  return fail(ExitCode::input,
              fmt::format("{} is Parquet, and this nail was built without DuckDB; build with "
                          "DUCKDB_ROOT set, or save the table as CSV",
                          printable(path.string())));
}

}  // namespace

bool has_parquet() { return false; }

Result<std::string> parquet_to_csv(const std::filesystem::path& path) {
  return without_duckdb(path);
}

Result<std::vector<std::string>> parquet_columns(const std::filesystem::path& path) {
  return without_duckdb(path);
}

Result<void> read_parquet(const std::filesystem::path& path, const std::vector<std::string>&,
                          const std::vector<bool>&,
                          const std::function<bool(const ParquetRows&)>&) {
  return without_duckdb(path);
}

#endif

}  // namespace nail
