#include "nail/dynamics/stress_channels.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace nail {
namespace {

// By group, so that neighbours read the same mixes and suppliers.
template <class V, class P>
void sort_channels(StressState<V, P>& state) {
  std::vector<std::uint32_t> order(state.channels.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return state.channels[a].group < state.channels[b].group;
  });
  std::vector<StressChannel> sorted;
  sorted.reserve(order.size());
  std::vector<std::uint32_t> place(order.size());
  std::uint32_t ring_total = 0;
  for (const std::uint32_t c : order) {
    place[c] = static_cast<std::uint32_t>(sorted.size());
    sorted.push_back(state.channels[c]);
    sorted.back().ring_begin = ring_total;
    ring_total += sorted.back().ring_mask + 1;
  }
  state.channels = std::move(sorted);
  for (StressSpecial& special : state.specials) {
    if (special.channel != kNowhere) special.channel = place[special.channel];
  }
  state.rings.assign(ring_total, as<V>(0.0));
}

}  // namespace

template <class V, class P>
void set_channels(const StressStructure& structure, const Shipping<V>& shipping,
                  const StressReach& reach, bool is_ario, int days, StressState<V, P>& state) {
  const StressNetwork& network = *structure.network;
  state.channels.clear();
  std::vector<std::uint32_t> channel_of_group(is_ario ? 0 : structure.groups.size(), kNowhere);
  const auto ring_limit = static_cast<std::uint32_t>(std::max(1, days)) + 1;
  const auto make = [&](std::uint32_t u, std::uint32_t g) {
    const StressUse& use = network.uses[u];
    StressChannel channel;
    channel.group = g;
    channel.use = u;
    channel.priority_class = structure.groups[g].priority_class;
    channel.first_node = network.node_begin[use.product.index()];
    channel.filled_begin = structure.filled_begin[channel.priority_class];
    std::uint32_t lead = 1;
    if (use.mix != StressUse::kPool) {
      channel.link_begin = network.mixes[use.mix].begin;
      channel.link_end = network.mixes[use.mix].end;
      for (std::uint32_t l = channel.link_begin; l < channel.link_end; ++l) {
        lead = std::max(lead, network.links[l].lead_days);
      }
    }
    const auto passages = shipping.of_group(g);
    bool is_held = false;
    for (const Passage<V>& passage : passages) {
      is_held = is_held || passage.held_begin != passage.held_end;
    }
    const std::uint32_t wait = is_held ? shipping.longest_hold() : 0;
    // A power of two, so that a day's place in the ring is a mask and no division.
    channel.ring_mask = std::bit_ceil(std::min(lead + wait + 1, ring_limit)) - 1;
    if (!passages.empty()) {
      channel.passage_begin =
          static_cast<std::uint32_t>(passages.data() - shipping.passages().data());
      channel.passage_end = channel.passage_begin + static_cast<std::uint32_t>(passages.size());
    }
    return channel;
  };
  const auto add = [&](std::uint32_t u) {
    const std::uint32_t g = structure.use_group[u];
    const StressUse& use = network.uses[u];
    const bool supply_moves = reach.nodes[use.product.index()] != 0;
    if (shipping.of_group(g).empty() && (use.mix == StressUse::kPool || !supply_moves)) return;
    std::uint32_t c = is_ario ? kNowhere : channel_of_group[g];
    if (c == kNowhere) {
      c = static_cast<std::uint32_t>(state.channels.size());
      state.channels.push_back(make(u, g));
      if (!is_ario) channel_of_group[g] = c;
    }
    if (state.special_of[u] == kNowhere) {
      state.special_of[u] = static_cast<std::uint32_t>(state.specials.size());
      state.specials.push_back({});
    }
    state.specials[state.special_of[u]].channel = c;
  };
  for (std::uint32_t n = 0; n < network.nodes.size(); ++n) {
    if (reach.nodes[network.nodes[n].product.index()] == 0) continue;
    for (std::uint32_t u = network.use_begin[n]; u < network.use_begin[n + 1]; ++u) add(u);
  }
  for (std::size_t u = network.first_demand; u < network.uses.size(); ++u) {
    if (reach.demands[network.uses[u].product.index()] != 0) add(static_cast<std::uint32_t>(u));
  }
  sort_channels(state);
  state.channel_order.assign(state.channels.size(), as<V>(1.0));
  state.arriving.assign(state.channels.size(), as<V>(1.0));
  const auto channel_of = [&](std::uint32_t u) {
    const std::uint32_t special = state.special_of[u];
    return special == kNowhere ? kNowhere : state.specials[special].channel;
  };
  state.in_channel.clear();
  for (const std::uint32_t u : structure.in_use) state.in_channel.push_back(channel_of(u));
  state.unknown_channel.clear();
  for (const std::uint32_t u : structure.unknown_use) {
    state.unknown_channel.push_back(channel_of(u));
  }
}

template <class V, class P>
void set_order_fixes(const StressStructure& structure, const StressNumbers<P>& numbers,
                     const Shipping<V>& shipping, bool is_ario, StressState<V, P>& state) {
  const StressNetwork& network = *structure.network;
  state.fix_begin.clear();
  state.fixes.clear();
  if (!is_ario || shipping.passages().empty()) return;
  std::vector<std::vector<StressOrderFix<P>>> by_node(network.nodes.size());
  for (std::uint32_t u = 0; u < network.uses.size(); ++u) {
    for (const Passage<V>& passage : shipping.of_group(structure.use_group[u])) {
      const auto at = static_cast<std::uint32_t>(&passage - shipping.passages().data());
      // One without weight orders nothing that counts; with numbers of its own a lane may.
      if (kLanesOf < P >> 1 || network.uses[u].weight > 0) {
        by_node[passage.node].push_back(
            {u, at, true, numbers.own_pool_weight[u] * numbers.share[passage.node]});
        for (std::uint32_t e = structure.in_begin[passage.node];
             e < structure.in_begin[passage.node + 1]; ++e) {
          if (structure.in_use[e] == u) {
            by_node[passage.node].push_back({u, at, false, numbers.in_weight[e]});
          }
        }
      }
    }
  }
  state.fix_begin.assign(network.nodes.size() + 1, 0);
  for (std::size_t n = 0; n < by_node.size(); ++n) {
    state.fixes.insert(state.fixes.end(), by_node[n].begin(), by_node[n].end());
    state.fix_begin[n + 1] = static_cast<std::uint32_t>(state.fixes.size());
  }
}

#define NAIL_STRESS_CHANNELS(V, P)                                                                 \
  template void set_channels<V, P>(const StressStructure&, const Shipping<V>&, const StressReach&, \
                                   bool, int, StressState<V, P>&);                                 \
  template void set_order_fixes<V, P>(const StressStructure&, const StressNumbers<P>&,             \
                                      const Shipping<V>&, bool, StressState<V, P>&);
NAIL_STRESS_CHANNELS(double, double)
NAIL_STRESS_CHANNELS(Lanes, double)
NAIL_STRESS_CHANNELS(Lanes, Lanes)
#undef NAIL_STRESS_CHANNELS

}  // namespace nail
