// Random draws of shares from their ranges.
//   p90:    triangular with its mode at the value v on [a, b],
//           a = v - (v - low)/(1 - sqrt(0.1)), b = v + (high - v)/(1 - sqrt(0.1)),
//           which leaves a tenth of each side's mass outside [low, high]; a draw outside 0 to 1 is
//           set to the limit. Without a value: uniform, 90 % of it in [low, high].
//   bounds: triangular on [low, high] with its mode at the value; uniform without a value.
// Draws of a product's places are not renormalised: what they leave to 1 is unknown supply, and
// only sums above 1 are scaled down.
#pragma once

#include <cstdint>

#include "nail/network/product_network.h"

namespace nail {

// The value of any ranged number at probability u in (0, 1), by the same distributions; a draw
// outside least to most is set to the limit. NaN where nothing is known.
double number_at(const Ranged& number, double u, double least, double most);

// The value of a share at probability u in (0, 1).
double share_at(const Ranged& share, double u);

// Whether any share of the network has a range, so that draws differ.
bool has_ranges(const ProductNetwork& network);

// Draw number `draw` of all shares. A row's number depends on (seed, draw, the row's key) only.
void draw_shares(const ProductNetwork& network, std::uint64_t seed, std::uint32_t draw,
                 Shares& shares);

}  // namespace nail
