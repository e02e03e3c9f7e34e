// What happened day by day, as rows: one a day for every product at a place that makes it or
// demands it.
#pragma once

#include <string>
#include <vector>

#include "nail/dynamics/stress_run.h"

namespace nail {

class Timeline {
 public:
  static constexpr const char* kHeader = "day,product,place,output,demand,unmet,stock_days\n";

  // The network must outlive it.
  explicit Timeline(const StressNetwork& network);

  // Notes which pairs of product and place leave baseline on the day.
  void note(const DayView& day);
  // Leaves out the pairs that never left baseline on a day that was noted.
  void keep_what_moved();

  std::size_t pairs() const { return pairs_.size(); }
  std::size_t left_out() const { return left_out_; }
  // Appends the day's rows. output is empty where nothing is made; demand and unmet where there is
  // no final demand, else averages by weight over its priorities (plain ones where nothing has
  // weight); stock_days, the same average over all who use the product there, is empty where nobody
  // does.
  void append(const DayView& day, std::string& out) const;

 private:
  struct Pair {
    ProductId product;
    UserId user;
    NodeId node;
    std::uint32_t use_begin = 0, use_end = 0;  // of uses_
    bool has_demand = false;
    bool moved = false;
    std::string names;  // ",product,place,"
  };
  const StressNetwork* network_;
  std::vector<Pair> pairs_;
  std::vector<std::uint32_t> uses_;
  std::vector<double> baseline_stock_;  // per use
  std::size_t left_out_ = 0;
};

// A user's id in the case; `other` for none.
std::string user_name(const StressNetwork& network, UserId user);

}  // namespace nail
