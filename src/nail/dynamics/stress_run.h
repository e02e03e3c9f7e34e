// A day-by-day run of a products case under a plan of shocks, and what is looked at on each day.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "nail/dynamics/shock_plan.h"
#include "nail/network/stress_network.h"
#include "nail/numeric/lanes.h"

namespace nail {

// One day, of one run (V is double) or of up to eight (Lanes). Spans are valid during the call
// only.
template <class V>
struct DayViewOf {
  int day = 0;
  std::span<const V> output;  // per node, baseline output is 1
  std::span<const V> stock;   // per use at the end of the day, days of its own use; government
                              // stock included
  std::span<const V> demand;  // per final demand, baseline is 1
  std::span<const V> unmet;   // per final demand, in days of its baseline demand
  // What each node fills of the orders of each priority class, 0 to 1, at StressStructure::fill.
  std::span<const V> filled;
};
using DayView = DayViewOf<double>;
using LaneDayView = DayViewOf<Lanes>;

// cascade: orders stay at baseline and no capacity is used beyond it (the pessimist).
// ario: orders follow use and refill stocks, spare capacity is used.
enum class StressMode { cascade, ario };

struct StressRunOptions {
  int days = 365;
  StressMode mode = StressMode::cascade;
  double restock_days = 30;
  // In cascade: only the final demand of these products is looked at (empty: all). What cannot
  // reach it is left at baseline. Has no effect in ario.
  std::span<const ProductId> watched;
  // Big networks are shared out over the threads there are, with the same bytes for any number.
  // Off: one thread, for callers that run several at a time.
  bool parallel = true;
  // Instruction set of the kernel by name (baseline, avx2, avx512); one that is not there, or null:
  // the best there is. The same bytes come out on all of them.
  const char* instruction_set = nullptr;
};

// Runs the model and calls visit on every day in order; visit returns false to stop. Returns false
// where it was stopped.
bool run_stress(const StressNetwork& network, const ShockPlan& plan,
                const StressRunOptions& options, const std::function<bool(const DayView&)>& visit);

// The same for run after run, up to kLanes together. What runs share is prepared once; a run
// allocates when it starts, never inside a day. Each lane has the bits of a run of its own. One
// object a thread.
class StressSimulator {
 public:
  // All lanes run on one network, which must outlive the simulator.
  explicit StressSimulator(const StressNetwork& network);
  // Lane k runs on networks[k] (1 to kLanes of them; lanes beyond them on the last), which have the
  // same nodes, uses, mixes, links and lead times and differ in numbers: shares, weights,
  // capacities, stocks. They must outlive the simulator.
  explicit StressSimulator(std::span<const StressNetwork> networks);
  ~StressSimulator();
  StressSimulator(StressSimulator&&) noexcept;
  StressSimulator& operator=(StressSimulator&&) noexcept;

  // Plan k in lane k, up to kLanes; lanes without a plan stay at baseline.
  bool run(std::span<const ShockPlan* const> plans, const StressRunOptions& options,
           const std::function<bool(const LaneDayView&)>& visit);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace nail
