// Long work in numbered blocks, any of which any process can do: by the one process of nail, or by
// the many of nail-mpi. The bytes of a block do not depend on who computed it, so neither does the
// result. Finished blocks can be kept in a checkpoint.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "nail/base/result.h"

namespace nail::cli {

struct SharedWork {
  std::uint64_t blocks = 0;
  // A block's result as bytes. Any process; may use all threads. part: of this block, 0 to 1; false
  // to stop, and then compute fails with ExitCode::interrupted.
  std::function<Result<std::string>(std::uint64_t block, const std::function<bool(double)>& part)>
      compute;
  // Takes a block's result: only where is_first(), each block once, in any order.
  std::function<Result<void>(std::uint64_t block, std::string_view bytes)> accept;
  // Part of all blocks that is done, 0 to 1; false to stop.
  std::function<bool(double)> progress;
};

// Who takes part. One object a program.
class WorkSharing {
 public:
  virtual ~WorkSharing() = default;
  // Whether this process takes results, prints and writes; one does.
  virtual bool is_first() const { return true; }
  virtual int processes() const { return 1; }
  // Whether the program is the one for many processes, however many there are.
  virtual bool is_for_many() const { return false; }
  // Computes the blocks that are named and hands them to accept; returns when all are accepted. The
  // list counts only on the first process. Fails as soon as anything does, everywhere.
  virtual Result<void> run(const SharedWork& work, const std::vector<std::uint64_t>& blocks);
};

// Of this program; set once in main, nail's own otherwise.
WorkSharing& work_sharing();
void set_work_sharing(WorkSharing& sharing);

struct CheckpointOptions {
  std::string path;  // empty: none is kept
  bool resume = false;
  bool quiet = false;
};

// What --checkpoint and --resume say of a run that writes to out: without a name the file is
// OUT.checkpoint, kept by nail-mpi always and by nail with --resume.
CheckpointOptions checkpoint_options(const std::string& out, const std::string& checkpoint,
                                     bool resume, bool quiet);

// ExitCode::usage where a new checkpoint would take another file's place (Checkpoint::check_place).
// For before the work; the first process speaks for all.
Result<void> check_checkpoint(const CheckpointOptions& options);

// Runs all blocks, those excepted that the checkpoint holds. key: everything the results depend on
// (hash of the case, options, version). The checkpoint stays where this fails; where it succeeds,
// the caller calls done once the results are written.
class CheckpointedRun {
 public:
  CheckpointedRun(CheckpointOptions options, std::string key)
      : options_(std::move(options)), key_(std::move(key)) {}
  Result<void> run(const SharedWork& work);
  // Whether a checkpoint is kept.
  bool keeps() const { return !options_.path.empty(); }
  void done();

 private:
  CheckpointOptions options_;
  std::string key_;
};

}  // namespace nail::cli
