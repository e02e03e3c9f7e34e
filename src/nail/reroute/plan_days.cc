// The days of an operating plan, and of the cascade it is held against.
#include <algorithm>
#include <cmath>
#include <map>

#include "nail/base/mutant.h"
#include "nail/reroute/operating_plan.h"
#include "nail/reroute/shock_limits.h"

namespace nail {
namespace {

constexpr double kNothing = 1e-12;
constexpr std::uint32_t kNone = FlowClasses::kNone;

class Days {
 public:
  Days(const OperatingPlan& operating, const StressNetwork& network, const ShockPlan& plan)
      : operating_(operating), network_(network), limits_(network, plan) {
    output_.resize(network.nodes.size());
    stock_.resize(network.uses.size());
    demand_.resize(network.demands());
    unmet_.resize(network.demands());
    surges_.resize(network.demands());
    for (const ShockPlan::Surge& surge : plan.surges) surges_[surge.demand].push_back(&surge);
  }

  DayView view(int day) {
    const std::vector<Period>& periods = operating_.periods;
    const std::size_t k = period_of(periods, day);
    const bool planned = k < periods.size() && day >= periods[k].begin;
    for (std::size_t d = 0; d < demand_.size(); ++d) demand_[d] = demand_on(d, day);
    for (std::size_t n = 0; n < output_.size(); ++n) {
      const std::uint32_t c = operating_.classes.producer_of[n];
      output_[n] = planned && c != kNone ? output(NodeId(n), c, k, day)
                                         : limits_.capacity(NodeId(n), day, false);
    }
    for (std::size_t u = 0; u < stock_.size(); ++u) {
      const std::uint32_t b = operating_.classes.buyer_of[u];
      stock_[u] = planned && b != kNone ? stock(b, k, day) : full(network_.uses[u]);
    }
    for (std::size_t d = 0; d < unmet_.size(); ++d) {
      const std::uint32_t b = operating_.classes.buyer_of[network_.first_demand + d];
      unmet_[d] = planned && b != kNone ? unmet(b, d, k, day) : 0;
    }
    return {day, output_, stock_, demand_, unmet_};
  }

 private:
  std::size_t at(std::size_t item, std::size_t k) const {
    return item * operating_.periods.size() + k;
  }

  // Everybody in a class is used alike: up to baseline first, beyond it with what is left.
  double output(NodeId node, std::uint32_t c, std::size_t k, int day) const {
    const auto part = [](double done, double most) { return most > 0 ? done / most : 0; };
    const double capacity = limits_.capacity(node, day, operating_.spare_used);
    return part(operating_.output[at(c, k)], operating_.most_output[at(c, k)]) *
               std::min(1.0, capacity) +
           part(operating_.spare[at(c, k)], operating_.most_spare[at(c, k)]) *
               std::max(0.0, capacity - 1);
  }

  double full(const StressUse& use) const {
    return use.stock_days + (use.release == Release::never ? 0 : use.government_days);
  }

  double stock(std::uint32_t b, std::size_t k, int day) const {
    const FlowClasses::Buyer& buyer = operating_.classes.buyers[b];
    const double before =
        k == 0 ? buyer.stock_days + buyer.government_days : operating_.stock[at(b, k - 1)];
    const double after = operating_.stock[at(b, k)];
    const Period& period = operating_.periods[k];
    return before + (after - before) * (day + 1 - period.begin) / period.days();
  }

  double unmet(std::uint32_t b, std::size_t demand, std::size_t k, int day) {
    const double lost = operating_.unmet[at(b, k)];
    if (!(lost > kNothing)) return 0;
    const Period& period = operating_.periods[k];
    double all = 0;
    for (int t = period.begin; t < period.end; ++t) all += demand_on(demand, t);
    const double rate = std::min(1.0, lost / all);
    const bool begins = k == 0 || !(operating_.unmet[at(b, k - 1)] > kNothing);
    const bool goes_on =
        k + 1 < operating_.periods.size() && operating_.unmet[at(b, k + 1)] > kNothing;
    if (!begins || !goes_on) return rate * demand_on(demand, day);
    // As deep as in the period that follows, so as late as can be.
    double next = 0;
    const Period& after = operating_.periods[k + 1];
    for (int t = after.begin; t < after.end; ++t) next += demand_on(demand, t);
    const double deep = std::clamp(operating_.unmet[at(b, k + 1)] / next, rate, 1.0);
    double left = lost;
    for (int t = period.end - 1; t > day; --t) left -= deep * demand_on(demand, t);
    return std::clamp(left, 0.0, deep * demand_on(demand, day));
  }

  double demand_on(std::size_t demand, int day) const {
    double out = 1;
    for (const ShockPlan::Surge* surge : surges_[demand]) {
      out *= 1 + (surge->factor - 1) * surge->window.at(day);
    }
    return out;
  }

  const OperatingPlan& operating_;
  const StressNetwork& network_;
  ShockLimits limits_;
  std::vector<std::vector<const ShockPlan::Surge*>> surges_;  // per final demand
  std::vector<double> output_, stock_, demand_, unmet_;
};

// Makers whose output or stocks are not at baseline.
void note_moves(const StressNetwork& network, const DayView& day,
                std::vector<std::uint8_t>& moved) {
  constexpr double kMoved = 1e-9;
  for (std::size_t n = 0; n < day.output.size(); ++n) {
    std::uint8_t& is_moved = moved[network.nodes[n].product.index()];
    if (is_moved != 0) continue;
    bool moves = std::abs(day.output[n] - 1) > kMoved;
    for (std::uint32_t u = network.use_begin[n]; u < network.use_begin[n + 1] && !moves; ++u) {
      const StressUse& use = network.uses[u];
      moves = day.stock[u] < use.stock_days + use.government_days - kMoved;
    }
    is_moved = moves ? 1 : 0;
  }
}

}  // namespace

bool visit_days(const OperatingPlan& operating, const StressNetwork& network, const ShockPlan& plan,
                int days, const std::function<bool(const DayView&)>& visit) {
  Days all(operating, network, plan);
  for (int day = 0; day < days; ++day) {
    if (!visit(all.view(day))) return false;
  }
  return true;
}

CascadeOutcome cascade_outcome(const StressNetwork& network, const ShockPlan& plan, int days,
                               const HomeDemand* home) {
  CascadeOutcome out;
  out.touched.assign(network.base->products, 0);
  out.moved.assign(network.base->products, 0);
  std::map<std::uint32_t, double> parts;
  if (home != nullptr) {
    for (const HomeDemand::Part& part : home->parts) {
      parts[static_cast<std::uint32_t>(part.demand)] += part.weight;
    }
  }
  for (const auto& [demand, weight] : parts) {
    out.parts.push_back(demand);
    out.weights.push_back(weight);
  }
  out.unmet.resize(out.parts.size());
  const FlowWeights weights = flow_weights(network);
  const auto loss = [&](const DayView& day) {
    double all = 0;
    for (std::size_t d = 0; d < day.unmet.size(); ++d) {
      if (day.unmet[d] > kNothing) all += unmet_weight(network, weights, d) * day.unmet[d];
    }
    return all;
  };
  const auto loss_at_home = [&](const DayView& day) {
    double all = 0;
    for (std::size_t i = 0; i < out.parts.size(); ++i) {
      all += out.weights[i] * day.unmet[out.parts[i]];
    }
    return all;
  };
  StressRunOptions options;
  options.days = days;
  double at_home = 0;
  run_stress(network, plan, options, [&](const DayView& day) {
    for (std::size_t n = 0; n < day.output.size(); ++n) {
      if (day.output[n] < 1 - kNothing) out.touched[network.nodes[n].product.index()] = 1;
    }
    for (std::size_t d = 0; d < day.unmet.size(); ++d) {
      if (day.unmet[d] > kNothing) out.touched[network.demand(d).product.index()] = 1;
    }
    for (std::size_t i = 0; i < out.parts.size(); ++i) {
      out.unmet[i].push_back(day.unmet[out.parts[i]]);
    }
    note_moves(network, day, out.moved);
    out.weighted_unmet += loss(day);
    at_home += loss_at_home(day);
    return true;
  });
  options.mode = StressMode::ario;
  run_stress(network, plan, options, [&](const DayView& day) {
    note_moves(network, day, out.moved);
    out.adaptive_unmet += loss(day);
    out.least_at_home += loss_at_home(day);
    return true;
  });
  out.least_at_home = std::min(out.least_at_home, at_home);
  return out;
}

}  // namespace nail
