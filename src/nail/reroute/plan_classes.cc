#include "nail/reroute/plan_builder.h"

#include <algorithm>

namespace nail {

void PlanBuilder::sort_classes() {
  for (const ShockPlan::Surge& surge : plan_.surges) {
    surges_[surge.demand].push_back(&surge);
  }
  for (const ShockPlan::StockLoss& loss : plan_.stock_losses) {
    losses_[loss.use].push_back(&loss);
  }
  if (cascade_ != nullptr) {
    for (std::size_t i = 0; i < cascade_->parts.size(); ++i) home_[cascade_->parts[i]] = i;
  }
  find_closed_pools();
  FlowClassOptions classing;
  classing.products = products_;
  classing.stocks = options_.stocks;
  classing.node_tag = [this](NodeId node, std::vector<double>& key) { tag(node, key); };
  classing.use_tag = [this](UseId use, std::vector<double>& key) { tag(use, key); };
  classes_ = make_flow_classes(network_, weights_, classing);
}

void PlanBuilder::tag(NodeId id, std::vector<double>& key) const {
  const StressNode& node = network_.nodes[id.index()];
  if (limits_.has_ban(id)) key.push_back(static_cast<double>(id.index()));
  key.push_back(-1);
  const auto found = closed_.find(node.product.index());
  if (found == closed_.end()) return;
  for (const PlaceId place : found->second) {
    key.push_back(limits_.most_held(id, UserId(place.index())));
  }
}

void PlanBuilder::tag(UseId id, std::vector<double>& key) const {
  const StressUse& use = network_.uses[id.index()];
  if (goal_ != nullptr) key.push_back(goal_->required[id.index()]);
  for (const ShockLimits::BanGroup& group : limits_.ban_groups()) {
    if (group.product == use.product) key.push_back(group.reaches(use.buyer) ? 1 : 0);
  }
  const auto closed = closed_.find(use.product.index());
  if (closed != closed_.end() && use.buyer && use.buyer.index() < network_.base->places) {
    const auto& places = closed->second;
    const PlaceId place(use.buyer.index());
    if (std::find(places.begin(), places.end(), place) != places.end()) {
      key.push_back(static_cast<double>(place.index()));
    }
  }
  key.push_back(-1);
  if (const auto found = losses_.find(id); found != losses_.end()) {
    for (const ShockPlan::StockLoss* loss : found->second) {
      key.insert(key.end(), {static_cast<double>(loss->day), loss->size});
    }
  }
  key.push_back(-1);
  if (id.index() < network_.first_demand) return;
  const std::size_t demand = id.index() - network_.first_demand;
  if (const auto found = surges_.find(demand); found != surges_.end()) {
    for (const ShockPlan::Surge* surge : found->second) {
      const Window& window = surge->window;
      key.insert(key.end(),
                 {surge->factor, static_cast<double>(window.start), static_cast<double>(window.end),
                  static_cast<double>(window.recovery)});
    }
  }
  key.push_back(-1);
  if (const auto found = home_.find(demand); found != home_.end()) {
    key.push_back(static_cast<double>(found->second));
  }
}

}  // namespace nail
