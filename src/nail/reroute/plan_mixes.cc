#include "nail/reroute/plan_builder.h"

#include <algorithm>

namespace nail {

PlanBuilder::Taker PlanBuilder::add_mix(Market& market, std::uint32_t number,
                                        const std::vector<std::uint32_t>& members) {
  const std::size_t p = market.p;
  const StressMix& mix = network_.mixes[number];
  const std::size_t periods = periods_.size();
  double weight = 0;
  double most = 0;
  for (const std::uint32_t b : members) {
    weight += classes_.buyers[b].weight;
    most += most_ordered(b) * classes_.buyers[b].weight;
  }
  if (!(weight > 0)) return {mix.user, 0, 0, std::vector<Terms>(periods)};  // they take nothing
  const double more = most / weight;
  const double pooled_a_day = weight * mix.pooled * scale_[p];
  Taker taker{mix.user, pooled_a_day, more * pooled_a_day, std::vector<Terms>(periods)};
  std::vector<Terms> rows(periods);
  for (std::size_t k = 0; k < periods; ++k) {
    for (const std::uint32_t b : members) {
      rows[k].add(receipts_[at(b, k)], classes_.buyers[b].weight * scale_[p]);
    }
  }
  const int way = static_cast<int>(way_of(mix)) - 1;  // behind the pool's own day
  for (std::size_t k = 0; k < periods; ++k) {
    const double pooled = more * mix.pooled * pool_days(k);
    const double switched = most_switched(mix, k);
    const auto take = [&](double days, std::size_t arrives) {
      if (!(days > 0)) return;
      const Column taken = lp_.add_column(0, days * weight * scale_[p], 0);
      taker.taken[k].add(taken, 1);
      if (arrives < periods) rows[arrives].add(taken, -1);
    };
    if (way == 0) {
      take(pooled + switched, k);
    } else {
      take(pooled, k);
      take(switched, period_of(periods_, periods_[k].begin + way));
    }
  }
  for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
    add_link(market, mix, network_.links[l], weight * network_.links[l].share * scale_[p], more,
             rows);
  }
  std::vector<double> early(periods);
  for (std::size_t k = 0; k < periods; ++k) {
    early[k] = mix.pooled * early_days(1, k);
    for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
      early[k] += network_.links[l].share * early_days(network_.links[l].lead_days, k);
    }
    early[k] *= more * weight * scale_[p];
  }
  add_arrivals(rows, early);
  return taker;
}

std::uint32_t PlanBuilder::way_of(const StressMix& mix) const {
  std::uint32_t nearest = 0, own = 0;
  for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
    const StressLink& link = network_.links[l];
    if (!link.supplier || !(link.share > 0)) continue;
    const bool is_own =
        network_.base->user_of(network_.nodes[link.supplier.index()].place) == mix.user;
    std::uint32_t& least = is_own ? own : nearest;
    least = least == 0 ? link.lead_days : std::min(least, link.lead_days);
  }
  const std::uint32_t way = nearest != 0 ? nearest : std::max(own, 1U);
  return NAIL_MUTANT(plan_new_suppliers_are_near, way, 1U);
}

double PlanBuilder::most_switched(const StressMix& mix, std::size_t k) const {
  if (!options_.switching) return 0;
  double most = 0;
  for (const std::size_t j : shipped_for_[k]) {
    for (int day = periods_[j].begin; day < periods_[j].end; ++day) {
      bool all = true;
      for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
        const StressLink& link = network_.links[l];
        if (!link.supplier) continue;
        if (can_leave(link, day)) {
          most += link.share;
        } else {
          all = false;
        }
      }
      if (all) return kNoBound;
    }
  }
  return most;
}

bool PlanBuilder::can_leave(const StressLink& link, int day) const {
  return !is_known(link.switch_days) ||
         NAIL_MUTANT(plan_switches_at_once, day - plan_.first_day >= link.switch_days, true);
}

void PlanBuilder::add_link(Market& market, const StressMix& mix, const StressLink& link,
                           double a_day, double more, std::vector<Terms>& rows) {
  if (!(a_day > 0)) return;
  const std::size_t periods = periods_.size();
  const int lead = static_cast<int>(link.lead_days);
  for (std::size_t k = 0; k < periods; ++k) {
    // On the way before the shock, or from a supplier that never fails and is not asked for more.
    const bool stays = !link.supplier && !options_.switching;
    const int due =
        count_days(periods_[k], [&](int day) { return stays || day - lead < plan_.first_day; });
    rows[k].constant -= a_day * due;
  }
  if (!link.supplier) {
    if (options_.switching) add_unknown_link(market, link, a_day, more, rows);
    return;
  }
  const std::uint32_t producer = classes_.producer_of[link.supplier.index()];
  if (producer == kNone) return;
  for (std::size_t j = 0; j < periods; ++j) {
    double most = 0;
    ShockLimits::Held held{1, 0};
    for (int day = periods_[j].begin; day < periods_[j].end; ++day) {
      most += 1 - limits_.banned(link.supplier, mix.user, day);
      const ShockLimits::Held today = limits_.held(link.supplier, mix.user, day);
      held.part = std::min(held.part, today.part);
      held.until = std::max(held.until, today.until);
    }
    const Column flow = lp_.add_column(0, more * a_day * most, 0);
    links_out_[at(producer, j)].add(flow, 1);
    if (const std::size_t k = arrival(j, link.lead_days); k < periods) {
      rows[k].add(flow, -(1 - held.part));
    }
    if (held.part > 0) {
      const std::size_t k = period_of(periods_, held.until + lead);
      if (k < periods) rows[k].add(flow, -held.part);
    }
  }
}

void PlanBuilder::add_unknown_link(Market& market, const StressLink& link, double a_day,
                                   double more, std::vector<Terms>& rows) {
  market.unknown_a_day += a_day;
  for (std::size_t j = 0; j < periods_.size(); ++j) {
    const Column flow = lp_.add_column(0, more * a_day * periods_[j].days(), 0);
    market.unknown_links[j].add(flow, 1);
    if (const std::size_t k = arrival(j, link.lead_days); k < periods_.size()) {
      rows[k].add(flow, -1);
    }
  }
}

}  // namespace nail
