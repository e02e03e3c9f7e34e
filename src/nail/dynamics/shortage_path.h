// The way by which a shortage arrived: from a final demand back to where the shock struck.
#pragma once

#include <vector>

#include "nail/dynamics/stress_run.h"
#include "nail/dynamics/stress_structure.h"

namespace nail {

// product@place: whose buyers (first step) or output (the others) first fell short on that day.
struct ShortageStep {
  ProductId product;
  UserId user;  // of the first step the buyer, then the supplier's place
  int day = 0;
};

// Consumes the days of one run. When a node first fails to fill its most urgent orders, and when a
// final demand is first short, it notes why: the node's own outage, or the input that held it back
// most, and of that input's suppliers the one whose lost shipment weighed most (m times what did
// not leave on the day it should have). A buyer's order counts as one day's use. Each note points
// to an earlier day, so that a path has an end.
class ShortagePaths {
 public:
  // Both must outlive it.
  ShortagePaths(const StressStructure& structure, const ShockPlan& plan);
  void add(const DayView& day);
  // From the final demand to the node that a shock struck; the demand alone where it was a surge
  // that nobody could meet. Empty where there was no shortage.
  std::vector<ShortageStep> path(std::size_t demand) const;

 private:
  struct Cause {
    int day = -1;
    NodeId supplier;      // none: it began here
    bool is_end = false;  // what the supplier made did not get out: it began there
  };
  // Of a use on a day: what is lost of its receipts, and the supplier that lacks most.
  struct Lack {
    double sum = 0, most = 0;
    NodeId supplier;
    bool is_end = false;
  };
  Lack lack_of(std::uint32_t use, int day) const;
  void lack_from(NodeId supplier, double share, int lead, std::uint32_t use, int day,
                 Lack& lack) const;
  Cause cause_of(std::uint32_t node, int day) const;
  double filled_on(NodeId node, std::uint32_t fill, int day) const;
  double passing(NodeId node, UserId buyer, int day) const;

  const StressStructure* structure_;
  const StressNetwork* network_;
  std::vector<Cause> nodes_, demands_;
  int day_ = -1;
  std::vector<double> yesterday_, stock_;  // filled, stock at the end of yesterday
  // What nodes filled on earlier days, kept as long as their longest lead time: a ring a node.
  struct Kept {
    std::uint32_t begin = 0, size = 0;
  };
  std::vector<Kept> kept_;
  std::vector<double> rings_;
  std::vector<std::vector<const ShockPlan::Outage*>> outages_;  // by node
  std::vector<std::vector<const ShockPlan::Ban*>> bans_;        // by node
  std::vector<std::vector<const ShockPlan::Hold*>> holds_;      // by place they start at
};

}  // namespace nail
