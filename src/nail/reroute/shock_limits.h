// What a plan of shocks allows on each day: capacities, exports, ways that are open.
#pragma once

#include <cstdint>
#include <vector>

#include "nail/dynamics/shock_plan.h"
#include "nail/network/stress_network.h"

namespace nail {

class ShockLimits {
 public:
  // Both must outlive it.
  ShockLimits(const StressNetwork& network, const ShockPlan& plan);

  // Output a node can reach on the day, over baseline; without spare capacity at most 1.
  double capacity(NodeId node, int day, bool spare) const;
  bool has_outage(NodeId node) const { return !outages_[node.index()].empty(); }

  // Bans of one product that reach the same buyers.
  struct BanGroup {
    ProductId product;
    std::vector<UserId> reached;  // in order, of those that use the product; `other` last
    std::vector<NodeId> suppliers;
    bool reaches(UserId user) const;
  };
  const std::vector<BanGroup>& ban_groups() const { return ban_groups_; }
  // Part of the supplier's exports to the buyer that is forbidden on the day.
  double banned(NodeId supplier, UserId buyer, int day) const;
  bool has_ban(NodeId supplier) const { return !bans_[supplier.index()].empty(); }

  // Part of what goes from the supplier to the buyer that is held on the day, and when it goes on.
  // Of what a bloc buys: the mean over its places.
  struct Held {
    double part = 0;
    int until = 0;
  };
  Held held(NodeId supplier, UserId buyer, int day) const;
  // Largest part held on any day.
  double most_held(NodeId supplier, UserId buyer) const;
  const std::vector<ShockPlan::Hold>& holds() const { return plan_->holds; }

  // Per product: a shock acts on it directly (not only through inputs).
  const std::vector<std::uint8_t>& shocked_products() const { return shocked_; }

 private:
  void group_bans();
  void mark_shocked();

  const StressNetwork* network_;
  const ShockPlan* plan_;
  std::vector<std::vector<std::uint32_t>> outages_, bans_;  // per node, of the plan's
  std::vector<std::vector<std::uint32_t>> holds_into_;      // per place, of the plan's
  std::vector<BanGroup> ban_groups_;
  std::vector<std::uint8_t> shocked_;
};

}  // namespace nail
