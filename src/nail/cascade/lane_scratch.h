// Room that the engines of one thread lend each other: of a million sites an array of eight losses
// a site is 64 MB, and what most engines write there is of no use after a step.
#pragma once

#include <cstdint>

#include "nail/cascade/lane_kernel.h"
#include "nail/numeric/aligned.h"

namespace nail {

// Whoever calls another engine, or a sink, may find everything overwritten afterwards.
struct LaneScratch {
  AlignedVector<double> first, second;  // kShockLanes numbers a site, once made

  void make(std::uint32_t sites) {
    first.resize(std::size_t{sites} * kShockLanes);
    second.resize(first.size());
  }
};

}  // namespace nail
