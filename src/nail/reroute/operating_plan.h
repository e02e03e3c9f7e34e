// The optimist: how well the world could come through a plan of shocks if everybody acted for the
// common good and knew what is coming from the first day of the first shock on. A linear program
// over time in parts of the world's use (FlowWeights):
//
//   a node makes at most its capacity, spare capacity included, and needs its essential inputs in
//   proportion (of alternatives the sum counts); y = z - sum of w_p short_p for important inputs,
//   short_p >= z - drawn_p, z up to capacity;
//   a product's suppliers ship to a pool that its buyers take from, and to those that name them in
//   mixes of their own; such a link, and the pooled part of a mix, carries at most what the
//   adaptive model would order by it: twice what it does at baseline where the buyer has stocks to
//   refill, else what is used (without switching: what it does at baseline). Once a link's
//   switch_days since the first shock are over, its part may come from the pool instead, and when
//   all its links may be left, any amount; it is on its way as long as from the nearest supplier
//   elsewhere that the mix names. Who has no mix of its own switches at once; supply of unknown
//   origin is at baseline, in sum over the pool and the links; an export ban limits what a supplier
//   sends to those it reaches; what is held at a strait goes on when the strait opens, and the pool
//   goes round it where it can; commercial stocks are drawn and refilled up to their targets;
//   government stocks are drawn, once, where their rule lets go of them at all (a threshold is
//   taken as reached).
//
// It minimises the unmet days of every final demand by unmet_weight. Of plans that are equally good
// it takes the one in which shortages come late and are shared out evenly among the final demands
// of a product and priority, so that in one tier without stocks everybody loses what
// `exposure_rerouted` says. A home, if there is one, is on no day worse off than in the cascade,
// and in sum no worse than in the adaptive model.
//
// Days are summed up in periods; within a period the order of days does not count, and what arrives
// in its course may be used in all of it. So longer periods are never worse for the optimist, and
// no grid is worse than the cascade or the adaptive model.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "nail/dynamics/stress_run.h"
#include "nail/dynamics/stress_summary.h"
#include "nail/reroute/flow_classes.h"
#include "nail/reroute/periods.h"
#include "nail/solve/linear_program.h"

namespace nail {

// What the daily models came to. A plan leaves alone what the cascade did not touch, and treats
// home no worse than either.
struct CascadeOutcome {
  std::vector<std::uint8_t> touched;  // per product: some output below baseline or unmet demand
  // Per product: some output or stock of its makers not at baseline in either model.
  std::vector<std::uint8_t> moved;
  std::vector<std::uint32_t> parts;        // final demands of home, in order
  std::vector<double> weights;             // beside parts: of the home's loss
  std::vector<std::vector<double>> unmet;  // per part, per day
  double weighted_unmet = 0;               // sum over days and demands of unmet_weight times unmet
  double adaptive_unmet = 0;               // the same in the adaptive model
  double least_at_home = 0;                // the home's loss in the model in which it loses less
};
CascadeOutcome cascade_outcome(const StressNetwork& network, const ShockPlan& plan, int days,
                               const HomeDemand* home);

struct OperatingOptions {
  int days = 365;
  // What is taken away from the optimist.
  bool stocks = true;
  bool spare_capacity = true;
  bool switching = true;
  std::optional<Grid> grid;  // none: the finest that needs no more columns than this, about
  std::size_t most_columns = 80'000;
  // Asked now and then, on any thread; where it says no the plan is LpStatus::interrupted.
  std::function<bool()> go_on;
};

struct OperatingPlan {
  LpStatus status = LpStatus::failed;
  double weighted_unmet =
      0;  // what it minimised, without the tiny parts that decide between equals
  std::vector<Period> periods;
  std::size_t columns = 0, rows = 0;
  int iterations = 0;

  // Per period: output of a producer (days of baseline output) up to baseline and beyond, and the
  // most of each; unmet of a buyer that is final demand (days), stock at the end (days, government
  // included).
  FlowClasses classes;
  bool spare_used = true;
  std::vector<double> output, spare, most_output, most_spare;  // producers x periods
  std::vector<double> unmet, stock;                            // buyers x periods
};

// cascade: the outcome of the same plan of shocks; null: nothing is known of it.
OperatingPlan operating_plan(const StressNetwork& network, const ShockPlan& plan,
                             const CascadeOutcome* cascade, const OperatingOptions& options);

// What a plan is for where it is not for everybody.
struct SurvivalGoal {
  std::vector<std::uint8_t> products;  // per product: may take part
  std::vector<std::uint8_t> counted;   // per use: exists (flow_weights)
  std::vector<std::uint8_t> required;  // per use: final demand that must be met; of what else is
                                       // counted unmet demand costs nothing and is not told
};
OperatingPlan survival_plan(const StressNetwork& network, const ShockPlan& plan,
                            const SurvivalGoal& goal, const OperatingOptions& options);

// The plan day by day. Within a period unmet demand is spread evenly, in the first period of a
// shortage as late as it can be. Returns false where visit stopped it.
bool visit_days(const OperatingPlan& operating, const StressNetwork& network, const ShockPlan& plan,
                int days, const std::function<bool(const DayView&)>& visit);

}  // namespace nail
