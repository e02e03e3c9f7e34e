#include "nail/reroute/shock_limits.h"

#include <algorithm>
#include <map>

#include "nail/base/mutant.h"

namespace nail {

ShockLimits::ShockLimits(const StressNetwork& network, const ShockPlan& plan)
    : network_(&network), plan_(&plan) {
  outages_.resize(network.nodes.size());
  bans_.resize(network.nodes.size());
  holds_into_.resize(network.base->places);
  for (std::uint32_t i = 0; i < plan.outages.size(); ++i) {
    if (plan.outages[i].size > 0) outages_[plan.outages[i].node.index()].push_back(i);
  }
  for (std::uint32_t i = 0; i < plan.bans.size(); ++i) {
    if (plan.bans[i].size > 0) bans_[plan.bans[i].supplier.index()].push_back(i);
  }
  for (std::uint32_t i = 0; i < plan.holds.size(); ++i) {
    if (plan.holds[i].size > 0) holds_into_[plan.holds[i].to.index()].push_back(i);
  }
  group_bans();
  mark_shocked();
}

double ShockLimits::capacity(NodeId node, int day, bool spare) const {
  double left = 1;
  for (const std::uint32_t i : outages_[node.index()]) {
    const ShockPlan::Outage& outage = plan_->outages[i];
    left *= 1 - outage.size * outage.window.at(day);
  }
  return left * (spare ? network_->nodes[node.index()].capacity : 1);
}

bool ShockLimits::BanGroup::reaches(UserId user) const {
  return std::binary_search(reached.begin(), reached.end(), user);
}

void ShockLimits::group_bans() {
  if (plan_->bans.empty()) return;
  std::vector<std::vector<UserId>> buyers(network_->base->products);
  for (const StressUse& use : network_->uses) buyers[use.product.index()].push_back(use.buyer);
  std::map<std::pair<ProductId, std::vector<UserId>>, std::size_t> groups;
  for (std::size_t n = 0; n < bans_.size(); ++n) {
    for (const std::uint32_t i : bans_[n]) {
      const ShockPlan::Ban& ban = plan_->bans[i];
      auto& users = buyers[network_->nodes[n].product.index()];
      std::sort(users.begin(), users.end());
      users.erase(std::unique(users.begin(), users.end()), users.end());
      std::vector<UserId> reached;
      for (const UserId user : users) {
        if (ban.reaches(*network_, user)) reached.push_back(user);
      }
      const ProductId product = network_->nodes[n].product;
      const auto [found, is_new] =
          groups.emplace(std::make_pair(product, reached), ban_groups_.size());
      if (is_new) ban_groups_.push_back({product, std::move(reached), {}});
      auto& suppliers = ban_groups_[found->second].suppliers;
      if (suppliers.empty() || suppliers.back() != NodeId(n)) suppliers.emplace_back(n);
    }
  }
}

double ShockLimits::banned(NodeId supplier, UserId buyer, int day) const {
  double left = 1;
  for (const std::uint32_t i : bans_[supplier.index()]) {
    const ShockPlan::Ban& ban = plan_->bans[i];
    if (!ban.reaches(*network_, buyer)) continue;
    left *= 1 - ban.size * ban.window.at(day);
  }
  return 1 - left;
}

ShockLimits::Held ShockLimits::held(NodeId supplier, UserId buyer, int day) const {
  Held out;
  const auto places = network_->places_of(buyer);
  if (places.empty()) return out;
  const StressNode& node = network_->nodes[supplier.index()];
  for (const PlaceId place : places) {
    StraitPassage passage(day);
    for (const std::uint32_t i : holds_into_[place.index()]) {
      const ShockPlan::Hold& hold = plan_->holds[i];
      if (hold.from != node.place || (hold.product && hold.product != node.product)) continue;
      passage.add(hold);
    }
    const double held = passage.held();
    out.part += held / static_cast<double>(places.size());
    if (held > 0) out.until = std::max(out.until, passage.leaves());
  }
  return out;
}

double ShockLimits::most_held(NodeId supplier, UserId buyer) const {
  double most = 0;
  for (const PlaceId place : network_->places_of(buyer)) {
    for (const std::uint32_t i : holds_into_[place.index()]) {
      most = std::max(most, held(supplier, buyer, plan_->holds[i].window.start).part);
    }
  }
  return most;
}

void ShockLimits::mark_shocked() {
  shocked_.assign(network_->base->products, 0);
  for (std::size_t n = 0; n < network_->nodes.size(); ++n) {
    if (outages_[n].empty() && bans_[n].empty()) continue;
    shocked_[network_->nodes[n].product.index()] = 1;
  }
  for (const ShockPlan::Surge& surge : plan_->surges) {
    shocked_[network_->demand(surge.demand).product.index()] = 1;
  }
  for (const ShockPlan::StockLoss& loss : plan_->stock_losses) {
    shocked_[network_->uses[loss.use.index()].product.index()] = 1;
  }
  if (plan_->holds.empty()) return;
  // A hold acts on what the place at its start makes, for whoever buys at its end.
  std::vector<std::uint8_t> starts(network_->base->places, 0);
  for (const ShockPlan::Hold& hold : plan_->holds) {
    if (hold.product) {
      shocked_[hold.product.index()] = 1;
    } else {
      starts[hold.from.index()] = 1;
    }
  }
  for (const StressNode& node : network_->nodes) {
    if (starts[node.place.index()] != 0) shocked_[node.product.index()] = 1;
  }
}

}  // namespace nail
