// The numbers of a stress network as flat arrays in the order of its structure, for all lanes alike
// (P is double) or for each its own (Lanes).
#pragma once

#include <span>
#include <vector>

#include "nail/dynamics/lane_math.h"
#include "nail/dynamics/stress_structure.h"
#include "nail/numeric/aligned.h"

namespace nail {

template <class P>
struct StressNumbers {
  // One network, or one a lane where P is Lanes.
  StressNumbers(const StressStructure& structure, std::span<const StressNetwork> networks);

  AlignedVector<P> capacity, share;  // per node
  AlignedVector<P> order_weight;     // per node: sum of omega m over its buyers
  AlignedVector<P> order_scale;      // its inverse; 0 where nobody has weight
  AlignedVector<P> class_weight;     // the same by priority class, at fill positions
  AlignedVector<P> pool_weight;      // per class: sum of omega times the pooled part
  AlignedVector<P> pooled;           // per group
  AlignedVector<P> link_share;       // per link
  AlignedVector<P> in_weight;        // per entry of in_use: omega m
  // Unknown supply, as if it were a node: per product, and per entry of unknown_use. Its class
  // weights stand at unknown_fill positions.
  AlignedVector<P> unknown, unknown_order_weight, unknown_order_scale, unknown_weight;
  std::vector<std::uint8_t> has_unknown;     // per product: whether anybody of weight buys from it
  AlignedVector<P> target, own_pool_weight;  // per use
  AlignedVector<P> government, threshold;    // per use with government stock, as government_uses
  std::vector<std::uint32_t> government_uses;
};

}  // namespace nail
