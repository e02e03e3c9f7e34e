// What the assessment is composed from: a loaded case, a seat, and the numbers computed for it.
#pragma once

#include <string>
#include <vector>

#include "nail/assess/stress_views.h"
#include "nail/exposure/exposure.h"
#include "nail/indices/indices.h"
#include "nail/network/product_network.h"

namespace nail {

struct AssessInputs {
  const LoadedCase* loaded = nullptr;
  const ProductNetwork* site = nullptr;
  const ProductNetwork* owner = nullptr;
  Home home;
  std::vector<PlaceId> allies;      // never the home's own
  std::string allies_text;          // as asked for
  std::vector<ProductId> products;  // in scope, in table order
  // Ranges are those of the draws: low the 5th percentile of per-draw lower bounds, high the 95th
  // of upper bounds; values are without draws.
  IndexReport indices;
  ExposureReport exposures;                   // proportional pooling
  ExposureReport own_first;                   // the other assumption; same removals, point values
  ExposureReport buildup;                     // with equipment and design
  std::vector<std::vector<ProductId>> blind;  // blind_spots()
  std::size_t missing_use_shares = 0;
  StressReview stress;  // numbers and names, no sentences
};

}  // namespace nail
