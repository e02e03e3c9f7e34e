#include "nail/table/data_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "nail/base/text.h"
#include "nail/table/csv.h"
#include "nail/table/data_stream.h"

namespace nail {

Result<std::string> read_bytes(const std::filesystem::path& path) {
  const auto trouble = [&](int error) {
    return fail(ExitCode::input,
                fmt::format("cannot read {}: {}", printable(path.string()), std::strerror(error)));
  };
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return trouble(errno);
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(fd);
    return fail(ExitCode::input, fmt::format("{} is not a regular file", printable(path.string())));
  }
  if (static_cast<std::size_t>(info.st_size) > kMostUnpackedBytes) {
    ::close(fd);
    return fail(ExitCode::input, fmt::format("{} is larger than 16 GiB", printable(path.string())));
  }
  std::string out;
  // One byte more than the file, so that its end is seen without growing.
  out.resize(static_cast<std::size_t>(info.st_size) + 1);
  std::size_t have = 0;
  while (true) {
    if (have == out.size()) out.resize(have + (1 << 16));
    const ssize_t got = ::read(fd, out.data() + have, out.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const int error = errno;
      ::close(fd);
      return trouble(error);
    }
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  ::close(fd);
  out.resize(have);
  return out;
}

Result<DataFile> read_data_file(const std::filesystem::path& path) {
  const auto format = data_format(path);
  if (!format) return tl::unexpected(format.error());
  DataFile file;
  if (*format == DataFormat::parquet) {
    auto sum = sha256_of_file(path);
    if (!sum) return tl::unexpected(sum.error());
    auto text = parquet_to_csv(path);
    if (!text) return tl::unexpected(text.error());
    file.sha256 = std::move(*sum);
    file.text = std::move(*text);
    file.rows_only = true;
    return file;
  }
  auto stream = DataStream::open(path);
  if (!stream) return tl::unexpected(stream.error());
  // What a .gz says of its size is not relied on further than this.
  file.text.reserve(std::min(stream->expected_size(), kHarmlessUnpackedBytes) + 1);
  constexpr std::size_t kBlock = std::size_t{4} << 20;
  while (true) {
    const auto more = stream->read(file.text, kBlock);
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
  }
  file.sha256 = stream->sha256();
  return file;
}

Result<std::vector<std::string>> read_header(const std::filesystem::path& path) {
  const auto format = data_format(path);
  if (!format) return tl::unexpected(format.error());
  if (*format == DataFormat::parquet) return parquet_columns(path);
  auto stream = DataStream::open(path);
  if (!stream) return tl::unexpected(stream.error());
  // A header may hold line breaks in quotes: read on until its row is followed by another.
  std::string text;
  constexpr std::size_t kBlock = std::size_t{1} << 16;
  while (true) {
    const auto more = stream->read(text, kBlock);
    if (!more) return tl::unexpected(more.error());
    Diagnostics ignored;
    CsvReader reader(text, {}, ignored);
    CsvRow header;
    std::vector<std::string> names;
    if (reader.next(header)) {
      for (const CsvCell& cell : header.cells) names.emplace_back(cell.text);
    }
    CsvRow second;
    if (!*more || text.size() > (std::size_t{16} << 20) || reader.next(second)) return names;
  }
}

}  // namespace nail
