#include "nail/base/checkpoint.h"

#include <fcntl.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/base/sha256.h"
#include "nail/base/text.h"

namespace nail {
namespace {

constexpr std::string_view kMagic = "nail.checkpoint/1 ";
constexpr std::int64_t kSecondsBetweenSyncs = 10;
// Before the bytes of a part: its number, how many bytes, and a hash of all three.
struct PartHeader {
  std::uint64_t part = 0, size = 0, hash = 0;
};

// FNV-1a: finds a torn end, not an attack.
std::uint64_t hash_of(std::uint64_t part, std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto mix = [&](unsigned char c) { hash = (hash ^ c) * 0x100000001b3U; };
  for (int k = 0; k < 8; ++k) mix(static_cast<unsigned char>(part >> (8 * k)));
  for (const char c : bytes) mix(static_cast<unsigned char>(c));
  return hash;
}

std::int64_t seconds_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

tl::unexpected<Error> failed(const std::filesystem::path& path, const char* what) {
  return fail(ExitCode::internal, fmt::format("the checkpoint {} cannot be {}: {}",
                                              printable(path.string()), what, strerror(errno)));
}

// False at the end of the file or on an error.
bool read_fully(int file, char* to, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::read(file, to, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

bool write_fully(int file, const char* from, std::size_t size) {
  while (size > 0) {
    const ssize_t put = ::write(file, from, size);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    from += put;
    size -= static_cast<std::size_t>(put);
  }
  return true;
}

enum class Place { nothing, empty_file, checkpoint, other };

// What stands at path, links followed.
Place place_of(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return Place::nothing;
  if (!std::filesystem::is_regular_file(status)) return Place::other;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Place::other;
  std::string start(kMagic.size(), '\0');
  const bool is_long = read_fully(file, start.data(), start.size());
  const bool is_empty = ::lseek(file, 0, SEEK_END) == 0;
  ::close(file);
  if (is_empty) return Place::empty_file;
  return NAIL_MUTANT(checkpoint_takes_any_file, is_long && start == kMagic, true)
             ? Place::checkpoint
             : Place::other;
}

std::filesystem::path old_of(const std::filesystem::path& path) { return path.string() + ".old"; }

std::string first_line(const std::string& key) {
  return std::string(kMagic) + sha256_hex(key) + "\n";
}

}  // namespace

Checkpoint::Checkpoint(Checkpoint&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      synced_at_(other.synced_at_),
      finished_(std::move(other.finished_)) {}

Checkpoint::~Checkpoint() {
  if (file_ >= 0) ::close(file_);
}

Result<void> Checkpoint::check_place(const std::filesystem::path& path) {
  const auto refuse = [](const std::filesystem::path& what) {
    std::error_code error;
    return fail(ExitCode::usage,
                fmt::format("{} is {}no checkpoint of nail and would be lost; give another "
                            "--checkpoint",
                            printable(what.string()),
                            std::filesystem::is_directory(what, error) ? "a folder, " : ""));
  };
  const Place place = place_of(path);
  if (place == Place::other) return refuse(path);
  if (place == Place::checkpoint && place_of(old_of(path)) == Place::other) {
    return refuse(old_of(path));
  }
  return {};
}

Result<Checkpoint> Checkpoint::start(const std::filesystem::path& path, const std::string& key) {
  if (auto fit = check_place(path); !fit) return tl::unexpected(fit.error());
  if (place_of(path) == Place::checkpoint) {
    std::error_code error;
    std::filesystem::rename(path, old_of(path), error);
    if (error) {
      errno = error.value();
      return failed(path, "moved aside");
    }
  }
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return failed(path, "written");
  Checkpoint checkpoint(path, file);
  const std::string line = first_line(key);
  if (!write_fully(file, line.data(), line.size())) return failed(path, "written");
  checkpoint.synced_at_ = seconds_now();
  return checkpoint;
}

Result<Checkpoint> Checkpoint::resume(const std::filesystem::path& path, const std::string& key) {
  const auto no_checkpoint = [&] {
    return fail(ExitCode::usage,
                fmt::format("{} is no checkpoint of nail: name another file with --checkpoint",
                            printable(path.string())));
  };
  const Place place = place_of(path);
  if (place == Place::other) return no_checkpoint();
  if (place != Place::checkpoint) return start(path, key);
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return failed(path, "read");
  Checkpoint checkpoint(path, file);
  const std::string expected = first_line(key);
  std::string line(expected.size(), '\0');
  const off_t length = ::lseek(file, 0, SEEK_END);
  ::lseek(file, 0, SEEK_SET);
  if (!read_fully(file, line.data(), line.size())) return no_checkpoint();
  if (line != expected) {
    return fail(
        ExitCode::usage,
        fmt::format("the checkpoint {} is of another run (case, options or version differ): "
                    "leave --resume out to start anew",
                    printable(path.string())));
  }
  auto good = static_cast<off_t>(line.size());
  PartHeader header;
  std::string bytes;
  while (read_fully(file, reinterpret_cast<char*>(&header), sizeof(header))) {
    const off_t rest = length - good - static_cast<off_t>(sizeof(header));
    if (rest < 0 || header.size > static_cast<std::uint64_t>(rest)) break;
    bytes.resize(header.size);
    if (!read_fully(file, bytes.data(), bytes.size())) break;
    if (hash_of(header.part, bytes) != header.hash) break;
    checkpoint.finished_[header.part] = bytes;
    good += static_cast<off_t>(sizeof(header) + header.size);
  }
  if (::ftruncate(file, good) != 0 || ::lseek(file, good, SEEK_SET) != good) {
    return failed(path, "written");
  }
  checkpoint.synced_at_ = seconds_now();
  return checkpoint;
}

Result<void> Checkpoint::add(std::uint64_t part, std::string_view bytes) {
  const PartHeader header{part, bytes.size(), hash_of(part, bytes)};
  // One write: a kill then leaves the part whole or torn at its end, and a torn end is found.
  std::string record(reinterpret_cast<const char*>(&header), sizeof(header));
  record += bytes;
  if (!write_fully(file_, record.data(), record.size())) return failed(path_, "written");
  const std::int64_t now = seconds_now();
  if (now - synced_at_ >= kSecondsBetweenSyncs) {
    ::fdatasync(file_);
    synced_at_ = now;
  }
  return {};
}

void Checkpoint::remove(const std::filesystem::path& path) {
  if (place_of(path) != Place::checkpoint) return;
  std::error_code error;
  std::filesystem::remove(path, error);
}

}  // namespace nail
