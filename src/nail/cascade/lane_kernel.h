// The steps of eight cascades at a time, on flat arrays, in one version an instruction set.
// lane_engine.h is the door to it; cascade_system.h has the formulas and their source.
//
// A site's losses in eight shocks fill one cache line (64 bytes, eight f64), so a link is loaded
// once for all of them and its other end is one line. Every lane is plain IEEE arithmetic in the
// order of the links: its bits do not depend on the instruction set or on what the other lanes
// hold.
#pragma once

#include <cstdint>

namespace nail {

inline constexpr unsigned kShockLanes = 8;

// Arrays of a CascadeSystem; see there.
struct LaneSystem {
  std::uint32_t sites = 0, markets = 0;
  bool compat = false;
  const std::uint32_t* slot_begin = nullptr;
  const std::uint64_t* slot_link_begin = nullptr;
  const std::uint32_t* slot_supplier = nullptr;
  const double* slot_share = nullptr;
  std::uint64_t slot_links = 0;
  const std::uint64_t* sell_begin = nullptr;
  const std::uint32_t* sell_buyer = nullptr;
  const double* sell_share = nullptr;
  std::uint64_t sell_links = 0;
  const double* size = nullptr;
  const std::uint32_t* market = nullptr;  // none: no markets
};

// Sums of one weight over all sites, a lane each.
struct LaneSums {
  alignas(64) double both[kShockLanes], down[kShockLanes], up[kShockLanes];
  alignas(64) double reached[kShockLanes];  // sites with a downstream loss
};

// Arrays of lanes are [site][lane], on cache lines. growth: [lane], raised to the largest growth of
// any site.
struct LaneKernels {
  const char* name = nullptr;
  // seen = sigma * down, the loss that buyers see; alive: [market][lane], scratch. Only where there
  // are markets.
  void (*see)(const LaneSystem& system, const double* down, double* alive, double* seen);
  // One step downstream without the shock itself; before and after may be the same array.
  void (*down)(const LaneSystem& system, const double* seen, const double* before, double* after,
               double* growth);
  // One step upstream without the shock itself.
  void (*up)(const LaneSystem& system, const double* before, double* after, double* growth);
  // The same in place, for the fixed point: a loss never falls, and a site sees what others have
  // lost in the same step. seen may be down itself.
  void (*rise_down)(const LaneSystem& system, const double* seen, double* down, double* growth);
  void (*rise_up)(const LaneSystem& system, double* up, double* growth);
  void (*weigh)(const LaneSystem& system, const double* weight, const double* down,
                const double* up, LaneSums& sums);
  // Multiplies every lane by keep[lane], 0 or 1.
  void (*keep)(const LaneSystem& system, const double* keep, double* losses);
};

// The best set that the machine has; the environment variable NAIL_ISA (baseline, avx2, avx512)
// forces one.
const LaneKernels& lane_kernels();
// By name; nullptr where this build or machine lacks it.
const LaneKernels* lane_kernels(const char* name);

}  // namespace nail
