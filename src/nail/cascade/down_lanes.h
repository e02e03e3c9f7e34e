// Where a cascade reaches so many sites that pushing along each link is dear, eight of them go on
// side by side over the whole network: a link is then loaded once for all, and nothing is marked or
// listed. A shock enters with the losses of its last sparse step, and its lane's results are its
// own.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "nail/cascade/cascade_system.h"
#include "nail/cascade/lane_kernel.h"
#include "nail/numeric/aligned.h"

namespace nail {

// A cascade on its way.
struct DownJob {
  std::uint32_t site = 0;         // that fails
  std::uint64_t tag = 0;          // the caller's
  std::uint32_t steps = 0;        // done
  std::uint32_t least_steps = 0;  // to be done at least
  std::vector<std::uint32_t> lost_sites;
  std::vector<double> lost;  // beside lost_sites
};

class DownLanes {
 public:
  DownLanes(const CascadeSystem& system, const LaneKernels& kernels);

  // Runs up to eight to their ends.
  void run(std::span<const std::unique_ptr<DownJob>> jobs);

  // Of job n of the last run. near: a growth within `kNearEps` of eps decides.
  struct End {
    std::uint32_t steps = 0;
    bool near = false;
    std::span<const std::uint32_t> lost_sites;  // ascending
    std::span<const double> lost;
    const double* lost_at = nullptr;  // by site
  };
  End end(std::size_t n) const;
  // Sum of a weight times the losses.
  double weighed(std::size_t weight, std::size_t n) const {
    return sums_[weight * kShockLanes + n];
  }
  std::uint64_t links() const { return links_; }

 private:
  struct Lane {
    std::uint32_t site = 0, steps = 0, least_steps = 0, count = 0;
    bool is_open = false, near = false;
  };
  void step();
  void take_out(unsigned lanes);

  const CascadeSystem* system_;
  const LaneKernels* kernels_;
  LaneSystem view_;
  AlignedVector<double> down_, seen_, alive_;
  alignas(64) std::array<double, kShockLanes> growth_{};
  std::array<Lane, kShockLanes> lanes_;
  // What is taken out of lanes: [lane][site].
  std::vector<std::uint32_t> sites_;
  std::vector<double> losses_, by_site_;
  std::vector<double> sums_;  // [weight][lane]
  std::uint64_t links_ = 0;
};

inline constexpr double kNearEps = 1e-11;

}  // namespace nail
