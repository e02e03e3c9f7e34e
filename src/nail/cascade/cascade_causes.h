// The way a loss came: for each site that lost something the site it came from, so that steps back
// lead to the shock, from every site and without a circle.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nail/cascade/cascade_system.h"

namespace nail {

// Downstream: the supplier that contributes most to the slot that binds; upstream: the buyer whose
// loss takes most of a site's sales. Ties: the smaller internal number. Where that alone would go
// round in a circle (a cycle keeps itself down once it is), one site of it, the one with the
// largest contribution from outside (of the slot that binds, if there is any), takes that instead.
// losses: by internal number, seen: as buyers see them (sigma times losses). origin: sites whose
// loss is the shock's own. Returns internal numbers; kNoCause for origins and sites without loss.
std::vector<std::uint32_t> trace_down(const CascadeSystem& system, std::span<const double> losses,
                                      std::span<const double> seen,
                                      const std::vector<bool>& origin);
std::vector<std::uint32_t> trace_up(const CascadeSystem& system, std::span<const double> losses,
                                    const std::vector<bool>& origin);

}  // namespace nail
