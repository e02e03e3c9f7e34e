#include "nail/reroute/plan_builder.h"

#include <algorithm>

namespace nail {
namespace {

constexpr double kEarly = 1e-4;   // of a shortage on the first day, against the last
constexpr double kUneven = 1e-5;  // of the worst share of a product's demands

}  // namespace

std::size_t PlanBuilder::demand_of(std::size_t buyer) const {
  return classes_.buyers[buyer].uses.front().index() - network_.first_demand;
}

double PlanBuilder::demand_on(std::size_t buyer, int day) const {
  const std::size_t demand = demand_of(buyer);
  double out = 1;
  if (const auto found = surges_.find(demand); found != surges_.end()) {
    for (const ShockPlan::Surge* surge : found->second) {
      out *= 1 + (surge->factor - 1) * surge->window.at(day);
    }
  }
  return out;
}

double PlanBuilder::cost_weight(std::size_t buyer) const {
  double sum = 0;
  for (const UseId use : classes_.buyers[buyer].uses) {
    if (goal_ != nullptr) {
      sum += goal_->required[use.index()] * weights_.use[use.index()];
      continue;
    }
    sum += unmet_weight(network_, weights_, use.index() - network_.first_demand);
  }
  return sum;
}

void PlanBuilder::add_demand_columns() {
  const std::size_t all = classes_.buyers.size() * periods_.size();
  unmet_.assign(all, kNoColumn);
  worse_.assign(all, kNoColumn);
  draw_.resize(all);
  const double span = periods_.back().end - periods_.front().begin;
  for (std::size_t b = 0; b < classes_.buyers.size(); ++b) {
    if (!is_demand(b)) continue;
    const double weight = cost_weight(b) * kCostScale;
    const auto home = home_.find(demand_of(b));
    for (std::size_t k = 0; k < periods_.size(); ++k) {
      const Period& period = periods_[k];
      double demand = 0;
      double most = 0;
      for (int day = period.begin; day < period.end; ++day) {
        demand += demand_on(b, day);
        if (home != home_.end()) most += cascade_->unmet[home->second][day];
      }
      const double early = (periods_.back().end - 0.5 * (period.begin + period.end)) / span;
      const double cost = weight * (1 + NAIL_MUTANT(plan_shortage_early, kEarly, -kEarly) * early);
      if (home == home_.end()) most = demand;
      unmet_[at(b, k)] = lp_.add_column(0, std::min(most, demand), cost);
      if (home != home_.end() && most < demand) {
        worse_[at(b, k)] = lp_.add_column(0, demand - most, cost + kWorseAtHome * kCostScale);
      }
      Terms& draw = draw_[at(b, k)];
      draw.constant = demand;
      draw.add(unmet_[at(b, k)], -1);
      draw.add(worse_[at(b, k)], -1);
    }
  }
}

void PlanBuilder::add_evenness() {
  std::map<std::pair<ProductId, int>, std::vector<std::uint32_t>> groups;
  for (std::uint32_t b = 0; b < classes_.buyers.size(); ++b) {
    const FlowClasses::Buyer& buyer = classes_.buyers[b];
    if (is_demand(b)) groups[{buyer.product, buyer.priority}].push_back(b);
  }
  for (const auto& [key, members] : groups) {
    if (members.size() < 2) continue;
    double weight = 0;
    for (const std::uint32_t b : members) weight += cost_weight(b);
    for (std::size_t k = 0; k < periods_.size(); ++k) {
      const Column worst = lp_.add_column(0, kNoBound, kUneven * kCostScale * weight);
      for (const std::uint32_t b : members) {
        Terms row;
        row.add(worst, 1);
        row.add(unmet_[at(b, k)], -1);
        row.add(worse_[at(b, k)], -1);
        add_row(lp_, 0, kNoBound, row);
      }
    }
  }
}

double PlanBuilder::home_loss() const {
  double loss = 0;
  for (std::size_t b = 0; b < classes_.buyers.size(); ++b) {
    if (!is_demand(b)) continue;
    const auto home = home_.find(demand_of(b));
    if (home == home_.end()) continue;
    for (std::size_t k = 0; k < periods_.size(); ++k) {
      loss += cascade_->weights[home->second] * (value(unmet_[at(b, k)]) + value(worse_[at(b, k)]));
    }
  }
  return loss;
}

void PlanBuilder::hold_home() {
  Terms loss;
  for (std::size_t b = 0; b < classes_.buyers.size(); ++b) {
    if (!is_demand(b)) continue;
    const auto home = home_.find(demand_of(b));
    if (home == home_.end()) continue;
    const double weight = cascade_->weights[home->second];
    for (std::size_t k = 0; k < periods_.size(); ++k) {
      loss.add(unmet_[at(b, k)], weight);
      loss.add(worse_[at(b, k)], weight);
    }
  }
  loss.add(lp_.add_column(0, kNoBound, kWorseAtHome * kCostScale), -1);
  add_row(lp_, -kNoBound, cascade_->least_at_home, loss);
}

}  // namespace nail
