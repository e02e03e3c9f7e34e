// The shocks of a scenario, resolved to the nodes and uses of a network and to days.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nail/base/result.h"
#include "nail/network/stress_network.h"

namespace nail {

// From day start on in full, from day end on fading in a straight line over recovery days.
struct Window {
  int start = 0;
  int end = 0;       // first day after
  int recovery = 0;  // days
  // The part of the shock that holds on a day: 1 in [start, end), then 1 - (day - end)/recovery.
  double at(int day) const;
  bool is_over(int day) const { return day >= end + recovery; }
};

struct ShockPlan {
  struct Outage {  // outage, recall: capacity times 1 - size
    NodeId node;
    double size = 0;
    Window window;
  };
  struct Ban {  // what the supplier ships to the buyers stops in part
    NodeId supplier;
    double size = 0;
    Window window;
    std::vector<UserId> targets;  // in order; empty: every buyer at another place
    // A buyer at the supplier's own place, or a bloc that holds it, is never reached: what it gets
    // is no export. `other` (none) is at another place.
    bool reaches(const StressNetwork& network, UserId buyer) const;
  };
  struct Hold {  // transport: a part of what goes from a place to another waits at a chokepoint
    PlaceId from, to;
    ProductId product;  // none: every product
    double size = 0;    // of the shock
    Window window;
    double share = 1;          // of the flow, that passes the strait
    int series = 0;            // straits with the same number are alternatives
    std::uint32_t strait = 0;  // in the order of their names
  };
  struct Surge {  // final demand times 1 + (factor - 1) window.at(day)
    std::size_t demand = 0;
    double factor = 1;
    Window window;
  };
  struct StockLoss {
    UseId use;
    double size = 0;
    int day = 0;
  };
  std::vector<Outage> outages;
  std::vector<Ban> bans;
  std::vector<Hold> holds;  // by from, to, series, strait
  std::vector<Surge> surges;
  std::vector<StockLoss> stock_losses;
  int first_day = 0;  // of the first shock; when government stocks that go at_once are let go
  int last_day = 0;   // the first day on which every shock is over
  std::size_t without_effect = 0;  // shocks that found nothing in this network to act on
};

// The plan of a scenario at the values of its shocks (the middle of a range without a value); days
// are rounded to whole ones. A place or target may be a bloc: all its members, and where it buys
// the bloc itself; a bloc's export ban does not stop what its members send each other. A transport
// shock's place is where the flows start. ExitCode::usage where a shock names a product, place,
// target or chokepoint that the case does not have, or is of a kind that products cases do not
// know.
Result<ShockPlan> plan_shocks(const StressNetwork& network, const Scenario& scenario);

// How much of what a place ships to another goes through on a day, and when the rest does. Takes
// the holds that concern it, in the order of ShockPlan::holds. The parts of a flow that take
// alternative straits are held apart from each other, so they add up; straits in series are passed
// by what the ones before let through; shocks on one strait multiply what they leave.
class StraitPassage {
 public:
  explicit StraitPassage(int day) : day_(day), leaves_(day) {}
  void add(const ShockPlan::Hold& hold);
  double held();
  // The day on which the last of it goes on.
  int leaves() const { return leaves_; }

 private:
  void end_strait();
  void end_series();
  int day_, leaves_;
  bool any_ = false;  // a strait is at hand: its series, number and share of the flow
  int series_ = 0;
  std::uint32_t strait_ = 0;
  double share_ = 0;
  double open_ = 1;    // of the strait at hand
  double closed_ = 0;  // of the series at hand, in parts of the flow
  double free_ = 1;
};

// Removals for survival and worst-case questions, in full from day 0 for days: these nodes are out,
// or these places export nothing.
ShockPlan plan_outage(std::span<const NodeId> nodes, int days);
ShockPlan plan_export_stop(const StressNetwork& network, std::span<const PlaceId> places, int days);

}  // namespace nail
