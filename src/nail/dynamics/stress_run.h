// A day-by-day run of a products case under a plan of shocks, and what is looked at on each day.
#pragma once

#include <functional>
#include <span>

#include "nail/dynamics/shock_plan.h"
#include "nail/network/stress_network.h"

namespace nail {

// One day. Spans are valid during the call only.
struct DayView {
  int day = 0;
  std::span<const double> output;  // per node, baseline output is 1
  std::span<const double> stock;   // per use, days of its own use; government stock included
  std::span<const double> demand;  // per final demand, baseline is 1
  std::span<const double> unmet;   // per final demand, in days of its baseline demand
};

// cascade: orders stay at baseline and no capacity is used beyond it (the pessimist).
// ario: orders follow use and refill stocks, spare capacity is used.
enum class StressMode { cascade, ario };

struct StressRunOptions {
  int days = 365;
  StressMode mode = StressMode::cascade;
  double restock_days = 30;
};

// Runs the model and calls visit on every day in order; visit returns false to stop. Returns false
// where it was stopped.
bool run_stress(const StressNetwork& network, const ShockPlan& plan,
                const StressRunOptions& options, const std::function<bool(const DayView&)>& visit);

}  // namespace nail
