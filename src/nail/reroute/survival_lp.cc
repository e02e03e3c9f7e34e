#include "nail/reroute/survival_lp.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "nail/base/mutant.h"
#include "nail/numeric/parallel.h"
#include "nail/reroute/flow_classes.h"
#include "nail/reroute/flow_weights.h"
#include "nail/reroute/lp_terms.h"

namespace nail {
namespace {

using Column = LinearProgram::Column;
constexpr std::uint32_t kNone = FlowClasses::kNone;
// Blocks of sets of sites: each starts from a solution of its own.
constexpr std::size_t kBlocks = 4;
constexpr int kQuarter = 91;
// Halving stops where the rest is one part in so many.
constexpr int kCoarse = 40;
// A number of days is whole where it lacks no more than this part of it.
constexpr double kWhole = 1e-6;
// A demand that lacks less than this is met: what the solver knows of a day.
constexpr double kMet = 1e-6;

class Aggregate {
 public:
  Aggregate(const StressNetwork& network, const SurvivalGoal& goal, int most_days)
      : network_(network),
        goal_(goal),
        most_days_(most_days),
        weights_(flow_weights(network, goal.counted)) {
    FlowClassOptions classing;
    classing.products = goal.products;
    classing.use_tag = [&](UseId use, std::vector<double>& key) {
      key.push_back(goal.required[use.index()]);
    };
    classes_ = make_flow_classes(network, weights_, classing);
    build();
  }

  int days(std::span<const NodeId> out) {
    std::map<std::uint32_t, double> lost;  // by producer
    for (const NodeId node : out) {
      const std::uint32_t c = classes_.producer_of[node.index()];
      if (c != kNone) lost[c] += part_of(node, c);
    }
    for (const auto& [c, part] : lost) {
      lp_.set_column_bounds(output_[c], 0, std::max(0.0, capacity_[c] - part));
    }
    const LpStatus status = lp_.solve();
    for (const auto& [c, part] : lost) lp_.set_column_bounds(output_[c], 0, capacity_[c]);
    if (status != LpStatus::optimal) return -1;
    const double days = 1 / lp_.value(per_day_);
    return std::min(most_days_, static_cast<int>(std::floor(days * (1 + kWhole))));
  }

 private:
  double part_of(NodeId node, std::uint32_t c) const {
    return weights_.shipped[node.index()] / classes_.producers[c].shipped *
           network_.nodes[node.index()].capacity;
  }

  void build() {
    const std::size_t products = network_.base->products;
    scale_.assign(products, 0);
    for (const FlowClasses::Buyer& buyer : classes_.buyers) {
      scale_[buyer.product.index()] += buyer.weight;
    }
    for (double& scale : scale_) scale = scale > 0 ? 1 / scale : 1;
    per_day_ = lp_.add_column(1.0 / most_days_, kNoBound, 1);
    draw_.resize(classes_.buyers.size());
    for (const FlowClasses::Producer& producer : classes_.producers) add_producer(producer);
    for (std::size_t b = 0; b < classes_.buyers.size(); ++b) {
      const FlowClasses::Buyer& buyer = classes_.buyers[b];
      const bool required = goal_.required[buyer.uses.front().index()] != 0;
      if (buyer.producer == kNone && required) draw_[b].constant = 1;
    }
    taken_.resize(products);
    sent_.resize(classes_.producers.size());
    std::map<std::uint32_t, Terms> mixes;
    std::map<std::uint32_t, double> mix_weight;
    for (std::size_t b = 0; b < classes_.buyers.size(); ++b) {
      const FlowClasses::Buyer& buyer = classes_.buyers[b];
      const double weight = buyer.weight * scale_[buyer.product.index()];
      const Terms received = add_buyer(b);
      if (buyer.mix == StressUse::kPool) {
        taken_[buyer.product.index()].add(received, weight);
        pool_[buyer.product.index()] += weight;
      } else {
        mixes[buyer.mix].add(received, weight);
        mix_weight[buyer.mix] += weight;
      }
    }
    for (auto& [mix, row] : mixes) add_mix(network_.mixes[mix], row, mix_weight[mix]);
    add_pools();
  }

  void add_producer(const FlowClasses::Producer& producer) {
    const auto c = static_cast<std::uint32_t>(output_.size());
    double capacity = 0;
    for (const NodeId node : producer.nodes) capacity += part_of(node, c);
    capacity_.push_back(capacity);
    output_.push_back(lp_.add_column(0, capacity, 0));
    Terms made;
    made.add(output_.back(), 1);
    Terms shorts;
    std::vector<Terms> important;
    Column aim = kNoColumn;
    for (const FlowClasses::Group& group : producer.groups) {
      if (group.necessity == Necessity::essential && group.buyers.size() == 1) {
        draw_[group.buyers.front()] = made;
        continue;
      }
      Terms drawn;
      for (const std::uint32_t buyer : group.buyers) {
        const Column draw = lp_.add_column(0, kNoBound, 0);
        draw_[buyer].add(draw, 1);
        drawn.add(draw, 1);
      }
      if (group.necessity == Necessity::essential) {
        drawn.add(made, -1);
        add_row(lp_, 0, kNoBound, drawn);
        continue;
      }
      if (aim == kNoColumn) aim = lp_.add_column(0, capacity, 0);
      const Column missing = lp_.add_column(0, kNoBound, 0);
      shorts.add(missing, group.weight);
      drawn.add(missing, 1 - group.weight);
      drawn.add(aim, -1);
      important.push_back(std::move(drawn));
    }
    if (aim == kNoColumn) return;
    // What one important input lacks lowers what is drawn of the others.
    for (Terms& drawn : important) {
      drawn.add(shorts, 1);
      add_row(lp_, 0, kNoBound, drawn);
    }
    shorts.add(made, 1);
    shorts.add(aim, -1);
    add_row(lp_, -kNoBound, 0, shorts);
  }

  // What it receives a day: what it draws, less what its stocks give.
  Terms add_buyer(std::size_t b) {
    const FlowClasses::Buyer& buyer = classes_.buyers[b];
    const double stocks = buyer.stock_days + buyer.government_days;
    if (!(stocks > 0) || draw_[b].is_nothing()) return draw_[b];
    Terms received;
    received.add(lp_.add_column(0, kNoBound, 0), 1);
    Terms balance = received;
    balance.add(per_day_, NAIL_MUTANT(survival_stocks_last, stocks, 0.0));
    balance.add(draw_[b], -1);
    add_row(lp_, 0, kNoBound, balance);
    return received;
  }

  void add_mix(const StressMix& mix, Terms& row, double weight) {
    const std::size_t p = mix.product.index();
    const Column pooled = lp_.add_column(0, kNoBound, 0);
    row.add(pooled, -1);
    taken_[p].add(pooled, 1);
    pool_[p] += weight * mix.pooled;
    for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
      const StressLink& link = network_.links[l];
      const double a_day = weight * link.share;
      if (!(a_day > 0)) continue;
      if (!link.supplier) {
        taken_[p].constant -= a_day;  // whoever gets it
        row.add(per_day_, -a_day * link.lead_days);
        continue;
      }
      row.add(per_day_, -a_day * link.lead_days);  // on the way
      const std::uint32_t c = classes_.producer_of[link.supplier.index()];
      if (c == kNone) continue;
      const Column flow = lp_.add_column(0, a_day, 0);
      row.add(flow, -1);
      sent_[c].add(flow, 1);
    }
    add_row(lp_, -kNoBound, 0, row);
  }

  void add_pools() {
    for (std::uint32_t c = 0; c < classes_.producers.size(); ++c) {
      const FlowClasses::Producer& producer = classes_.producers[c];
      const std::size_t p = producer.product.index();
      const double shipped = producer.shipped * scale_[p];
      if (sent_[c].columns.empty()) {
        taken_[p].add(output_[c], -shipped);
        continue;
      }
      const Column ship = lp_.add_column(0, kNoBound, 0);
      taken_[p].add(ship, -1);
      Terms made;
      made.add(output_[c], shipped);
      made.add(ship, -1);
      made.add(sent_[c], -1);
      add_row(lp_, 0, kNoBound, made);
    }
    for (std::size_t p = 0; p < taken_.size(); ++p) {
      if (taken_[p].is_nothing()) continue;
      // On the way on day 0, and what comes from places nobody knows on each day.
      taken_[p].add(per_day_, -pool_[p]);
      taken_[p].constant -= pool_[p] * network_.unknown[p];
      add_row(lp_, -kNoBound, 0, taken_[p]);
    }
  }

  const StressNetwork& network_;
  const SurvivalGoal& goal_;
  int most_days_;
  FlowWeights weights_;
  FlowClasses classes_;
  std::vector<double> scale_;
  Column per_day_ = kNoColumn;  // 1 / T
  std::vector<Column> output_;
  std::vector<double> capacity_;
  std::vector<Terms> draw_;             // per buyer
  std::vector<Terms> taken_;            // per product: from its pool, less what comes to it
  std::map<std::size_t, double> pool_;  // per product: what the pool brings on a day at baseline
  std::vector<Terms> sent_;             // per producer: to those that name it
  LinearProgram lp_;
};

}  // namespace

SurvivalGoal survival_goal(const StressNetwork& network, const HomeDemand& demand) {
  const ProductNetwork& base = *network.base;
  SurvivalGoal goal;
  goal.products.assign(base.products, 0);
  std::vector<int> class_of_home(base.products, 0);
  std::vector<ProductId> open;
  std::vector<std::uint8_t> is_home(network.demands(), 0);
  for (const HomeDemand::Part& part : demand.parts) {
    is_home[part.demand] = 1;
    const StressUse& use = network.demand(part.demand);
    int& priority = class_of_home[use.product.index()];
    priority = std::max(priority, use.priority);
    open.push_back(use.product);
  }
  while (!open.empty()) {
    const ProductId product = open.back();
    open.pop_back();
    if (goal.products[product.index()] != 0) continue;
    goal.products[product.index()] = 1;
    for (const RecipeInput& input : base.inputs(product)) open.push_back(input.product);
  }
  goal.counted.assign(network.uses.size(), 0);
  goal.required.assign(network.uses.size(), 0);
  for (std::size_t n = 0; n < network.nodes.size(); ++n) {
    if (goal.products[network.nodes[n].product.index()] == 0) continue;
    for (std::uint32_t u = network.use_begin[n]; u < network.use_begin[n + 1]; ++u) {
      goal.counted[u] = 1;
    }
  }
  for (std::size_t u = network.first_demand; u < network.uses.size(); ++u) {
    const StressUse& use = network.uses[u];
    const int urgent = class_of_home[use.product.index()];  // 0: not of the home
    if (urgent == 0 || use.unknown_makers) continue;
    if (!(use.weight > 0) && is_home[u - network.first_demand] == 0) continue;
    goal.counted[u] = 1;
    goal.required[u] = NAIL_MUTANT(survival_less_urgent_too, use.priority <= urgent, true) ? 1 : 0;
  }
  return goal;
}

std::vector<int> aggregate_survival(const StressNetwork& network, const SurvivalGoal& goal,
                                    std::span<const std::vector<NodeId>> sets, int most_days) {
  std::vector<int> out(sets.size(), most_days);
  const std::size_t blocks = std::min(kBlocks, sets.size());
  parallel_parts(blocks, [&](std::size_t block) {
    Aggregate program(network, goal, most_days);
    for (std::size_t i = block; i < sets.size(); i += blocks) out[i] = program.days(sets[i]);
  });
  return out;
}

int time_indexed_survival(const StressNetwork& network, const SurvivalGoal& goal,
                          std::span<const NodeId> out, int known, int most,
                          const OperatingOptions& options) {
  // Days up to `good` are survived, `bad` days are not.
  int good = std::max(0, known);
  int bad = most + 1;
  OperatingOptions part = options;
  bool is_solved = true;
  const auto ask = [&](int days) {
    part.days = days;
    const OperatingPlan plan = survival_plan(network, plan_outage(out, days), goal, part);
    is_solved = plan.status == LpStatus::optimal;
    const bool met = std::all_of(plan.unmet.begin(), plan.unmet.end(),
                                 [](double unmet) { return unmet <= kMet; });
    (met ? good : bad) = days;
  };
  // As often as not the aggregate program is right.
  const auto search = [&](int last, int coarse) {
    bad = last + 1;
    if (good < last) ask(last);
    while (is_solved && bad - good > std::max(1, coarse > 0 ? good / coarse : 1)) {
      ask(good + (bad - good) / 2);
    }
  };
  if (options.grid) {
    search(most, 0);
    return is_solved ? good : -1;
  }
  // A quarter in days: what runs out before a remedy is there does so within days, and longer
  // periods, in whose course what arrives may be used in all of it, would not see that.
  part.grid = Grid::daily;
  search(std::min(most, kQuarter), 0);
  if (is_solved && good >= kQuarter && good < most) {
    // Beyond it the periods are a fortnight and more, and a day's difference is no finding.
    part.grid = Grid::weekly;
    search(most, kCoarse);
  }
  return is_solved ? good : -1;
}

}  // namespace nail
