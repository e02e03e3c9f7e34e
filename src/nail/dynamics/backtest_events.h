// Questions for a back-test out of what a case tells of events.
#pragma once

#include <vector>

#include "nail/dynamics/backtest.h"

namespace nail {

// A shortage that begins later than this after an outage or ban is not put down to it.
inline constexpr int kMostDaysBetween = 540;

// Each outage or ban of a product at a place with a start and an end is a scenario of one shock,
// known as of the year before it; each product made from it (or itself) of which a shortage began
// within kMostDaysBetween days of it is a question: how many days it took. What caused a shortage
// an event does not say.
std::vector<Backtest> backtests_of_events(const Case& data);

}  // namespace nail
