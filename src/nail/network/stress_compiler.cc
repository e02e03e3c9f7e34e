#include "nail/network/stress_compiler.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "nail/base/mutant.h"

namespace nail {
namespace {

constexpr double kDaysAYear = 365;

// The days of a stock: the middle of a range without a value; NaN where only a quantity is given.
double days_of(const StockRow& row) {
  return is_known(row.days) ? row.days : 0.5 * (row.days_low + row.days_high);
}

bool has_range(const StockRow& row) { return is_known(row.days_low) || is_known(row.days_high); }

}  // namespace

StressCompiler::StressCompiler(const ProductNetwork& network, const StressNetworkOptions& options)
    : network_(&network), data_(network.data), options_(options) {
  blank_.base = &network;
  for (std::size_t d = 0; d < network.places; ++d) blank_.all_places.emplace_back(d);
  const UseWeights weights = use_weights(network, shares_at_values(network));
  final_part_ = weights.final_demand;
  if (weights.missing > 0) assume("use_share", weights.missing);
  add_nodes();
  add_rates();
  add_mixes();
  add_inputs();
  add_final_demand();
  add_makers();
  add_stocks();
}

StressNetwork StressCompiler::compile(const Shares& shares) const {
  StressNetwork out = blank_;
  const std::size_t unclear = set_shares(shares, out);
  std::map<std::string, std::size_t> assumptions = assumptions_;
  if (unclear > 0) assumptions["stock_quantity"] += unclear;
  for (const auto& [key, count] : assumptions) out.assumptions.push_back({key, count});
  return out;
}

std::size_t StressCompiler::set_shares(const Shares& shares, StressNetwork& network) const {
  std::copy(shares.unknown.begin(), shares.unknown.end(), network.unknown.begin());
  for (std::size_t n = 0; n < network.nodes.size(); ++n) {
    StressNode& node = network.nodes[n];
    if (node_supply_[n] != kNoSupply) node.share = shares.supply[node_supply_[n]];
    for (std::uint32_t u = network.use_begin[n]; u < network.use_begin[n + 1]; ++u) {
      network.uses[u].weight = use_part_[u] * node.share;
    }
  }
  for (StressMix& mix : network.mixes) {
    double sum = 0;
    for (std::uint32_t i = mix.begin; i < mix.end; ++i) {
      network.links[i].share = shares.sourcing_low[i];
      sum += shares.sourcing_low[i];
    }
    // A trace left by rounding is not bought from the pool.
    mix.pooled = 1 - sum < 1e-12 ? 0 : 1 - sum;
  }
  for (const Makers& makers : makers_) {
    double weight = 0;
    for (std::uint32_t i = makers.begin; i < makers.end; ++i) {
      weight += makers_parts_[i].part * shares.unknown[makers_parts_[i].output.index()];
    }
    network.uses[makers.use].weight = weight;
  }
  std::size_t unclear = 0;
  for (const QuantityStock& stock : stocks_) {
    double used = 0;
    for (std::uint32_t i = stock.begin; i < stock.end; ++i) {
      used += network.uses[stock_uses_[i]].weight;
    }
    const bool clear = used > 0 && is_known(stock.a_year);
    if (!clear) ++unclear;
    const double days = clear ? stock.a_year * kDaysAYear / used : stock.otherwise;
    for (std::uint32_t i = stock.begin; i < stock.end; ++i) {
      StressUse& use = network.uses[stock_uses_[i]];
      (stock.government ? use.government_days : use.stock_days) = days;
    }
  }
  return unclear;
}

void StressCompiler::set_stock_days(std::span<const double> days, StressNetwork& network) const {
  for (std::size_t i = 0; i < days.size(); ++i) {
    const bool government = ranged_rows_[i]->holder == "government";
    for (std::uint32_t u = ranged_uses_[i].begin; u < ranged_uses_[i].end; ++u) {
      StressUse& use = network.uses[stock_uses_[u]];
      (government ? use.government_days : use.stock_days) = days[i];
    }
  }
}

void StressCompiler::add_nodes() {
  const ProductNetwork& network = *network_;
  blank_.unknown.resize(network.products);
  blank_.node_begin.assign(1, 0);
  std::vector<std::pair<PlaceId, std::uint32_t>> found;
  for (std::size_t p = 0; p < network.products; ++p) {
    found.clear();
    for (std::uint32_t i = network.supply_begin[p]; i < network.supply_begin[p + 1]; ++i) {
      found.emplace_back(network.supply_place[i], i);
    }
    for (std::uint32_t m = network.mix_begin[p]; m < network.mix_begin[p + 1]; ++m) {
      for (std::uint32_t i = network.mixes[m].begin; i < network.mixes[m].end; ++i) {
        const PlaceId supplier = network.sourcing_supplier[i];
        if (supplier) found.emplace_back(supplier, kNoSupply);
      }
    }
    // kNoSupply is the largest number: an entry of supply stands before names in sourcing.
    std::sort(found.begin(), found.end());
    for (const auto& [place, entry] : found) {
      if (blank_.nodes.size() > blank_.node_begin[p] && blank_.nodes.back().place == place)
        continue;
      StressNode node;
      node.product = ProductId(p);
      node.place = place;
      blank_.nodes.push_back(node);
      node_supply_.push_back(entry);
    }
    blank_.node_begin.push_back(static_cast<std::uint32_t>(blank_.nodes.size()));
  }
}

// Capacity over production and time to recover, from the rows of supply: of those that know it the
// newest, a place's total before its organisations, and of these the most cautious.
void StressCompiler::add_rates() {
  using Rank = std::tuple<int, bool, double>;  // year, total, value
  std::map<NodeId, Rank> utilisation, ttr;
  const auto offer = [](std::map<NodeId, Rank>& best, NodeId node, const SupplyRow& row,
                        double value) {
    const Rank rank{row.from.year, row.organisation.empty(), value};
    const auto [found, added] = best.emplace(node, rank);
    if (!added) found->second = std::max(found->second, rank);
  };
  for (const SupplyRow& row : data_->supply) {
    if (row.lens != Lens::site || !row.place) continue;
    const NodeId node = blank_.node(row.product, row.place);
    if (!node) continue;
    if (is_known(row.ttr_days)) offer(ttr, node, row, row.ttr_days);
    if (row.basis == Basis::production && row.utilisation > 0) {
      offer(utilisation, node, row, row.utilisation);
    }
  }
  for (const auto& [node, rank] : ttr) blank_.nodes[node.index()].ttr_days = std::get<2>(rank);
  for (std::size_t n = 0; n < blank_.nodes.size(); ++n) {
    StressNode& node = blank_.nodes[n];
    double capacity = by_quantities(node);
    if (const auto found = utilisation.find(NodeId(n)); found != utilisation.end()) {
      capacity = 1 / std::get<2>(found->second);
    }
    if (!is_known(capacity)) assume("capacity");
    node.capacity = is_known(capacity)
                        ? NAIL_MUTANT(stress_capacity_below_one, std::max(1.0, capacity), capacity)
                        : 1;
  }
}

// Quantity of capacity over quantity of production; NaN where one is not known.
double StressCompiler::by_quantities(const StressNode& node) const {
  const auto quantity = [&](Basis basis) {
    const ShareSet* set = network_->sets->latest(node.product, Lens::site, basis);
    if (set == nullptr || !set->is_quantity) return kUnknown;
    for (const SetShare& share : set->shares) {
      if (share.place == node.place) return share.share.value * set->total_quantity;
    }
    return kUnknown;
  };
  const double production = quantity(Basis::production);
  return production > 0 ? quantity(Basis::capacity) / production : kUnknown;
}

void StressCompiler::add_mixes() {
  const ProductNetwork& network = *network_;
  blank_.mix_begin = network.mix_begin;
  for (std::size_t p = 0; p < network.products; ++p) {
    for (std::uint32_t m = network.mix_begin[p]; m < network.mix_begin[p + 1]; ++m) {
      const SourcingMix& from = network.mixes[m];
      blank_.mixes.push_back({ProductId(p), from.user, 1, from.begin, from.end});
      for (std::uint32_t i = from.begin; i < from.end; ++i) {
        const SourcingRow& row = *network.sourcing_row[i];
        StressLink link;
        if (network.sourcing_supplier[i]) {
          link.supplier = blank_.node(ProductId(p), network.sourcing_supplier[i]);
        }
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
        blank_.links.push_back(link);
      }
    }
  }
}

StressUse StressCompiler::use_of(ProductId product, UserId buyer) const {
  StressUse use;
  use.product = product;
  use.buyer = buyer;
  const SourcingMix* mix = buyer ? network_->mix(product, buyer) : nullptr;
  if (mix != nullptr) use.mix = static_cast<std::uint32_t>(mix - network_->mixes.data());
  return use;
}

// The part of the input's use that a recipe row takes: an equal one where it says nothing.
double StressCompiler::use_share(const RecipeInput& input) const {
  return is_known(input.use_share) ? input.use_share : final_part_[input.product.index()];
}

void StressCompiler::add_inputs() {
  blank_.use_begin.assign(1, 0);
  for (const StressNode& node : blank_.nodes) {
    for (const RecipeInput& input : network_->inputs(node.product)) {
      blank_.uses.push_back(use_of(input.product, network_->user_of(node.place)));
      use_part_.push_back(use_share(input));
    }
    blank_.use_begin.push_back(static_cast<std::uint32_t>(blank_.uses.size()));
  }
  blank_.first_demand = blank_.uses.size();
}

void StressCompiler::add_final_demand() {
  const ProductNetwork& network = *network_;
  std::vector<std::vector<const DemandRow*>> rows(network.products);
  for (const DemandRow& row : data_->demand) rows[row.product.index()].push_back(&row);
  // The order of rows must not change the last bit of a sum.
  for (auto& list : rows) {
    std::sort(list.begin(), list.end(), [](const DemandRow* a, const DemandRow* b) {
      return std::tie(a->place, a->priority) < std::tie(b->place, b->priority);
    });
  }
  std::vector<std::uint8_t> is_input(network.products, 0);
  for (const RecipeInput& input : network.flow_inputs) is_input[input.product.index()] = 1;
  std::vector<UserId> observers = options_.observers;
  std::sort(observers.begin(), observers.end());
  observers.erase(std::unique(observers.begin(), observers.end()), observers.end());
  std::vector<StressUse> list;
  for (std::size_t p = 0; p < network.products; ++p) {
    list.clear();
    const double left = place_demand(ProductId(p), rows[p], list);
    const std::size_t stated = list.size();
    for (const UserId observer : observers) {
      const auto is_there = [&](const StressUse& use) { return use.buyer == observer; };
      const auto end = list.begin() + static_cast<std::ptrdiff_t>(stated);
      if (!std::any_of(list.begin(), end, is_there)) list.push_back(use_of(ProductId(p), observer));
    }
    if (final_part_[p] > 0) {
      list.push_back(use_of(ProductId(p), {}));
      list.back().weight = left;
    }
    if (is_input[p] != 0) {
      list.push_back(use_of(ProductId(p), {}));
      list.back().unknown_makers = true;
    }
    std::stable_sort(list.begin(), list.end(), [](const StressUse& a, const StressUse& b) {
      return std::tie(a.buyer, a.unknown_makers, a.priority) <
             std::tie(b.buyer, b.unknown_makers, b.priority);
    });
    blank_.uses.insert(blank_.uses.end(), list.begin(), list.end());
  }
}

// Final demand by the rows of a product; returns what they leave.
double StressCompiler::place_demand(ProductId product, const std::vector<const DemandRow*>& rows,
                                    std::vector<StressUse>& list) {
  const double all = final_part_[product.index()];
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
  double left = NAIL_MUTANT(stress_demand_forgets_rest, std::max(0.0, all - of_share * shares), 0);
  double of_quantity = 0;
  if (quantities > 0) {
    const double total = (*data_)[product].total_quantity;
    of_quantity = left / quantities;
    if (total > 0) of_quantity = std::min(of_quantity, 1 / total);
    left = std::max(0.0, left - of_quantity * quantities);
  }
  // What rounding leaves is not demand.
  if (left < 1e-15) left = 0;
  for (const DemandRow* row : rows) {
    StressUse use = use_of(product, network_->user_of(row->place));
    use.priority = row->priority;
    if (is_known(row->share)) {
      use.weight = of_share * row->share;
    } else if (is_known(row->quantity)) {
      use.weight = of_quantity * row->quantity;
    }
    list.push_back(use);
  }
  return left;
}

void StressCompiler::add_makers() {
  std::vector<std::vector<MakersPart>> parts(network_->products);
  for (std::size_t q = 0; q < network_->products; ++q) {
    for (const RecipeInput& input : network_->inputs(ProductId(q))) {
      parts[input.product.index()].push_back({ProductId(q), use_share(input)});
    }
  }
  for (std::size_t u = blank_.first_demand; u < blank_.uses.size(); ++u) {
    if (!blank_.uses[u].unknown_makers) continue;
    const auto& of = parts[blank_.uses[u].product.index()];
    Makers makers;
    makers.use = static_cast<std::uint32_t>(u);
    makers.begin = static_cast<std::uint32_t>(makers_parts_.size());
    makers_parts_.insert(makers_parts_.end(), of.begin(), of.end());
    makers.end = static_cast<std::uint32_t>(makers_parts_.size());
    makers_.push_back(makers);
  }
}

void StressCompiler::add_stocks() {
  struct Held {
    const StockRow* commercial = nullptr;
    const StockRow* government = nullptr;
    std::vector<std::uint32_t> uses;
  };
  std::map<std::pair<ProductId, UserId>, Held> held;
  for (const StockRow& row : data_->stocks) {
    Held& there = held[{row.product, network_->user_of(row.place)}];
    (row.holder == "government" ? there.government : there.commercial) = &row;
  }
  for (std::size_t u = 0; u < blank_.uses.size(); ++u) {
    StressUse& use = blank_.uses[u];
    const auto found = use.buyer ? held.find({use.product, use.buyer}) : held.end();
    const StockRow* stated = found == held.end() ? nullptr : found->second.commercial;
    if (found != held.end()) found->second.uses.push_back(static_cast<std::uint32_t>(u));
    const double usual = (*data_)[use.product].stock_days;
    use.stock_days = is_known(usual) ? usual : 0;
    if (stated != nullptr && is_known(days_of(*stated))) use.stock_days = days_of(*stated);
    if (stated == nullptr && !is_known(usual)) assume("stock_days");
    if (found == held.end() || found->second.government == nullptr) continue;
    const StockRow& reserve = *found->second.government;
    if (is_known(days_of(reserve))) use.government_days = days_of(reserve);
    if (is_known(reserve.threshold)) use.threshold_days = reserve.threshold;
    if (reserve.release == "at_once") use.release = Release::at_once;
    if (reserve.release == "threshold") use.release = Release::threshold;
  }
  for (const auto& [key, there] : held) {
    if (there.government != nullptr && there.government->release.empty()) assume("release");
    const auto begin = static_cast<std::uint32_t>(stock_uses_.size());
    stock_uses_.insert(stock_uses_.end(), there.uses.begin(), there.uses.end());
    const auto end = static_cast<std::uint32_t>(stock_uses_.size());
    for (const StockRow* row : {there.commercial, there.government}) {
      if (row != nullptr && has_range(*row)) {
        ranged_rows_.push_back(row);
        ranged_uses_.push_back({begin, end});
      }
      if (row == nullptr || is_known(days_of(*row))) continue;
      QuantityStock stock;
      stock.a_year = row->quantity / (*data_)[key.first].total_quantity;
      if (!(stock.a_year >= 0) || std::isinf(stock.a_year)) stock.a_year = kUnknown;
      stock.government = row == there.government;
      const double usual = (*data_)[key.first].stock_days;
      stock.otherwise = !stock.government && is_known(usual) ? usual : 0;
      stock.begin = begin;
      stock.end = end;
      stocks_.push_back(stock);
    }
  }
}

}  // namespace nail
