#include "nail/exposure/solver.h"

#include <algorithm>
#include <cmath>

#include "nail/base/mutant.h"

namespace nail {
namespace {

constexpr double kSettled = 1e-14;
constexpr std::uint32_t kNoEntry = ExposureStructure::kNoEntry;

}  // namespace

ExposureSolver::ExposureSolver(const ExposureStructure& structure)
    : structure_(&structure), network_(structure.network) {
  for (State* state : {&state_, &next_}) {
    state->common.resize(network_->products);
    state->special.resize(structure.specials);
    state->pool.resize(network_->products);
    state->surplus.resize(network_->products);
  }
  world_loss_.resize(network_->products);
  cycle_slot_.resize(network_->products);
  special_slot_.resize(structure.specials);
  is_removed_.resize(structure.node_place.size());
  affected_.resize(network_->products);
}

void ExposureSolver::set_shares(const Shares& shares) {
  shares_ = &shares;
  ranged_ = shares.sourcing_low != shares.sourcing_high;
  const bool own_first = structure_->pooling == Pooling::own_first;
  surplus_share_.assign(own_first ? shares.supply.size() : 0, 0);
  surplus_unknown_.assign(own_first ? network_->products : 0, 0);
  if (own_first) {
    use_ = use_weights(*network_, shares);
    for (std::size_t p = 0; p < network_->products; ++p) {
      double total = shares.unknown[p];
      for (std::uint32_t i = network_->supply_begin[p]; i < network_->supply_begin[p + 1]; ++i) {
        const double use = use_.by_place[p * network_->places + network_->supply_place[i].index()];
        surplus_share_[i] = NAIL_MUTANT(own_first_all_is_surplus,
                                        std::max(0.0, shares.supply[i] - use), shares.supply[i]);
        total += surplus_share_[i];
      }
      for (std::uint32_t i = network_->supply_begin[p]; i < network_->supply_begin[p + 1]; ++i) {
        // Nobody has a surplus: what is bought abroad is bought pro rata.
        surplus_share_[i] = total > 0 ? surplus_share_[i] / total : shares.supply[i];
      }
      surplus_unknown_[p] = total > 0 ? shares.unknown[p] / total : shares.unknown[p];
    }
  }
  common_supply_.assign(network_->products, 0);
  common_surplus_.assign(network_->products, 0);
  for (std::uint32_t node = 0; node < structure_->node_place.size(); ++node) {
    const std::uint32_t entry = structure_->node_supply[node];
    if (entry == kNoEntry || structure_->node_special[node] != kNoEntry) continue;
    const std::size_t p = structure_->node_product[node].index();
    common_supply_[p] += shares.supply[entry];
    if (own_first) common_surplus_[p] += surplus_share_[entry];
  }
}

void ExposureSolver::set_removals(std::span<const Removal> removals, UnknownSupply unknown) {
  unknown_ = unknown;
  lanes_ = std::min(removals.size(), kLanes);
  for (const RemovedNode& r : removed_) is_removed_[r.node] = 0;
  unsorted_.clear();
  for (std::uint32_t lane = 0; lane < lanes_; ++lane) {
    for (const PlaceId place : removals[lane].places) {
      for (std::uint32_t i = structure_->place_begin[place.index()];
           i < structure_->place_begin[place.index() + 1]; ++i) {
        unsorted_.push_back({structure_->place_node[i], lane, 0});
      }
    }
    for (const OrganisationPart& part : removals[lane].parts) {
      const std::uint32_t node = structure_->node(part.product, part.place);
      if (node != kNoEntry)
        unsorted_.push_back(
            {node, lane, NAIL_MUTANT(exposure_organisation_takes_the_place, 1 - part.part, 0.0)});
    }
  }
  // Into groups by product: there are many groups, and each is short.
  removed_begin_.assign(network_->products + 1, 0);
  for (const RemovedNode& r : unsorted_) {
    ++removed_begin_[structure_->node_product[r.node].index() + 1];
  }
  for (std::size_t p = 0; p < network_->products; ++p) removed_begin_[p + 1] += removed_begin_[p];
  removed_.resize(unsorted_.size());
  for (std::size_t i = unsorted_.size(); i-- > 0;) {
    const RemovedNode& r = unsorted_[i];
    removed_[--removed_begin_[structure_->node_product[r.node].index() + 1]] = r;
  }
  // Each begin now stands one too far to the left, where its product's group begins.
  std::size_t kept = 0;
  for (std::size_t p = 0; p < network_->products; ++p) {
    const std::size_t begin = removed_begin_[p + 1];
    const std::size_t end = p + 1 < network_->products ? removed_begin_[p + 2] : removed_.size();
    std::sort(removed_.begin() + static_cast<std::ptrdiff_t>(begin),
              removed_.begin() + static_cast<std::ptrdiff_t>(end),
              [](const RemovedNode& a, const RemovedNode& b) {
                return a.node != b.node ? a.node < b.node : a.lane < b.lane;
              });
    removed_begin_[p] = static_cast<std::uint32_t>(kept);
    for (std::size_t i = begin; i < end; ++i) {
      const RemovedNode r = removed_[i];
      is_removed_[r.node] = 1;
      // A place taken away and an organisation in it: the place decides.
      if (kept > removed_begin_[p] && removed_[kept - 1].node == r.node &&
          removed_[kept - 1].lane == r.lane) {
        removed_[kept - 1].own = std::min(removed_[kept - 1].own, r.own);
      } else {
        removed_[kept++] = r;
      }
    }
  }
  removed_begin_[network_->products] = static_cast<std::uint32_t>(kept);
  removed_.resize(kept);
}

std::span<const ExposureSolver::RemovedNode> ExposureSolver::removed(ProductId product) const {
  return {removed_.data() + removed_begin_[product.index()],
          removed_.data() + removed_begin_[product.index() + 1]};
}

void ExposureSolver::reset(ProductId product, State& state) const {
  const std::size_t p = product.index();
  state.common[p] = kLanesOne;
  for (std::uint32_t s = structure_->slot_begin[p]; s < structure_->slot_begin[p + 1]; ++s) {
    state.special[s] = kLanesOne;
  }
  for (const RemovedNode& r : removed(product)) {
    const std::uint32_t slot = structure_->node_special[r.node];
    if (slot != kNoEntry) state.special[slot][r.lane] = std::min(r.own, 1.0);
  }
  update_pool(product, state);
}

inline Lanes ExposureSolver::node_h(const State& state, std::uint32_t node) const {
  const std::uint32_t slot = structure_->node_special[node];
  if (slot != kNoEntry) return state.special[slot];
  const ProductId product = structure_->node_product[node];
  Lanes h = state.common[product.index()];
  if (is_removed_[node] != 0) {
    for (const RemovedNode& r : removed(product)) {
      if (r.node == node) h[r.lane] = std::min(h[r.lane], r.own);
    }
  }
  return h;
}

void ExposureSolver::update_pool(ProductId product, State& state) const {
  const std::size_t p = product.index();
  const bool own_first = structure_->pooling == Pooling::own_first;
  const bool lost = unknown_ == UnknownSupply::lost;
  const Lanes& common = state.common[p];
  Lanes pool = (kLanesOne - common) * common_supply_[p];
  Lanes surplus = (kLanesOne - common) * common_surplus_[p];
  for (const RemovedNode& r : removed(product)) {
    const std::uint32_t entry = structure_->node_supply[r.node];
    if (entry == kNoEntry || structure_->node_special[r.node] != kNoEntry) continue;
    const double more = NAIL_MUTANT(exposure_pool_keeps_removed,
                                    common[r.lane] - std::min(common[r.lane], r.own), 0.0);
    pool[r.lane] += shares_->supply[entry] * more;
    if (own_first) surplus[r.lane] += surplus_share_[entry] * more;
  }
  for (std::uint32_t slot = structure_->slot_begin[p]; slot < structure_->slot_begin[p + 1];
       ++slot) {
    const std::uint32_t entry = structure_->node_supply[structure_->slot_node[slot]];
    if (entry == kNoEntry) continue;
    const Lanes gone = kLanesOne - state.special[slot];
    pool += gone * shares_->supply[entry];
    if (own_first) surplus += gone * surplus_share_[entry];
  }
  if (NAIL_MUTANT(exposure_pool_drops_unknown, lost, false)) {
    pool += kLanesOne * shares_->unknown[p];
    if (own_first) surplus += kLanesOne * surplus_unknown_[p];
  }
  clamp_to_unit(pool);
  clamp_to_unit(surplus);
  state.pool[p] = pool;
  state.surplus[p] = surplus;
}

double ExposureSolver::supply_of(ProductId product, UserId user) const {
  const auto suppliers = network_->suppliers(product);
  const std::uint32_t begin = network_->supply_begin[product.index()];
  const auto of_place = [&](PlaceId place) {
    const auto found = std::lower_bound(suppliers.begin(), suppliers.end(), place);
    if (found == suppliers.end() || *found != place) return 0.0;
    return shares_->supply[begin + static_cast<std::size_t>(found - suppliers.begin())];
  };
  if (user.index() < network_->places) return of_place(PlaceId(user.index()));
  double sum = 0;
  for (const PlaceId place : network_->data->blocs[user.index() - network_->places].members) {
    sum += of_place(place);
  }
  return sum;
}

double ExposureSolver::own_first(ProductId product, UserId user) const {
  const double* use = use_.by_place.data() + product.index() * network_->places;
  double omega = 0;
  if (user.index() < network_->places) {
    omega = use[user.index()];
  } else {
    for (const PlaceId place : network_->data->blocs[user.index() - network_->places].members) {
      omega += use[place.index()];
    }
  }
  if (omega <= 0) return -1;
  return NAIL_MUTANT(own_first_has_nothing, std::min(1.0, supply_of(product, user) / omega), 0.0);
}

Lanes ExposureSolver::base_loss(const State& state, ProductId product, UserId user) const {
  const std::size_t p = product.index();
  if (structure_->pooling == Pooling::proportional) return state.pool[p];
  const double own = own_first(product, user);
  if (own < 0) return state.pool[p];
  Lanes base = state.surplus[p] * (1 - own);
  const double total = supply_of(product, user);
  const auto add = [&](PlaceId place) {
    const std::uint32_t node = structure_->node(product, place);
    if (node == kNoEntry || structure_->node_supply[node] == kNoEntry || total <= 0) return;
    const double part = shares_->supply[structure_->node_supply[node]] / total;
    base += (kLanesOne - node_h(state, node)) * (own * part);
  };
  if (user.index() < network_->places) {
    add(PlaceId(user.index()));
  } else {
    for (const PlaceId place : network_->data->blocs[user.index() - network_->places].members) {
      add(place);
    }
  }
  return base;
}

Lanes ExposureSolver::user_loss(const State& state, ProductId product, UserId user,
                                const SourcingMix* mix) const {
  if (mix != nullptr && !ranged_ && structure_->pooling == Pooling::proportional) {
    return mix_loss(state, product, *mix);
  }
  const Lanes base = base_loss(state, product, user);
  if (mix == nullptr) return base;
  const bool lost = unknown_ == UnknownSupply::lost;
  Lanes loss = kLanesZero;
  // Moving a share from the pool to a supplier changes the loss by their difference: at its bounds
  // a share known as a range takes the end that makes the loss least (low bound) or most (high).
  Lanes shifted = kLanesZero;
  double sum = 0;
  double more = 0;
  for (std::uint32_t i = mix->begin; i < mix->end; ++i) {
    const Lanes gone = supplier_loss(state, i);
    const double low = shares_->sourcing_low[i];
    const double high = shares_->sourcing_high[i];
    sum += low;
    loss += gone * low;
    if (high > low) {
      more += high - low;
      const Lanes change = (gone - base) * (high - low);
      shifted += NAIL_MUTANT(exposure_range_wrong_end, lost, !lost)
                     ? (change > kLanesZero ? change : kLanesZero)
                     : (change < kLanesZero ? change : kLanesZero);
    }
  }
  // A mix that adds up to 1 but for rounding leaves nothing to the pool.
  const double rest = 1 - sum > 1e-12 ? 1 - sum : 0;
  loss += base * NAIL_MUTANT(exposure_mix_without_pool, rest, 0.0);
  if (NAIL_MUTANT(exposure_ranges_without_limit, more > rest, false)) {
    for (std::size_t k = 0; k < lanes_; ++k) {
      shifted[k] = shift_within(state, *mix, base[k], rest, k);
    }
  }
  loss += shifted;
  clamp_to_unit(loss);
  return loss;
}

// user_loss where shares are plain numbers and the rest is bought pro rata, as in every draw:
// suppliers that buy like all lose alike, so their shares are added up before the lanes are
// touched.
inline Lanes ExposureSolver::mix_loss(const State& state, ProductId product,
                                      const SourcingMix& mix) const {
  const Lanes& common = state.common[product.index()];
  Lanes loss = kLanesZero;
  double sum = 0;
  double alike = 0;
  double unnamed = 0;
  for (std::uint32_t i = mix.begin; i < mix.end; ++i) {
    const double share = shares_->sourcing_low[i];
    const std::uint32_t node = structure_->sourcing_node[i];
    sum += share;
    if (node == kNoEntry) {
      unnamed += share;
      continue;
    }
    const std::uint32_t slot = structure_->node_special[node];
    if (slot != kNoEntry) {
      loss += (kLanesOne - state.special[slot]) * share;
      continue;
    }
    alike += share;
    if (is_removed_[node] == 0) continue;
    for (const RemovedNode& r : removed(product)) {
      if (r.node != node) continue;
      loss[r.lane] += share * (common[r.lane] - std::min(common[r.lane], r.own));
    }
  }
  loss += (kLanesOne - common) * alike;
  if (unknown_ == UnknownSupply::lost) loss += kLanesOne * unnamed;
  // A mix that adds up to 1 but for rounding leaves nothing to the pool.
  const double rest = 1 - sum > 1e-12 ? 1 - sum : 0;
  loss += state.pool[product.index()] * NAIL_MUTANT(exposure_draw_without_pool, rest, 0.0);
  clamp_to_unit(loss);
  return loss;
}

inline Lanes ExposureSolver::supplier_loss(const State& state, std::uint32_t entry) const {
  const std::uint32_t node = structure_->sourcing_node[entry];
  if (node != kNoEntry) return kLanesOne - node_h(state, node);
  return unknown_ == UnknownSupply::lost ? kLanesOne : kLanesZero;
}

// The ranges of a mix may together be wider than what its low ends leave: that rest goes to the
// suppliers that lose most (high bound) or least (low bound), one after the other.
double ExposureSolver::shift_within(const State& state, const SourcingMix& mix, double base,
                                    double rest, std::size_t lane) const {
  const double sign = unknown_ == UnknownSupply::lost ? 1 : -1;
  double shifted = 0;
  double passed = 2;  // suppliers from here up have their part
  while (rest > 0) {
    double best = sign * base;
    double room = 0;
    for (std::uint32_t i = mix.begin; i < mix.end; ++i) {
      const double gone = sign * supplier_loss(state, i)[lane];
      const double more = shares_->sourcing_high[i] - shares_->sourcing_low[i];
      if (!(more > 0) || gone >= passed || gone < best || gone <= sign * base) continue;
      room = gone > best ? more : room + more;
      best = gone;
    }
    if (!(room > 0)) break;
    const double part = std::min(room, rest);
    shifted += part * (sign * best - base);
    rest -= part;
    passed = best;
  }
  return shifted;
}

inline Lanes ExposureSolver::needs(const State& from, ProductId output, UserId user,
                                   std::uint32_t slot) const {
  Lanes h = kLanesOne;
  Lanes important = kLanesZero;
  const auto inputs = network_->inputs(output, structure_->buildup);
  const std::uint32_t* mixes =
      slot == kNoEntry ? nullptr : structure_->special_mix.data() + structure_->special_begin[slot];
  const bool own_first = structure_->pooling == Pooling::own_first;
  visited_ += inputs.size();
  for (std::size_t i = 0; i < inputs.size();) {
    const RecipeInput& first = inputs[i];
    Lanes gone = kLanesOne;
    for (; i < inputs.size() && inputs[i].group == first.group; ++i) {
      const ProductId input = inputs[i].product;
      if (mixes == nullptr || (mixes[i] == kNoEntry && !own_first)) {
        take_min(gone, from.pool[NAIL_MUTANT(exposure_pool_of_the_output, input, output).index()]);
      } else {
        const SourcingMix* mix = mixes[i] == kNoEntry ? nullptr : &network_->mixes[mixes[i]];
        visited_ += mix == nullptr ? 0 : mix->end - mix->begin;
        take_min(gone, user_loss(from, input, user, mix));
      }
    }
    if (first.necessity == Necessity::essential) {
      if (NAIL_MUTANT(exposure_last_essential_decides, true, false))
        take_min(h, kLanesOne - gone);
      else
        h = kLanesOne - gone;
    } else {
      important += gone * NAIL_MUTANT(exposure_important_without_weight, first.weight, 1.0);
    }
  }
  take_min(h, kLanesOne - important);
  clamp_to_unit(h);
  return h;
}

Lanes ExposureSolver::update(ProductId product, const State& from, State& to) const {
  const std::size_t p = product.index();
  Lanes change = kLanesZero;
  const auto store = [&](Lanes& into, const Lanes& old, const Lanes& h) {
    take_max(change, old - h);
    take_max(change, h - old);
    into = h;
  };
  store(to.common[p], from.common[p], needs(from, product, UserId{}, kNoEntry));
  for (std::uint32_t slot = structure_->slot_begin[p]; slot < structure_->slot_begin[p + 1];
       ++slot) {
    const std::uint32_t node = structure_->slot_node[slot];
    Lanes h = needs(from, product, network_->user_of(structure_->node_place[node]), slot);
    if (is_removed_[node] != 0) {
      for (const RemovedNode& r : removed(product)) {
        if (r.node == node) h[r.lane] = std::min(h[r.lane], r.own);
      }
    }
    store(to.special[slot], from.special[slot], h);
  }
  update_pool(product, to);
  return change;
}

void ExposureSolver::leave_whole(ProductId product) {
  const std::size_t p = product.index();
  state_.common[p] = kLanesOne;
  state_.pool[p] = state_.surplus[p] = kLanesZero;
  for (std::uint32_t s = structure_->slot_begin[p]; s < structure_->slot_begin[p + 1]; ++s) {
    state_.special[s] = kLanesOne;
  }
}

bool ExposureSolver::solve(std::span<const Removal> removals, UnknownSupply unknown,
                           bool with_world_loss) {
  set_removals(removals, unknown);
  bool settled = true;
  for (std::uint32_t c = 0; c < structure_->is_cycle.size(); ++c) {
    const std::uint32_t begin = structure_->component_begin[c];
    const std::uint32_t end = structure_->component_begin[c + 1];
    bool affected = unknown == UnknownSupply::lost;
    for (std::uint32_t i = begin; i < end; ++i) affected_[structure_->order[i].index()] = 0;
    for (std::uint32_t i = begin; i < end && !affected; ++i) {
      const ProductId product = structure_->order[i];
      affected = !removed(product).empty();
      for (const RecipeInput& input : network_->inputs(product, structure_->buildup)) {
        affected = affected || affected_[input.product.index()] != 0;
      }
    }
    for (std::uint32_t i = begin; i < end; ++i) {
      affected_[structure_->order[i].index()] = affected ? 1 : 0;
      if (!affected) leave_whole(structure_->order[i]);
    }
    if (!affected) continue;
    if (structure_->is_cycle[c] != 0) {
      settled = solve_cycle(c) && settled;
    } else {
      update(structure_->order[begin], state_, state_);
    }
  }
  if (with_world_loss) solve_world_loss();
  return settled;
}

void ExposureSolver::start_tiers(std::span<const Removal> removals, UnknownSupply unknown) {
  set_removals(removals, unknown);
  for (std::size_t p = 0; p < network_->products; ++p) reset(ProductId(p), state_);
}

bool ExposureSolver::deepen() {
  Lanes change = kLanesZero;
  for (std::size_t p = 0; p < network_->products; ++p) {
    take_max(change, update(ProductId(p), state_, next_));
  }
  std::swap(state_, next_);
  return largest(change) > NAIL_MUTANT(exposure_tiers_stop_early, kSettled, 1.0);
}

void ExposureSolver::solve_world_loss() {
  std::fill(world_loss_.begin(), world_loss_.end(), kLanesZero);
  const auto update_one = [&](ProductId product) {
    Lanes gone = kLanesZero;
    for (const RemovedNode& r : removed(product)) {
      const std::uint32_t entry = structure_->node_supply[r.node];
      if (entry != kNoEntry) gone[r.lane] += shares_->supply[entry] * (1 - r.own);
    }
    const auto inputs = network_->inputs(product, structure_->buildup);
    for (std::size_t i = 0; i < inputs.size();) {
      const RecipeInput& first = inputs[i];
      Lanes best = kLanesOne;
      for (; i < inputs.size() && inputs[i].group == first.group; ++i) {
        take_min(best, world_loss_[inputs[i].product.index()]);
      }
      if (NAIL_MUTANT(exposure_world_of_one_tier, first.necessity == Necessity::essential, false)) {
        take_max(gone, best);
      }
    }
    clamp_to_unit(gone);
    Lanes& now = world_loss_[product.index()];
    const bool changed = largest(gone - now) > 0;
    now = gone;
    return changed;
  };
  for (std::size_t c = 0; c + 1 < structure_->component_begin.size(); ++c) {
    bool changed = true;
    // Maxima only travel: a cycle of n products settles in n sweeps.
    while (changed) {
      changed = false;
      for (std::uint32_t i = structure_->component_begin[c]; i < structure_->component_begin[c + 1];
           ++i) {
        changed = update_one(structure_->order[i]) || changed;
      }
      changed = changed && structure_->is_cycle[c] != 0;
    }
  }
}

namespace {

// What rounding leaves is no exposure.
void drop_trace(Lanes& loss) { loss = loss < kLanesOne * 1e-15 ? kLanesZero : loss; }

}  // namespace

Lanes ExposureSolver::loss(ProductId product, UserId user) const {
  Lanes loss = user_loss(state_, product, user);
  drop_trace(loss);
  return loss;
}

void ExposureSolver::losses(ProductId product, std::span<const UserId> users,
                            std::span<Lanes> loss) const {
  const std::size_t p = product.index();
  const auto first = network_->mixes.begin() + network_->mix_begin[p];
  const auto last = network_->mixes.begin() + network_->mix_begin[p + 1];
  auto mix = first;
  for (std::size_t i = 0; i < users.size(); ++i) {
    // Users mostly come in order: then the mixes are gone through once.
    if (mix != first && !((mix - 1)->user < users[i])) mix = first;
    while (mix != last && mix->user < users[i]) ++mix;
    const bool own = mix != last && mix->user == users[i];
    loss[i] = user_loss(state_, product, users[i], own ? &*mix : nullptr);
    drop_trace(loss[i]);
  }
}

std::vector<std::pair<PlaceId, double>> ExposureSolver::mix_of(ProductId product,
                                                               UserId user) const {
  const std::size_t p = product.index();
  const std::uint32_t begin = network_->supply_begin[p];
  std::vector<std::pair<PlaceId, double>> mix;
  for (const PlaceId place : network_->suppliers(product)) mix.emplace_back(place, 0);
  double rest = 1;
  if (const SourcingMix* own = network_->mix(product, user)) {
    for (std::uint32_t i = own->begin; i < own->end; ++i) {
      rest -= shares_->sourcing_low[i];
      const PlaceId supplier = network_->sourcing_supplier[i];
      if (!supplier) continue;
      const auto at = std::lower_bound(
          mix.begin(), mix.end(), supplier,
          [](const std::pair<PlaceId, double>& m, PlaceId place) { return m.first < place; });
      if (at != mix.end() && at->first == supplier)
        at->second += shares_->sourcing_low[i];
      else
        mix.insert(at, {supplier, shares_->sourcing_low[i]});
    }
  }
  if (rest <= 1e-12) rest = 0;
  const double own = structure_->pooling == Pooling::own_first ? own_first(product, user) : -1;
  const double total = own >= 0 ? supply_of(product, user) : 0;
  std::size_t m = 0;
  for (std::uint32_t i = begin; i < network_->supply_begin[p + 1]; ++i) {
    const PlaceId place = network_->supply_place[i];
    while (mix[m].first != place) ++m;
    if (own < 0) {
      mix[m].second += rest * shares_->supply[i];
      continue;
    }
    mix[m].second += rest * (1 - own) * surplus_share_[i];
    bool mine = user.index() == place.index();
    if (user.index() >= network_->places) {
      const auto& members = network_->data->blocs[user.index() - network_->places].members;
      mine = std::binary_search(members.begin(), members.end(), place);
    }
    if (mine && total > 0) mix[m].second += rest * own * shares_->supply[i] / total;
  }
  return mix;
}

double ExposureSolver::own_of(ProductId product, PlaceId place, std::size_t lane) const {
  for (const RemovedNode& r : removed(product)) {
    if (r.lane == lane && structure_->node_place[r.node] == place) return r.own;
  }
  return 1;
}

Lanes ExposureSolver::direct(ProductId product, UserId user) const {
  Lanes sum = kLanesZero;
  const auto gone = removed(product);
  if (gone.empty()) return sum;
  for (const auto& [place, share] : mix_of(product, user)) {
    for (const RemovedNode& r : gone) {
      if (structure_->node_place[r.node] == place) sum[r.lane] += share * (1 - r.own);
    }
  }
  clamp_to_unit(sum);
  return sum;
}

std::vector<PathStep> ExposureSolver::path(ProductId product, UserId user, std::size_t lane) const {
  constexpr double kTie = 1e-12;
  const Case& data = *network_->data;
  std::vector<PathStep> steps;
  while (true) {
    // The supplier that loses the user most; ties: the larger share, then the name.
    PathStep best;
    double best_loss = 0;
    for (const auto& [place, share] : mix_of(product, user)) {
      const std::uint32_t node = structure_->node(product, place);
      if (node == kNoEntry) continue;
      const double lost = share * (1 - node_h(state_, node)[lane]);
      if (lost <= kTie) continue;
      const bool more =
          NAIL_MUTANT(exposure_path_by_share, lost > best_loss + kTie, share > best.share);
      const bool tied = !more && lost > best_loss - kTie;
      const bool larger = tied && share > best.share + kTie;
      const bool named = tied && !larger && share > best.share - kTie && best.place &&
                         data[place].id < data[best.place].id;
      if (more || larger || named) {
        best = {product, place, share};
        best_loss = std::max(best_loss, lost);
      }
    }
    if (!best.place) return steps;
    const bool seen = std::any_of(steps.begin(), steps.end(), [&](const PathStep& step) {
      return step.product == best.product && step.place == best.place;
    });
    if (seen) return steps;  // a cycle that feeds itself: the proof goes round
    steps.push_back(best);
    const double own = own_of(product, best.place, lane);
    const UserId next = network_->user_of(best.place);
    // The input that binds: the least available essential group (its best alternative), or, where
    // the important ones together bind harder, the one of them that takes most.
    const auto goes_round = [&](ProductId input) {
      return structure_->component[input.index()] == structure_->component[product.index()];
    };
    ProductId binding;
    double binding_h = 1;
    ProductId heaviest;
    double heaviest_loss = 0;
    double important = 0;
    const auto inputs = network_->inputs(product, structure_->buildup);
    for (std::size_t i = 0; i < inputs.size();) {
      const RecipeInput& first = inputs[i];
      ProductId best_input;
      double gone = 2;
      for (; i < inputs.size() && inputs[i].group == first.group; ++i) {
        const double lost = user_loss(state_, inputs[i].product, next)[lane];
        if (lost < gone - kTie) {
          gone = lost;
          best_input = inputs[i].product;
        }
      }
      if (first.necessity == Necessity::essential) {
        const bool tied = std::abs(1 - gone - binding_h) <= kTie && binding;
        // Of inputs that bind alike, one outside the product's own cycle: it leads on.
        const bool leads_on = tied && goes_round(binding) && !goes_round(best_input);
        const bool named = tied && goes_round(binding) == goes_round(best_input) &&
                           data[best_input].id < data[binding].id;
        if (NAIL_MUTANT(exposure_path_last_input, 1 - gone < binding_h - kTie, true) || leads_on ||
            named) {
          binding = best_input;
          binding_h = 1 - gone;
        }
      } else {
        important += first.weight * gone;
        if (first.weight * gone > heaviest_loss + kTie) {
          heaviest = best_input;
          heaviest_loss = first.weight * gone;
        }
      }
    }
    const bool important_leads_on = heaviest && binding && 1 - important <= binding_h + kTie &&
                                    goes_round(binding) && !goes_round(heaviest);
    if (1 - important < binding_h - kTie || important_leads_on) {
      binding = heaviest;
      binding_h = 1 - important;
    }
    if (own <= binding_h + kTie || !binding) return steps;
    product = binding;
    user = next;
  }
}

}  // namespace nail
