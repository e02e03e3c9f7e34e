#include "nail/reroute/plan_builder.h"

#include <algorithm>

namespace nail {

std::size_t PlanBuilder::columns_a_period() const {
  std::size_t columns = 3 * classes_.producers.size();  // made, spare, shipped to the pool
  for (const FlowClasses::Producer& producer : classes_.producers) {
    bool has_aim = false;
    for (const FlowClasses::Group& group : producer.groups) {
      const bool important = group.necessity != Necessity::essential;
      has_aim = has_aim || important;
      if (important || group.buyers.size() > 1) columns += group.buyers.size();
      columns += important ? 1 : 0;
    }
    columns += has_aim ? 1 : 0;
  }
  std::vector<std::uint8_t> mixes(network_.mixes.size(), 0);
  for (const FlowClasses::Buyer& buyer : classes_.buyers) {
    if (buyer.producer == kNone) ++columns;
    if (buyer.stock_days > 0 || buyer.government_days > 0) columns += 2;
    if (buyer.government_days > 0) ++columns;
    if (buyer.mix != StressUse::kPool) mixes[buyer.mix] = 1;
  }
  for (std::size_t m = 0; m < mixes.size(); ++m) {
    if (mixes[m] != 0) columns += 2 + network_.mixes[m].end - network_.mixes[m].begin;
  }
  return columns;
}

void PlanBuilder::choose_grid() {
  const std::size_t a_period = columns_a_period();
  for (const Grid grid : {Grid::daily, Grid::mixed, Grid::weekly, Grid::monthly, Grid::quarterly}) {
    if (options_.grid && *options_.grid != grid) continue;
    periods_ = make_periods(plan_, plan_.first_day, options_.days, grid);
    if (periods_.size() * a_period <= options_.most_columns) break;
  }
  shipped_for_.resize(periods_.size());
  for (std::size_t j = 0; j < periods_.size(); ++j) {
    const std::size_t k = arrival(j, 1);
    if (k < periods_.size()) shipped_for_[k].push_back(j);
  }
}

std::size_t PlanBuilder::arrival(std::size_t shipped, std::uint32_t lead) const {
  return period_of(periods_, periods_[shipped].begin + static_cast<int>(lead));
}

int PlanBuilder::early_days(std::uint32_t lead, std::size_t k) {
  std::vector<int>& early = early_[lead];
  if (early.empty()) {
    std::size_t j = 0;  // the first that arrives later
    for (std::size_t i = 0; i < periods_.size(); ++i) {
      while (j <= i && arrival(j, lead) <= i) ++j;
      const int due = j == 0 ? 0 : periods_[j - 1].end + static_cast<int>(lead);
      early.push_back(std::max(0, due - periods_[i].end));
    }
  }
  return early[k];
}

void PlanBuilder::scale_products() {
  scale_.assign(network_.base->products, 0);
  for (const FlowClasses::Buyer& buyer : classes_.buyers) {
    scale_[buyer.product.index()] += buyer.weight;
  }
  for (double& scale : scale_) scale = scale > 0 ? 1 / scale : 1;
}

}  // namespace nail
