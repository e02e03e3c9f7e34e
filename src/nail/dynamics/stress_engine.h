// A run of the model over time: one (V is double) or eight (Lanes), on numbers that all lanes share
// (P is double) or that each has its own (Lanes). What a day is made of stands in stress_kernel.h.
//
// Receipts and orders are kept as differences from baseline, so that what no shock reaches stays at
// exactly 1 and is left out of the work.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "nail/dynamics/shipping.h"
#include "nail/dynamics/stress_numbers.h"
#include "nail/dynamics/stress_reach.h"
#include "nail/dynamics/stress_run.h"
#include "nail/dynamics/stress_state.h"
#include "nail/dynamics/stress_structure.h"

namespace nail {

template <class V, class P>
class StressEngine {
 public:
  StressEngine(const StressStructure& structure, const StressNumbers<P>& numbers);
  StressEngine(const StressEngine&) = delete;
  StressEngine& operator=(const StressEngine&) = delete;

  bool run(std::span<const ShockPlan* const> plans, const StressRunOptions& options,
           const std::function<bool(const DayViewOf<V>&)>& visit);

 private:
  struct DayEffect {  // an outage or surge in one lane
    std::uint32_t lane = 0;
    double size = 0;
    Window window;
  };
  // What happens to one node or demand: effects [begin, that of the next entry).
  struct Struck {
    std::uint32_t at = 0, begin = 0;
  };

  void start(const StressRunOptions& options);
  void start_stocks();
  void start_effects();
  void start_blocks(bool parallel);
  void set_day();
  // What the day's windows make of capacities, demands, flows, stocks.
  void go_to(int day);
  void take_lost_stock(int day);
  void let_go_of_government_stocks(int day);
  void compute_day();

  const StressStructure& structure_;
  const StressNetwork& network_;
  const StressNumbers<P>& numbers_;
  std::span<const ShockPlan* const> plans_;
  StressReach reach_;
  Shipping<V> shipping_;
  StressState<V, P> state_;
  StressDay<V, P> day_{};
  StressParts<V, P> parts_{};
  bool in_parallel_ = false;
  std::vector<Struck> outage_of_, surge_of_;
  std::vector<DayEffect> outages_, surges_;
  std::function<void(std::size_t)> products_part_, channels_part_;
};

extern template class StressEngine<double, double>;
extern template class StressEngine<Lanes, double>;
extern template class StressEngine<Lanes, Lanes>;

}  // namespace nail
