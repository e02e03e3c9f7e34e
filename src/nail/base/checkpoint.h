// Finished parts of a long run, kept in a file as they come, so that a run that was killed can go
// on where it stopped. A part that was not written in full counts as not done.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "nail/base/result.h"

namespace nail {

class Checkpoint {
 public:
  // Whether a checkpoint may be kept at path: nothing is there, or an earlier checkpoint (an empty
  // file too, as a kill leaves it). ExitCode::usage where it is anything else, which a run would
  // otherwise move aside or remove; so too for PATH.old.
  static Result<void> check_place(const std::filesystem::path& path);
  // Starts a new file for a run named by key: whatever the results depend on. A checkpoint that is
  // there already is kept beside it as PATH.old. Fails as check_place does, and with
  // ExitCode::internal where the file cannot be written.
  static Result<Checkpoint> start(const std::filesystem::path& path, const std::string& key);
  // Opens the file of an earlier run, or starts one where there is none. ExitCode::usage where it
  // is of another run (key) or no checkpoint. A broken end, as a kill leaves it, is cut off.
  static Result<Checkpoint> resume(const std::filesystem::path& path, const std::string& key);

  Checkpoint(Checkpoint&& other) noexcept;
  Checkpoint& operator=(Checkpoint&&) = delete;
  Checkpoint(const Checkpoint&) = delete;
  Checkpoint& operator=(const Checkpoint&) = delete;
  ~Checkpoint();

  // Parts that an earlier run finished: number to bytes. Taken by the caller.
  std::map<std::uint64_t, std::string> take_finished() { return std::move(finished_); }
  // Writes a part at once, and brings it to the disk every few seconds.
  Result<void> add(std::uint64_t part, std::string_view bytes);
  // Removes the file: the run is done and its results stand elsewhere. Leaves what is no
  // checkpoint.
  static void remove(const std::filesystem::path& path);

 private:
  Checkpoint(std::filesystem::path path, int file) : path_(std::move(path)), file_(file) {}

  std::filesystem::path path_;
  int file_ = -1;
  std::int64_t synced_at_ = 0;  // seconds
  std::map<std::uint64_t, std::string> finished_;
};

}  // namespace nail
