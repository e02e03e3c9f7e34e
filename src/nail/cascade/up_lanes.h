// Upstream jobs that reach so much of the network that a step is cheapest for eight of them at
// once: a line of memory holds the same site of eight jobs, and each link is loaded once for all.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "nail/cascade/lane_scratch.h"
#include "nail/cascade/up_kernel.h"
#include "nail/cascade/up_meet.h"
#include "nail/numeric/aligned.h"

namespace nail {

class UpLanes {
 public:
  UpLanes(const CascadeSystem& system, const UpKernels& kernels, LaneScratch& scratch);

  // Completes up to kUpLanes jobs that UpMeet::start left open, the one with most open steps first.
  // What comes out for one does not depend on the others.
  void run(std::span<const std::unique_ptr<UpJob>> jobs, UpMeet& meet);

  std::uint64_t links = 0;  // lanes counted one by one

 private:
  void enter(std::span<const std::unique_ptr<UpJob>> jobs);
  void step(std::span<const std::unique_ptr<UpJob>> jobs, std::uint32_t number, UpMeet& meet);
  void leave(UpJob& job, std::size_t lane, UpMeet& meet);

  const CascadeSystem& system_;
  const UpKernels& kernels_;
  LaneScratch& scratch_;
  UpLinks links_;
  std::vector<const double*> weight_;  // one a weight
  AlignedVector<double>&from_, &to_;   // per site and lane
  AlignedVector<double> overlap_;      // per weight and lane
  std::vector<double> nothing_;        // lost by a lane that is not at its end
};

}  // namespace nail
