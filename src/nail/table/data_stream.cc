#include "nail/table/data_stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "nail/base/text.h"

namespace nail {
namespace {

tl::unexpected<Error> trouble(const std::filesystem::path& path, int error) {
  return fail(ExitCode::input,
              fmt::format("cannot read {}: {}", printable(path.string()), std::strerror(error)));
}

// The file and its size.
Result<std::pair<int, std::size_t>> open_file(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return trouble(path, errno);
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(fd);
    return fail(ExitCode::input, fmt::format("{} is not a regular file", printable(path.string())));
  }
  return std::pair<int, std::size_t>{fd, static_cast<std::size_t>(info.st_size)};
}

// Appends up to `most` bytes; how many, or -1 and errno.
ssize_t read_some(int fd, std::string& out, std::size_t most) {
  const std::size_t before = out.size();
  out.resize(before + most);
  ssize_t got = 0;
  do {
    got = ::read(fd, out.data() + before, most);
  } while (got < 0 && errno == EINTR);
  out.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
  return got;
}

// The unpacked size that the last four bytes of a .gz tell, modulo 2^32; its true one is at least
// the packed size, more or less.
std::size_t unpacked_size(int fd, std::size_t stored) {
  std::array<unsigned char, 4> tail{};
  if (stored < 18 || ::pread(fd, tail.data(), tail.size(), static_cast<off_t>(stored - 4)) != 4) {
    return stored;
  }
  std::size_t size = 0;
  for (std::size_t i = 0; i < tail.size(); ++i) size |= std::size_t{tail[i]} << (8 * i);
  while (size < stored) size += std::size_t{1} << 32;
  return std::min(size, stored * kMostUnpackedRatio);
}

// What is plainly of another kind is told in one line, not byte by byte.
Result<void> check_kind(const std::filesystem::path& path, std::string_view start) {
  struct Kind {
    std::string_view start, what, remedy;
  };
  constexpr std::array<Kind, 3> kKinds{
      Kind{"\x1F\x8B", "gzip", "name it .csv.gz"}, Kind{"PAR1", "Parquet", "name it .parquet"},
      Kind{"PK\x03\x04", "a workbook or an archive", "save the table as CSV"}};
  for (const Kind& kind : kKinds) {
    if (!start.starts_with(kind.start)) continue;
    return fail(ExitCode::input, fmt::format("{} is {}, not CSV; {}", printable(path.string()),
                                             kind.what, kind.remedy));
  }
  return {};
}

}  // namespace

Result<DataFormat> data_format(const std::filesystem::path& path) {
  std::string name = path.filename().string();
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (name.ends_with(".csv")) return DataFormat::csv;
  if (name.ends_with(".csv.gz")) return DataFormat::csv_gz;
  if (name.ends_with(".parquet")) return DataFormat::parquet;
  return fail(ExitCode::input, fmt::format("{} is no .csv, .csv.gz or .parquet file; save the "
                                           "table as one of these",
                                           printable(path.string())));
}

Result<DataStream> DataStream::open(const std::filesystem::path& path) {
  const auto format = data_format(path);
  if (!format) return tl::unexpected(format.error());
  if (*format == DataFormat::parquet) {
    return fail(ExitCode::internal, "a Parquet file is no text");
  }
  const auto file = open_file(path);
  if (!file) return tl::unexpected(file.error());
  DataStream stream;
  stream.path_ = path;
  stream.fd_ = file->first;
  stream.stored_ = stream.expected_ = file->second;
  if (*format == DataFormat::csv_gz) {
    stream.gunzip_.emplace(path, stream.stored_);
    stream.expected_ = unpacked_size(stream.fd_, stream.stored_);
  }
  return stream;
}

DataStream::DataStream(DataStream&& other) noexcept { *this = std::move(other); }

DataStream& DataStream::operator=(DataStream&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(fd_, other.fd_);
  std::swap(stored_, other.stored_);
  std::swap(taken_, other.taken_);
  std::swap(expected_, other.expected_);
  std::swap(at_end_, other.at_end_);
  std::swap(gunzip_, other.gunzip_);
  std::swap(packed_, other.packed_);
  std::swap(sum_, other.sum_);
  return *this;
}

DataStream::~DataStream() {
  if (fd_ >= 0) ::close(fd_);
}

double DataStream::done() const {
  return stored_ == 0 ? 1.0 : static_cast<double>(taken_) / static_cast<double>(stored_);
}

Result<bool> DataStream::read(std::string& out, std::size_t most) {
  const std::size_t before = out.size();
  constexpr std::size_t kPacked = std::size_t{1} << 20;
  while (!at_end_ && out.size() < before + most) {
    std::string& to = gunzip_ ? packed_ : out;
    if (gunzip_) packed_.clear();
    const std::size_t had = to.size();
    const ssize_t got = read_some(fd_, to, gunzip_ ? kPacked : before + most - out.size());
    if (got < 0) return trouble(path_, errno);
    const std::string_view fresh = std::string_view(to).substr(had);
    if (taken_ == 0 && !gunzip_) {
      if (auto fits = check_kind(path_, fresh); !fits) return tl::unexpected(fits.error());
    }
    taken_ += fresh.size();
    if (taken_ > kMostUnpackedBytes) {
      return fail(ExitCode::input,
                  fmt::format("{} is larger than 16 GiB", printable(path_.string())));
    }
    sum_.add(fresh);
    at_end_ = got == 0;
    if (!gunzip_) continue;
    auto unpacked = at_end_ ? gunzip_->finish() : gunzip_->add(fresh, out);
    if (!unpacked) return tl::unexpected(unpacked.error());
  }
  return out.size() > before;
}

Result<std::string> sha256_of_file(const std::filesystem::path& path) {
  const auto file = open_file(path);
  if (!file) return tl::unexpected(file.error());
  Sha256 sum;
  std::string block;
  ssize_t got = 0;
  do {
    block.clear();
    got = read_some(file->first, block, std::size_t{1} << 20);
    sum.add(block);
  } while (got > 0);
  const int error = errno;
  ::close(file->first);
  if (got < 0) return trouble(path, error);
  return sum.hex();
}

}  // namespace nail
