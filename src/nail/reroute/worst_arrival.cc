#include "nail/reroute/worst_arrival.h"

#include <cmath>

#include "nail/base/mutant.h"

namespace nail {
namespace {

constexpr double kNever = 1e9;
constexpr Lanes kLanesNever = {kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever};

}  // namespace

ArrivalBound::ArrivalBound(const StressNetwork& network, const ExposureStructure& structure,
                           std::span<const std::uint8_t> needed, int days)
    : network_(&network),
      structure_(&structure),
      needed_(needed.begin(), needed.end()),
      days_(days),
      node_(network.nodes.size()),
      is_removed_(network.nodes.size(), 0) {
  supply_begin_.assign(1, 0);
  for (std::size_t p = 0; p + 1 < network.node_begin.size(); ++p) {
    supply_.push_back({StressUse::kPool, kLanesZero, kLanesNever});
    for (std::uint32_t m = network.mix_begin[p]; m < network.mix_begin[p + 1]; ++m) {
      supply_.push_back({m, kLanesZero, kLanesNever});
    }
    supply_begin_.push_back(static_cast<std::uint32_t>(supply_.size()));
  }
}

std::uint32_t ArrivalBound::supply_of(const StressUse& use) const {
  const std::size_t p = use.product.index();
  if (use.mix == StressUse::kPool) return supply_begin_[p];
  return supply_begin_[p] + 1 + (use.mix - network_->mix_begin[p]);
}

Lanes ArrivalBound::short_from(const StressUse& use) const {
  const Supply& supply = supply_[supply_of(use)];
  Lanes from = supply.arrival;
  if (use.stock_days > 0) {
    for (std::size_t k = 0; k < kLanes; ++k) {
      if (from[k] >= kNever) continue;
      // What lasts n days but for rounding may not last them.
      const double lasts = use.stock_days / supply.loss[k] * (1 - 1e-12);
      from[k] += NAIL_MUTANT(worst_stock_lasts_longer, std::floor(lasts), std::ceil(lasts) + 1);
    }
  }
  return from;
}

// The first days of the product's nodes; whether any changed.
bool ArrivalBound::spread_product(ProductId product) {
  const std::size_t p = product.index();
  const auto inputs = network_->base->inputs(product);
  bool changed = false;
  for (std::uint32_t n = network_->node_begin[p]; n < network_->node_begin[p + 1]; ++n) {
    Lanes first = kLanesNever;
    const StressUse* uses = network_->uses.data() + network_->use_begin[n];
    for (std::size_t i = 0; i < inputs.size();) {
      const std::size_t begin = i;
      Lanes group = kLanesZero;
      for (; i < inputs.size() && inputs[i].group == inputs[begin].group; ++i) {
        take_max(group, short_from(uses[i]));
      }
      take_min(first, group);
    }
    for (std::size_t k = 0; k < kLanes && is_removed_[n] != 0; ++k) {
      if ((is_removed_[n] >> k & 1U) != 0) first[k] = 0;
    }
    changed = changed || largest(node_[n] - first) > 0 || largest(first - node_[n]) > 0;
    node_[n] = first;
  }
  return changed;
}

// From the product's nodes to those who buy it.
void ArrivalBound::arrive(ProductId product) {
  const std::size_t p = product.index();
  Lanes pool = kLanesNever;
  for (std::uint32_t n = network_->node_begin[p]; n < network_->node_begin[p + 1]; ++n) {
    if (network_->nodes[n].share > 0) take_min(pool, node_[n]);
  }
  pool += kLanesOne;
  for (std::uint32_t s = supply_begin_[p]; s < supply_begin_[p + 1]; ++s) {
    Supply& supply = supply_[s];
    Lanes arrival = pool;
    if (supply.mix != StressUse::kPool) {
      const StressMix& mix = network_->mixes[supply.mix];
      if (!(mix.pooled > 0)) arrival = kLanesNever;
      for (std::uint32_t i = mix.begin; i < mix.end; ++i) {
        const StressLink& link = network_->links[i];
        if (!link.supplier || !(link.share > 0)) continue;
        take_min(arrival, node_[link.supplier.index()] +
                              kLanesOne * NAIL_MUTANT(worst_lead_counts_twice, 1.0, 2.0) *
                                  static_cast<double>(link.lead_days));
      }
    }
    supply.arrival = supply.loss > kLanesZero ? arrival : kLanesNever;
    take_min(supply.arrival, kLanesNever);
  }
}

void ArrivalBound::spread(const ExposureSolver& solver, std::span<const Removal> removals) {
  for (const std::uint32_t n : removed_nodes_) is_removed_[n] = 0;
  removed_nodes_.clear();
  const auto remove = [&](NodeId node, std::size_t lane) {
    if (!node) return;
    removed_nodes_.push_back(static_cast<std::uint32_t>(node.index()));
    is_removed_[node.index()] |= static_cast<std::uint8_t>(1U << lane);
  };
  for (std::size_t k = 0; k < removals.size(); ++k) {
    for (const PlaceId place : removals[k].places) {
      for (std::uint32_t i = structure_->place_begin[place.index()];
           i < structure_->place_begin[place.index() + 1]; ++i) {
        remove(network_->node(structure_->node_product[structure_->place_node[i]], place), k);
      }
    }
    for (const OrganisationPart& part : removals[k].parts) {
      remove(network_->node(part.product, part.place), k);
    }
  }
  for (std::uint32_t c = 0; c < structure_->is_cycle.size(); ++c) {
    const std::span<const ProductId> products(
        structure_->order.data() + structure_->component_begin[c],
        structure_->order.data() + structure_->component_begin[c + 1]);
    for (const ProductId product : products) {
      const std::size_t p = product.index();
      if (needed_[p] == 0) continue;
      for (std::uint32_t n = network_->node_begin[p]; n < network_->node_begin[p + 1]; ++n) {
        node_[n] = kLanesNever;
      }
      for (std::uint32_t s = supply_begin_[p]; s < supply_begin_[p + 1]; ++s) {
        const UserId user =
            supply_[s].mix == StressUse::kPool ? UserId{} : network_->mixes[supply_[s].mix].user;
        supply_[s].loss = solver.loss(product, user);
        supply_[s].arrival = kLanesNever;
      }
    }
    // Every round of a cycle takes a day at least, so that this ends.
    for (bool changed = true; changed;) {
      changed = false;
      for (const ProductId product : products) {
        if (needed_[product.index()] == 0) continue;
        changed = spread_product(product) || changed;
        arrive(product);
      }
      changed = changed && structure_->is_cycle[c] != 0;
    }
  }
}

Lanes ArrivalBound::days(const StressUse& part, const Lanes& loss) const {
  const Lanes& arrival = supply_[supply_of(part)].arrival;
  Lanes out = kLanesZero;
  for (std::size_t k = 0; k < kLanes; ++k) {
    if (arrival[k] >= days_) continue;
    out[k] = loss[k] * (days_ - arrival[k]) -
             NAIL_MUTANT(worst_part_stock_twice, 1.0, 2.0) * part.stock_days;
  }
  take_max(out, kLanesZero);
  return out;
}

}  // namespace nail
