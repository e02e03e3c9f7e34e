#include "nail/reroute/plan_builder.h"

#include <algorithm>

namespace nail {
namespace {

// A pool that a hold takes less of than this is not short for anybody.
constexpr double kHeldPool = 0.5;

}  // namespace

void PlanBuilder::find_closed_pools() {
  if (limits_.holds().empty()) return;
  std::vector<std::uint8_t> ends(network_.base->places, 0);
  for (const ShockPlan::Hold& hold : limits_.holds()) ends[hold.to.index()] = 1;
  for (std::size_t p = 0; p < network_.base->products; ++p) {
    if (products_[p] == 0) continue;
    for (std::size_t d = 0; d < ends.size(); ++d) {
      if (ends[d] == 0) continue;
      double held = 0;
      for (std::uint32_t n = network_.node_begin[p]; n < network_.node_begin[p + 1]; ++n) {
        held += network_.nodes[n].share * limits_.most_held(NodeId(n), UserId(d));
      }
      if (held > kHeldPool) closed_[p].emplace_back(d);
    }
  }
}

void PlanBuilder::add_closed_rows(const Market& market, std::vector<Terms>& pool_rows) {
  const auto found = closed_.find(market.p);
  if (found == closed_.end()) return;
  for (const PlaceId place : found->second) {
    const UserId user(place.index());
    double a_day = 0;
    double most_a_day = 0;
    for (const Taker& taker : market.takers) {
      if (taker.user != user) continue;
      a_day += taker.a_day;
      most_a_day += taker.most_a_day;
    }
    const std::vector<Terms> later = add_what_goes_on(market, user, most_a_day, pool_rows);
    for (std::size_t k = 0; k < periods_.size(); ++k) {
      Terms taken;
      for (const Taker& taker : market.takers) {
        if (taker.user == user) taken.add(taker.taken[k], 1);
      }
      if (taken.columns.empty()) continue;
      if (!later[k].columns.empty()) {
        Terms row = later[k];
        row.add(taken, -1);
        add_row(lp_, -kNoBound, 0, row);
        pool_rows[k].add(later[k], -1);
      }
      bool holds = false;
      Terms row = taken;
      row.add(later[k], -1);
      for (const std::size_t j : shipped_for_[k]) {
        for (const std::uint32_t c : market.producers) {
          double held = 1;
          for (int day = periods_[j].begin; day < periods_[j].end; ++day) {
            held =
                std::min(held, limits_.held(classes_.producers[c].nodes.front(), user, day).part);
          }
          holds = holds || held > 0;
          row.add(ship_[at(c, j)], -(1 - held));
        }
      }
      if (!holds) continue;
      take_off_the_rest(market, k, row);
      row.constant -= a_day * std::max(0, periods_[k].days() - pool_days(k));
      add_row(lp_, -kNoBound, 0, row);
    }
  }
}

std::vector<Terms> PlanBuilder::add_what_goes_on(const Market& market, UserId user,
                                                 double most_a_day, std::vector<Terms>& pool_rows) {
  const std::size_t periods = periods_.size();
  std::vector<Terms> later(periods);
  for (std::size_t j = 0; j < periods; ++j) {
    double part = 0;
    int until = 0;
    for (const std::uint32_t c : market.producers) {
      double share = 0;
      for (const NodeId node : classes_.producers[c].nodes) {
        share += network_.nodes[node.index()].share;
      }
      for (int day = periods_[j].begin; day < periods_[j].end; ++day) {
        const ShockLimits::Held held = limits_.held(classes_.producers[c].nodes.front(), user, day);
        part += share * held.part;
        until = std::max(until, held.until);
      }
    }
    const std::size_t leaves = arrival(j, 1);
    const std::size_t arrives = period_of(periods_, until + 1);
    if (!(part > 0) || leaves >= periods || arrives >= periods) continue;
    const Column waits = lp_.add_column(0, most_a_day * part, 0);
    pool_rows[leaves].add(waits, 1);
    later[arrives].add(waits, NAIL_MUTANT(plan_held_goods_are_lost, 1.0, 0.0));
  }
  return later;
}

}  // namespace nail
