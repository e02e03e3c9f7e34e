// Eight cascades at a time, of any kind: every rule and market, in full or in part, of one site or
// many, different up and down, where losses can fall back (compat). Every step visits every link
// once for all eight, so the cost of a cascade is its steps times the links, whatever it reaches:
// this is the plain way, right for everything, that faster ones are measured by.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "nail/cascade/cascade_system.h"
#include "nail/cascade/closed_classes.h"
#include "nail/cascade/lane_kernel.h"
#include "nail/cascade/rank.h"
#include "nail/numeric/aligned.h"

namespace nail {

// The fixed point is reached from below: where losses only rise they do in rounded arithmetic too,
// in whatever order sites are taken, so each sees at once what others have lost (Gauss-Seidel).
// Every few steps the sums of each weight are compared. A cascade ends where, going on as fast as
// it did, they would grow by less than the first number of themselves altogether and no site grows
// by more than the second, or where nothing grows at all. Where losses can fall (compat) steps are
// taken until none grows.
inline constexpr double kFixedPointTolerance = 1e-13, kFixedPointGrowth = 1e-14;
inline constexpr std::uint32_t kStepsBetweenSums = 4;
// After so many steps a fixed point is given up: hardly anything leaves the network, and the rest
// would take for ever. So is any cascade that can fall back, since it may go round for ever: a dead
// market lets losses fall, which brings it back to life.
inline constexpr std::uint32_t kMostRises = 20'000;

// All state of eight cascades. A lane's bits do not depend on the other lanes.
class LaneEngine {
 public:
  LaneEngine(const CascadeSystem& system, const LaneKernels& kernels);

  // Puts a shock into a lane, which must be empty or done.
  void load(unsigned lane, const CascadeShocks& shocks, std::uint64_t shock);
  // One step of all lanes.
  void step();
  // After a step: whether a lane's cascade has stopped, and after how many steps.
  bool is_done(unsigned lane) const;
  std::uint32_t steps(unsigned lane) const { return steps_[lane]; }
  // Whether it was ended before it came to its own end.
  bool has_given_up(unsigned lane) const;
  // The sums of weight w over the losses of all lanes.
  void weigh(std::size_t weight, LaneSums& sums) const;
  // Empties the lanes that are named by a bit.
  void clear(unsigned lanes);

  // Losses [internal number][lane].
  const double* down() const { return down_.data(); }
  const double* up() const { return up_.data(); }
  // What buyers see of the losses downstream: sigma times them. Of the state before the last step,
  // or as it is now after look().
  void look();
  const double* seen() const { return system_->market.empty() ? down_.data() : seen_.data(); }

  // Seconds spent in steps so far.
  double seconds_down() const { return seconds_down_; }
  double seconds_up() const { return seconds_up_; }

 private:
  struct Hit {
    std::uint32_t site;  // internal number
    double down, up;
  };
  void hold(unsigned lane);
  void fill_closed_classes(unsigned lane);
  void rise();
  void compare_sums();

  const CascadeSystem* system_;
  const LaneKernels* kernels_;
  LaneSystem view_;
  double stop_;     // growth at which a cascade stops
  bool can_fall_;   // losses may, from one step to the next
  bool is_rising_;  // to the fixed point, in place
  ClosedClasses closed_;
  // Per weight, then both, down and up, then lane: the last sums, and what they had grown by.
  std::vector<double> sums_, grown_;
  std::array<bool, kShockLanes> has_settled_{};
  AlignedVector<double> down_, seen_, up_, other_, alive_;
  std::array<std::vector<Hit>, kShockLanes> hits_;
  std::array<std::uint32_t, kShockLanes> steps_{};
  alignas(64) std::array<double, kShockLanes> growth_{};
  double seconds_down_ = 0, seconds_up_ = 0;
};

}  // namespace nail
