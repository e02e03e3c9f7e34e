// The part of the solver that deals with cycles: it writes the equations of one removal on the
// products of a cycle as a game (loss_game.h) and puts the solution in place.
#include <algorithm>

#include "nail/exposure/solver.h"

#include "nail/base/mutant.h"

namespace nail {
namespace {

constexpr std::uint32_t kNoEntry = ExposureStructure::kNoEntry;
using Kind = LossGame::Kind;
using Loss = LossGame::Loss;

// States are eliminated from the last to the first, so what many refer to comes first: of the n
// products of a component the pools, the surplus pools, the common nodes; then the special nodes;
// then, as they are made, what a place loses of a product, and the groups of inputs.
std::uint32_t pool_state(std::uint32_t slot) { return 3 * slot; }
std::uint32_t surplus_state(std::uint32_t slot) { return 3 * slot + 1; }
std::uint32_t common_state(std::uint32_t slot) { return 3 * slot + 2; }

Loss known(double value) { return {LossGame::kNone, value}; }
Loss of_state(std::uint32_t state) { return {state, 0}; }

}  // namespace

Loss ExposureSolver::pool_term(std::uint32_t component, ProductId product, std::size_t lane) {
  if (structure_->component[product.index()] != component) {
    return known(state_.pool[product.index()][lane]);
  }
  return of_state(pool_state(cycle_slot_[product.index()]));
}

Loss ExposureSolver::node_term(std::uint32_t component, std::uint32_t node, std::size_t lane) {
  const ProductId product = structure_->node_product[node];
  double own = 1;
  for (const RemovedNode& r : removed(product)) {
    if (r.node == node && r.lane == lane) own = r.own;
  }
  if (own <= 0) return known(1);
  const std::uint32_t slot = structure_->node_special[node];
  if (slot != kNoEntry) {
    const std::uint32_t products =
        structure_->component_begin[component + 1] - structure_->component_begin[component];
    return of_state(3 * products + special_slot_[slot]);
  }
  const Loss common = of_state(common_state(cycle_slot_[product.index()]));
  if (own >= 1) return common;
  const std::uint32_t state = game_.add_state();
  game_.define(state, Kind::worst);
  game_.term(known(NAIL_MUTANT(cycle_part_is_kept, 1 - own, own)));
  game_.term(common);
  return of_state(state);
}

// What a place loses of a product, as ExposureSolver::user_loss computes it.
Loss ExposureSolver::user_term(std::uint32_t component, ProductId product, PlaceId user,
                               std::size_t lane) {
  const std::size_t p = product.index();
  const UserId id = network_->user_of(user);
  if (structure_->component[p] != component) {
    return known(user_loss(state_, product, id)[lane]);
  }
  auto& made = cycle_user_[cycle_slot_[p]];
  if (made.first == user) return made.second;
  Loss base = of_state(pool_state(cycle_slot_[p]));
  if (structure_->pooling == Pooling::own_first) {
    const double own = own_first(product, id);
    if (own >= 0) {
      const std::uint32_t node = structure_->node(product, user);
      const bool makes = node != kNoEntry && structure_->node_supply[node] != kNoEntry &&
                         shares_->supply[structure_->node_supply[node]] > 0;
      const Loss mine = makes ? node_term(component, node, lane) : known(0);
      const std::uint32_t state = game_.add_state();
      game_.define(state, Kind::average);
      game_.term(of_state(surplus_state(cycle_slot_[p])), 1 - own);
      game_.term(mine, NAIL_MUTANT(cycle_own_part_twice, own, 1 - own));
      base = of_state(state);
    }
  }
  if (const SourcingMix* mix = network_->mix(product, id)) {
    const bool lost = unknown_ == UnknownSupply::lost;
    double sum = 0;
    double more = 0;
    for (std::uint32_t i = mix->begin; i < mix->end; ++i) {
      sum += shares_->sourcing_low[i];
      more += std::max(0.0, shares_->sourcing_high[i] - shares_->sourcing_low[i]);
    }
    const double rest = 1 - sum > 1e-12 ? 1 - sum : 0;
    const std::size_t first = mix_terms_.size();
    for (std::uint32_t i = mix->begin; i < mix->end; ++i) {
      const std::uint32_t node = structure_->sourcing_node[i];
      mix_terms_.push_back(node == kNoEntry ? known(lost ? 1 : 0)
                                            : node_term(component, node, lane));
    }
    const std::uint32_t state = game_.add_state();
    game_.define(state,
                 more > 0 && rest > 0 ? lost ? Kind::worst_mix : Kind::best_mix : Kind::average);
    game_.term(base, rest);
    for (std::uint32_t i = mix->begin; i < mix->end; ++i) {
      game_.term(mix_terms_[first + (i - mix->begin)], shares_->sourcing_low[i],
                 rest > 0 ? shares_->sourcing_high[i] - shares_->sourcing_low[i] : 0);
    }
    mix_terms_.resize(first);
    base = of_state(state);
  }
  made = {user, base};
  return base;
}

// A node's loss from the losses of its inputs; user none: a node that buys from pools alone.
void ExposureSolver::define_node(std::uint32_t component, std::uint32_t state, ProductId product,
                                 PlaceId user, double own, std::size_t lane) {
  options_.clear();
  important_.clear();
  if (NAIL_MUTANT(cycle_keeps_removed, own < 1, false)) options_.push_back(known(1 - own));
  const auto inputs = network_->inputs(product, structure_->buildup);
  double weights = 0;
  for (std::size_t i = 0; i < inputs.size();) {
    const RecipeInput& first = inputs[i];
    alternatives_.clear();
    for (; i < inputs.size() && inputs[i].group == first.group; ++i) {
      alternatives_.push_back(user ? user_term(component, inputs[i].product, user, lane)
                                   : pool_term(component, inputs[i].product, lane));
    }
    Loss group = alternatives_.front();
    if (alternatives_.size() > 1) {
      group = of_state(game_.add_state());
      game_.define(group.state, Kind::best);
      for (const Loss& one : alternatives_) game_.term(one);
    }
    if (first.necessity == Necessity::essential) {
      options_.push_back(group);
    } else {
      important_.emplace_back(group, first.weight);
      weights += first.weight;
    }
  }
  if (!important_.empty()) {
    const std::uint32_t average = game_.add_state();
    game_.define(average, Kind::average,
                 NAIL_MUTANT(cycle_without_leak, 1 - weights > 1e-12, false) ? 1 - weights : 0);
    for (const auto& [group, weight] : important_) game_.term(group, weight);
    options_.push_back(of_state(average));
  }
  game_.define(state, Kind::worst);
  for (const Loss& option : options_) game_.term(option);
}

void ExposureSolver::define_pools(std::uint32_t component, ProductId product, std::size_t lane) {
  const std::size_t p = product.index();
  const bool lost = unknown_ == UnknownSupply::lost;
  const bool own_first = structure_->pooling == Pooling::own_first;
  for (const bool surplus : {false, true}) {
    if (surplus && !own_first) continue;
    const std::vector<double>& share = surplus ? surplus_share_ : shares_->supply;
    const double unknown = surplus ? surplus_unknown_[p] : shares_->unknown[p];
    const std::uint32_t slot = cycle_slot_[p];
    // Terms of other states first, as they may have to be made. What is not lost is added up
    // itself: taking the lost from the whole would leave a trace of rounding as a leak.
    mix_terms_.clear();
    double common = 0;
    for (std::uint32_t node = structure_->node_begin[p]; node < structure_->node_begin[p + 1];
         ++node) {
      if (structure_->node_supply[node] == kNoEntry) continue;
      mix_terms_.push_back(node_term(component, node, lane));
    }
    game_.define(surplus ? surplus_state(slot) : pool_state(slot), Kind::average,
                 NAIL_MUTANT(cycle_without_unknown, lost, true) ? 0 : unknown);
    const Loss same = of_state(common_state(slot));
    std::size_t i = 0;
    for (std::uint32_t node = structure_->node_begin[p]; node < structure_->node_begin[p + 1];
         ++node) {
      const std::uint32_t entry = structure_->node_supply[node];
      if (entry == kNoEntry) continue;
      const Loss one = mix_terms_[i++];
      if (one.state == same.state)
        common += share[entry];
      else
        game_.term(one, share[entry]);
    }
    game_.term(same, common);
    if (lost) game_.term(known(1), unknown);
    mix_terms_.clear();
  }
}

bool ExposureSolver::solve_cycle_lane(std::uint32_t component, std::size_t lane) {
  const std::uint32_t begin = structure_->component_begin[component];
  const std::uint32_t end = structure_->component_begin[component + 1];
  const std::uint32_t products = end - begin;
  const std::uint32_t first = structure_->cycle_begin[component];
  const std::uint32_t last = structure_->cycle_begin[component + 1];
  game_.clear(3 * std::size_t{products} + (last - first));
  cycle_user_.assign(products, {});
  for (std::uint32_t s = first; s < last; ++s) {
    const std::uint32_t node = structure_->cycle_node[s];
    const ProductId product = structure_->node_product[node];
    double own = 1;
    for (const RemovedNode& r : removed(product)) {
      if (r.node == node && r.lane == lane) own = r.own;
    }
    define_node(component, 3 * products + (s - first), product, structure_->node_place[node], own,
                lane);
  }
  for (std::uint32_t i = begin; i < end; ++i) {
    const ProductId product = structure_->order[i];
    define_node(component, common_state(i - begin), product, PlaceId{}, 1, lane);
    define_pools(component, product, lane);
  }
  if (!game_.solve()) return false;
  for (std::uint32_t i = begin; i < end; ++i) {
    state_.common[structure_->order[i].index()][lane] = 1 - game_.loss(common_state(i - begin));
  }
  for (std::uint32_t s = first; s < last; ++s) {
    const std::uint32_t slot = structure_->node_special[structure_->cycle_node[s]];
    state_.special[slot][lane] = 1 - game_.loss(3 * products + (s - first));
  }
  return true;
}

bool ExposureSolver::solve_cycle(std::uint32_t component) {
  const std::uint32_t begin = structure_->component_begin[component];
  const std::uint32_t end = structure_->component_begin[component + 1];
  for (std::uint32_t i = begin; i < end; ++i) reset(structure_->order[i], state_);
  // A lane that one sweep from above leaves at 1 has nothing to lose here.
  for (std::uint32_t i = begin; i < end; ++i) update(structure_->order[i], state_, state_);
  Lanes lowest = kLanesOne;
  for (std::uint32_t i = begin; i < end; ++i) {
    const std::size_t p = structure_->order[i].index();
    take_min(lowest, state_.common[p]);
    take_min(lowest, kLanesOne - state_.pool[p]);
  }
  const std::uint32_t first = structure_->cycle_begin[component];
  const std::uint32_t last = structure_->cycle_begin[component + 1];
  for (std::uint32_t s = first; s < last; ++s) {
    take_min(lowest, state_.special[structure_->node_special[structure_->cycle_node[s]]]);
  }
  for (std::uint32_t i = begin; i < end; ++i) {
    cycle_slot_[structure_->order[i].index()] = i - begin;
  }
  for (std::uint32_t s = first; s < last; ++s) {
    special_slot_[structure_->node_special[structure_->cycle_node[s]]] = s - first;
  }
  Lanes open = lowest < kLanesOne ? kLanesOne : kLanesZero;
  // Elimination grows with the cube of the states, a sweep with what is bought: where there are
  // many, most lanes settle sooner by sweeps.
  const bool large = 3 * std::size_t{end - begin} + (last - first) > kLargeCycle;
  if (large) open = sweep_cycle(component, open);
  bool settled = true;
  for (std::size_t lane = 0; lane < lanes_; ++lane) {
    if (open[lane] > 0) settled = solve_cycle_lane(component, lane) && settled;
  }
  for (std::uint32_t i = begin; i < end; ++i) update_pool(structure_->order[i], state_);
  return settled;
}

// Plain sweeps from above and, to see whether they have arrived, from below. Returns which of the
// open lanes have not met; availability then is at most what state_ holds.
Lanes ExposureSolver::sweep_cycle(std::uint32_t component, const Lanes& open) {
  const std::uint32_t begin = structure_->component_begin[component];
  const std::uint32_t end = structure_->component_begin[component + 1];
  const std::uint32_t first = structure_->cycle_begin[component];
  const std::uint32_t last = structure_->cycle_begin[component + 1];
  const auto sweep = [&](State& state) {
    Lanes change = kLanesOne;
    for (int i = 0; i < kMostSweeps && largest(change) >= 1e-14; ++i) {
      change = kLanesZero;
      for (std::uint32_t o = begin; o < end; ++o) {
        take_max(change, update(structure_->order[o], state, state));
      }
    }
  };
  next_ = state_;
  sweep(state_);
  for (std::uint32_t i = begin; i < end; ++i) {
    next_.common[structure_->order[i].index()] = kLanesZero;
  }
  for (std::uint32_t s = first; s < last; ++s) {
    next_.special[structure_->node_special[structure_->cycle_node[s]]] = kLanesZero;
  }
  for (std::uint32_t i = begin; i < end; ++i) update_pool(structure_->order[i], next_);
  sweep(next_);
  Lanes apart = kLanesZero;
  for (std::uint32_t i = begin; i < end; ++i) {
    const std::size_t p = structure_->order[i].index();
    take_max(apart, state_.common[p] - next_.common[p]);
    take_max(apart, next_.pool[p] - state_.pool[p]);
  }
  for (std::uint32_t s = first; s < last; ++s) {
    const std::uint32_t slot = structure_->node_special[structure_->cycle_node[s]];
    take_max(apart, state_.special[slot] - next_.special[slot]);
  }
  return apart > kLanesOne * kTolerance ? open : kLanesZero;
}

}  // namespace nail
