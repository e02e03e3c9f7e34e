// Where a cascade reaches so many sites that pushing along each link is dear, eight of them go on
// side by side over the whole network: a link is then loaded once for all, and nothing is marked or
// listed. A shock enters with the losses of its last sparse step, and its lane's results are its
// own.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "nail/cascade/cascade_system.h"
#include "nail/cascade/lane_kernel.h"
#include "nail/cascade/lane_scratch.h"
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
  // Of losses by site that are taken out of lanes in one go, at least one lane's. Eight lanes in as
  // many goes read every line eight times; but of a million sites their losses would be 64 MB, and
  // more in lists.
  static constexpr std::size_t kTakenBytes = 16U << 20;

  // The scratch must outlive this.
  DownLanes(const CascadeSystem& system, const LaneKernels& kernels, LaneScratch& scratch,
            std::size_t taken_bytes = kTakenBytes);

  // A job at its end. What it points to holds until the sink returns, which may not call back.
  struct End {
    std::size_t job = 0;  // number in the list
    std::uint32_t steps = 0;
    bool near = false;                          // a growth within `kNearEps` of eps decides
    std::span<const std::uint32_t> lost_sites;  // ascending
    std::span<const double> lost;
    const double* lost_at = nullptr;  // by site
    std::span<const double> weighed;  // sum of each weight times the losses
  };
  using Sink = std::function<void(const End&)>;

  // Runs up to eight to their ends.
  void run(std::span<const std::unique_ptr<DownJob>> jobs, const Sink& sink);

  std::uint64_t links() const { return links_; }

 private:
  struct Lane {
    std::uint32_t site = 0, steps = 0, least_steps = 0;
    bool is_open = false, near = false;
  };
  void step();
  void take_out(std::span<const unsigned> lanes);
  void tell(unsigned lane, std::size_t n, const Sink& sink);

  const CascadeSystem* system_;
  const LaneKernels* kernels_;
  LaneSystem view_;
  LaneScratch& scratch_;
  AlignedVector<double> down_, alive_;
  alignas(64) std::array<double, kShockLanes> growth_{};
  std::array<Lane, kShockLanes> lanes_;
  // What is taken out of lanes, some at a time: [n of these][site].
  std::size_t together_;
  std::vector<std::uint32_t> sites_, count_;
  std::vector<double> losses_, by_site_;
  std::vector<double> sums_;  // one a weight
  std::uint64_t links_ = 0;
};

inline constexpr double kNearEps = 1e-11;

}  // namespace nail
