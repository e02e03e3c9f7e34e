// How the program of operating_plan.h is written down: what its parts share. Each part stands in a
// file of its own; run() in operating_plan.cc calls them in order.
#pragma once

#include <map>
#include <vector>

#include "nail/base/mutant.h"
#include "nail/reroute/flow_classes.h"
#include "nail/reroute/flow_weights.h"
#include "nail/reroute/lp_terms.h"
#include "nail/reroute/operating_plan.h"
#include "nail/reroute/periods.h"
#include "nail/reroute/shock_limits.h"

namespace nail {

// Costs are in thousandths of a unit of weighted unmet demand, so that the tiny ones stand clear of
// the solver's tolerance: they choose between plans that are equally good.
inline constexpr double kCostScale = 1e3;
// A day that home is worse off than in the daily models, in units of weighted unmet demand.
inline constexpr double kWorseAtHome = 100;

class PlanBuilder {
 public:
  // All must outlive it. goal: null where the plan is for everybody.
  PlanBuilder(const StressNetwork& network, const ShockPlan& plan, const CascadeOutcome* cascade,
              const OperatingOptions& options, const SurvivalGoal* goal);
  OperatingPlan run();

 private:
  using Column = LinearProgram::Column;
  static constexpr std::uint32_t kNone = FlowClasses::kNone;
  // Who buys a product from its pool, straight or as the rest of a mix: a term of each period.
  struct Taker {
    UserId user;
    double a_day = 0;          // at baseline
    double most_a_day = 0;     // of what it orders
    std::vector<Terms> taken;  // per period, parts of the world's use times scale
  };
  // A product with its producers and what it is bought by, while its rows are written.
  struct Market {
    std::size_t p = 0;
    const std::vector<std::uint32_t>& producers;
    // What takes part buys of it from the pool on a day at baseline, and orders at most.
    double pool = 0, most_pool = 0;
    std::vector<Taker> takers;
    // From suppliers whose place is not known, by their links: at baseline a day (times scale), and
    // what they ship in each period.
    double unknown_a_day = 0;
    std::vector<Terms> unknown_links;
    // What of that supply comes to the pool, by the period it is shipped in; nothing where it is
    // what it is at baseline.
    std::vector<Terms> unknown_pool;
  };

  bool is_demand(std::size_t buyer) const { return classes_.buyers[buyer].producer == kNone; }
  bool takes_part(std::size_t product) const {
    return goal_ == nullptr || goal_->products[product] != 0;
  }
  std::size_t at(std::size_t item, std::size_t k) const { return item * periods_.size() + k; }

  // plan_scope.cc
  // Which products take part: those that a shock reaches (by the cascade where it is known, else by
  // recipes), what is made of them, what spare capacity for those needs, and makers that use any of
  // that and moved in the daily models.
  void find_products();
  bool add_spare_inputs();
  bool add_moved_makers();

  // plan_classes.cc
  void sort_classes();
  void tag(NodeId id, std::vector<double>& key) const;
  void tag(UseId id, std::vector<double>& key) const;

  // plan_grid.cc
  void choose_grid();
  // Columns that a period takes, about.
  std::size_t columns_a_period() const;
  // Period in which arrives what is shipped in period `shipped`.
  std::size_t arrival(std::size_t shipped, std::uint32_t lead) const;
  // Days of a flow with this lead time that arrive in period k though they are due later.
  int early_days(std::uint32_t lead, std::size_t k);
  // Parts of the world's use are of all sizes; rows are in days of what takes part.
  void scale_products();

  // plan_demand.cc
  // Number of the first final demand of a buyer.
  std::size_t demand_of(std::size_t buyer) const;
  double demand_on(std::size_t buyer, int day) const;
  double cost_weight(std::size_t buyer) const;
  void add_demand_columns();
  // Between plans with the same total, the one in which the worst off of a product and priority is
  // best off.
  void add_evenness();
  // The home's loss, and a row that keeps it as low as in the daily models.
  double home_loss() const;
  void hold_home();

  // plan_makers.cc
  // What a producer makes, and what it draws for it.
  void add_producer_columns();
  void add_needs(const FlowClasses::Producer& producer, std::size_t c, std::size_t k);
  void add_important_needs(const FlowClasses::Producer& producer, std::size_t c, std::size_t k,
                           Terms made);
  // What the important inputs of a producer with several lack, less what is there of them.
  void add_what_is_there();
  Terms is_there(std::size_t b, std::size_t k) const;

  // plan_stocks.cc
  // Part of the stock at the start of the period that is not lost.
  double stock_left(std::size_t b, std::size_t k) const;
  // What a buyer orders on a day at most, over baseline: as in the adaptive model twice as much
  // where it has stocks to refill, else what it uses.
  double most_ordered(std::size_t b) const;
  // Receipts of each period, from the draws: the draws themselves where nothing can be kept.
  void add_buyer_rows(std::size_t b);

  // plan_pools.cc
  void add_markets();
  void add_market(Market market, const std::vector<std::uint32_t>& buyers);
  // What each producer ships to the pool: all it makes, or what its links leave.
  void add_supply(const Market& market);
  double fixed_from(NodeId node);
  // Supply of unknown origin goes on as at baseline, in sum.
  void add_unknown_supply(Market& market);
  // Taken from the pool in period k: no more than what was shipped to it a day before.
  Terms pool_row(const Market& market, std::size_t k) const;
  // Takes off the row what comes in period k from the pool other than from producers: all of it
  // where it was shipped before the first shock, later what is not known to come from anywhere.
  void take_off_the_rest(const Market& market, std::size_t k, Terms& row) const;
  // Taken less arrived is at most 0 in each period; but what is counted as arrived though it is
  // still on its way can be taken later.
  void add_arrivals(std::vector<Terms>& rows, const std::vector<double>& early);
  // Days of the period in which the pool still brings what it shipped before the first shock.
  int pool_due(std::size_t k) const;
  // Days of the pool's shipments that arrive in the period.
  int pool_days(std::size_t k) const;

  // plan_mixes.cc
  // A user's own mix: its links, and what it takes from the pool.
  Taker add_mix(Market& market, std::uint32_t number, const std::vector<std::uint32_t>& members);
  // Days that goods of a supplier new to the mix are on their way: as from the nearest of its
  // suppliers elsewhere. What comes from a place itself says nothing about other ways.
  std::uint32_t way_of(const StressMix& mix) const;
  // What a mix may take from the pool beyond its pooled part, in days of its use: the parts of the
  // links that may be left; any amount once all may.
  double most_switched(const StressMix& mix, std::size_t k) const;
  bool can_leave(const StressLink& link, int day) const;
  // a_day: what the link carries on a day at baseline, more: how much more at most. What arrives is
  // taken off the rows.
  void add_link(Market& market, const StressMix& mix, const StressLink& link, double a_day,
                double more, std::vector<Terms>& rows);
  // The same from supply of unknown origin.
  void add_unknown_link(Market& market, const StressLink& link, double a_day, double more,
                        std::vector<Terms>& rows);

  // plan_bans.cc
  // What a banned supplier makes goes to those the ban does not reach, but for what it lets
  // through.
  void add_ban_rows(const Market& market);
  // To the pool's buyers that a ban reaches; no limit where a day of the period is free.
  double most_exports(const ShockLimits::BanGroup& group, NodeId supplier,
                      const Period& period) const;

  // plan_straits.cc
  // Pools that a place can hardly be reached from: (product, place) with more than half of the
  // product's supply held on its way there.
  void find_closed_pools();
  // A place that most of the supply cannot reach takes what can, and what was held once it goes on,
  // which its pool (a row a period) ships before.
  void add_closed_rows(const Market& market, std::vector<Terms>& pool_rows);
  std::vector<Terms> add_what_goes_on(const Market& market, UserId user, double most_a_day,
                                      std::vector<Terms>& pool_rows);

  // operating_plan.cc
  // What lies below the solver's tolerance says nothing.
  double value(Column column) const;
  void read(OperatingPlan& out) const;

  const StressNetwork& network_;
  const ShockPlan& plan_;
  const CascadeOutcome* cascade_;
  const OperatingOptions& options_;
  const SurvivalGoal* goal_;
  ShockLimits limits_;
  FlowWeights weights_;
  std::vector<std::uint8_t> products_;                                  // takes part
  std::map<std::size_t, std::vector<const ShockPlan::Surge*>> surges_;  // by final demand
  std::map<UseId, std::vector<const ShockPlan::StockLoss*>> losses_;
  std::map<std::size_t, std::size_t> home_;             // final demand to part of the cascade's
  std::map<std::size_t, std::vector<PlaceId>> closed_;  // by product
  FlowClasses classes_;
  std::vector<Period> periods_;
  std::vector<std::vector<std::size_t>>
      shipped_for_;            // whose shipments the pool brings in period k
  std::vector<double> scale_;  // per product
  std::vector<double> fixed_by_node_;
  // Per buyer or producer and period.
  std::vector<Column> unmet_, worse_, output_, spare_, stock_, released_;
  std::vector<double> most_output_, most_spare_;
  std::vector<Terms> draw_, receipts_, ship_, links_out_;
  // Of producers with several important inputs: what each group lacks, less what it aims at.
  struct Shortfall {
    std::uint32_t producer = 0;
    std::size_t group = 0, k = 0;
    Terms lacks;
  };
  std::vector<Shortfall> shortfalls_;
  std::map<std::uint32_t, std::vector<int>> early_;  // by lead time
  LinearProgram lp_;
};

// Days [begin, end) of a period for which `when` holds.
template <class When>
int count_days(const Period& period, const When& when) {
  int days = 0;
  for (int day = period.begin; day < period.end; ++day) days += when(day) ? 1 : 0;
  return days;
}

}  // namespace nail
