// The production network of a products case, compiled for computing: who makes what share of each
// product (the chosen share set), which users have sourcing mixes of their own, and which inputs
// each product needs. Everything is in flat arrays indexed by ids.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nail/case/load.h"

namespace nail {

// A user of products: a place, or a bloc that buys as one. Users 0 .. places-1 are the places,
// users places .. places+blocs-1 the blocs.
using UserId = Id<struct UserTag>;

// One input of a product, ready for the formulas of exposure.
struct RecipeInput {
  ProductId product;
  Necessity necessity = Necessity::essential;  // essential or important; optional is left out
  double weight = 0;            // of an important input: its share of total input cost
  double use_share = kUnknown;  // part of the input's world supply that goes into the output
  std::uint32_t group = 0;      // inputs of one product with the same group are alternatives (OR)
};

// A user's own sourcing of a product: entries [begin, end) of the sourcing arrays.
struct SourcingMix {
  UserId user;
  std::uint32_t begin = 0, end = 0;
};

// Shares as numbers: the values, or one draw of them, or an end of their ranges. Supply shares are
// of the world, and what they leave to 1 is unknown; sourcing shares are of the user's use, and
// what they leave to 1 is pooled. Where a sourcing share is known only as a range (bounds), low and
// high differ; in values and draws they are the same.
struct Shares {
  std::vector<double> supply;        // as ProductNetwork::supply_place
  std::vector<double> unknown;       // per product: 1 - sum, 0 at least
  std::vector<double> sourcing_low;  // as ProductNetwork::sourcing_supplier
  std::vector<double> sourcing_high;
};

struct ProductNetwork {
  const Case* data = nullptr;
  const ShareSets* sets = nullptr;
  Lens lens = Lens::site;

  std::size_t places = 0, products = 0, users = 0;

  // Supply in rows by product: places in order of id, entries [supply_begin[p], supply_begin[p+1]).
  std::vector<std::uint32_t> supply_begin;
  std::vector<PlaceId> supply_place;
  std::vector<Ranged> supply_share;
  std::vector<std::uint64_t> supply_key;  // names the row in random draws
  std::vector<const ShareSet*> set;       // per product; null where nothing is known
  std::vector<std::uint8_t> has_other;    // per product: the unknown is outside the listed places

  // Sourcing: mixes by product, entries [mix_begin[p], mix_begin[p+1]) of mixes, users in order.
  std::vector<std::uint32_t> mix_begin;
  std::vector<SourcingMix> mixes;
  std::vector<PlaceId> sourcing_supplier;  // none: `other`
  std::vector<Ranged> sourcing_share;
  std::vector<std::uint64_t> sourcing_key;
  std::vector<const SourcingRow*> sourcing_row;

  // Inputs that carry flows (material, energy), and all kinds (for build-up), by product.
  std::vector<std::uint32_t> flow_begin, buildup_begin;
  std::vector<RecipeInput> flow_inputs, buildup_inputs;

  std::span<const PlaceId> suppliers(ProductId product) const {
    return {supply_place.data() + supply_begin[product.index()],
            supply_place.data() + supply_begin[product.index() + 1]};
  }
  std::span<const RecipeInput> inputs(ProductId product, bool buildup = false) const {
    const auto& begin = buildup ? buildup_begin : flow_begin;
    const auto& list = buildup ? buildup_inputs : flow_inputs;
    return {list.data() + begin[product.index()], list.data() + begin[product.index() + 1]};
  }
  // The user's own mix for a product; null where it buys from the pool alone.
  const SourcingMix* mix(ProductId product, UserId user) const;
  UserId user_of(PlaceId place) const { return UserId(place.index()); }
  UserId user_of(BlocId bloc) const { return UserId(places + bloc.index()); }
  UserId user_of(const Home& home) const;
};

// Compiles the network at a lens. With Lens::owner: owner share sets, pooled, no sourcing. The case
// and its sets must outlive the network.
ProductNetwork compile_network(const LoadedCase& loaded, Lens lens = Lens::site);

// The values of all shares; a share known only as a range counts with its middle.
Shares shares_at_values(const ProductNetwork& network);
// The low ends of supply's ranges, and both ends of sourcing's: what the bounds of exposure and
// concentration are computed from (unknown supply grows by what the low ends give up).
Shares shares_at_bounds(const ProductNetwork& network);
// Fills unknown, and scales down the supply of products and the sourcing of users whose shares add
// up to more than 1 (never up).
void settle_shares(const ProductNetwork& network, Shares& shares);

// Part of the world use of each input that each place has: omega[d] of the user weights, per
// product over places (products x places, row by row). A missing use_share takes an equal part of
// what the known ones leave, final demand taking one part too. missing counts the recipe rows that
// had none.
struct UseWeights {
  std::vector<double> by_place;      // products x places
  std::vector<double> final_demand;  // per product: the part that final demand uses
  std::size_t missing = 0;
};
UseWeights use_weights(const ProductNetwork& network, const Shares& shares);

}  // namespace nail
