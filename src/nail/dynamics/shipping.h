// Bans and holds, resolved to the pairs of supplier and buyers that they touch: on each day, what
// part of a flow leaves at once, and what part waits at a chokepoint until which day.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nail/dynamics/lane_math.h"
#include "nail/dynamics/shock_plan.h"
#include "nail/dynamics/stress_kernel.h"
#include "nail/dynamics/stress_reach.h"
#include "nail/dynamics/stress_structure.h"
#include "nail/numeric/aligned.h"

namespace nail {

template <class V>
class Shipping {
 public:
  // Resolves the bans and holds of the plans to what the reach leaves to be computed.
  void set(const StressStructure& structure, std::span<const ShockPlan* const> plans,
           const StressReach& reach);
  // Brings everything to a day.
  void go_to(int day);

  bool empty() const { return passages_.empty() && common_.empty(); }
  // Passages of a group: [passage_begin(g), passage_end(g)) of passages(), by node.
  std::span<const Passage<V>> of_group(std::uint32_t group) const;
  const std::vector<Held>& held() const { return held_; }
  // What the bans that meet every foreign buyer leave of a supplier's part in the pool, and where
  // it stands for a node (kNowhere: they leave all); no places where nobody is banned.
  const AlignedVector<V>& common() const { return common_; }
  const std::vector<std::uint32_t>& common_slot() const { return common_slot_; }
  // Groups that have passages, in order.
  std::span<const std::uint32_t> groups() const { return touched_groups_; }
  const std::vector<Passage<V>>& passages() const { return passages_; }
  // The longest time from the day something is held to the day it leaves.
  std::uint32_t longest_hold() const { return longest_hold_; }

 private:
  struct BanRef {
    std::uint32_t lane = 0;
    const ShockPlan::Ban* ban = nullptr;
  };
  struct HoldSet {  // the holds on the way to one member of the buyers, in one lane
    std::uint32_t begin = 0, end = 0;
    double weight = 1;
    std::uint32_t held = 0;
  };
  struct Rule {
    std::uint32_t ban_begin = 0, ban_end = 0, set_begin = 0, set_end = 0;
  };
  bool changes_on(int day) const;
  V kept_of(std::uint32_t begin, std::uint32_t end, int day) const;

  std::vector<Passage<V>> passages_;  // by group, node
  std::vector<Rule> rules_;           // beside passages
  std::vector<std::uint32_t> touched_groups_;
  std::vector<std::uint32_t> group_begin_;  // per touched group, of passages
  std::vector<BanRef> bans_;
  std::vector<const ShockPlan::Hold*> holds_;
  std::vector<HoldSet> sets_;
  std::vector<Held> held_;
  AlignedVector<V> common_;
  std::vector<std::uint32_t> common_slot_;  // per node; empty where nobody is banned
  std::vector<std::pair<std::uint32_t, std::uint32_t>> common_bans_;  // beside common_, of bans_
  std::uint32_t longest_hold_ = 0;
  std::vector<Window> windows_;  // of all bans and holds, each once
  bool is_set_ = false;          // to some day
};

}  // namespace nail
