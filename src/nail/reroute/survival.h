// How long buyers can do without each site, and how long it takes to come back (D. Simchi-Levi et
// al., "Identifying risks and mitigating disruptions in the automotive supply chain", Interfaces
// 45, 2015: time to survive, time to recover, performance impact, risk exposure index).
//
// The time to survive (TTS) of a site is the number of whole days before the first one on which a
// buyer in question goes short, the site being out in full from day 0 on: by the cascade (the
// pessimist: nobody turns elsewhere) and by linear programs (the optimist: everything is rerouted
// as well as can be). The time to recover (TTR) is the case's, kDefaultTtr days where it is not
// known. The performance impact is what is lost during the time to recover.
#pragma once

#include <functional>
#include <vector>

#include "nail/base/result.h"
#include "nail/dynamics/stress_summary.h"

namespace nail {

inline constexpr double kDefaultTtr = 365;
// Impacts are summed over this many days at most.
inline constexpr double kMostTtr = 3650;

// A time to survive. Beyond the horizon: nobody goes short within it.
struct SurvivalTime {
  enum class State { not_computed, known, beyond_horizon };
  State state = State::not_computed;
  double days = 0;
};

struct SurvivalSite {
  ProductId product;
  PlaceId place;
  SurvivalTime cascade, time_indexed, aggregate;
  double ttr = kDefaultTtr;  // days
  bool ttr_known = false;
  double impact_days = 0;        // lost of the demand in question, in days of it
  double impact_usd = kUnknown;  // where price and quantity of all that is short are known
  double rei = 0;                // impact over the largest impact, 0 to 1
  ProductId first_short;         // the product of the demand that runs short first; none: none does
  // Whether somebody goes short, by the cascade, before the site is back.
  bool recovers_late() const {
    return cascade.state == SurvivalTime::State::known && ttr > cascade.days;
  }
};

struct SurvivalOptions {
  int days = 365;        // the horizon
  std::size_t top = 10;  // sites of largest impact with a time-indexed program; needs most time
  bool optimist = true;  // false: no programs at all, the cascade alone
  std::function<bool(double)> progress;  // part done, 0 to 1; false stops
};

struct Survival {
  std::vector<SurvivalSite> sites;  // the largest impact first; ties by product@place
  int horizon = 0;
  std::size_t late = 0;  // sites whose time to recover exceeds their time to survive
};

// Every site whose outage can reach the demand, however combined with others.
// ExitCode::interrupted where progress said so.
Result<Survival> survival(const StressNetwork& network, const Shares& shares,
                          const HomeDemand& demand, const SurvivalOptions& options);

// The demand of everybody, for a case looked at from no seat: as home_demand, of all places.
HomeDemand everyones_demand(const StressNetwork& network);

}  // namespace nail
