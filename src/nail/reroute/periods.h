// The periods that a plan over time is made in: days where that is small enough, longer ones
// otherwise, with a cut wherever a shock begins, ends or has faded.
#pragma once

#include <vector>

#include "nail/dynamics/shock_plan.h"

namespace nail {

struct Period {
  int begin = 0, end = 0;  // days [begin, end)
  int days() const { return end - begin; }
};

enum class Grid {
  daily,
  mixed,      // two weeks of days, then weeks, then fortnights, then four weeks at a time
  weekly,     // weeks for a quarter, fortnights for half a year, then four weeks at a time, after a
              // year a thirteenth of the time since
  monthly,    // four weeks at a time, after a year a thirteenth of the time since
  quarterly,  // a quarter at a time, after a year a quarter of the time since
};

// Periods that cover [begin, end).
std::vector<Period> make_periods(const ShockPlan& plan, int begin, int end, Grid grid);

// Number of the period that holds the day; periods.size() for days behind the last.
std::size_t period_of(const std::vector<Period>& periods, int day);

}  // namespace nail
