// When an upstream cascade stops: the first step t >= 1 whose growth, in the largest site, is at
// most eps.
//
// The growth of step t + 1 is Lu times that of step t (without the failing site, which has lost all
// it can). Rows of Lu add up to at most 1. So a growth that is dropped takes at most itself from
// any later growth, and pushing only growths above a threshold gives a lower bound of every growth
// whose distance from the truth is at most the sum of the largest growths dropped so far. Where the
// bounds leave eps between them, the shock is done again with a smaller threshold; where eps is
// nearer than kNearTie, in the order of Jacobi steps, which decides ties.
#pragma once

#include <cstdint>
#include <vector>

#include "nail/cascade/cascade_system.h"

namespace nail {

class UpStop {
 public:
  explicit UpStop(const CascadeSystem& system);

  std::uint32_t least_steps(std::uint32_t site);

  std::uint64_t links = 0, refined = 0;

 private:
  static constexpr double kNearTie = 1e-12;

  std::uint32_t push(std::uint32_t site, double threshold);  // 0: undecided
  std::uint32_t jacobi(std::uint32_t site);

  const CascadeSystem& system_;
  std::vector<double> growth_;          // per site; zero between steps
  std::vector<std::uint32_t> touched_;  // sites of growth_ that may not be zero
  std::vector<std::uint32_t> front_;    // sites whose growth is pushed
  std::vector<double> front_growth_;    // beside front_
  std::vector<double> before_, after_;  // states of jacobi
};

}  // namespace nail
