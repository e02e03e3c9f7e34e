// Where the ways upstream meet: what is near a tie, and when a push is dropped for dense lanes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "nail/cascade/cascade_system.h"

namespace nail {

// A growth this near to eps is compared as steps in Jacobi order make it.
inline constexpr double kNearTie = 1e-12;

// Links that one step of a push may visit. In lanes a link costs a cascade a small part of what it
// costs a push, which picks its sites at random, but lanes go through all of them; and what they
// find is the end of the cascade's upstream half, not only its length.
inline std::uint64_t most_pushed(const CascadeSystem& system) {
  constexpr std::uint64_t kPart = 32;
  return system.buy_supplier.size() / kPart;
}

// Room for the sites that a step of so many links reaches: push_up writes one beyond them.
inline std::size_t most_reached(const CascadeSystem& system, std::uint64_t links) {
  return std::min<std::uint64_t>(links, system.sites) + 1;
}

}  // namespace nail
