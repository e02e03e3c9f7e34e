// When an upstream cascade stops: the first step t >= 1 whose growth, in the largest site, is at
// most eps. Decided here where few links do it.
//
// The growth of step t + 1 is Lu times that of step t (without the failing site, which has lost all
// it can). Rows of Lu add up to at most 1. So a growth that is not pushed takes at most itself from
// any later growth, and pushing only growths above a threshold gives a lower bound of every growth
// whose distance from the truth is at most the sum over steps of the largest growth held back.
// Where no lower bound is above eps, the few sites whose upper bound is are pulled: from the
// growths of their buyers a step before, which are nearer to the truth, and where that leaves eps
// between the bounds, from those of the buyers' buyers, and so on. If all that does not decide, the
// shock is done again with a smaller threshold. One whose pushes visit many links is left
// undecided, and so is one with a growth nearer to eps than kNearTie: UpWhole takes both.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "nail/cascade/cascade_system.h"
#include "nail/cascade/up_limits.h"
#include "nail/numeric/aligned.h"

namespace nail {

class UpStop {
 public:
  // most: links that one step may visit.
  explicit UpStop(const CascadeSystem& system) : UpStop(system, most_pushed(system)) {}
  UpStop(const CascadeSystem& system, std::uint64_t most);

  // 0: undecided.
  std::uint32_t least_steps(std::uint32_t site);

  std::uint64_t links = 0;

 private:
  // The growths of one step that are not 0, and their sites.
  struct Step {
    std::vector<std::uint32_t> site;
    std::vector<double> growth;
    std::size_t count = 0;
    // Where a site stands in the list, counted from 1, at the first free place from its hash on;
    // 0: free. Made when first asked for.
    std::vector<std::uint32_t> place;
    bool has_places = false;
    double missing = 0;  // from these growths to the true ones, at most
  };
  // Bounds of a growth: low is reached, low + missing not exceeded.
  struct Bounds {
    double low = 0, missing = 0;
  };
  enum class Verdict { above, below, open };  // of the largest growth against eps

  Step& step_at(std::uint32_t t) { return steps_[t % kHistory]; }
  std::uint32_t push(std::uint32_t site, double threshold);
  // The growths of step t, from front_; the next front_.
  double grow(std::uint32_t t, double threshold);
  Verdict judge(std::uint32_t t, double largest);
  Bounds pull(std::uint32_t i, std::uint32_t t, double weight, std::uint32_t depth);
  double growth_of(std::uint32_t i, std::uint32_t t);
  static void list_places(Step& step);

  static constexpr std::uint32_t kHistory = 8;
  const CascadeSystem& system_;
  std::uint64_t most_;
  std::uint32_t failing_ = 0;
  std::array<Step, kHistory> steps_;
  bool is_wide_ = false;              // the last push was left for the links of its next step
  double finest_ = 0;                 // what missing growth is taken for granted in a pull
  std::int64_t pull_links_ = 0;       // that a pull may still visit
  AlignedVector<double> growth_;      // per site; zero between steps
  std::vector<std::uint32_t> front_;  // sites whose growth is pushed
  std::vector<double> front_growth_;  // beside front_
  std::size_t fronts_ = 0;
  std::uint64_t front_links_ = 0;  // that pushing front_ visits
  double held_back_ = 0;           // the largest growth that is not in front_
};

}  // namespace nail
