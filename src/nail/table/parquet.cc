// Parquet through DuckDB's C interface, where the build found DuckDB.
#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/table/data_file.h"

#if NAIL_HAVE_DUCKDB
#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>

#include <duckdb.h>
#endif

namespace nail {

#if NAIL_HAVE_DUCKDB

bool has_parquet() { return true; }

Result<std::string> parquet_to_csv(const std::filesystem::path& path) {
  struct Session {
    duckdb_database database = nullptr;
    duckdb_connection connection = nullptr;
    duckdb_config config = nullptr;
    duckdb_result result{};
    bool has_result = false;
    ~Session() {
      if (has_result) duckdb_destroy_result(&result);
      if (connection != nullptr) duckdb_disconnect(&connection);
      if (database != nullptr) duckdb_close(&database);
      if (config != nullptr) duckdb_destroy_config(&config);
    }
  } session;
  // Nothing is fetched and nothing is loaded from outside: the file decides nothing but its rows.
  if (duckdb_create_config(&session.config) != DuckDBSuccess) {
    return fail(ExitCode::internal, "DuckDB could not be configured");
  }
  duckdb_set_config(session.config, "autoinstall_known_extensions", "false");
  duckdb_set_config(session.config, "autoload_known_extensions", "false");
  duckdb_set_config(session.config, "threads", "1");
  char* why = nullptr;
  if (duckdb_open_ext(nullptr, &session.database, session.config, &why) != DuckDBSuccess) {
    const std::string text = why == nullptr ? "" : why;
    duckdb_free(why);
    return fail(ExitCode::internal, fmt::format("DuckDB could not be opened: {}", text));
  }
  if (duckdb_connect(session.database, &session.connection) != DuckDBSuccess) {
    return fail(ExitCode::internal, "DuckDB could not be opened");
  }
  // DuckDB reads *, ? and [ in a path as a pattern: give it the open file instead of its name.
  struct File {
    int fd;
    ~File() {
      if (fd >= 0) ::close(fd);
    }
  } file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) {
    return fail(ExitCode::input,
                fmt::format("cannot read {}: {}", printable(path.string()), std::strerror(errno)));
  }
  const std::string query =
      fmt::format("SELECT COLUMNS(*)::VARCHAR FROM read_parquet('{}', hive_partitioning=false)",
                  fmt::format("/proc/self/fd/{}", file.fd));
  session.has_result = true;
  if (duckdb_query(session.connection, query.c_str(), &session.result) != DuckDBSuccess) {
    const char* message = duckdb_result_error(&session.result);
    return fail(ExitCode::input,
                fmt::format("{} is not readable Parquet: {}; write it again",
                            printable(path.string()), printable(message ? message : "no reason")));
  }
  const idx_t columns = duckdb_column_count(&session.result);
  std::string out;
  for (idx_t c = 0; c < columns; ++c) {
    if (c > 0) out += ',';
    out += csv_cell(duckdb_column_name(&session.result, c));
  }
  out += '\n';
  while (duckdb_data_chunk chunk = duckdb_fetch_chunk(session.result)) {
    const idx_t rows = duckdb_data_chunk_get_size(chunk);
    for (idx_t r = 0; r < rows; ++r) {
      for (idx_t c = 0; c < columns; ++c) {
        if (c > 0) out += ',';
        duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, c);
        uint64_t* valid = duckdb_vector_get_validity(vector);
        if (valid != nullptr && !duckdb_validity_row_is_valid(valid, r)) continue;
        auto* text = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector)) + r;
        out += csv_cell({duckdb_string_t_data(text), duckdb_string_t_length(*text)});
      }
      out += '\n';
    }
    duckdb_destroy_data_chunk(&chunk);
  }
  return out;
}

#else

bool has_parquet() { return false; }

Result<std::string> parquet_to_csv(const std::filesystem::path& path) {
  return fail(ExitCode::input,
              fmt::format("{} is Parquet, and this nail was built without DuckDB; build with "
                          "DUCKDB_ROOT set, or save the table as CSV",
                          printable(path.string())));
}

#endif

}  // namespace nail
