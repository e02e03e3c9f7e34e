#include "nail/reroute/flow_weights.h"

#include <cmath>

#include "nail/base/mutant.h"

namespace nail {
namespace {

constexpr double kObserved = 0.01;
// Nodes that only sourcing names can buy from each other; a few rounds follow such a chain.
constexpr int kRounds = 4;

// Who is nowhere and uses nothing does not look on either.
bool is_observer(const StressNetwork& network, std::size_t use) {
  return use >= network.first_demand && network.uses[use].buyer && !(network.uses[use].weight > 0);
}

// Per recipe input (beside flow_inputs): what one unit of the world's output takes of the input's
// world use.
std::vector<double> use_rates(const StressNetwork& network) {
  const ProductNetwork& base = *network.base;
  std::vector<double> rates(base.flow_inputs.size(), kUnknown);
  std::vector<double> buyers(base.products, 1);  // final demand is one
  for (const RecipeInput& input : base.flow_inputs) buyers[input.product.index()] += 1;
  for (std::size_t n = 0; n < network.nodes.size(); ++n) {
    const StressNode& node = network.nodes[n];
    if (!(node.share > 0)) continue;
    const std::uint32_t first = base.flow_begin[node.product.index()];
    for (std::uint32_t u = network.use_begin[n]; u < network.use_begin[n + 1]; ++u) {
      rates[first + u - network.use_begin[n]] = network.uses[u].weight / node.share;
    }
  }
  for (std::size_t i = 0; i < rates.size(); ++i) {
    if (!is_known(rates[i])) rates[i] = 1 / buyers[base.flow_inputs[i].product.index()];
  }
  return rates;
}

void add_shipments(const StressNetwork& network, FlowWeights& weights) {
  weights.pool.assign(network.base->products, 0);
  weights.shipped.assign(network.nodes.size(), 0);
  for (std::size_t u = 0; u < network.uses.size(); ++u) {
    const StressUse& use = network.uses[u];
    double pooled = 1;
    if (use.mix != StressUse::kPool) {
      const StressMix& mix = network.mixes[use.mix];
      pooled = mix.pooled;
      for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
        const StressLink& link = network.links[l];
        if (link.supplier) weights.shipped[link.supplier.index()] += link.share * weights.use[u];
      }
    }
    weights.pool[use.product.index()] += pooled * weights.use[u];
  }
  for (std::size_t n = 0; n < network.nodes.size(); ++n) {
    const StressNode& node = network.nodes[n];
    weights.shipped[n] += node.share * weights.pool[node.product.index()];
  }
}

}  // namespace

FlowWeights flow_weights(const StressNetwork& network, std::span<const std::uint8_t> counted) {
  const ProductNetwork& base = *network.base;
  FlowWeights out;
  out.use.resize(network.uses.size());
  std::vector<double> used(base.products, 0);
  std::vector<double> observers(base.products, 0);
  for (std::size_t u = 0; u < network.uses.size(); ++u) {
    out.use[u] = network.uses[u].weight;
    used[network.uses[u].product.index()] += out.use[u];
    if (is_observer(network, u)) {
      observers[network.uses[u].product.index()] += 1;
    }
  }
  for (std::size_t u = network.first_demand; u < network.uses.size(); ++u) {
    const std::size_t p = network.uses[u].product.index();
    if (is_observer(network, u))
      out.use[u] = kObserved * (used[p] > 0 ? used[p] : 1) / observers[p];
  }
  const auto counts = [&](std::size_t u) { return counted.empty() || counted[u] != 0; };
  for (std::size_t u = 0; u < network.uses.size(); ++u) {
    if (!counts(u)) out.use[u] = 0;
  }
  const std::vector<double> rates = use_rates(network);
  add_shipments(network, out);
  for (int round = 0; round < kRounds; ++round) {
    bool changed = false;
    for (std::size_t n = 0; n < network.nodes.size(); ++n) {
      const StressNode& node = network.nodes[n];
      if (node.share > 0) continue;
      const std::uint32_t first = base.flow_begin[node.product.index()];
      for (std::uint32_t u = network.use_begin[n]; u < network.use_begin[n + 1]; ++u) {
        if (!counts(u)) continue;
        const double weight = rates[first + u - network.use_begin[n]] * out.shipped[n];
        changed = changed || weight != out.use[u];
        out.use[u] = weight;
      }
    }
    if (!changed) break;
    add_shipments(network, out);
  }
  return out;
}

double unmet_weight(const StressNetwork& network, const FlowWeights& weights, std::size_t demand) {
  const int priority = network.demand(demand).priority;
  return weights.use[network.first_demand + demand] *
         NAIL_MUTANT(plan_priority_ignored, std::ldexp(1.0, 1 - priority), 1.0);
}

}  // namespace nail
