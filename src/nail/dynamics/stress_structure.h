// What all runs of a stress network share: who buys what from whom, in the order the kernel goes
// through it. A buyer from the pool stands here as one line of a product's recipe, never as one
// link to each supplier.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nail/dynamics/stress_kernel.h"
#include "nail/network/stress_network.h"

namespace nail {

// Buyers of one product and priority that stand at the same place (or are the same bloc): they have
// the same mix, and every ban or hold meets them alike.
struct BuyerGroup {
  std::uint32_t priority_class = 0;  // of StressStructure
  UserId user;
  std::uint32_t mix = StressUse::kPool;
};

struct StressStructure {
  explicit StressStructure(const StressNetwork& of);

  const StressNetwork* network;

  // Priority classes of a product, first served first: [class_begin[p], class_begin[p+1]). Every
  // product has one at least.
  std::vector<std::uint32_t> class_begin;
  std::vector<int> class_priority;
  std::vector<ProductId> class_product;
  // What node n fills of the orders of class c stands at filled_begin[c] + n - node_begin[p];
  // behind the last node, what unknown supply fills of them.
  std::vector<std::uint32_t> filled_begin;
  std::uint32_t fills = 0;

  std::vector<std::uint32_t> use_class, use_group;  // per use
  std::vector<BuyerGroup> groups;                   // by class
  std::vector<std::uint32_t> group_begin;           // per class

  // Lines (positions in base->flow_inputs) that use a product: [line_begin[p], line_begin[p+1]).
  std::vector<std::uint32_t> line_begin, lines;
  std::vector<ProductId> line_output;          // per line
  std::vector<StressLine> recipe;              // per line
  std::vector<std::uint8_t> has_alternatives;  // per product: among its inputs
  std::vector<std::uint32_t> demand_begin;     // final demands by product

  // Links that name node n: [in_begin[n], in_begin[n+1]) of in_use, in_link; one entry for each use
  // that buys through the link.
  std::vector<std::uint32_t> in_begin, in_use, in_link;
  // Links to unknown supply of product p, in the same way: [unknown_begin[p], unknown_begin[p+1]).
  std::vector<std::uint32_t> unknown_begin, unknown_use, unknown_link;

  // Per link: its supplier's number among the nodes of the product, their count for unknown supply;
  // and its lead time.
  std::vector<std::uint32_t> link_from, link_lead;

  std::size_t most_inputs = 0, most_classes = 1;
  std::uint32_t longest_lead = 1;

  std::size_t products() const { return demand_begin.size() - 1; }
  bool has_one_class(std::size_t p) const { return class_begin[p + 1] - class_begin[p] == 1; }
  std::uint32_t fill(std::uint32_t priority_class, std::uint32_t node) const {
    return filled_begin[priority_class] + node -
           network->node_begin[class_product[priority_class].index()];
  }
  std::uint32_t unknown_fill(std::uint32_t priority_class) const {
    return fill(priority_class, network->node_begin[class_product[priority_class].index() + 1]);
  }
  // The output product of a use; none for final demand.
  ProductId output_of(std::uint32_t use) const;
};

}  // namespace nail
