// A daily series as the report draws it: a number a week.
#pragma once

#include <utility>
#include <vector>

namespace nail {

// The means of seven days each; the last week may be shorter.
class Weeks {
 public:
  // Days in order, from 0 on.
  void add(int day, double value) {
    if (day % 7 == 0) {
      means_.push_back(0);
      days_ = 0;
    }
    ++days_;
    means_.back() += (value - means_.back()) / days_;
  }
  std::vector<double> take() { return std::move(means_); }

 private:
  std::vector<double> means_;
  int days_ = 0;
};

}  // namespace nail
