// What a set of removals can cost a home at the most, without running it over time: its static
// any-tier loss, and a bound of it that adds up over the members of a set.
//
// The static loss bounds each day of the cascade from above: stocks only delay (a use gets what
// arrives, plus what lies there), and what arrives is never below the greatest fixed point of the
// static equations. So days x static loss is a bound of the days lost. A later class of priority is
// served after others, so that its loss can exceed the static one, by a factor at most: a supplier
// that lacks the part x of its deliveries W leaves class k
//   min(1, max(0, x W - W_>k) / W_k)  <=  x W / W_>=k   short,
// where W_k, W_>k and W_>=k are what class k, the classes behind it and both take of it.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "nail/dynamics/stress_summary.h"
#include "nail/exposure/solver.h"
#include "nail/reroute/worst_arrival.h"
#include "nail/reroute/worst_curve.h"

namespace nail {

// What a loss is counted over: parts with weights that sum to 1 at most.
struct LossPart {
  ProductId product;
  UserId user;  // none: buys from the pool
  double weight = 0;
  std::size_t demand = 0;  // final demand of the network
  double behind = 1;       // the largest W / W_>=k of its suppliers; 1 for priority 1
};
std::vector<LossPart> loss_parts(const StressNetwork& network, const HomeDemand& demand);

// How a choice between alternative inputs is read.
enum class Alternatives {
  best,  // as the exposure room does: the alternative that loses least
  // One alternative, the same for all removals, stands for its group. Then the loss U of a set is
  // at most the sum of the losses of its members:
  //   what is lost of a node is the largest of its own loss, the losses of its essential inputs
  //   and the weighted sum of its important ones; the loss of an input is a sum over suppliers with
  //   weights of 0 or more. Let F be this map, x(A) its least fixed point for a set A, reached by
  //   iterating from 0. A site's own loss in A and B together is at most the sum of its own losses,
  //   so from x_n(A+B) <= x_n(A) + x_n(B) follows
  //     x_n+1(A+B) = F(A+B, x_n(A+B)) <= F(A+B, x_n(A) + x_n(B)) <= x_n+1(A) + x_n+1(B),
  //   since F rises in all it depends on and a largest of sums is at most the sum of the largest.
  // The best alternative loses no more than the chosen one, so the static loss is at most U.
  one,
  // All alternatives are needed. What loses nothing here is no part of any loss, however combined.
  all,
};

// A network whose alternatives are read otherwise. chosen (Alternatives::one): per input of
// flow_inputs, not 0 for the one of its group that stands for it.
ProductNetwork with_alternatives(const ProductNetwork& network, Alternatives how,
                                 std::span<const std::uint8_t> chosen = {});
bool has_alternatives(const ProductNetwork& network);

// What turns static losses into bounds of what is lost over time. Empty: they stay as they are.
struct OverTime {
  bool later = false;             // later classes of priority lose by LossPart::behind more
  std::vector<LossCurve> curves;  // beside the parts: days; empty: shares
  // Where given: losses in days, those before a loss can arrive not counted (worst_arrival.h).
  const StressNetwork* network = nullptr;
  std::vector<std::uint8_t> needed;  // per product, see ArrivalBound
  int days = 0;
  // Where an organisation is taken out of a node whose important inputs are short as well, a run
  // over time multiplies what is left by their shortfall, while the static equations take the
  // lesser of the two. By product and place the largest such shortfall; 0 for nodes that need
  // nothing important or whose important inputs are never touched. Empty: 0 everywhere.
  std::vector<double> shortfall;
  std::size_t places = 0;
  // Makes what is removed of a node part + (1 - part) shortfall.
  void widen(Removal& removal) const;
};

// The loss of the parts for up to kLanes removals at a time: weights times static losses, or days
// over time at the most. The structure, shares, parts and bound must outlive it; one object a
// thread.
class StaticLoss {
 public:
  StaticLoss(const ExposureStructure& structure, const Shares& shares,
             std::span<const LossPart> parts, const OverTime& over_time);
  // A removal a lane. Removals must be widened before.
  Lanes loss(std::span<const Removal> removals);
  // The solver with the removals of the last call.
  const ExposureSolver& solver() const { return solver_; }
  // False once a cycle did not settle: losses are then lower bounds.
  bool settled() const { return settled_; }

 private:
  ExposureSolver solver_;
  std::span<const LossPart> parts_;
  const OverTime* over_time_;
  std::optional<ArrivalBound> arrivals_;
  bool settled_ = true;
};

}  // namespace nail
