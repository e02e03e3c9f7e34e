// What a run meant for final demand and for a home: first shortage, depth, duration, loss,
// recovery.
#pragma once

#include <string>
#include <vector>

#include "nail/dynamics/stress_run.h"

namespace nail {

// A shortage is unmet demand above this part of a day's baseline demand.
inline constexpr double kShortage = 1e-9;

struct DemandOutcome {
  int first_shortage = -1;  // day, -1: none
  int last_shortage = -1;
  int shortage_days = 0;
  double depth = 0;  // largest unmet part of a day's baseline demand
  int depth_day = -1;
  double lost_days = 0;  // unmet demand summed, in days of baseline demand
  int recovered = -1;    // first day after the last shortage; -1: none, or not within the horizon

  // Days come in order, one by one.
  void add(int day, double unmet);
};

// Consumes the days of one run.
class StressSummary {
 public:
  explicit StressSummary(const StressNetwork& network);
  void add(const DayView& day);
  // Per final demand of the network.
  const std::vector<DemandOutcome>& outcomes() const { return outcomes_; }
  // Per node: first day with output below 1 (-1: none) and the smallest output.
  const std::vector<int>& first_loss() const { return first_loss_; }
  const std::vector<double>& lowest_output() const { return lowest_output_; }

 private:
  std::vector<DemandOutcome> outcomes_;
  std::vector<int> first_loss_;
  std::vector<double> lowest_output_;
};

// What one home's buyers feel: its final demands with their weights. Where the case says what the
// home demands (rows of `demand` at the home or its members), those; else every product that no
// other product of the case is made from. Priority 1 weighs 1, each further class half of the one
// before; a product's classes are averaged by their weights in use.
struct HomeDemand {
  struct Part {
    std::size_t demand = 0;  // final demand of the network
    double weight = 0;       // of the home's loss; the weights of the parts sum to 1
    int priority = 1;
  };
  std::vector<Part> parts;
  bool from_case = false;  // false: the case has no demand rows of the home
};
HomeDemand home_demand(const StressNetwork& network, const Home& home);

// Sum over the parts of weight times unmet of a day, in days of the home's demand.
double home_unmet(const HomeDemand& home, const DayView& day);
Lanes home_unmet(const HomeDemand& home, const LaneDayView& day);

}  // namespace nail
