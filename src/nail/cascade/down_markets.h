// The markets of a system as the downstream engine wants them: one more than there are, for sites
// without.
#pragma once

#include <cstdint>
#include <vector>

#include "nail/cascade/cascade_system.h"

namespace nail {

struct DownMarkets {
  std::uint32_t markets = 0;                 // without the one for sites that have none
  std::vector<std::uint32_t> of;             // of each site
  std::vector<double> size;                  // sizes added up in the order of sites
  std::vector<std::uint32_t> begin, member;  // members, ascending
};

DownMarkets make_down_markets(const CascadeSystem& system);

}  // namespace nail
