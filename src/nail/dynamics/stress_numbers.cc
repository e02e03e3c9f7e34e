#include "nail/dynamics/stress_numbers.h"

#include <algorithm>

#include "nail/base/mutant.h"

namespace nail {

namespace {

// 1/x; 0 where x is not above 0.
template <class P>
P inverse_of(const P& x) {
  P out = as<P>(0.0);
  for (std::size_t k = 0; k < kLanesOf<P>; ++k) {
    const double value = lane(x, k);
    set_lane(out, k, value > 0 ? 1 / value : 0);
  }
  return out;
}

}  // namespace

template <class P>
StressNumbers<P>::StressNumbers(const StressStructure& structure,
                                std::span<const StressNetwork> networks) {
  const StressNetwork& shape = *structure.network;
  const P zero = as<P>(0.0);
  // Reads one number of every lane's network.
  const auto read = [&](const auto& number) {
    P out = zero;
    for (std::size_t k = 0; k < kLanesOf<P>; ++k) {
      set_lane(out, k, number(networks[std::min(k, networks.size() - 1)]));
    }
    return out;
  };
  capacity.reserve(shape.nodes.size());
  share.reserve(shape.nodes.size());
  for (std::size_t n = 0; n < shape.nodes.size(); ++n) {
    capacity.push_back(read([&](const StressNetwork& w) { return w.nodes[n].capacity; }));
    share.push_back(read([&](const StressNetwork& w) { return w.nodes[n].share; }));
  }
  for (std::size_t l = 0; l < shape.links.size(); ++l) {
    link_share.push_back(read([&](const StressNetwork& w) { return w.links[l].share; }));
  }
  for (const BuyerGroup& group : structure.groups) {
    pooled.push_back(group.mix == StressUse::kPool ? as<P>(1.0) : read([&](const StressNetwork& w) {
      return w.mixes[group.mix].pooled;
    }));
  }
  order_weight.assign(shape.nodes.size(), zero);
  order_scale.assign(shape.nodes.size(), zero);
  class_weight.assign(structure.fills, zero);
  pool_weight.assign(structure.class_priority.size(), zero);
  std::vector<P> weight;
  for (std::size_t u = 0; u < shape.uses.size(); ++u) {
    weight.push_back(read([&](const StressNetwork& w) { return w.uses[u].weight; }));
    target.push_back(read([&](const StressNetwork& w) { return w.uses[u].stock_days; }));
    own_pool_weight.push_back(weight[u] * pooled[structure.use_group[u]]);
    pool_weight[structure.use_class[u]] += own_pool_weight[u];
    const auto holds = [&](const StressNetwork& w) {
      return w.uses[u].release == Release::never ? 0 : w.uses[u].government_days;
    };
    const P days = read(holds);
    bool any = false;
    for (std::size_t k = 0; k < kLanesOf<P>; ++k) any = any || lane(days, k) > 0;
    if (!any) continue;
    government_uses.push_back(static_cast<std::uint32_t>(u));
    government.push_back(days);
    threshold.push_back(read([&](const StressNetwork& w) { return w.uses[u].threshold_days; }));
  }
  for (std::size_t p = 0; p < structure.products(); ++p) {
    unknown.push_back(read([&](const StressNetwork& w) { return w.unknown[p]; }));
  }
  in_weight.reserve(structure.in_use.size());
  for (std::size_t c = 0; c < structure.class_priority.size(); ++c) {
    const std::size_t p = structure.class_product[c].index();
    for (std::uint32_t n = shape.node_begin[p]; n < shape.node_begin[p + 1]; ++n) {
      class_weight[structure.fill(static_cast<std::uint32_t>(c), n)] = share[n] * pool_weight[c];
    }
    class_weight[structure.unknown_fill(static_cast<std::uint32_t>(c))] =
        unknown[p] * pool_weight[c];
  }
  for (std::uint32_t n = 0; n < shape.nodes.size(); ++n) {
    for (std::uint32_t e = structure.in_begin[n]; e < structure.in_begin[n + 1]; ++e) {
      const std::uint32_t u = structure.in_use[e];
      in_weight.push_back(weight[u] * link_share[structure.in_link[e]]);
      class_weight[structure.fill(structure.use_class[u], n)] += in_weight.back();
    }
    const std::size_t p = shape.nodes[n].product.index();
    for (std::uint32_t c = structure.class_begin[p]; c < structure.class_begin[p + 1]; ++c) {
      order_weight[n] += class_weight[structure.fill(c, n)];
    }
    order_scale[n] = inverse_of(order_weight[n]);
  }
  has_unknown.assign(structure.products(), 0);
  for (std::uint32_t p = 0; p < structure.products(); ++p) {
    for (std::uint32_t e = structure.unknown_begin[p]; e < structure.unknown_begin[p + 1]; ++e) {
      const std::uint32_t u = structure.unknown_use[e];
      unknown_weight.push_back(weight[u] * link_share[structure.unknown_link[e]]);
      class_weight[structure.unknown_fill(structure.use_class[u])] += unknown_weight.back();
    }
    P sum = zero;
    for (std::uint32_t c = structure.class_begin[p]; c < structure.class_begin[p + 1]; ++c) {
      sum += class_weight[structure.unknown_fill(c)];
    }
    unknown_order_weight.push_back(sum);
    unknown_order_scale.push_back(inverse_of(sum));
    for (std::size_t k = 0; k < kLanesOf<P>; ++k) {
      if (lane(sum, k) > 0) has_unknown[p] = 1;
    }
  }
}

template struct StressNumbers<double>;
template struct StressNumbers<Lanes>;

}  // namespace nail
