// Eight cascades at a time, of any kind: every rule and market, in full or in part, of one site or
// many, different up and down, where losses can fall back (compat). Every step visits every link
// once for all eight, so the cost of a cascade is its steps times the links, whatever it reaches:
// this is the plain way, right for everything, that faster ones are measured by.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "nail/cascade/cascade_system.h"
#include "nail/cascade/lane_kernel.h"
#include "nail/cascade/rank.h"
#include "nail/numeric/aligned.h"

namespace nail {

// A cascade that can fall back may go round for ever (compat: a dead market lets losses fall, which
// brings it back to life): after so many steps it counts as ended.
inline constexpr std::uint32_t kMostCompatSteps = 10'000;

// Growth at which cascades of these options stop. Of the fixed point: none at all, since without
// compat losses only rise, in rounded arithmetic too; the solver of the fixed point is faster.
double stop_growth(const CascadeOptions& options);

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

  const CascadeSystem* system_;
  const LaneKernels* kernels_;
  LaneSystem view_;
  double stop_;
  AlignedVector<double> down_, seen_, up_, other_, alive_;
  std::array<std::vector<Hit>, kShockLanes> hits_;
  std::array<std::uint32_t, kShockLanes> steps_{};
  alignas(64) std::array<double, kShockLanes> growth_{};
  double seconds_down_ = 0, seconds_up_ = 0;
};

}  // namespace nail
