#include "nail/reroute/plan_builder.h"

#include <algorithm>

namespace nail {

double PlanBuilder::stock_left(std::size_t b, std::size_t k) const {
  double left = 1;
  const auto found = losses_.find(classes_.buyers[b].uses.front());
  if (found == losses_.end()) return left;
  for (const ShockPlan::StockLoss* loss : found->second) {
    if (loss->day >= periods_[k].begin && loss->day < periods_[k].end) left *= 1 - loss->size;
  }
  return left;
}

double PlanBuilder::most_ordered(std::size_t b) const {
  constexpr double kMost = 2;
  if (!options_.switching) return 1;
  const FlowClasses::Buyer& buyer = classes_.buyers[b];
  if (buyer.stock_days > 0) return NAIL_MUTANT(plan_links_stay_at_baseline, kMost, 1.0);
  double most = 1;
  if (is_demand(b)) {
    for (const Period& period : periods_) {
      for (int day = period.begin; day < period.end; ++day) {
        most = std::max(most, demand_on(b, day));
      }
    }
  } else if (options_.spare_capacity) {
    for (const NodeId node : classes_.producers[buyer.producer].nodes) {
      most = std::max(most, network_.nodes[node.index()].capacity);
    }
  }
  return std::min(most, kMost);
}

void PlanBuilder::add_buyer_rows(std::size_t b) {
  const FlowClasses::Buyer& buyer = classes_.buyers[b];
  const std::size_t periods = periods_.size();
  receipts_.resize(classes_.buyers.size() * periods);
  stock_.resize(classes_.buyers.size() * periods, kNoColumn);
  released_.resize(classes_.buyers.size() * periods, kNoColumn);
  if (draw_[at(b, 0)].columns.empty() && draw_[at(b, 0)].constant == 0) return;
  // Without switching nobody takes more from the pool than at baseline.
  const bool limited = !options_.switching && buyer.mix == StressUse::kPool;
  if (!(buyer.stock_days > 0) && !(buyer.government_days > 0) && !limited) {
    for (std::size_t k = 0; k < periods; ++k) receipts_[at(b, k)] = draw_[at(b, k)];
    return;
  }
  Terms all_released;
  for (std::size_t k = 0; k < periods; ++k) {
    const double most = limited ? periods_[k].days() : kNoBound;
    const Column received = lp_.add_column(0, most, 0);
    const Column stock = lp_.add_column(0, buyer.stock_days, 0);
    receipts_[at(b, k)].add(received, 1);
    stock_[at(b, k)] = stock;
    Terms balance;
    balance.add(received, 1);
    balance.add(stock, -1);
    balance.add(draw_[at(b, k)], -1);
    const double left = stock_left(b, k);
    if (k == 0) {
      balance.constant += left * buyer.stock_days;
    } else {
      balance.add(stock_[at(b, k - 1)], left);
    }
    if (buyer.government_days > 0) {
      released_[at(b, k)] = lp_.add_column(0, buyer.government_days, 0);
      balance.add(released_[at(b, k)], 1);
      all_released.add(released_[at(b, k)], 1);
    }
    add_row(lp_, 0, kNoBound, balance);
  }
  if (buyer.government_days > 0) {
    add_row(lp_, -kNoBound, NAIL_MUTANT(plan_government_refills, buyer.government_days, kNoBound),
            all_released);
  }
}

}  // namespace nail
