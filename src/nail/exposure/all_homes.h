// What every home loses of every product with every removal: the whole of any-tier exposure, handed
// out in slices as it is computed, since it is seldom kept.
#pragma once

#include <functional>
#include <span>

#include "nail/exposure/exposure.h"

namespace nail {

// One product's losses with up to kLanes removals, a removal a lane.
struct ExposureSlice {
  ProductId product;
  std::size_t first_removal = 0;
  std::size_t removals = 0;     // lanes in use
  std::span<const Lanes> loss;  // beside the homes asked for
};

// Calls visit for every product and every kLanes removals, from several threads at once: calls that
// share a first_removal come one after the other, products in order; others may overlap. Unknown
// supply counts as safe. Of options, pooling and buildup count. False where a cycle did not settle.
bool for_each_exposure(const ProductNetwork& network, std::span<const UserId> homes,
                       std::span<const Removal> removals, const ExposureOptions& options,
                       const std::function<void(const ExposureSlice&)>& visit);

}  // namespace nail
