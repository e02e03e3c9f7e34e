// From a static loss to days lost at the most. What a set costs a buyer on a day is at most its
// static loss, and at most what that buyer lacks on that day when all candidates are out at once
// (more removed never loses less): over the horizon, the sum of the lesser of the two.
//
// It is concave in the static loss and 0 where that is 0, so where losses add up, so do days.
#pragma once

#include <vector>

namespace nail {

class LossCurve {
 public:
  // all_out: what is lost on each day with all candidates out.
  explicit LossCurve(std::vector<double> all_out);
  double days(double static_loss) const;

 private:
  std::vector<double> level_;  // rising
  std::vector<double> below_;  // sum of the levels before
};

}  // namespace nail
