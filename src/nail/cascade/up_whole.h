// Upstream cascades that reach much of the network, as a whole: eight beside each other in dense
// lanes, all sites in every step, until growth (in the largest site) is at most eps. A lane that
// ends makes room for the next cascade at once.
//
// Sums are made in the order of steps in Jacobi order from the step on at which lanes take over
// from pushes; where a growth is nearer to eps than kNearTie, the cascade is done again in lanes
// from its start, which decides ties.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "nail/cascade/cascade_system.h"
#include "nail/cascade/lane_scratch.h"
#include "nail/cascade/up_kernel.h"
#include "nail/numeric/aligned.h"

namespace nail {

class UpWhole {
 public:
  // A cascade at its end: T steps, xu(T) by site (that of the failing site is 1; to be moved from).
  using Sink =
      std::function<void(std::uint32_t site, std::uint32_t steps, std::vector<double>& losses)>;

  UpWhole(const CascadeSystem& system, const UpKernels& kernels, LaneScratch& scratch, Sink sink);

  // Starts the cascade of a full failure. Those whose lanes end meanwhile go to the sink, which may
  // not call back.
  void add(std::uint32_t site);
  // Takes all to their ends.
  void flush();

  std::uint64_t links = 0;  // lanes counted one by one
  std::uint64_t done = 0;   // cascades
  double seconds = 0;       // without those of the sink

 private:
  struct Lane {
    std::uint32_t site = 0, steps = 0;
    bool is_open = false;
    bool from_start = false;  // every step in lanes
  };

  enum class Start { goes_on, is_end, near };  // near: a growth is too near to eps

  void enter(std::size_t lane, std::uint32_t site);
  Start start_by_pushes(Lane& of);
  void step();
  void take_out(std::size_t lane);
  void leave(Lane& of);

  const CascadeSystem& system_;
  const UpKernels& kernels_;
  Sink sink_;
  UpLinks links_;
  LaneScratch& scratch_;
  AlignedVector<double> from_;    // per site and lane
  AlignedVector<double> growth_;  // per lane
  std::array<Lane, kUpLanes> lanes_;
  std::size_t open_ = 0;
  AlignedVector<double> pushed_, state_;  // per site; zero between calls
  std::vector<std::uint32_t> touched_, front_, reached_;
  std::vector<double> front_growth_;
  std::vector<double> losses_;
};

}  // namespace nail
