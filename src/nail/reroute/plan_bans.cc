#include "nail/reroute/plan_builder.h"

#include <algorithm>
#include <cmath>

namespace nail {

void PlanBuilder::add_ban_rows(const Market& market) {
  const std::size_t p = market.p;
  for (const ShockLimits::BanGroup& group : limits_.ban_groups()) {
    if (group.product != ProductId(p)) continue;
    for (std::size_t j = 0; j < periods_.size(); ++j) {
      const std::size_t k = arrival(j, 1);
      if (k >= periods_.size()) continue;
      Terms row;  // to those it does not reach
      for (const std::uint32_t c : market.producers) {
        const NodeId supplier = classes_.producers[c].nodes.front();
        if (!std::binary_search(group.suppliers.begin(), group.suppliers.end(), supplier)) {
          continue;
        }
        const double most = most_exports(group, supplier, periods_[j]) * scale_[p];
        if (std::isinf(most)) continue;
        const Column inside = lp_.add_column(0, kNoBound, 0);
        row.add(inside, 1);
        Terms exports = ship_[at(c, j)];
        exports.add(inside, -1);
        add_row(lp_, -kNoBound, most, exports);
      }
      if (row.columns.empty()) continue;
      for (const Taker& taker : market.takers) {
        if (!group.reaches(taker.user)) row.add(taker.taken[k], -1);
      }
      add_row(lp_, -kNoBound, 0, row);
    }
  }
}

double PlanBuilder::most_exports(const ShockLimits::BanGroup& group, NodeId supplier,
                                 const Period& period) const {
  const StressNode& node = network_.nodes[supplier.index()];
  double most = 0;
  for (std::size_t b = 0; b < classes_.buyers.size(); ++b) {
    const FlowClasses::Buyer& buyer = classes_.buyers[b];
    if (buyer.product != node.product || !group.reaches(buyer.user)) continue;
    const double pooled =
        most_ordered(b) * (buyer.mix == StressUse::kPool ? 1 : network_.mixes[buyer.mix].pooled);
    for (int day = period.begin; day < period.end; ++day) {
      const double banned = limits_.banned(supplier, buyer.user, day);
      if (!(banned > 0)) return kNoBound;
      most += NAIL_MUTANT(plan_ban_lets_all_through, 1 - banned, 1.0) * buyer.weight * pooled;
    }
  }
  return most * node.share;
}

}  // namespace nail
