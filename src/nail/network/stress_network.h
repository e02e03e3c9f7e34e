// The production network over time: every node (a product made at a place) with its capacity, every
// use (an input of a node, or final demand) with its mix, lead times and stocks. What the cascade,
// the adaptive model and the rerouting plan all run on.
//
// All quantities are relative to baseline: an output of 1 is baseline output, a stock is counted in
// days of the use it belongs to.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nail/network/product_network.h"

namespace nail {

using NodeId = Id<struct NodeTag>;
using UseId = Id<struct UseTag>;

struct StressNode {
  ProductId product;
  PlaceId place;
  double share = 0;  // of the world's supply of the product; 0 where it is only named in sourcing
  double capacity = 1;         // over baseline production, 1 at least
  double ttr_days = kUnknown;  // time to recover
};

// One supplier in a mix of a buyer's own.
struct StressLink {
  NodeId supplier;                // none: supply nobody knows the place of; it never fails
  double share = 0;               // m: of the buyer's use of the product
  std::uint32_t lead_days = 1;    // from shipping to arrival, 1 at least
  double switch_days = kUnknown;  // until the buyer can leave this supplier for another
};

// How one buyer gets a product where it has sourcing rows: links of its own, and a part from the
// pool (all supply pro rata, lead time one day, the unknown part never failing). Beside
// ProductNetwork::mixes, its links beside ProductNetwork::sourcing_supplier.
struct StressMix {
  ProductId product;
  UserId user;
  double pooled = 1;                 // 1 - the sum of its links
  std::uint32_t begin = 0, end = 0;  // of StressNetwork::links
};

enum class Release { never, threshold, at_once };

// A buyer's use of one product: an input of a node, or final demand.
struct StressUse {
  static constexpr std::uint32_t kPool = 0xFFFFFFFFU;
  ProductId product;
  UserId buyer;               // a place or bloc; none: `other`, outside the listed places
  std::uint32_t mix = kPool;  // of StressNetwork::mixes; kPool: all from the pool
  double weight = 0;  // omega: part of the world's use of the product; 0: an observer, whose
                      // orders nobody notices
  int priority = 1;   // 1 is served first; inputs of nodes have 1
  // What makers take whose place is not known (buyer: none). It stands with final demand, for it is
  // a use without an output, but no surge of demand reaches it.
  bool unknown_makers = false;
  double stock_days = 0;  // commercial: both the target and what is there on day 0
  // What the government of the place holds for this use, and when it lets go of it.
  double government_days = 0;
  Release release = Release::never;
  double threshold_days = 0;
};

struct StressNetwork {
  const ProductNetwork* base = nullptr;

  // Nodes by product, places in order: [node_begin[p], node_begin[p+1]).
  std::vector<std::uint32_t> node_begin;
  std::vector<StressNode> nodes;
  std::vector<double> unknown;  // per product: the part of world supply that has no node

  // By product, then user: [mix_begin[p], mix_begin[p+1]).
  std::vector<std::uint32_t> mix_begin;
  std::vector<StressMix> mixes;
  std::vector<StressLink> links;

  // The uses of node n stand at [use_begin[n], use_begin[n+1]), beside base->inputs(product of n),
  // whose necessity, weight and group hold for them. After those of the last node come the uses of
  // final demand: uses[first_demand ..], by product, buyer (`other` last, and behind it what
  // unknown makers take), priority.
  std::vector<std::uint32_t> use_begin;
  std::vector<StressUse> uses;
  std::size_t first_demand = 0;
  std::vector<PlaceId> all_places;  // 0, 1, ...: what places_of points into

  // What had to be assumed to get here, for the summary: a key and how many rows or uses it
  // touched. use_share: recipe rows without one; lead_days, switch_days: links without;
  // capacity: nodes taken to run at full capacity; stock_quantity: stock rows whose quantity could
  // not be turned into days; stock_days: uses of which no stock is known, taken as 0; release:
  // government stocks without a rule, never released; demand: products whose final demand has no
  // place; demand_weight: demand rows without a share or quantity, left out of the weights.
  struct Assumption {
    std::string key;
    std::size_t count = 0;
  };
  std::vector<Assumption> assumptions;

  std::size_t demands() const { return uses.size() - first_demand; }
  const StressUse& demand(std::size_t i) const { return uses[first_demand + i]; }
  // None where the product is not made at the place and nobody names it as a supplier there.
  NodeId node(ProductId product, PlaceId place) const;
  // Final demand of the product there, most urgent first; empty where there is none.
  std::span<const StressUse> demands_at(ProductId product, UserId buyer) const;
  // The places of a buyer: itself, or the members of a bloc; none for `other`.
  std::span<const PlaceId> places_of(UserId buyer) const;
};

struct StressNetworkOptions {
  // Users that look on: each gets a final demand of weight 0 (unless it has one from the case) for
  // every product, so that what its buyers would feel is known.
  std::vector<UserId> observers;
};

// A lead time longer than this changes nothing but memory.
inline constexpr std::uint32_t kMostLeadDays = 3650;

// Weights are use_weights' (a missing use_share takes an equal part of what is left); final demand
// comes from `demand`, and what it leaves of the final part stands with `other`. A stock row of a
// place holds for every use at that place and beats products.stock_days. The network must outlive
// the result.
StressNetwork compile_stress_network(const ProductNetwork& network, const Shares& shares,
                                     const StressNetworkOptions& options = {});

}  // namespace nail
