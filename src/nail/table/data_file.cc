#include "nail/table/data_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "nail/base/sha256.h"
#include "nail/base/text.h"

namespace nail {
namespace {

Result<std::string> unpack_gzip(const std::string& packed, const std::filesystem::path& path) {
  const auto broken = [&](std::string_view why) {
    return fail(ExitCode::input, fmt::format("{} is not a whole gzip file ({}); pack it again",
                                             printable(path.string()), why));
  };
  std::string out;
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) {
    return fail(ExitCode::internal, "zlib could not be started");
  }
  std::size_t fed = 0;
  int state = Z_OK;
  std::string block(1 << 18, '\0');
  while (true) {
    if (stream.avail_in == 0 && fed < packed.size()) {
      const std::size_t some = std::min<std::size_t>(packed.size() - fed, 1U << 30);
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + fed));
      stream.avail_in = static_cast<uInt>(some);
      fed += some;
    }
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    state = inflate(&stream, Z_NO_FLUSH);
    out.append(block.data(), block.size() - stream.avail_out);
    if (out.size() > kMostUnpackedBytes) {
      inflateEnd(&stream);
      return broken("it unpacks to more than 16 GiB");
    }
    if (out.size() > kHarmlessUnpackedBytes && out.size() / kMostUnpackedRatio > packed.size()) {
      inflateEnd(&stream);
      return fail(ExitCode::input,
                  fmt::format("{} unpacks to more than {} times its size, as no table does; give "
                              "the table as it is",
                              printable(path.string()), kMostUnpackedRatio));
    }
    if (state == Z_STREAM_END) {
      // A .gz may hold several members one after another.
      if (stream.avail_in == 0 && fed >= packed.size()) break;
      if (inflateReset(&stream) != Z_OK) break;
      continue;
    }
    if (state != Z_OK) break;
  }
  inflateEnd(&stream);
  if (state == Z_BUF_ERROR) return broken("it ends early");
  if (state != Z_STREAM_END) return broken("its data are damaged");
  return out;
}

}  // namespace

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
  const std::string name = path.filename().string();
  std::string small = name;
  for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const bool is_csv = small.ends_with(".csv");
  const bool is_gzip = small.ends_with(".csv.gz");
  const bool is_parquet = small.ends_with(".parquet");
  if (!is_csv && !is_gzip && !is_parquet) {
    return fail(ExitCode::input, fmt::format("{} is no .csv, .csv.gz or .parquet file; save the "
                                             "table as one of these",
                                             printable(path.string())));
  }
  auto bytes = read_bytes(path);
  if (!bytes) return tl::unexpected(bytes.error());
  DataFile file;
  file.sha256 = sha256_hex(*bytes);
  if (is_parquet) {
    auto text = parquet_to_csv(path);
    if (!text) return tl::unexpected(text.error());
    file.text = std::move(*text);
    file.rows_only = true;
  } else if (is_gzip) {
    auto text = unpack_gzip(*bytes, path);
    if (!text) return tl::unexpected(text.error());
    file.text = std::move(*text);
  } else {
    // What is plainly of another kind is told in one line, not byte by byte.
    struct Kind {
      std::string_view start, what, remedy;
    };
    constexpr std::array<Kind, 3> kKinds{
        Kind{"\x1F\x8B", "gzip", "name it .csv.gz"}, Kind{"PAR1", "Parquet", "name it .parquet"},
        Kind{"PK\x03\x04", "a workbook or an archive", "save the table as CSV"}};
    for (const Kind& kind : kKinds) {
      if (!bytes->starts_with(kind.start)) continue;
      return fail(ExitCode::input, fmt::format("{} is {}, not CSV; {}", printable(path.string()),
                                               kind.what, kind.remedy));
    }
    file.text = std::move(*bytes);
  }
  return file;
}

}  // namespace nail
