#include "nail/reroute/plan_builder.h"

#include <algorithm>

namespace nail {
namespace {

constexpr double kIdle = 1e-7;  // of output that could have been made

}  // namespace

void PlanBuilder::add_producer_columns() {
  const std::size_t all = classes_.producers.size() * periods_.size();
  output_.assign(all, kNoColumn);
  spare_.assign(all, kNoColumn);
  most_output_.assign(all, 0);
  most_spare_.assign(all, 0);
  for (std::size_t c = 0; c < classes_.producers.size(); ++c) {
    const FlowClasses::Producer& producer = classes_.producers[c];
    const double reward = kIdle * kCostScale * producer.shipped;
    for (std::size_t k = 0; k < periods_.size(); ++k) {
      double most = 0;
      double spare = 0;
      for (const NodeId node : producer.nodes) {
        const double part = weights_.shipped[node.index()] / producer.shipped;
        for (int day = periods_[k].begin; day < periods_[k].end; ++day) {
          const double capacity = limits_.capacity(node, day, options_.spare_capacity);
          most += part * std::min(1.0, capacity);
          spare += part * std::max(0.0, capacity - 1);
        }
      }
      most_output_[at(c, k)] = most;
      most_spare_[at(c, k)] = spare;
      output_[at(c, k)] = lp_.add_column(0, most, -reward);
      if (spare > 0) spare_[at(c, k)] = lp_.add_column(0, spare, reward);
      add_needs(producer, c, k);
    }
  }
}

void PlanBuilder::add_needs(const FlowClasses::Producer& producer, std::size_t c, std::size_t k) {
  Terms made;
  made.add(output_[at(c, k)], 1);
  made.add(spare_[at(c, k)], 1);
  bool has_important = false;
  for (const FlowClasses::Group& group : producer.groups) {
    if (group.necessity != Necessity::essential) {
      has_important = true;
      continue;
    }
    if (group.buyers.size() == 1) {
      draw_[at(group.buyers.front(), k)] = made;
      continue;
    }
    Terms drawn;
    for (const std::uint32_t buyer : group.buyers) {
      const Column draw = lp_.add_column(0, kNoBound, 0);
      draw_[at(buyer, k)].add(draw, 1);
      drawn.add(draw, 1);
    }
    drawn.add(made, -1);
    add_row(lp_, 0, kNoBound, drawn);
  }
  if (has_important) add_important_needs(producer, c, k, std::move(made));
}

// With one important input: y = z - w short and drawn >= z - short. With several, what one lacks
// lowers y, and so what is drawn of the others: drawn_p >= z - short_p - sum over q of w_q short_q,
// and what is there, drawn or not, is at least z - short_p.
void PlanBuilder::add_important_needs(const FlowClasses::Producer& producer, std::size_t c,
                                      std::size_t k, Terms made) {
  const Column aim = lp_.add_column(0, most_output_[at(c, k)] + most_spare_[at(c, k)], 0);  // z
  struct Need {
    double weight = 0;
    Column missing = kNoColumn;
    Terms drawn;
  };
  std::vector<Need> needs;
  for (std::size_t g = 0; g < producer.groups.size(); ++g) {
    const FlowClasses::Group& group = producer.groups[g];
    if (group.necessity == Necessity::essential) continue;
    Need need;
    need.weight = group.weight;
    for (const std::uint32_t buyer : group.buyers) {
      const Column draw = lp_.add_column(0, kNoBound, 0);
      draw_[at(buyer, k)].add(draw, 1);
      need.drawn.add(draw, 1);
    }
    need.missing = lp_.add_column(0, kNoBound, 0);
    made.add(need.missing, NAIL_MUTANT(plan_important_without_weight, group.weight, 1.0));
    Shortfall shortfall{static_cast<std::uint32_t>(c), g, k, {}};
    shortfall.lacks.add(aim, 1);
    shortfall.lacks.add(need.missing, -1);
    needs.push_back(std::move(need));
    shortfalls_.push_back(std::move(shortfall));
  }
  if (needs.size() == 1) shortfalls_.pop_back();
  for (const Need& need : needs) {
    Terms drawn = need.drawn;
    drawn.add(need.missing, 1);
    drawn.add(aim, -1);
    for (const Need& other : needs) {
      if (&other == &need) continue;
      drawn.add(other.missing, NAIL_MUTANT(plan_short_inputs_draw_in_full, other.weight, 0.0));
    }
    add_row(lp_, 0, kNoBound, drawn);
  }
  made.add(aim, -1);
  add_row(lp_, -kNoBound, 0, made);
}

void PlanBuilder::add_what_is_there() {
  for (const Shortfall& shortfall : shortfalls_) {
    Terms row = shortfall.lacks;
    for (const std::uint32_t b :
         classes_.producers[shortfall.producer].groups[shortfall.group].buyers) {
      row.add(is_there(b, shortfall.k), -1);
    }
    add_row(lp_, -kNoBound, NAIL_MUTANT(plan_nothing_need_be_there, 0.0, kNoBound), row);
  }
  shortfalls_.clear();
}

// On each day of the period no more than its stock at the start and all that comes in its course.
Terms PlanBuilder::is_there(std::size_t b, std::size_t k) const {
  const Column stock = stock_[at(b, k)];
  if (stock == kNoColumn) return receipts_[at(b, k)];
  Terms out;
  const double days = periods_[k].days();
  out.add(receipts_[at(b, k)], days);
  out.add(released_[at(b, k)], days);
  const double left = stock_left(b, k) * days;
  if (k == 0) {
    out.constant += left * classes_.buyers[b].stock_days;
  } else {
    out.add(stock_[at(b, k - 1)], left);
  }
  return out;
}

}  // namespace nail
