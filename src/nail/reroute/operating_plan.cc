#include "nail/reroute/plan_builder.h"

#include <algorithm>
#include <cmath>

namespace nail {
namespace {

// Far more than any plan that is worth waiting for.
constexpr int kMostIterations = 2'000'000;
// Of a day: what the solver's tolerance may add up to.
constexpr double kSameLoss = 1e-7;

}  // namespace

PlanBuilder::PlanBuilder(const StressNetwork& network, const ShockPlan& plan,
                         const CascadeOutcome* cascade, const OperatingOptions& options,
                         const SurvivalGoal* goal)
    : network_(network),
      plan_(plan),
      cascade_(cascade),
      options_(options),
      goal_(goal),
      limits_(network, plan),
      weights_(goal == nullptr ? flow_weights(network) : flow_weights(network, goal->counted)) {}

OperatingPlan PlanBuilder::run() {
  OperatingPlan out;
  out.spare_used = options_.spare_capacity;
  find_products();
  sort_classes();
  if (plan_.first_day >= options_.days || classes_.buyers.empty()) {
    out.status = LpStatus::optimal;
    out.classes = std::move(classes_);
    return out;
  }
  choose_grid();
  scale_products();
  add_demand_columns();
  add_producer_columns();
  for (std::size_t b = 0; b < classes_.buyers.size(); ++b) add_buyer_rows(b);
  if (options_.go_on && !options_.go_on()) {
    out.status = LpStatus::interrupted;
    return out;
  }
  add_what_is_there();
  add_markets();
  if (goal_ == nullptr) add_evenness();
  lp_.set_most_iterations(kMostIterations);
  if (options_.go_on) lp_.set_go_on(options_.go_on);
  out.status = lp_.solve();
  if (out.status == LpStatus::optimal && !home_.empty() &&
      home_loss() > cascade_->least_at_home + kSameLoss) {
    hold_home();
    out.status = lp_.solve();
  }
  out.columns = lp_.columns();
  out.rows = lp_.rows();
  out.iterations = lp_.iterations();
  if (out.status == LpStatus::optimal) read(out);
  out.periods = periods_;
  out.classes = std::move(classes_);
  return out;
}

double PlanBuilder::value(Column column) const {
  return column == kNoColumn ? 0 : std::round(lp_.value(column) * 1e9) * 1e-9;
}

void PlanBuilder::read(OperatingPlan& out) const {
  const std::size_t periods = periods_.size();
  out.most_output = most_output_;
  out.most_spare = most_spare_;
  for (const Column column : output_) out.output.push_back(std::max(0.0, value(column)));
  for (const Column column : spare_) out.spare.push_back(std::max(0.0, value(column)));
  for (std::size_t b = 0; b < classes_.buyers.size(); ++b) {
    const FlowClasses::Buyer& buyer = classes_.buyers[b];
    const double weight = is_demand(b) ? cost_weight(b) : 0;
    double government = buyer.government_days;
    for (std::size_t k = 0; k < periods; ++k) {
      double unmet = std::max(0.0, value(unmet_[at(b, k)]) + value(worse_[at(b, k)]));
      if (weight == 0) unmet = 0;  // of those that do not count
      out.unmet.push_back(unmet);
      out.weighted_unmet += weight * unmet;
      government = std::max(0.0, government - value(released_[at(b, k)]));
      const Column stock = stock_[at(b, k)];
      const double kept = stock == kNoColumn ? buyer.stock_days : value(stock);
      out.stock.push_back(std::clamp(kept, 0.0, buyer.stock_days) + government);
    }
  }
}

OperatingPlan operating_plan(const StressNetwork& network, const ShockPlan& plan,
                             const CascadeOutcome* cascade, const OperatingOptions& options) {
  return PlanBuilder(network, plan, cascade, options, nullptr).run();
}

OperatingPlan survival_plan(const StressNetwork& network, const ShockPlan& plan,
                            const SurvivalGoal& goal, const OperatingOptions& options) {
  return PlanBuilder(network, plan, nullptr, options, &goal).run();
}

}  // namespace nail
