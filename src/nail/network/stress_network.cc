#include "nail/network/stress_network.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "nail/base/mutant.h"

namespace nail {
namespace {

constexpr double kDaysAYear = 365;

class Compiler {
 public:
  Compiler(const ProductNetwork& network, const Shares& shares, const StressNetworkOptions& options)
      : network_(network),
        data_(*network.data),
        shares_(shares),
        options_(options),
        weights_(use_weights(network, shares)) {
    out_.base = &network;
  }

  StressNetwork compile() {
    for (std::size_t d = 0; d < network_.places; ++d) out_.all_places.emplace_back(d);
    if (weights_.missing > 0) assume("use_share", weights_.missing);
    add_nodes();
    add_rates();
    add_mixes();
    add_inputs();
    add_final_demand();
    add_stocks();
    for (const auto& [key, count] : assumptions_) out_.assumptions.push_back({key, count});
    return std::move(out_);
  }

 private:
  void assume(const std::string& key, std::size_t count = 1) { assumptions_[key] += count; }

  void add_nodes() {
    out_.unknown = shares_.unknown;
    out_.node_begin.assign(1, 0);
    std::vector<StressNode> nodes;
    for (std::size_t p = 0; p < network_.products; ++p) {
      nodes.clear();
      for (std::uint32_t i = network_.supply_begin[p]; i < network_.supply_begin[p + 1]; ++i) {
        nodes.push_back({ProductId(p), network_.supply_place[i], shares_.supply[i]});
      }
      for (std::uint32_t m = network_.mix_begin[p]; m < network_.mix_begin[p + 1]; ++m) {
        for (std::uint32_t i = network_.mixes[m].begin; i < network_.mixes[m].end; ++i) {
          const PlaceId supplier = network_.sourcing_supplier[i];
          if (supplier) nodes.push_back({ProductId(p), supplier, 0});
        }
      }
      // Stable: an entry of supply stands before the names in sourcing.
      std::stable_sort(nodes.begin(), nodes.end(),
                       [](const StressNode& a, const StressNode& b) { return a.place < b.place; });
      for (const StressNode& node : nodes) {
        if (out_.nodes.size() == out_.node_begin[p] || out_.nodes.back().place != node.place) {
          out_.nodes.push_back(node);
        }
      }
      out_.node_begin.push_back(static_cast<std::uint32_t>(out_.nodes.size()));
    }
  }

  // Capacity over production and time to recover, from the rows of supply: of those that know it
  // the newest, a place's total before its organisations, and of these the most cautious.
  void add_rates() {
    using Rank = std::tuple<int, bool, double>;  // year, total, value
    std::map<NodeId, Rank> utilisation, ttr;
    const auto offer = [](std::map<NodeId, Rank>& best, NodeId node, const SupplyRow& row,
                          double value) {
      const Rank rank{row.from.year, row.organisation.empty(), value};
      const auto [found, added] = best.emplace(node, rank);
      if (!added) found->second = std::max(found->second, rank);
    };
    for (const SupplyRow& row : data_.supply) {
      if (row.lens != Lens::site || !row.place) continue;
      const NodeId node = out_.node(row.product, row.place);
      if (!node) continue;
      if (is_known(row.ttr_days)) offer(ttr, node, row, row.ttr_days);
      if (row.basis == Basis::production && row.utilisation > 0) {
        offer(utilisation, node, row, row.utilisation);
      }
    }
    for (const auto& [node, rank] : ttr) out_.nodes[node.index()].ttr_days = std::get<2>(rank);
    for (std::size_t n = 0; n < out_.nodes.size(); ++n) {
      StressNode& node = out_.nodes[n];
      double capacity = by_quantities(node);
      if (const auto found = utilisation.find(NodeId(n)); found != utilisation.end()) {
        capacity = 1 / std::get<2>(found->second);
      }
      if (!is_known(capacity)) assume("capacity");
      node.capacity = is_known(capacity) ? NAIL_MUTANT(stress_capacity_below_one,
                                                       std::max(1.0, capacity), capacity)
                                         : 1;
    }
  }

  // Quantity of capacity over quantity of production; NaN where one is not known.
  double by_quantities(const StressNode& node) const {
    const auto quantity = [&](Basis basis) {
      const ShareSet* set = network_.sets->latest(node.product, Lens::site, basis);
      if (set == nullptr || !set->is_quantity) return kUnknown;
      for (const SetShare& share : set->shares) {
        if (share.place == node.place) return share.share.value * set->total_quantity;
      }
      return kUnknown;
    };
    const double production = quantity(Basis::production);
    return production > 0 ? quantity(Basis::capacity) / production : kUnknown;
  }

  void add_mixes() {
    out_.mix_begin = network_.mix_begin;
    out_.mixes.reserve(network_.mixes.size());
    for (std::size_t p = 0; p < network_.products; ++p) {
      for (std::uint32_t m = network_.mix_begin[p]; m < network_.mix_begin[p + 1]; ++m) {
        add_mix(ProductId(p), network_.mixes[m]);
      }
    }
  }

  void add_mix(ProductId product, const SourcingMix& from) {
    StressMix mix{product, from.user, 1, from.begin, from.end};
    double sum = 0;
    for (std::uint32_t i = from.begin; i < from.end; ++i) {
      const SourcingRow& row = *network_.sourcing_row[i];
      StressLink link;
      if (network_.sourcing_supplier[i]) {
        link.supplier = out_.node(product, network_.sourcing_supplier[i]);
      }
      link.share = shares_.sourcing_low[i];
      sum += link.share;
      if (is_known(row.lead_days)) {
        link.lead_days = static_cast<std::uint32_t>(
            std::clamp(NAIL_MUTANT(stress_lead_rounds_down, std::ceil(row.lead_days),
                                   std::floor(row.lead_days)),
                       1.0, static_cast<double>(kMostLeadDays)));
      } else {
        assume("lead_days");
      }
      link.switch_days = row.switch_days;
      if (!is_known(row.switch_days)) assume("switch_days");
      out_.links.push_back(link);
    }
    // A trace left by rounding is not bought from the pool.
    mix.pooled = 1 - sum < 1e-12 ? 0 : 1 - sum;
    out_.mixes.push_back(mix);
  }

  std::uint32_t mix_of(ProductId product, UserId user) const {
    const SourcingMix* mix = network_.mix(product, user);
    return mix == nullptr ? StressUse::kPool
                          : static_cast<std::uint32_t>(mix - network_.mixes.data());
  }

  // The part of the input's use that a recipe row takes: each where it says nothing.
  double use_share(const RecipeInput& input) const {
    return is_known(input.use_share) ? input.use_share
                                     : weights_.final_demand[input.product.index()];
  }

  void add_inputs() {
    out_.use_begin.assign(1, 0);
    for (const StressNode& node : out_.nodes) {
      for (const RecipeInput& input : network_.inputs(node.product)) {
        StressUse use;
        use.product = input.product;
        use.buyer = network_.user_of(node.place);
        use.mix = mix_of(input.product, use.buyer);
        use.weight = use_share(input) * node.share;
        out_.uses.push_back(use);
      }
      out_.use_begin.push_back(static_cast<std::uint32_t>(out_.uses.size()));
    }
    out_.first_demand = out_.uses.size();
    makers_.assign(network_.products, kUnknown);
    for (std::size_t q = 0; q < network_.products; ++q) {
      for (const RecipeInput& input : network_.inputs(ProductId(q))) {
        double& weight = makers_[input.product.index()];
        weight = (is_known(weight) ? weight : 0) + use_share(input) * shares_.unknown[q];
      }
    }
  }

  void add_final_demand() {
    std::vector<std::vector<const DemandRow*>> rows(network_.products);
    for (const DemandRow& row : data_.demand) rows[row.product.index()].push_back(&row);
    // The order of rows must not change the last bit of a sum.
    for (auto& list : rows) {
      std::sort(list.begin(), list.end(), [](const DemandRow* a, const DemandRow* b) {
        return std::tie(a->place, a->priority) < std::tie(b->place, b->priority);
      });
    }
    std::vector<UserId> observers = options_.observers;
    std::sort(observers.begin(), observers.end());
    observers.erase(std::unique(observers.begin(), observers.end()), observers.end());
    std::vector<StressUse> list;
    for (std::size_t p = 0; p < network_.products; ++p) {
      list.clear();
      const double left = place_demand(ProductId(p), rows[p], list);
      const std::size_t stated = list.size();
      for (const UserId observer : observers) {
        const auto is_there = [&](const StressUse& use) { return use.buyer == observer; };
        const auto end = list.begin() + static_cast<std::ptrdiff_t>(stated);
        if (std::any_of(list.begin(), end, is_there)) continue;
        list.push_back(final_use(ProductId(p), observer, 0, 1));
      }
      if (weights_.final_demand[p] > 0) list.push_back(final_use(ProductId(p), {}, left, 1));
      if (is_known(makers_[p])) {
        list.push_back(final_use(ProductId(p), {}, makers_[p], 1));
        list.back().unknown_makers = true;
      }
      std::stable_sort(list.begin(), list.end(), [](const StressUse& a, const StressUse& b) {
        return std::tie(a.buyer, a.unknown_makers, a.priority) <
               std::tie(b.buyer, b.unknown_makers, b.priority);
      });
      out_.uses.insert(out_.uses.end(), list.begin(), list.end());
    }
  }

  StressUse final_use(ProductId product, UserId buyer, double weight, int priority) const {
    StressUse use;
    use.product = product;
    use.buyer = buyer;
    use.mix = buyer ? mix_of(product, buyer) : StressUse::kPool;
    use.weight = weight;
    use.priority = priority;
    return use;
  }

  // Final demand by the rows of a product; returns what they leave.
  double place_demand(ProductId product, const std::vector<const DemandRow*>& rows,
                      std::vector<StressUse>& list) {
    const double all = weights_.final_demand[product.index()];
    if (rows.empty()) {
      if (all > 0) assume("demand");
      return all;
    }
    double shares = 0;
    double quantities = 0;
    for (const DemandRow* row : rows) {
      if (is_known(row->share)) {
        shares += row->share;
      } else if (is_known(row->quantity)) {
        quantities += row->quantity;
      } else {
        assume("demand_weight");
      }
    }
    const double of_share = all / std::max(1.0, shares);
    double left =
        NAIL_MUTANT(stress_demand_forgets_rest, std::max(0.0, all - of_share * shares), 0);
    double of_quantity = 0;
    if (quantities > 0) {
      const double total = data_[product].total_quantity;
      of_quantity = left / quantities;
      if (total > 0) of_quantity = std::min(of_quantity, 1 / total);
      left = std::max(0.0, left - of_quantity * quantities);
    }
    // What rounding leaves is not demand.
    if (left < 1e-15) left = 0;
    for (const DemandRow* row : rows) {
      double weight = 0;
      if (is_known(row->share)) {
        weight = of_share * row->share;
      } else if (is_known(row->quantity)) {
        weight = of_quantity * row->quantity;
      }
      list.push_back(final_use(product, network_.user_of(row->place), weight, row->priority));
    }
    return left;
  }

  void add_stocks() {
    // By product and buyer: all that is used there, for stocks given as quantities.
    std::map<std::pair<ProductId, UserId>, double> use_there;
    for (const StressUse& use : out_.uses) {
      if (use.buyer) use_there[{use.product, use.buyer}] += use.weight;
    }
    struct Held {
      double commercial = kUnknown;
      double government = 0;
      Release release = Release::never;
      double threshold = 0;
    };
    std::map<std::pair<ProductId, UserId>, Held> held;
    for (const StockRow& row : data_.stocks) {
      const std::pair key{row.product, network_.user_of(row.place)};
      double days = row.days;
      if (!is_known(days)) {
        const auto found = use_there.find(key);
        const double use = found == use_there.end() ? 0 : found->second;
        const double a_day = data_[row.product].total_quantity * use / kDaysAYear;
        days = a_day > 0 ? row.quantity / a_day : kUnknown;
        if (!is_known(days)) assume("stock_quantity");
      }
      Held& there = held[key];
      if (row.holder != "government") {
        there.commercial = days;
        continue;
      }
      there.government = is_known(days) ? days : 0;
      there.threshold = is_known(row.threshold) ? row.threshold : 0;
      if (row.release == "at_once") {
        there.release = Release::at_once;
      } else if (row.release == "threshold") {
        there.release = Release::threshold;
      } else if (row.release.empty()) {
        assume("release");
      }
    }
    for (StressUse& use : out_.uses) {
      double days = kUnknown;
      const auto found = use.buyer ? held.find({use.product, use.buyer}) : held.end();
      if (found != held.end()) {
        days = found->second.commercial;
        use.government_days = found->second.government;
        use.release = found->second.release;
        use.threshold_days = found->second.threshold;
      }
      if (!is_known(days)) days = data_[use.product].stock_days;
      if (!is_known(days)) assume("stock_days");
      use.stock_days = is_known(days) ? days : 0;
    }
  }

  const ProductNetwork& network_;
  const Case& data_;
  const Shares& shares_;
  const StressNetworkOptions& options_;
  UseWeights weights_;
  std::vector<double> makers_;  // per product: weight of what unknown makers take; NaN: none do
  std::map<std::string, std::size_t> assumptions_;
  StressNetwork out_;
};

}  // namespace

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
  return Compiler(network, shares, options).compile();
}

}  // namespace nail
