#include "nail/reroute/flow_classes.h"

#include <algorithm>
#include <map>

#include "nail/base/mutant.h"

namespace nail {
namespace {

class Sorter {
 public:
  Sorter(const StressNetwork& network, const FlowWeights& weights, const FlowClassOptions& options)
      : network_(network), weights_(weights), options_(options) {}

  FlowClasses sort() {
    out_.producer_of.assign(network_.nodes.size(), FlowClasses::kNone);
    out_.buyer_of.assign(network_.uses.size(), FlowClasses::kNone);
    out_.fixed_pool.assign(network_.base->products, 0);
    out_.fixed_link.assign(network_.links.size(), 0);
    find_linked();
    for (std::size_t n = 0; n < network_.nodes.size(); ++n) add_node(NodeId(n));
    for (std::size_t d = 0; d < network_.demands(); ++d) {
      add_demand(UseId(network_.first_demand + d));
    }
    return std::move(out_);
  }

 private:
  bool takes_part(ProductId product) const { return options_.products[product.index()] != 0; }

  double stock(const StressUse& use) const {
    return options_.stocks ? std::min(use.stock_days, kMostStockDays) : 0;
  }
  double government(const StressUse& use) const {
    if (NAIL_MUTANT(plan_releases_never, use.release == Release::never, false)) return 0;
    return options_.stocks ? std::min(use.government_days, kMostStockDays) : 0;
  }

  // Nodes that a mix in use names: what they ship is theirs to ship.
  void find_linked() {
    linked_.assign(network_.nodes.size(), 0);
    std::vector<std::uint8_t> used(network_.mixes.size(), 0);
    for (std::size_t u = 0; u < network_.uses.size(); ++u) {
      const std::uint32_t mix = network_.uses[u].mix;
      if (mix == StressUse::kPool || used[mix] != 0 || !(weights_.use[u] > 0)) continue;
      used[mix] = 1;
      for (std::uint32_t l = network_.mixes[mix].begin; l < network_.mixes[mix].end; ++l) {
        const StressLink& link = network_.links[l];
        if (link.supplier && link.share > 0) linked_[link.supplier.index()] = 1;
      }
    }
  }

  void append_use(UseId id) {
    const StressUse& use = network_.uses[id.index()];
    key_.push_back(use.mix == StressUse::kPool ? -1 : use.mix);
    key_.push_back(stock(use));
    key_.push_back(government(use));
    if (options_.use_tag) options_.use_tag(id, key_);
    key_.push_back(-2);
  }

  void add_node(NodeId id) {
    const StressNode& node = network_.nodes[id.index()];
    if (!takes_part(node.product)) {
      for (std::uint32_t u = network_.use_begin[id.index()]; u < network_.use_begin[id.index() + 1];
           ++u) {
        fix(network_.uses[u], weights_.use[u]);
      }
      return;
    }
    if (!(weights_.shipped[id.index()] > 0)) return;
    key_.assign({static_cast<double>(node.product.index())});
    if (linked_[id.index()] != 0) key_.push_back(static_cast<double>(id.index()));
    key_.push_back(-1);
    if (options_.node_tag) options_.node_tag(id, key_);
    key_.push_back(-1);
    const std::uint32_t first = network_.use_begin[id.index()];
    const std::uint32_t last = network_.use_begin[id.index() + 1];
    for (std::uint32_t u = first; u < last; ++u) {
      if (takes_part(network_.uses[u].product)) append_use(UseId(u));
    }
    const auto [found, is_new] =
        producers_.emplace(key_, static_cast<std::uint32_t>(out_.producers.size()));
    if (is_new) open_producer(id, found->second);
    FlowClasses::Producer& producer = out_.producers[found->second];
    out_.producer_of[id.index()] = found->second;
    producer.nodes.push_back(id);
    producer.shipped += weights_.shipped[id.index()];
    // Uses stand in the same order at every node of a product.
    std::uint32_t buyer = producer_buyers_[found->second];
    for (std::uint32_t u = first; u < last; ++u) {
      if (takes_part(network_.uses[u].product)) join(UseId(u), buyer++);
    }
  }

  void open_producer(NodeId id, std::uint32_t number) {
    const StressNode& node = network_.nodes[id.index()];
    FlowClasses::Producer producer;
    producer.product = node.product;
    producer_buyers_.push_back(static_cast<std::uint32_t>(out_.buyers.size()));
    const auto inputs = network_.base->inputs(node.product);
    const std::uint32_t first = network_.use_begin[id.index()];
    for (std::size_t i = 0; i < inputs.size();) {
      FlowClasses::Group group;
      group.necessity = inputs[i].necessity;
      group.weight = inputs[i].weight;
      bool can_bind = true;
      const std::uint32_t number_of_group = inputs[i].group;
      for (; i < inputs.size() && inputs[i].group == number_of_group; ++i) {
        if (!takes_part(inputs[i].product)) {
          can_bind = false;  // an alternative that nothing has reached is always there
          continue;
        }
        group.buyers.push_back(static_cast<std::uint32_t>(out_.buyers.size()));
        open_buyer(UseId(first + i), number);
      }
      if (can_bind) producer.groups.push_back(std::move(group));
    }
    out_.producers.push_back(std::move(producer));
  }

  void open_buyer(UseId id, std::uint32_t producer) {
    const StressUse& use = network_.uses[id.index()];
    FlowClasses::Buyer buyer;
    buyer.product = use.product;
    buyer.mix = use.mix;
    buyer.user = use.buyer;
    buyer.stock_days = stock(use);
    buyer.government_days = government(use);
    buyer.producer = producer;
    buyer.priority = use.priority;
    out_.buyers.push_back(std::move(buyer));
  }

  void join(UseId id, std::uint32_t buyer) {
    out_.buyer_of[id.index()] = buyer;
    out_.buyers[buyer].uses.push_back(id);
    out_.buyers[buyer].weight += weights_.use[id.index()];
  }

  void add_demand(UseId id) {
    const StressUse& use = network_.uses[id.index()];
    if (!takes_part(use.product)) return;
    if (!(weights_.use[id.index()] > 0)) return;
    key_.assign({static_cast<double>(use.product.index()), static_cast<double>(use.priority)});
    append_use(id);
    const auto [found, is_new] =
        demands_.emplace(key_, static_cast<std::uint32_t>(out_.buyers.size()));
    if (is_new) open_buyer(id, FlowClasses::kNone);
    join(id, found->second);
  }

  void fix(const StressUse& use, double weight) {
    if (!takes_part(use.product)) return;
    double pooled = 1;
    if (use.mix != StressUse::kPool) {
      const StressMix& mix = network_.mixes[use.mix];
      pooled = mix.pooled;
      for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
        out_.fixed_link[l] += weight * network_.links[l].share;
      }
    }
    out_.fixed_pool[use.product.index()] += weight * pooled;
  }

  const StressNetwork& network_;
  const FlowWeights& weights_;
  const FlowClassOptions& options_;
  std::vector<std::uint8_t> linked_;
  std::vector<double> key_;
  std::map<std::vector<double>, std::uint32_t> producers_, demands_;
  std::vector<std::uint32_t> producer_buyers_;  // per producer: the first of its buyers
  FlowClasses out_;
};

}  // namespace

FlowClasses make_flow_classes(const StressNetwork& network, const FlowWeights& weights,
                              const FlowClassOptions& options) {
  return Sorter(network, weights, options).sort();
}

}  // namespace nail
