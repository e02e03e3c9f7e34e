// Output that is whole or not there: a file or folder is built beside its place under another name
// and renamed when it is complete. A kill leaves the old one untouched.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "nail/base/result.h"

namespace nail {

// Writes bytes to path by way of a temporary file in the same folder. Fails with ExitCode::internal
// and the system's reason (no such folder, no permission, disk full).
Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

// A file under construction, for what is too large to stand in memory, is written by a library, or
// must be known to be writable before long work: it is built at path() and renamed by commit().
// Destroyed without commit(), it takes what was built. A device or pipe is written to directly.
class AtomicFile {
 public:
  // Makes the empty file. Fails with ExitCode::internal where target is a folder, or no file can be
  // written in its own folder.
  static Result<AtomicFile> create(const std::filesystem::path& target);

  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&& other) noexcept;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  // Where it is built; what was written there must be closed before commit().
  const std::filesystem::path& path() const { return building_; }
  // The name a person knows it by.
  const std::filesystem::path& target() const { return shown_; }
  // All of it: replaces what was written before.
  Result<void> write(std::string_view bytes);
  Result<void> commit();

 private:
  AtomicFile(std::filesystem::path shown, std::filesystem::path target,
             std::filesystem::path building)
      : shown_(std::move(shown)), target_(std::move(target)), building_(std::move(building)) {}

  std::filesystem::path shown_, target_, building_;  // building_ is target_ for a device
};

// A folder under construction. Files go to path(); commit() puts the folder in its place. Destroyed
// without commit(), it takes what it built with it.
class AtomicFolder {
 public:
  // Fails with ExitCode::usage where target exists, is not empty and was not written by nail,
  // unless force is set; with ExitCode::internal where the folder cannot be made. option: what the
  // user names the folder with, for messages.
  static Result<AtomicFolder> create(const std::filesystem::path& target, bool force,
                                     std::string_view option = "--out");

  AtomicFolder(AtomicFolder&& other) noexcept;
  AtomicFolder& operator=(AtomicFolder&& other) noexcept;
  AtomicFolder(const AtomicFolder&) = delete;
  AtomicFolder& operator=(const AtomicFolder&) = delete;
  ~AtomicFolder();

  // Where files are written until commit().
  const std::filesystem::path& path() const { return building_; }
  // Writes one file below the folder, making folders as needed.
  Result<void> write(const std::filesystem::path& relative, std::string_view bytes);
  Result<void> commit();

 private:
  AtomicFolder(std::filesystem::path target, std::filesystem::path building)
      : target_(std::move(target)), building_(std::move(building)) {}

  std::filesystem::path target_;
  std::filesystem::path building_;
};

// The file that marks a folder as written by nail and safe to replace.
inline constexpr std::string_view kOutputMarker = ".nail-output";

}  // namespace nail
