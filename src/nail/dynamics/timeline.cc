#include "nail/dynamics/timeline.h"

#include <algorithm>
#include <map>

#include "nail/base/mutant.h"
#include "nail/base/text.h"
#include "nail/dynamics/stress_summary.h"

namespace nail {

std::string user_name(const StressNetwork& network, UserId user) {
  if (!user) return "other";
  const ProductNetwork& base = *network.base;
  return user.index() < base.places ? base.data->places[user.index()].id
                                    : base.data->blocs[user.index() - base.places].id;
}

Timeline::Timeline(const StressNetwork& network) : network_(&network) {
  // Ids compare by number, so `other` (none) comes last.
  std::map<std::pair<ProductId, UserId>, std::pair<NodeId, std::vector<std::uint32_t>>> found;
  for (std::size_t n = 0; n < network.nodes.size(); ++n) {
    const StressNode& node = network.nodes[n];
    found[{node.product, network.base->user_of(node.place)}].first = NodeId(n);
  }
  for (std::size_t i = 0; i < network.demands(); ++i) {
    const StressUse& use = network.demand(i);
    if (!use.unknown_makers) found[{use.product, use.buyer}];
  }
  for (std::uint32_t u = 0; u < network.uses.size(); ++u) {
    const StressUse& use = network.uses[u];
    if (use.unknown_makers) continue;
    if (const auto at = found.find({use.product, use.buyer}); at != found.end()) {
      at->second.second.push_back(u);
    }
  }
  for (const StressUse& use : network.uses) {
    baseline_stock_.push_back(use.stock_days +
                              (use.release == Release::never ? 0 : use.government_days));
  }
  for (const auto& [key, value] : found) {
    Pair pair;
    pair.product = key.first;
    pair.user = key.second;
    pair.node = value.first;
    pair.use_begin = static_cast<std::uint32_t>(uses_.size());
    uses_.insert(uses_.end(), value.second.begin(), value.second.end());
    pair.use_end = static_cast<std::uint32_t>(uses_.size());
    for (const std::uint32_t u : value.second) {
      pair.has_demand = pair.has_demand || u >= network.first_demand;
    }
    pair.names = "," + csv_cell(network.base->data->products[key.first.index()].id) + "," +
                 csv_cell(user_name(network, key.second)) + ",";
    pairs_.push_back(std::move(pair));
  }
}

void Timeline::note(const DayView& day) {
  const auto differs = [](double a, double b) { return a < b - kShortage || a > b + kShortage; };
  for (Pair& pair : pairs_) {
    if (pair.moved) continue;
    pair.moved = pair.node && differs(day.output[pair.node.index()], 1);
    for (std::uint32_t i = pair.use_begin; i < pair.use_end && !pair.moved; ++i) {
      const std::uint32_t u = uses_[i];
      pair.moved = differs(day.stock[u], baseline_stock_[u]);
      if (u < network_->first_demand) continue;
      const std::size_t d = u - network_->first_demand;
      pair.moved = pair.moved || day.unmet[d] > kShortage || differs(day.demand[d], 1);
    }
  }
}

void Timeline::keep_what_moved() {
  const std::size_t before = pairs_.size();
  std::erase_if(pairs_, [](const Pair& pair) { return !pair.moved; });
  left_out_ += before - pairs_.size();
}

void Timeline::append(const DayView& day, std::string& out) const {
  const std::string first = format_number(day.day);
  // About the first value: where all are the same, so is the mean, to the last bit.
  struct Mean {
    double first = 0, weighted = 0, weights = 0, plain = 0, count = 0;
    void add(double value, double weight) {
      if (count == 0) first = value;
      weighted += (value - first) * weight;
      weights += weight;
      plain += value - first;
      ++count;
    }
    double value() const {
      return first + (NAIL_MUTANT(timeline_plain_means, weights, 0) > 0 ? weighted / weights
                                                                        : plain / count);
    }
  };
  for (const Pair& pair : pairs_) {
    Mean demand, unmet, stock;
    for (std::uint32_t i = pair.use_begin; i < pair.use_end; ++i) {
      const std::uint32_t u = uses_[i];
      const double weight = network_->uses[u].weight;
      stock.add(day.stock[u], weight);
      if (u < network_->first_demand) continue;
      demand.add(day.demand[u - network_->first_demand], weight);
      unmet.add(day.unmet[u - network_->first_demand], weight);
    }
    out += first;
    out += pair.names;
    if (pair.node) out += format_number(day.output[pair.node.index()]);
    out += ',';
    if (pair.has_demand) out += format_number(demand.value());
    out += ',';
    if (pair.has_demand) out += format_number(unmet.value());
    out += ',';
    if (stock.count > 0) out += format_number(stock.value());
    out += '\n';
  }
}

}  // namespace nail
