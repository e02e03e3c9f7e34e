// Blocks of work shared by the processes of an MPI run. The first process hands out blocks as
// others ask for them, so a slow one holds nobody up, and computes blocks itself meanwhile: its
// main thread speaks with the others, a second one computes. Only main threads call MPI.
#pragma once

#include <cstdint>
#include <vector>

#include "nail/base/result.h"
#include "work_sharing.h"

namespace nail::mpi {

class MpiSharing final : public cli::WorkSharing {
 public:
  MpiSharing();
  bool is_first() const override { return rank_ == 0; }
  int processes() const override { return processes_; }
  bool is_for_many() const override { return true; }
  Result<void> run(const cli::SharedWork& work, const std::vector<std::uint64_t>& blocks) override;
  // Before the end of the program, with its exit code: what the exit code of all is. A process that
  // failed before the work began is told to those that wait for it here.
  int leave(int code);

 private:
  // Whether all processes have come to the work. Where some have not, a message says so.
  bool meet(bool is_ready, int code);
  Result<void> lead(const cli::SharedWork& work, const std::vector<std::uint64_t>& blocks);
  Result<void> follow(const cli::SharedWork& work);

  int rank_ = 0, processes_ = 1;
  bool has_met_ = false;
};

}  // namespace nail::mpi
