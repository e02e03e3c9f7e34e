#include "nail/dynamics/shipping.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "nail/base/mutant.h"

namespace nail {
namespace {

// Whether a mix has the node among its suppliers.
bool names(const StressNetwork& network, std::uint32_t mix, std::uint32_t node) {
  if (mix == StressUse::kPool) return false;
  for (std::uint32_t l = network.mixes[mix].begin; l < network.mixes[mix].end; ++l) {
    if (network.links[l].supplier == NodeId(node)) return true;
  }
  return false;
}

}  // namespace

template <class V>
void Shipping<V>::set(const StressStructure& structure, std::span<const ShockPlan* const> plans,
                      const StressReach& reach) {
  const StressNetwork& network = *structure.network;
  passages_.clear();
  rules_.clear();
  touched_groups_.clear();
  group_begin_.clear();
  bans_.clear();
  holds_.clear();
  sets_.clear();
  held_.clear();
  common_.clear();
  common_slot_.clear();
  common_bans_.clear();
  longest_hold_ = 0;
  windows_.clear();
  is_set_ = false;

  std::map<std::uint32_t, std::vector<BanRef>> bans_of;  // by node
  std::map<std::pair<PlaceId, PlaceId>,
           std::vector<std::pair<std::uint32_t, const ShockPlan::Hold*>>>
      holds_of;  // by pair of places
  std::map<PlaceId, std::vector<PlaceId>> held_to;
  for (std::uint32_t k = 0; k < plans.size(); ++k) {
    for (const ShockPlan::Ban& ban : plans[k]->bans) {
      bans_of[ban.supplier.value].push_back({k, &ban});
      windows_.push_back(ban.window);
    }
    for (const ShockPlan::Hold& hold : plans[k]->holds) {
      holds_of[{hold.from, hold.to}].emplace_back(k, &hold);
      held_to[hold.from].push_back(hold.to);
      windows_.push_back(hold.window);
      longest_hold_ =
          std::max(longest_hold_, static_cast<std::uint32_t>(std::max(
                                      hold.window.end - hold.window.start, hold.window.recovery)));
    }
  }
  if (bans_of.empty() && holds_of.empty()) return;
  const auto days_of = [](const Window& w) { return std::tuple(w.start, w.end, w.recovery); };
  std::sort(windows_.begin(), windows_.end(),
            [&](const Window& a, const Window& b) { return days_of(a) < days_of(b); });
  windows_.erase(
      std::unique(windows_.begin(), windows_.end(),
                  [&](const Window& a, const Window& b) { return days_of(a) == days_of(b); }),
      windows_.end());

  // Bans that meet every foreign buyer hold for the pool as a whole.
  for (const auto& [node, refs] : bans_of) {
    const auto begin = static_cast<std::uint32_t>(bans_.size());
    for (const BanRef& ref : refs) {
      if (ref.ban->targets.empty()) bans_.push_back(ref);
    }
    const auto end = static_cast<std::uint32_t>(bans_.size());
    if (begin == end) continue;
    if (common_slot_.empty()) common_slot_.assign(network.nodes.size(), kNowhere);
    common_slot_[node] = static_cast<std::uint32_t>(common_.size());
    common_.push_back(as<V>(1.0));
    common_bans_.emplace_back(begin, end);
  }

  struct Found {
    std::uint32_t group, node;
    Rule rule;
  };
  std::vector<Found> found;
  const auto look = [&](std::uint32_t node, std::uint32_t group) {
    const UserId user = structure.groups[group].user;
    const PlaceId from = network.nodes[node].place;
    Found out{group, node, {}};
    out.rule.ban_begin = static_cast<std::uint32_t>(bans_.size());
    bool as_common = true;
    if (const auto refs = bans_of.find(node); refs != bans_of.end()) {
      for (const BanRef& ref : refs->second) {
        const bool reaches = ref.ban->reaches(network, user);
        if (reaches) bans_.push_back(ref);
        as_common = as_common && reaches == ref.ban->targets.empty();
      }
    }
    out.rule.ban_end = static_cast<std::uint32_t>(bans_.size());
    out.rule.set_begin = static_cast<std::uint32_t>(sets_.size());
    const std::span<const PlaceId> to = network.places_of(user);
    for (const PlaceId place : to) {
      const auto refs = holds_of.find({from, place});
      if (refs == holds_of.end()) continue;
      for (std::uint32_t k = 0; k < plans.size(); ++k) {
        HoldSet set;
        set.begin = static_cast<std::uint32_t>(holds_.size());
        for (const auto& [in, hold] : refs->second) {
          if (in == k && (!hold->product || hold->product == network.nodes[node].product))
            holds_.push_back(hold);
        }
        set.end = static_cast<std::uint32_t>(holds_.size());
        if (set.begin == set.end) continue;
        set.weight = 1 / static_cast<double>(to.size());
        set.held = static_cast<std::uint32_t>(held_.size());
        held_.push_back({k, 0, 0});
        sets_.push_back(set);
      }
    }
    out.rule.set_end = static_cast<std::uint32_t>(sets_.size());
    const bool is_held = out.rule.set_begin != out.rule.set_end;
    const bool is_banned = out.rule.ban_begin != out.rule.ban_end;
    const bool links = is_banned && names(network, structure.groups[group].mix, node);
    if (is_held || !as_common || links) found.push_back(out);
  };
  const auto look_at_groups = [&](std::uint32_t node, const auto& concerns) {
    const ProductId p = network.nodes[node].product;
    for (std::uint32_t c = structure.class_begin[p.index()];
         c < structure.class_begin[p.index() + 1]; ++c) {
      for (std::uint32_t g = structure.group_begin[c]; g < structure.group_begin[c + 1]; ++g) {
        if (concerns(g)) look(node, g);
      }
    }
  };
  for (const auto& [node, refs] : bans_of) look_at_groups(node, [](std::uint32_t) { return true; });
  for (const auto& held : held_to) {
    const PlaceId from = held.first;
    const std::vector<PlaceId>& places = held.second;
    for (std::size_t p = 0; p < structure.products(); ++p) {
      if (reach.nodes[p] == 0 && reach.demands[p] == 0 &&
          structure.line_begin[p] == structure.line_begin[p + 1]) {
        continue;
      }
      const NodeId node = network.node(ProductId(p), from);
      if (!node || bans_of.contains(node.value)) continue;
      look_at_groups(node.value, [&](std::uint32_t g) {
        for (const PlaceId place : network.places_of(structure.groups[g].user)) {
          if (std::find(places.begin(), places.end(), place) != places.end()) return true;
        }
        return false;
      });
    }
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return std::pair(a.group, a.node) < std::pair(b.group, b.node);
  });
  for (const Found& f : found) {
    if (touched_groups_.empty() || touched_groups_.back() != f.group) {
      touched_groups_.push_back(f.group);
      group_begin_.push_back(static_cast<std::uint32_t>(passages_.size()));
    }
    Passage<V> passage;
    passage.node = f.node;
    passage.group = f.group;
    passage.kept = passage.leaving = as<V>(1.0);
    if (f.rule.set_begin != f.rule.set_end) {
      passage.held_begin = sets_[f.rule.set_begin].held;
      passage.held_end = sets_[f.rule.set_end - 1].held + 1;
    }
    passages_.push_back(passage);
    rules_.push_back(f.rule);
  }
  group_begin_.push_back(static_cast<std::uint32_t>(passages_.size()));
}

template <class V>
V Shipping<V>::kept_of(std::uint32_t begin, std::uint32_t end, int day) const {
  V kept = as<V>(1.0);
  for (std::uint32_t i = begin; i < end; ++i) {
    const BanRef& ref = bans_[i];
    const double size = ref.ban->size * ref.ban->window.at(day);
    set_lane(kept, ref.lane, lane(kept, ref.lane) * (1 - size));
  }
  return kept;
}

// Between its start and its end a shock is the same on every day.
template <class V>
bool Shipping<V>::changes_on(int day) const {
  return std::any_of(windows_.begin(), windows_.end(), [&](const Window& window) {
    return day == window.start || (day >= window.end && day <= window.end + window.recovery);
  });
}

template <class V>
void Shipping<V>::go_to(int day) {
  if (empty() || (is_set_ && !changes_on(day))) return;
  is_set_ = true;
  for (std::size_t i = 0; i < common_.size(); ++i) {
    common_[i] = kept_of(common_bans_[i].first, common_bans_[i].second, day);
  }
  for (std::size_t i = 0; i < passages_.size(); ++i) {
    const Rule& rule = rules_[i];
    const V kept = kept_of(rule.ban_begin, rule.ban_end, day);
    V moving = as<V>(1.0);
    for (std::uint32_t s = rule.set_begin; s < rule.set_end; ++s) {
      const HoldSet& set = sets_[s];
      StraitPassage passage(day);
      for (std::uint32_t h = set.begin; h < set.end; ++h) passage.add(*holds_[h]);
      Held& held = held_[set.held];
      held.part = set.weight * passage.held();
      held.leaves = passage.leaves();
      set_lane(moving, held.lane, lane(moving, held.lane) - held.part);
    }
    passages_[i].kept = kept;
    passages_[i].leaving = kept * moving;
  }
}

template <class V>
std::span<const Passage<V>> Shipping<V>::of_group(std::uint32_t group) const {
  const auto at = std::lower_bound(touched_groups_.begin(), touched_groups_.end(), group);
  if (at == touched_groups_.end() || *at != group) return {};
  const auto i = static_cast<std::size_t>(at - touched_groups_.begin());
  return {passages_.data() + group_begin_[i], passages_.data() + group_begin_[i + 1]};
}

template class Shipping<double>;
template class Shipping<Lanes>;

}  // namespace nail
