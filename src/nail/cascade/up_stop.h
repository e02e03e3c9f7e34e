// When an upstream cascade stops: the first step t >= 1 whose growth, in the largest site, is at
// most eps.
//
// The growth of step t + 1 is Lu times that of step t (without the failing site, which has lost all
// it can). Rows of Lu add up to at most 1. So a growth that is not pushed takes at most itself from
// any later growth, and pushing only growths above a threshold gives a lower bound of every growth
// whose distance from the truth is at most the sum over steps of the largest growth held back.
// Where no lower bound is above eps, the few sites whose upper bound is are pulled: from the
// growths of their buyers a step before, which are nearer to the truth, and where that leaves eps
// between the bounds, from those of the buyers' buyers, and so on. If all that visits too many
// links, the shock is done again with a smaller threshold; where eps is nearer than kNearTie, in
// the order of Jacobi steps, which decides ties.
#pragma once

#include <array>
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
  // The growth of one step, per site, and the sites where it is not 0.
  struct Step {
    std::vector<double> growth;
    std::vector<std::uint32_t> site;
    std::size_t count = 0;
  };
  // Bounds of a growth: low is reached, low + missing not exceeded.
  struct Bounds {
    double low = 0, missing = 0;
  };
  Step& step_at(std::uint32_t t) { return steps_[t % kHistory]; }
  void push_into(Step& step);
  void pull_into(Step& step, const Step& from);
  enum class Verdict { above, below, open };  // of the largest growth against eps
  Verdict judge(std::uint32_t t);
  Bounds pull(std::uint32_t i, std::uint32_t t, double weight, std::uint32_t depth);
  static void clear(Step& step);

  static constexpr std::uint32_t kHistory = 8;
  static constexpr std::int64_t kPullLinks = 10000;
  std::uint32_t failing_ = 0;
  std::array<Step, kHistory> steps_;
  std::array<double, kHistory> missing_{};  // from the growths in steps_ to the true ones, at most
  bool is_wide_ = false;                    // the step at hand is of all links
  double finest_ = 0;                       // what missing growth is taken for granted in a pull
  std::int64_t pull_links_ = 0;             // that a pull may still visit
  std::vector<std::uint32_t> front_;        // sites whose growth is pushed
  std::vector<double> front_growth_;        // beside front_
  std::size_t fronts_ = 0;
  std::uint64_t front_links_ = 0;       // that pushing front_ visits
  std::vector<double> before_, after_;  // states of jacobi
};

}  // namespace nail
