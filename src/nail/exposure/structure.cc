#include "nail/exposure/structure.h"

#include <algorithm>
#include <set>

namespace nail {
namespace {

// Tarjan's strongly connected components over "output needs input", with an explicit stack. They
// come out with inputs before the outputs that need them.
void order_products(const ProductNetwork& network, ExposureStructure& out) {
  const std::size_t n = network.products;
  constexpr std::uint32_t kUnseen = 0xFFFFFFFFU;
  std::vector<std::uint32_t> index(n, kUnseen), low(n, 0);
  std::vector<std::uint8_t> on_stack(n, 0);
  std::vector<std::size_t> stack;
  struct Frame {
    std::size_t product;
    std::size_t next;
  };
  std::uint32_t counter = 0;
  out.component_begin.assign(1, 0);
  for (std::size_t root = 0; root < n; ++root) {
    if (index[root] != kUnseen) continue;
    std::vector<Frame> frames{{root, 0}};
    index[root] = low[root] = counter++;
    stack.push_back(root);
    on_stack[root] = 1;
    while (!frames.empty()) {
      Frame& frame = frames.back();
      const auto inputs = network.inputs(ProductId(frame.product), out.buildup);
      if (frame.next < inputs.size()) {
        const std::size_t to = inputs[frame.next++].product.index();
        if (index[to] == kUnseen) {
          index[to] = low[to] = counter++;
          stack.push_back(to);
          on_stack[to] = 1;
          frames.push_back({to, 0});
        } else if (on_stack[to] != 0) {
          low[frame.product] = std::min(low[frame.product], index[to]);
        }
        continue;
      }
      const std::size_t done = frame.product;
      frames.pop_back();
      if (!frames.empty()) {
        low[frames.back().product] = std::min(low[frames.back().product], low[done]);
      }
      if (low[done] != index[done]) continue;
      const std::size_t begin = out.order.size();
      while (true) {
        const std::size_t member = stack.back();
        stack.pop_back();
        on_stack[member] = 0;
        out.order.emplace_back(member);
        if (member == done) break;
      }
      std::sort(out.order.begin() + static_cast<std::ptrdiff_t>(begin), out.order.end());
      bool cycle = out.order.size() - begin > 1;
      for (const RecipeInput& input : network.inputs(ProductId(done), out.buildup)) {
        cycle = cycle || input.product.index() == done;
      }
      out.is_cycle.push_back(cycle ? 1 : 0);
      out.component_begin.push_back(static_cast<std::uint32_t>(out.order.size()));
    }
  }
}

}  // namespace

std::size_t ExposureStructure::links() const {
  std::size_t links = 0;
  for (std::size_t p = 0; p < network->products; ++p) {
    links += network->inputs(ProductId(p), buildup).size();
  }
  links += special_mix.size();
  for (const std::uint32_t m : special_mix) {
    if (m != kNoEntry) links += network->mixes[m].end - network->mixes[m].begin;
  }
  return links;
}

std::size_t ExposureStructure::bytes_a_solve() const {
  constexpr std::size_t kLane = 64;  // eight doubles
  std::size_t bytes = specials * (sizeof(double) + 2 * sizeof(std::uint32_t));
  bytes += (network->products * 2 + specials) * kLane;
  bytes += special_mix.size() * sizeof(std::uint32_t);
  bytes += (buildup ? network->buildup_inputs : network->flow_inputs).size() * sizeof(RecipeInput);
  for (const std::uint32_t m : special_mix) {
    if (m == kNoEntry) continue;
    bytes += (network->mixes[m].end - network->mixes[m].begin) *
             (2 * sizeof(double) + sizeof(std::uint32_t));
  }
  return bytes;
}

std::uint32_t ExposureStructure::node(ProductId product, PlaceId place) const {
  const auto first = node_place.begin() + node_begin[product.index()];
  const auto last = node_place.begin() + node_begin[product.index() + 1];
  const auto found = std::lower_bound(first, last, place);
  if (found == last || *found != place) return kNoEntry;
  return static_cast<std::uint32_t>(found - node_place.begin());
}

ExposureStructure make_structure(const ProductNetwork& network, Pooling pooling, bool buildup) {
  ExposureStructure out;
  out.network = &network;
  out.pooling = pooling;
  out.buildup = buildup;
  order_products(network, out);
  // Users with a mix of their own, by product.
  std::vector<std::set<PlaceId>> own_buyers(network.products);
  for (std::size_t p = 0; p < network.products; ++p) {
    for (std::uint32_t m = network.mix_begin[p]; m < network.mix_begin[p + 1]; ++m) {
      const UserId user = network.mixes[m].user;
      if (user.index() < network.places) own_buyers[p].insert(PlaceId(user.index()));
    }
  }
  out.node_begin.assign(1, 0);
  out.special_begin.assign(1, 0);
  out.slot_begin.assign(1, 0);
  for (std::size_t p = 0; p < network.products; ++p) {
    std::set<PlaceId> places;
    for (const PlaceId place : network.suppliers(ProductId(p))) places.insert(place);
    for (std::uint32_t m = network.mix_begin[p]; m < network.mix_begin[p + 1]; ++m) {
      for (std::uint32_t i = network.mixes[m].begin; i < network.mixes[m].end; ++i) {
        if (network.sourcing_supplier[i]) places.insert(network.sourcing_supplier[i]);
      }
    }
    const auto inputs = network.inputs(ProductId(p), buildup);
    std::uint32_t supply = network.supply_begin[p];
    for (const PlaceId place : places) {
      const auto node = static_cast<std::uint32_t>(out.node_place.size());
      out.node_place.push_back(place);
      out.node_product.emplace_back(p);
      const bool supplies =
          supply < network.supply_begin[p + 1] && network.supply_place[supply] == place;
      out.node_supply.push_back(supplies ? supply++ : ExposureStructure::kNoEntry);
      bool special = pooling == Pooling::own_first && !inputs.empty();
      for (const RecipeInput& input : inputs) {
        special = special || own_buyers[input.product.index()].contains(place);
      }
      out.node_special.push_back(special ? static_cast<std::uint32_t>(out.specials++)
                                         : ExposureStructure::kNoEntry);
      if (!special) continue;
      out.slot_node.push_back(node);
      for (const RecipeInput& input : inputs) {
        const SourcingMix* mix = network.mix(input.product, network.user_of(place));
        out.special_mix.push_back(mix == nullptr
                                      ? ExposureStructure::kNoEntry
                                      : static_cast<std::uint32_t>(mix - network.mixes.data()));
      }
      out.special_begin.push_back(static_cast<std::uint32_t>(out.special_mix.size()));
    }
    out.node_begin.push_back(static_cast<std::uint32_t>(out.node_place.size()));
    out.slot_begin.push_back(static_cast<std::uint32_t>(out.specials));
  }
  out.place_begin.assign(network.places + 1, 0);
  for (const PlaceId place : out.node_place) ++out.place_begin[place.index() + 1];
  for (std::size_t d = 0; d < network.places; ++d) out.place_begin[d + 1] += out.place_begin[d];
  std::vector<std::uint32_t> next(out.place_begin.begin(), out.place_begin.end() - 1);
  out.place_node.resize(out.node_place.size());
  for (std::uint32_t node = 0; node < out.node_place.size(); ++node) {
    out.place_node[next[out.node_place[node].index()]++] = node;
  }
  out.component.resize(network.products);
  out.cycle_begin.assign(1, 0);
  for (std::uint32_t c = 0; c < out.is_cycle.size(); ++c) {
    for (std::uint32_t i = out.component_begin[c]; i < out.component_begin[c + 1]; ++i) {
      const std::size_t p = out.order[i].index();
      out.component[p] = c;
      if (out.is_cycle[c] == 0) continue;
      for (std::uint32_t node = out.node_begin[p]; node < out.node_begin[p + 1]; ++node) {
        if (out.node_special[node] != ExposureStructure::kNoEntry) out.cycle_node.push_back(node);
      }
    }
    std::sort(out.cycle_node.begin() + out.cycle_begin.back(), out.cycle_node.end(),
              [&](std::uint32_t a, std::uint32_t b) {
                return out.node_place[a] != out.node_place[b]
                           ? out.node_place[a] < out.node_place[b]
                           : a < b;
              });
    out.cycle_begin.push_back(static_cast<std::uint32_t>(out.cycle_node.size()));
  }
  out.sourcing_node.assign(network.sourcing_supplier.size(), ExposureStructure::kNoEntry);
  for (std::size_t p = 0; p < network.products; ++p) {
    for (std::uint32_t m = network.mix_begin[p]; m < network.mix_begin[p + 1]; ++m) {
      for (std::uint32_t i = network.mixes[m].begin; i < network.mixes[m].end; ++i) {
        if (!network.sourcing_supplier[i]) continue;
        out.sourcing_node[i] = out.node(ProductId(p), network.sourcing_supplier[i]);
      }
    }
  }
  return out;
}

}  // namespace nail
