#include "nail/network/stress_network.h"

#include <algorithm>

#include "nail/network/stress_compiler.h"

namespace nail {

NodeId StressNetwork::node(ProductId product, PlaceId place) const {
  const auto first = nodes.begin() + node_begin[product.index()];
  const auto last = nodes.begin() + node_begin[product.index() + 1];
  const auto found = std::lower_bound(
      first, last, place, [](const StressNode& node, PlaceId id) { return node.place < id; });
  if (found == last || found->place != place) return {};
  return NodeId(static_cast<std::size_t>(found - nodes.begin()));
}

std::span<const StressUse> StressNetwork::demands_at(ProductId product, UserId buyer) const {
  const auto key = [](const StressUse& use) { return std::make_pair(use.product, use.buyer); };
  const auto first =
      std::lower_bound(uses.begin() + static_cast<std::ptrdiff_t>(first_demand), uses.end(),
                       std::make_pair(product, buyer),
                       [&](const StressUse& use, const auto& at) { return key(use) < at; });
  auto last = first;
  while (last != uses.end() && key(*last) == std::make_pair(product, buyer)) ++last;
  return {first, last};
}

std::span<const PlaceId> StressNetwork::places_of(UserId buyer) const {
  if (!buyer) return {};
  if (buyer.index() < base->places) return {&all_places[buyer.index()], 1};
  return base->data->blocs[buyer.index() - base->places].members;
}

StressNetwork compile_stress_network(const ProductNetwork& network, const Shares& shares,
                                     const StressNetworkOptions& options) {
  return StressCompiler(network, options).compile(shares);
}

}  // namespace nail
