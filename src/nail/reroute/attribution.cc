#include "nail/reroute/attribution.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "nail/base/mutant.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

StressNetwork without_stocks(const StressNetwork& network) {
  StressNetwork out = network;
  for (StressUse& use : out.uses) use.stock_days = use.government_days = 0;
  return out;
}

struct Loss {
  double days = 0;
  int first = -1;
  void add(double unmet, int day) {
    days += unmet;
    if (first < 0 && unmet > kShortage) first = day;
  }
};

// A sum over days and demands of what is known to 1e-9.
double rounded(double days) { return std::round(days * 1e8) * 1e-8; }

Loss loss_of(const OperatingPlan& operating, const StressNetwork& network, const ShockPlan& plan,
             const HomeDemand& home, int days) {
  Loss out;
  visit_days(operating, network, plan, days, [&](const DayView& day) {
    out.add(home_unmet(home, day), day.day);
    return true;
  });
  return out;
}

Loss loss_of(const CascadeOutcome& cascade, const HomeDemand& home, int days) {
  Loss out;
  for (int day = 0; day < days; ++day) {
    double unmet = 0;
    for (const HomeDemand::Part& part : home.parts) {
      const auto found = std::lower_bound(cascade.parts.begin(), cascade.parts.end(), part.demand);
      unmet += part.weight * cascade.unmet[static_cast<std::size_t>(found - cascade.parts.begin())]
                                          [static_cast<std::size_t>(day)];
    }
    out.add(unmet, day);
  }
  return out;
}

}  // namespace

StressBounds stress_bounds(const StressNetwork& network, const ShockPlan& plan,
                           const HomeDemand& home, const OperatingOptions& options) {
  StressBounds out;
  const CascadeOutcome cascade = cascade_outcome(network, plan, options.days, &home);
  const StressNetwork bare = without_stocks(network);
  const CascadeOutcome bare_cascade = cascade_outcome(bare, plan, options.days, &home);

  const Loss worst = loss_of(cascade, home, options.days);
  // Where the pessimist loses nothing there is no gap to explain.
  constexpr std::size_t kRuns = 4;
  const std::size_t runs = worst.days > 0 ? kRuns : 1;
  OperatingPlan plans[kRuns];
  Loss losses[kRuns];
  parallel_parts(runs, [&](std::size_t run) {
    OperatingOptions less = options;
    less.stocks = run != 1;
    less.spare_capacity = run != 2;
    less.switching = run != 3;
    const StressNetwork& world = less.stocks ? network : bare;
    plans[run] = operating_plan(world, plan, less.stocks ? &cascade : &bare_cascade, less);
    if (plans[run].status != LpStatus::optimal) return;
    losses[run] = loss_of(plans[run], world, plan, home, options.days);
  });
  out.status = LpStatus::optimal;
  for (std::size_t run = 0; run < runs; ++run) {
    if (out.status == LpStatus::optimal) out.status = plans[run].status;
  }
  if (out.status != LpStatus::optimal) return out;
  out.pessimist = rounded(worst.days);
  out.pessimist_first = worst.first;
  out.optimist = rounded(losses[0].days);
  out.optimist_first = losses[0].first;
  out.plan = std::move(plans[0]);
  if (runs < kRuns) return out;
  out.stocks = rounded(losses[1].days - losses[0].days);
  out.spare_capacity = rounded(losses[2].days - losses[0].days);
  out.switching = rounded(NAIL_MUTANT(bounds_switching_is_spare, losses[3].days, losses[2].days) -
                          losses[0].days);
  out.allocation = out.gap() - out.stocks - out.spare_capacity - out.switching;
  return out;
}

}  // namespace nail
