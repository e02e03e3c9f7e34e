// Nodes and uses that a plan can treat as one: what buys alike, has stocks alike and is shocked
// alike needs one variable. Products that no shock can reach are left out; they stay at baseline.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "nail/reroute/flow_weights.h"

namespace nail {

struct FlowClasses {
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

  // Uses of one product that get it the same way.
  struct Buyer {
    ProductId product;
    std::uint32_t mix = StressUse::kPool;  // of StressNetwork::mixes
    UserId user;                           // of the first; of all where a tag says so
    double weight = 0;                     // sum of FlowWeights::use
    double stock_days = 0;
    double government_days = 0;      // that may be released
    std::uint32_t producer = kNone;  // none: final demand
    int priority = 1;
    std::vector<UseId> uses;
  };
  // Inputs of which one is enough; a single one most of the time.
  struct Group {
    Necessity necessity = Necessity::essential;
    double weight = 0;  // of an important one
    std::vector<std::uint32_t> buyers;
  };
  struct Producer {
    ProductId product;
    double shipped = 0;  // sum of FlowWeights::shipped
    std::vector<NodeId> nodes;
    std::vector<Group> groups;  // those that can bind
  };
  std::vector<Buyer> buyers;
  std::vector<Producer> producers;
  std::vector<std::uint32_t> producer_of;  // per node; kNone where it is not part of it
  std::vector<std::uint32_t> buyer_of;     // per use; kNone where it is not part of it
  // What uses take on a day that stay at baseline though their product is part of it: per product
  // from the pool, per link from its supplier.
  std::vector<double> fixed_pool;
  std::vector<double> fixed_link;
};

struct FlowClassOptions {
  std::vector<std::uint8_t> products;  // per product: part of it
  bool stocks = true;                  // false: without any
  // What sets a node or a use apart from others, if anything, is appended to the key.
  std::function<void(NodeId, std::vector<double>&)> node_tag;
  std::function<void(UseId, std::vector<double>&)> use_tag;
};

FlowClasses make_flow_classes(const StressNetwork& network, const FlowWeights& weights,
                              const FlowClassOptions& options);

// No stock lasts longer than this: an infinite one is as good.
inline constexpr double kMostStockDays = 1e5;

}  // namespace nail
