#include "nail/reroute/worst_bound.h"

#include <algorithm>

#include "nail/base/mutant.h"

namespace nail {
namespace {

// Where nobody else would be served later: whatever is lost of it, all of it may be.
constexpr double kWithoutLimit = 1e30;

// What each node of the product, and nodes nobody knows, deliver to a use: its weight times shares.
void add_deliveries(const StressNetwork& network, const StressUse& use, std::vector<double>& to) {
  const std::uint32_t first = network.node_begin[use.product.index()];
  double pooled = 1;
  if (use.mix != StressUse::kPool) {
    const StressMix& mix = network.mixes[use.mix];
    pooled = mix.pooled;
    for (std::uint32_t i = mix.begin; i < mix.end; ++i) {
      const StressLink& link = network.links[i];
      if (link.supplier) to[link.supplier.index() - first] += use.weight * link.share;
    }
  }
  for (std::size_t c = 0; c < to.size(); ++c) {
    to[c] += use.weight * pooled * network.nodes[first + c].share;
  }
}

double behind(const StressNetwork& network, const StressUse& part) {
  if (part.priority <= 1) return 1;
  const std::size_t p = part.product.index();
  const std::size_t nodes = network.node_begin[p + 1] - network.node_begin[p];
  std::vector<double> all(nodes, 0), not_before(nodes, 0), own(nodes, 0);
  for (std::size_t u = 0; u < network.uses.size(); ++u) {
    const StressUse& use = network.uses[u];
    if (use.product != part.product) continue;
    add_deliveries(network, use, all);
    // Inputs of nodes are of the first class.
    if (u >= network.first_demand && use.priority >= part.priority) {
      add_deliveries(network, use, not_before);
    }
  }
  StressUse one = part;
  one.weight = 1;
  add_deliveries(network, one, own);
  double most = 1;
  for (std::size_t c = 0; c < nodes; ++c) {
    if (!(own[c] > 0)) continue;
    most = std::max(most, not_before[c] > 0 ? all[c] / not_before[c] : kWithoutLimit);
  }
  return most;
}

}  // namespace

std::vector<LossPart> loss_parts(const StressNetwork& network, const HomeDemand& demand) {
  std::vector<LossPart> parts;
  for (const HomeDemand::Part& part : demand.parts) {
    const StressUse& use = network.demand(part.demand);
    parts.push_back({use.product, use.buyer, part.weight, part.demand, behind(network, use)});
  }
  return parts;
}

bool has_alternatives(const ProductNetwork& network) {
  for (std::size_t p = 0; p < network.products; ++p) {
    const auto inputs = network.inputs(ProductId(p));
    for (std::size_t i = 1; i < inputs.size(); ++i) {
      if (inputs[i].group == inputs[i - 1].group) return true;
    }
  }
  return false;
}

ProductNetwork with_alternatives(const ProductNetwork& network, Alternatives how,
                                 std::span<const std::uint8_t> chosen) {
  ProductNetwork out = network;
  if (how == Alternatives::best) return out;
  out.flow_inputs.clear();
  out.flow_begin.assign(1, 0);
  for (std::size_t p = 0; p < network.products; ++p) {
    std::uint32_t group = 0;
    for (std::uint32_t i = network.flow_begin[p]; i < network.flow_begin[p + 1]; ++i) {
      RecipeInput input = network.flow_inputs[i];
      if (how == Alternatives::one && chosen[i] == 0) continue;
      // An important group that is needed whole weighs as much for each of its inputs: more than
      // it does, which is what a bound may do.
      if (how == Alternatives::all) input.group = group++;
      out.flow_inputs.push_back(input);
    }
    out.flow_begin.push_back(static_cast<std::uint32_t>(out.flow_inputs.size()));
  }
  return out;
}

void OverTime::widen(Removal& removal) const {
  if (shortfall.empty()) return;
  for (OrganisationPart& part : removal.parts) {
    const double extra = shortfall[part.product.index() * places + part.place.index()];
    part.part += NAIL_MUTANT(worst_bound_not_widened, (1 - part.part) * extra, 0.0);
  }
}

StaticLoss::StaticLoss(const ExposureStructure& structure, const Shares& shares,
                       std::span<const LossPart> parts, const OverTime& over_time)
    : solver_(structure), parts_(parts), over_time_(&over_time) {
  solver_.set_shares(shares);
  if (over_time.network != nullptr) {
    arrivals_.emplace(*over_time.network, structure, over_time.needed, over_time.days);
  }
}

Lanes StaticLoss::loss(std::span<const Removal> removals) {
  settled_ = solver_.solve(removals, UnknownSupply::safe, false) && settled_;
  if (arrivals_) arrivals_->spread(solver_, removals);
  Lanes sum = kLanesZero;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const LossPart& part = parts_[i];
    Lanes lost = solver_.loss(part.product, part.user);
    if (over_time_->later && part.behind > 1) {
      lost = lost * NAIL_MUTANT(worst_later_class_as_first, part.behind, 1.0);
      take_min(lost, kLanesOne);
    }
    const Lanes share = lost;
    if (!over_time_->curves.empty()) {
      for (std::size_t k = 0; k < kLanes; ++k) lost[k] = over_time_->curves[i].days(share[k]);
    }
    if (arrivals_) {
      const Lanes days = arrivals_->days(over_time_->network->demand(part.demand), share);
      if (over_time_->curves.empty()) lost = days;
      take_min(lost, days);
    }
    sum += lost * part.weight;
  }
  return sum;
}

}  // namespace nail
