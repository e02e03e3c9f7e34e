#include "nail/base/atomic_output.h"

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/base/text.h"

namespace nail {
namespace fs = std::filesystem;
namespace {

Error io_error(std::string_view doing, const fs::path& path, int error) {
  return {ExitCode::internal,
          fmt::format("cannot {} {}: {}", doing, printable(path.string()), std::strerror(error))};
}

// Writes to a file that others see only when it is whole, or to a device, and closes it.
// shown is the name a person knows it by.
Result<void> write_plain(const fs::path& path, std::string_view bytes, const fs::path& shown) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return tl::unexpected(io_error("write", shown, errno));
  int error = 0;
  while (!bytes.empty() && error == 0) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno != EINTR) error = errno;
    } else {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  if (error == 0 && ::fsync(fd) != 0 && errno != EINVAL && errno != EROFS) error = errno;
  if (::close(fd) != 0 && error == 0) error = errno;
  if (error != 0) return tl::unexpected(io_error("write", shown, error));
  return {};
}

std::string partial_prefix(const fs::path& target) {
  return fmt::format(".{}.nail-partial-", target.filename().string());
}

// Whether the process has ended. One that nobody waited for keeps its number, as a zombie: in a
// container without an init it does so for ever.
bool is_gone(pid_t pid) {
  if (::kill(pid, 0) != 0) return errno == ESRCH;
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string stat;
  std::getline(file, stat);
  // The name stands in brackets and may hold anything; the state follows.
  const std::size_t end = stat.rfind(')');
  return end != std::string::npos && end + 2 < stat.size() &&
         (stat[end + 2] == 'Z' || stat[end + 2] == 'X');
}

// Removes what a killed run left beside target: partial files and folders of processes that are
// gone.
void remove_stale(const fs::path& target) {
  std::error_code ignored;
  const fs::path parent = target.has_parent_path() ? target.parent_path() : fs::path(".");
  const std::string prefix = partial_prefix(target);
  for (fs::directory_iterator it(parent, ignored), end; !ignored && it != end;
       it.increment(ignored)) {
    const std::string name = it->path().filename().string();
    if (!name.starts_with(prefix)) continue;
    const std::string digits = name.substr(prefix.size());
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) continue;
    const long pid = std::strtol(digits.c_str(), nullptr, 10);
    if (pid > 0 && is_gone(static_cast<pid_t>(pid))) {
      std::error_code remove_error;
      fs::remove_all(it->path(), remove_error);
    }
  }
}

}  // namespace

Result<void> write_file_atomically(const fs::path& path, std::string_view bytes) {
  auto file = AtomicFile::create(path);
  if (!file) return tl::unexpected(file.error());
  // A failure leaves nothing: the file under construction goes with `file`.
  if (auto written = file->write(bytes); !written) return written;
  return file->commit();
}

Result<AtomicFile> AtomicFile::create(const fs::path& path) {
  std::error_code error;
  // The file behind a link is replaced, not the link.
  const bool is_link = fs::is_symlink(fs::symlink_status(path, error));
  const fs::path target = is_link ? fs::weakly_canonical(path, error) : path;
  if (error && error.value() != ENOENT && error.value() != ENOTDIR) {
    return tl::unexpected(io_error("write", path, error.value()));
  }
  const fs::file_status status = fs::status(target, error);
  if (fs::is_directory(status)) return tl::unexpected(io_error("write", path, EISDIR));
  // A device, a pipe or an open file of this process (/dev/stdout, /dev/full) cannot be replaced by
  // a rename: write to it.
  const std::string name = path.lexically_normal().string();
  const bool special = fs::exists(status) && !fs::is_regular_file(status);
  if (special || (is_link && (name.starts_with("/dev/") || name.starts_with("/proc/")))) {
    // Opening a pipe would wait for its reader.
    if (::access(path.c_str(), W_OK) != 0) return tl::unexpected(io_error("write", path, errno));
    return AtomicFile(path, path, path);
  }
  const fs::path parent = target.parent_path();
  if (!parent.empty() && !fs::is_directory(parent, error)) {
    return tl::unexpected(io_error("write", path, error ? error.value() : ENOENT));
  }
  remove_stale(target);
  AtomicFile file(path, target, parent / fmt::format("{}{}", partial_prefix(target), ::getpid()));
  const int fd = ::open(file.path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return tl::unexpected(io_error("write", path, errno));
  ::close(fd);
  return file;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : shown_(std::move(other.shown_)),
      target_(std::move(other.target_)),
      building_(std::move(other.building_)) {
  other.building_.clear();
}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
  std::swap(shown_, other.shown_);
  std::swap(target_, other.target_);
  std::swap(building_, other.building_);
  return *this;
}

AtomicFile::~AtomicFile() {
  if (building_.empty() || building_ == target_) return;
  if (NAIL_MUTANT(half_file_is_left, true, false)) ::unlink(building_.c_str());
}

Result<void> AtomicFile::write(std::string_view bytes) {
  return write_plain(building_, bytes, shown_);
}

Result<void> AtomicFile::commit() {
  if (building_ == target_) return {};
  // A library may have written it: what is renamed must be on the disk.
  const int fd = ::open(building_.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return tl::unexpected(io_error("write", shown_, errno));
  const int failed = ::fsync(fd) != 0 && errno != EINVAL && errno != EROFS ? errno : 0;
  ::close(fd);
  if (failed != 0) return tl::unexpected(io_error("write", shown_, failed));
  std::error_code error;
  fs::rename(building_, target_, error);
  if (error) return tl::unexpected(io_error("write", shown_, error.value()));
  building_.clear();
  return {};
}

Result<AtomicFolder> AtomicFolder::create(const fs::path& raw_target, bool force,
                                          std::string_view option) {
  // "out/" and "out" are the same folder.
  fs::path target = raw_target.lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  if (!target.has_filename() || target.filename() == "." || target.filename() == "..") {
    return fail(ExitCode::usage,
                fmt::format("the output folder needs a name of its own; give {} NAME", option));
  }
  std::error_code error;
  const fs::file_status status = fs::symlink_status(target, error);
  if (fs::exists(status)) {
    if (!fs::is_directory(status)) {
      return fail(ExitCode::usage, fmt::format("{} exists and is not a folder; give another {}",
                                               printable(target.string()), option));
    }
    const bool ours = fs::exists(target / kOutputMarker, error);
    const bool empty = fs::is_empty(target, error);
    if (!ours && !empty && !force) {
      return fail(ExitCode::usage,
                  fmt::format("{} was not written by nail and will not be replaced; give another "
                              "{}, or --force",
                              printable(target.string()), option));
    }
  }
  remove_stale(target);
  const fs::path parent = target.parent_path();
  if (!parent.empty()) {
    fs::create_directories(parent, error);
    if (error) return tl::unexpected(io_error("make the folder", parent, error.value()));
  }
  const fs::path building = parent / fmt::format("{}{}", partial_prefix(target), ::getpid());
  fs::remove_all(building, error);
  if (!fs::create_directory(building, error) || error) {
    return tl::unexpected(io_error("make the folder", target, error ? error.value() : EEXIST));
  }
  AtomicFolder folder(target, building);
  if (auto marked = folder.write(kOutputMarker, "written by nail; replaced by the next run\n");
      !marked) {
    return tl::unexpected(marked.error());
  }
  return folder;
}

AtomicFolder::AtomicFolder(AtomicFolder&& other) noexcept
    : target_(std::move(other.target_)), building_(std::move(other.building_)) {
  other.building_.clear();
}

AtomicFolder& AtomicFolder::operator=(AtomicFolder&& other) noexcept {
  std::swap(target_, other.target_);
  std::swap(building_, other.building_);
  return *this;
}

AtomicFolder::~AtomicFolder() {
  if (building_.empty()) return;
  std::error_code ignored;
  fs::remove_all(building_, ignored);
}

Result<void> AtomicFolder::write(const fs::path& relative, std::string_view bytes) {
  const fs::path path = building_ / relative;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return tl::unexpected(io_error("make the folder", path.parent_path(), error.value()));
  return write_plain(path, bytes, target_ / relative);
}

Result<void> AtomicFolder::commit() {
  std::error_code error;
  fs::path old;
  if (fs::exists(fs::symlink_status(target_, error))) {
    // One step, so that a kill finds the old folder or the new one.
    if (::renameat2(AT_FDCWD, building_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) == 0) {
      fs::remove_all(building_, error);
      building_.clear();
      return {};
    }
    // File systems that cannot exchange take two renames: between them the target is missing, never
    // half-written.
    old = building_;
    old += "-old";
    fs::remove_all(old, error);
    fs::rename(target_, old, error);
    if (error) return tl::unexpected(io_error("replace", target_, error.value()));
  }
  fs::rename(building_, target_, error);
  if (error) {
    std::error_code ignored;
    if (!old.empty()) fs::rename(old, target_, ignored);
    return tl::unexpected(io_error("write", target_, error.value()));
  }
  building_.clear();
  if (!old.empty()) fs::remove_all(old, error);
  return {};
}

}  // namespace nail
