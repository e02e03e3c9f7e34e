// Sets of sites that sell to each other only, all they make: a demand shock to one of them comes
// back to it for certain (in the words of Markov chains, the closed classes of the chain Lu). The
// fixed point of such a set is known at once, and no iteration would get there in good time.
#pragma once

#include <cstdint>
#include <vector>

#include "nail/cascade/cascade_system.h"

namespace nail {

struct ClosedClasses {
  static constexpr std::uint32_t kNone = 0xffffffffU;
  std::vector<std::uint32_t> of;      // per site (internal number): its class, or kNone
  std::vector<std::uint32_t> begin;   // members of class c: [begin[c], begin[c+1])
  std::vector<std::uint32_t> member;  // internal numbers, ascending within a class
};

// A site belongs to no class where more than 1e-12 of its size goes to final demand.
ClosedClasses closed_classes(const CascadeSystem& system);

}  // namespace nail
