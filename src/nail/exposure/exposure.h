// The exposure of one home to every removal, as rows: how much of each product it loses when a
// place is taken away: straight, through every tier, and where the surviving world supply is shared
// out; with bounds and the path that proves it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nail/exposure/solver.h"

namespace nail {

struct ExposureRow {
  ProductId product;
  std::uint32_t removal = 0;  // index into ExposureReport::removals
  double direct = 0;          // share of the home's mix from there, 0 to 1
  double any_tier = 0;        // 1 - availability: no stocks, no rerouting
  double rerouted = 0;        // at most any_tier
  double low = 0, high = 1;   // bounds of any_tier over ranges and unknown supply
  std::vector<PathStep> path;
  std::vector<double> tiers;  // any_tier counting 1, 2, ... tiers; only where asked for
};

struct ExposureOptions {
  Pooling pooling = Pooling::proportional;
  bool buildup = false;
  bool paths = true;
  bool tiers = false;
};

struct ExposureReport {
  std::vector<Removal> removals;
  std::vector<ExposureRow> rows;  // in order of product, removal; only any_tier > 0
  bool settled = true;            // false where a cycle did not reach its tolerance
};

ExposureReport exposure(const ProductNetwork& network, const Home& home,
                        std::vector<Removal> removals, std::span<const ProductId> products,
                        const ExposureOptions& options);

// `product@place:share > product@place:share`, shares to six decimals.
std::string path_text(const Case& data, std::span<const PathStep> path);

// Products whose inputs are partly known or unknown, at or under each product: what hides below it
// cannot be seen. Empty for a product that is seen through.
std::vector<std::vector<ProductId>> blind_spots(const ProductNetwork& network);

}  // namespace nail
