#include "nail/uncertainty/share_draws.h"

#include <algorithm>
#include <cmath>

#include "nail/base/mutant.h"
#include "nail/numeric/philox.h"

namespace nail {
namespace {

// Inverse of the triangular distribution function on [a, b] with mode m.
double triangular(double a, double m, double b, double u) {
  const double width = b - a;
  if (!(width > 0)) return m;
  const double left = NAIL_MUTANT(draw_mode_in_the_middle, (m - a) / width, 0.5);
  if (NAIL_MUTANT(draw_left_side_only, u < left, true)) return a + std::sqrt(u * width * (m - a));
  return b - std::sqrt((1 - u) * width * (b - m));
}

}  // namespace

double number_at(const Ranged& number, double u, double least, double most) {
  if (!number.has_range()) return number.value;
  const double low = number.lower();
  const double high = number.upper();
  double drawn = 0;
  if (!is_known(number.value)) {
    const double margin = number.kind == RangeKind::p90
                              ? NAIL_MUTANT(draw_p90_flat_as_bounds, (high - low) / 0.9 * 0.05, 0.0)
                              : 0;
    drawn = (low - margin) + u * (high - low + 2 * margin);
  } else if (number.kind == RangeKind::bounds) {
    drawn = triangular(low, number.value, high, u);
  } else {
    const double stretch = NAIL_MUTANT(draw_p90_as_bounds, 1 / (1 - std::sqrt(0.1)), 1.0);
    drawn = triangular(number.value - (number.value - low) * stretch, number.value,
                       number.value + (high - number.value) * stretch, u);
  }
  return NAIL_MUTANT(draw_beyond_the_limits, std::clamp(drawn, least, most), drawn);
}

double share_at(const Ranged& share, double u) { return number_at(share, u, 0, 1); }

bool has_ranges(const ProductNetwork& network) {
  const auto ranged = [](const Ranged& share) { return share.has_range(); };
  return std::any_of(network.supply_share.begin(), network.supply_share.end(), ranged) ||
         std::any_of(network.sourcing_share.begin(), network.sourcing_share.end(), ranged);
}

void draw_shares(const ProductNetwork& network, std::uint64_t seed, std::uint32_t draw,
                 Shares& shares) {
  shares.supply.resize(network.supply_share.size());
  for (std::size_t i = 0; i < network.supply_share.size(); ++i) {
    const Ranged& share = network.supply_share[i];
    shares.supply[i] =
        share.has_range()
            ? share_at(share, uniform_draw(seed, draw,
                                           NAIL_MUTANT(draw_by_position, network.supply_key[i], i)))
            : share.value;
  }
  shares.sourcing_low.resize(network.sourcing_share.size());
  for (std::size_t i = 0; i < network.sourcing_share.size(); ++i) {
    const Ranged& share = network.sourcing_share[i];
    shares.sourcing_low[i] =
        share.has_range()
            ? share_at(share, uniform_draw(seed, NAIL_MUTANT(draw_sourcing_once, draw, 0U),
                                           network.sourcing_key[i]))
            : share.value;
  }
  shares.sourcing_high = shares.sourcing_low;
  if (NAIL_MUTANT(draw_without_settling, true, false)) settle_shares(network, shares);
}

}  // namespace nail
