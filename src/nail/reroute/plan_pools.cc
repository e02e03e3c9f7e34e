#include "nail/reroute/plan_builder.h"

namespace nail {

void PlanBuilder::add_markets() {
  ship_.assign(classes_.producers.size() * periods_.size(), Terms());
  std::vector<std::vector<std::uint32_t>> producers(network_.base->products);
  std::vector<std::vector<std::uint32_t>> buyers(network_.base->products);
  for (std::uint32_t c = 0; c < classes_.producers.size(); ++c) {
    producers[classes_.producers[c].product.index()].push_back(c);
  }
  for (std::uint32_t b = 0; b < classes_.buyers.size(); ++b) {
    if (!receipts_[at(b, 0)].columns.empty() || receipts_[at(b, 0)].constant > 0) {
      buyers[classes_.buyers[b].product.index()].push_back(b);
    }
  }
  links_out_.assign(classes_.producers.size() * periods_.size(), Terms());
  for (std::size_t p = 0; p < network_.base->products; ++p) {
    if (products_[p] == 0 || buyers[p].empty()) continue;
    Market market{p, producers[p], 0, 0, {}, 0, {}, {}};
    add_market(std::move(market), buyers[p]);
  }
}

void PlanBuilder::add_market(Market market, const std::vector<std::uint32_t>& buyers) {
  const std::size_t p = market.p;
  const std::size_t periods = periods_.size();
  market.unknown_links.resize(periods);
  std::map<std::uint32_t, std::vector<std::uint32_t>> mixes;
  for (const std::uint32_t b : buyers) {
    const FlowClasses::Buyer& buyer = classes_.buyers[b];
    if (buyer.mix != StressUse::kPool) {
      mixes[buyer.mix].push_back(b);
      continue;
    }
    const double most = most_ordered(b) * buyer.weight;
    Taker taker{buyer.user, buyer.weight * scale_[p], most * scale_[p],
                std::vector<Terms>(periods)};
    for (std::size_t k = 0; k < periods; ++k) {
      taker.taken[k].add(receipts_[at(b, k)], buyer.weight * scale_[p]);
    }
    market.pool += buyer.weight;
    market.most_pool += most;
    market.takers.push_back(std::move(taker));
  }
  for (const auto& [mix, members] : mixes) {
    market.takers.push_back(add_mix(market, mix, members));
    market.pool += market.takers.back().a_day / scale_[p];
    market.most_pool += market.takers.back().most_a_day / scale_[p];
  }
  add_supply(market);
  add_unknown_supply(market);
  std::vector<Terms> rows;
  std::vector<double> early;
  for (std::size_t k = 0; k < periods; ++k) {
    rows.push_back(pool_row(market, k));
    early.push_back(market.most_pool * scale_[p] * early_days(1, k));
  }
  add_closed_rows(market, rows);
  add_arrivals(rows, early);
  add_ban_rows(market);
}

// Where only the pool has some, it is a constant. Where links have some too, it is shared out.
void PlanBuilder::add_unknown_supply(Market& market) {
  if (!(market.unknown_a_day > 0)) return;
  const double pool = market.pool * network_.unknown[market.p] * scale_[market.p];
  market.unknown_pool.resize(periods_.size());
  for (std::size_t j = 0; j < periods_.size(); ++j) {
    const Column pooled = lp_.add_column(0, kNoBound, 0);
    market.unknown_pool[j].add(pooled, 1);
    Terms all = market.unknown_links[j];
    all.add(pooled, 1);
    const double most = (market.unknown_a_day + pool) * periods_[j].days();
    add_row(lp_, -kNoBound, NAIL_MUTANT(plan_unknown_supply_grows, most, kNoBound), all);
  }
}

void PlanBuilder::add_supply(const Market& market) {
  const std::size_t p = market.p;
  for (const std::uint32_t c : market.producers) {
    const FlowClasses::Producer& producer = classes_.producers[c];
    double fixed = 0;  // to links of those that stay at baseline
    for (const NodeId node : producer.nodes) fixed += fixed_from(node);
    const bool free = limits_.has_ban(producer.nodes.front()) || fixed > 0;
    for (std::size_t k = 0; k < periods_.size(); ++k) {
      Terms made;
      made.add(output_[at(c, k)], producer.shipped * scale_[p]);
      made.add(spare_[at(c, k)], producer.shipped * scale_[p]);
      if (!free && links_out_[at(c, k)].columns.empty()) {
        ship_[at(c, k)] = std::move(made);
        continue;
      }
      const Column ship = lp_.add_column(0, kNoBound, 0);
      ship_[at(c, k)].add(ship, 1);
      made.add(ship, -1);
      made.add(links_out_[at(c, k)], -1);
      made.constant -= fixed * periods_[k].days() * scale_[p];
      add_row(lp_, 0, kNoBound, made);
    }
  }
}

double PlanBuilder::fixed_from(NodeId node) {
  if (fixed_by_node_.empty()) {
    fixed_by_node_.assign(network_.nodes.size(), 0);
    for (std::size_t l = 0; l < network_.links.size(); ++l) {
      const NodeId supplier = network_.links[l].supplier;
      if (supplier) fixed_by_node_[supplier.index()] += classes_.fixed_link[l];
    }
  }
  return fixed_by_node_[node.index()];
}

Terms PlanBuilder::pool_row(const Market& market, std::size_t k) const {
  Terms row;
  // Those that stay at baseline take their part of what is sent in the same days.
  const double fixed = classes_.fixed_pool[market.p] * scale_[market.p];
  for (const Taker& taker : market.takers) row.add(taker.taken[k], 1);
  for (const std::size_t j : shipped_for_[k]) {
    for (const std::uint32_t c : market.producers) row.add(ship_[at(c, j)], -1);
    row.constant += fixed * (1 - network_.unknown[market.p]) * periods_[j].days();
  }
  take_off_the_rest(market, k, row);
  return row;
}

void PlanBuilder::take_off_the_rest(const Market& market, std::size_t k, Terms& row) const {
  const double a_day = market.pool * scale_[market.p];
  const int due = pool_due(k);
  row.constant -= a_day * due;
  if (market.unknown_pool.empty()) {
    const double unknown =
        NAIL_MUTANT(plan_forgets_unknown_supply, network_.unknown[market.p], 0.0);
    row.constant -= a_day * unknown * (pool_days(k) - due);
    return;
  }
  for (const std::size_t j : shipped_for_[k]) row.add(market.unknown_pool[j], -1);
}

void PlanBuilder::add_arrivals(std::vector<Terms>& rows, const std::vector<double>& early) {
  Column waiting = kNoColumn;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    rows[k].add(waiting, -1);
    waiting = NAIL_MUTANT(plan_early_goods_are_lost, early[k] > 0, false)
                  ? lp_.add_column(0, early[k], 0)
                  : kNoColumn;
    rows[k].add(waiting, 1);
    add_row(lp_, -kNoBound, 0, rows[k]);
  }
}

int PlanBuilder::pool_due(std::size_t k) const {
  return count_days(periods_[k], [&](int day) { return day - 1 < plan_.first_day; });
}

int PlanBuilder::pool_days(std::size_t k) const {
  int days = pool_due(k);
  for (const std::size_t j : shipped_for_[k]) days += periods_[j].days();
  return days;
}

}  // namespace nail
