#include "nail/dynamics/shortage_path.h"

#include <algorithm>

#include "nail/base/mutant.h"
#include "nail/dynamics/stress_summary.h"

namespace nail {

ShortagePaths::ShortagePaths(const StressStructure& structure, const ShockPlan& plan)
    : structure_(&structure),
      network_(structure.network),
      nodes_(network_->nodes.size()),
      demands_(network_->demands()),
      yesterday_(structure.fills, 1.0),
      kept_(network_->nodes.size()),
      outages_(network_->nodes.size()),
      bans_(network_->nodes.size()),
      holds_(network_->base->places) {
  stock_.reserve(network_->uses.size());
  for (const StressUse& use : network_->uses) stock_.push_back(use.stock_days);
  for (const StressLink& link : network_->links) {
    if (!link.supplier || link.lead_days < 2) continue;
    std::uint32_t& size = kept_[link.supplier.index()].size;
    size = std::max(size, link.lead_days + 1);
  }
  std::uint32_t total = 0;
  for (Kept& kept : kept_) {
    kept.begin = total;
    total += kept.size;
  }
  rings_.assign(total, 1.0);
  for (const ShockPlan::Outage& outage : plan.outages) {
    outages_[outage.node.index()].push_back(&outage);
  }
  for (const ShockPlan::Ban& ban : plan.bans) bans_[ban.supplier.index()].push_back(&ban);
  for (const ShockPlan::Hold& hold : plan.holds) holds_[hold.from.index()].push_back(&hold);
}

double ShortagePaths::filled_on(NodeId node, std::uint32_t fill, int day) const {
  if (day < 0) return 1;
  const Kept& kept = kept_[node.index()];
  if (day == day_ - 1 || kept.size == 0) return yesterday_[fill];
  return rings_[kept.begin + static_cast<std::uint32_t>(day) % kept.size];
}

// The part of a shipment that leaves on the day: what no ban stops and no strait holds.
double ShortagePaths::passing(NodeId node, UserId buyer, int day) const {
  double part = 1;
  for (const ShockPlan::Ban* ban : bans_[node.index()]) {
    if (ban->reaches(*network_, buyer)) part *= 1 - ban->size * ban->window.at(day);
  }
  const StressNode& from = network_->nodes[node.index()];
  const auto& holds = holds_[from.place.index()];
  if (holds.empty()) return part;
  const auto places = network_->places_of(buyer);
  double moving = places.empty() ? 1 : 0;
  for (const PlaceId to : places) {
    StraitPassage passage(day);
    for (const ShockPlan::Hold* hold : holds) {
      if (hold->to != to || (hold->product && hold->product != from.product)) continue;
      passage.add(*hold);
    }
    moving += (1 - passage.held()) / static_cast<double>(places.size());
  }
  return part * moving;
}

void ShortagePaths::lack_from(NodeId supplier, double share, int lead, std::uint32_t use, int day,
                              Lack& lack) const {
  const int shipped = day - lead;
  if (!supplier || shipped < 0 || share <= 0) return;
  const double filled =
      filled_on(supplier, structure_->fill(structure_->use_class[use], supplier.value), shipped);
  const double passes = passing(supplier, network_->uses[use].buyer, shipped);
  const double lost = share * (1 - filled * passes);
  lack.sum += lost;
  if (lost <= NAIL_MUTANT(path_last_supplier, lack.most, 0.0) + 1e-15) return;
  lack.most = lost;
  lack.supplier = supplier;
  lack.is_end = NAIL_MUTANT(path_passes_a_ban, passes < filled, false);
}

ShortagePaths::Lack ShortagePaths::lack_of(std::uint32_t u, int day) const {
  Lack lack;
  const StressUse& use = network_->uses[u];
  double pooled = 1;
  if (use.mix != StressUse::kPool) {
    const StressMix& mix = network_->mixes[use.mix];
    pooled = mix.pooled;
    for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
      const StressLink& link = network_->links[l];
      lack_from(link.supplier, link.share, static_cast<int>(link.lead_days), u, day, lack);
    }
  }
  const std::size_t p = use.product.index();
  for (std::uint32_t n = network_->node_begin[p]; n < network_->node_begin[p + 1]; ++n) {
    lack_from(NodeId(n), pooled * network_->nodes[n].share, 1, u, day, lack);
  }
  return lack;
}

ShortagePaths::Cause ShortagePaths::cause_of(std::uint32_t n, int day) const {
  double works = 1;
  for (const ShockPlan::Outage* outage : outages_[n]) {
    works *= 1 - outage->size * outage->window.at(day);
  }
  Cause cause{day, {}, false};
  double worst = 1 - works;
  const auto inputs = network_->base->inputs(network_->nodes[n].product);
  for (std::size_t j = 0; j < inputs.size();) {
    // Of alternatives the one with most counts.
    const RecipeInput& first = inputs[j];
    double best = -1;
    Lack lack;
    for (; j < inputs.size() && inputs[j].group == first.group; ++j) {
      const auto u = static_cast<std::uint32_t>(network_->use_begin[n] + j);
      const Lack of_this = lack_of(u, day);
      const double there = stock_[u] + 1 - of_this.sum;
      if (NAIL_MUTANT(path_last_alternative, there <= best, false)) continue;
      best = there;
      lack = of_this;
    }
    const double weight = first.necessity == Necessity::essential ? 1 : first.weight;
    const double held_back = weight * (1 - best);
    if (held_back <= worst + kShortage || !lack.supplier) continue;
    worst = held_back;
    cause.supplier = lack.supplier;
    cause.is_end = lack.is_end;
  }
  return cause;
}

void ShortagePaths::add(const DayView& day) {
  day_ = day.day;
  for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
    if (nodes_[n].day >= 0) continue;
    const std::uint32_t c = structure_->class_begin[network_->nodes[n].product.index()];
    if (day.filled[structure_->fill(c, n)] < 1 - kShortage) nodes_[n] = cause_of(n, day_);
  }
  for (std::size_t i = 0; i < demands_.size(); ++i) {
    if (demands_[i].day >= 0 || day.unmet[i] <= kShortage) continue;
    const Lack lack = lack_of(static_cast<std::uint32_t>(network_->first_demand + i), day_);
    demands_[i] = {day_, lack.supplier, lack.is_end};
  }
  for (std::uint32_t n = 0; n < kept_.size(); ++n) {
    if (kept_[n].size == 0) continue;
    const std::uint32_t c = structure_->class_begin[network_->nodes[n].product.index()];
    rings_[kept_[n].begin + static_cast<std::uint32_t>(day_) % kept_[n].size] =
        day.filled[structure_->fill(c, n)];
  }
  std::copy(day.filled.begin(), day.filled.end(), yesterday_.begin());
  std::copy(day.stock.begin(), day.stock.end(), stock_.begin());
}

std::vector<ShortageStep> ShortagePaths::path(std::size_t demand) const {
  std::vector<ShortageStep> steps;
  Cause cause = demands_[demand];
  if (cause.day < 0) return steps;
  const StressUse& use = network_->demand(demand);
  steps.push_back({use.product, use.buyer, cause.day});
  while (cause.supplier) {
    const std::uint32_t n = cause.supplier.value;
    const StressNode& node = network_->nodes[n];
    const bool is_end = cause.is_end || nodes_[n].day < 0;
    steps.push_back(
        {node.product, network_->base->user_of(node.place), is_end ? cause.day : nodes_[n].day});
    // A node whose loss was noted later than the loss it explains cannot explain it.
    if (is_end || nodes_[n].day > cause.day) break;
    cause = nodes_[n];
  }
  return steps;
}

}  // namespace nail
