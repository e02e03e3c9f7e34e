// Which products a set of shocks can move at all. The rest stays at baseline to the last bit, so a
// run leaves it out.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nail/dynamics/shock_plan.h"
#include "nail/dynamics/stress_run.h"
#include "nail/dynamics/stress_structure.h"

namespace nail {

struct StressReach {
  std::vector<std::uint8_t> nodes;    // per product: its nodes may leave baseline
  std::vector<std::uint8_t> demands;  // per product: its final demand may
};

// Cascade: what lies downstream of the shocks, through inputs. Ario: also what lies upstream of
// that, through orders. watched (products; cascade only): only what can reach the final demand of
// one of them; empty: everything.
void find_reach(const StressStructure& structure, std::span<const ShockPlan* const> plans,
                StressMode mode, std::span<const ProductId> watched, StressReach& reach);

}  // namespace nail
