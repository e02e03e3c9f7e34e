// What the exposure solver needs to know of a network before any share is drawn: in which order to
// go through the products, which nodes (a product made at a place) exist, and which of them buy
// differently from everybody else.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nail/network/product_network.h"

namespace nail {

// How users without sourcing rows buy.
enum class Pooling {
  proportional,  // everyone from the world's supply pro rata
  own_first,     // own supply first, the rest from places with a surplus
};

struct ExposureStructure {
  const ProductNetwork* network = nullptr;
  Pooling pooling = Pooling::proportional;
  bool buildup = false;  // equipment and design count too: new capacity, not today's output

  // Products in an order that puts inputs before outputs; products of one cycle stand together:
  // component c is order[component_begin[c] .. component_begin[c+1]).
  std::vector<ProductId> order;
  std::vector<std::uint32_t> component_begin;
  std::vector<std::uint8_t> is_cycle;    // per component
  std::vector<std::uint32_t> component;  // per product

  // Nodes by product, places in order: entries [node_begin[p], node_begin[p+1]).
  std::vector<std::uint32_t> node_begin;
  std::vector<PlaceId> node_place;
  std::vector<std::uint32_t> node_supply;   // entry of the supply arrays, kNoEntry if none
  std::vector<std::uint32_t> node_special;  // its own slot of h; kNoEntry where it buys like all
  std::size_t specials = 0;
  // The slots of product p are slot_begin[p] .. slot_begin[p+1], in order of node.
  std::vector<std::uint32_t> slot_begin, slot_node;
  // Per special slot and input of its product, in the product's order: the number of its place's
  // own mix in ProductNetwork::mixes, kNoEntry where it has none. Slot s: from special_begin[s].
  std::vector<std::uint32_t> special_begin, special_mix;
  // The special nodes of cycle c, in order of place, then product: entries
  // [cycle_begin[c], cycle_begin[c+1]) of cycle_node. None for other components.
  std::vector<std::uint32_t> cycle_begin, cycle_node;
  // The node of (product, supplier) of every entry of the sourcing arrays; kNoEntry for `other`.
  std::vector<std::uint32_t> sourcing_node;

  // Nodes of each place: entries [place_begin[d], place_begin[d+1]) of place_node, in order.
  std::vector<std::uint32_t> place_begin, place_node;
  std::vector<ProductId> node_product;

  static constexpr std::uint32_t kNoEntry = 0xFFFFFFFFU;
  // What a solve of an acyclic network goes through, once each: inputs of products and of special
  // nodes, and the entries of the sourcing mixes that those use.
  std::size_t links() const;
  // The bytes of shares, structure and h that a solve needs at least once.
  std::size_t bytes_a_solve() const;
  // The node of (product, place); kNoEntry where it does not exist.
  std::uint32_t node(ProductId product, PlaceId place) const;
};

ExposureStructure make_structure(const ProductNetwork& network, Pooling pooling, bool buildup);

}  // namespace nail
