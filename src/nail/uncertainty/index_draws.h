// Share-based indices over many draws: their ranges, and their value in each draw.
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nail/indices/indices.h"
#include "nail/uncertainty/exposure_draws.h"

namespace nail {

struct IndexDraws {
  // By (product, index): the value in each draw; only indices that are drawn.
  std::map<std::pair<ProductId, std::string>, std::vector<float>> values;
};

// Replaces low and high of the report's concentration and sourcing indices (hhi, hhi_governance,
// effective_suppliers, top_share, home_share, ally_share, owner_home_share, unknown_share,
// import_share) by the 5th percentile of per-draw lower bounds and the 95th of upper bounds. Others
// keep their analytic bounds.
IndexDraws draw_indices(const ProductNetwork& site, const ProductNetwork& owner, const Home& home,
                        std::span<const PlaceId> allies, IndexReport& report,
                        const DrawOptions& options);

}  // namespace nail
