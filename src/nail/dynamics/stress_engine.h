// The kernel of the model over time: one run (V is double) or eight (Lanes), on numbers that all
// lanes share (P is double) or that each has its own (Lanes).
//
// A day has two parts with everybody waiting between them. First each product on its own: orders of
// its nodes from yesterday's, what its uses receive, output, stocks, new orders; its final demand;
// what each node fills of its orders and so what the pool ships. Then the channels: buyers with a
// mix of their own, or whom a ban or hold meets in a way of their own, add up what is on its way to
// them. A buyer from the pool reads one number a product.
//
// Receipts and orders are kept as differences from baseline, so that what no shock reaches stays at
// exactly 1 and is left out of the work.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "nail/base/mutant.h"
#include "nail/dynamics/lane_math.h"
#include "nail/dynamics/shipping.h"
#include "nail/dynamics/stress_numbers.h"
#include "nail/dynamics/stress_reach.h"
#include "nail/dynamics/stress_run.h"
#include "nail/dynamics/stress_structure.h"
#include "nail/numeric/parallel.h"

namespace nail {

template <class V, class P>
class StressEngine {
 public:
  StressEngine(const StressStructure& structure, const StressNumbers<P>& numbers);
  StressEngine(const StressEngine&) = delete;
  StressEngine& operator=(const StressEngine&) = delete;

  bool run(std::span<const ShockPlan* const> plans, const StressRunOptions& options,
           const std::function<bool(const DayViewOf<V>&)>& visit);

 private:
  // A use that takes part in more than the pool: a channel it receives through, a government stock.
  struct Special {
    std::uint32_t channel = kNowhere;
    std::uint32_t government = kNowhere;
  };
  // Buyers that receive through links of their own or past a ban or hold. In cascade all orders are
  // 1, so that one channel serves a whole group; in ario it serves one use.
  struct Channel {
    std::uint32_t group = 0;
    std::uint32_t use = 0;                        // ario
    std::uint32_t ring_begin = 0, ring_mask = 0;  // of rings_: what arrives on day t at t & mask
    std::uint32_t passage_begin = 0, passage_end = 0;  // positions in shipping passages
  };
  // An input of the product at hand, and of its node at hand.
  struct Input {
    V pool;             // what a unit ordered from the pool brings today
    V sum;              // over nodes, of weight (order - 1)
    V receipts;         // of the node
    double weight = 0;  // of an important input
    double slack = 0;   // what an important input has beyond, so that it sets no limit
    bool is_first = true, is_last = true;  // of its alternatives
  };
  // What a ban changes in the orders a node sees, on top of what common bans do to the pool.
  struct OrderFix {
    std::uint32_t use = 0, passage = 0;
    bool pool = false;
    P weight{};  // omega m
  };
  struct DayEffect {  // an outage or surge in one lane
    std::uint32_t lane = 0;
    double size = 0;
    Window window;
  };

  void start(std::span<const ShockPlan* const> plans, const StressRunOptions& options);
  void start_channels();
  void start_order_fixes();
  void start_blocks(bool parallel);
  void go_to(int day);
  void take_lost_stock(int day);
  void product_day(std::size_t p, std::size_t block);
  template <bool kArio>
  void nodes_day(std::size_t p, std::size_t block);
  template <bool kArio>
  V plain_node(std::uint32_t n, std::uint32_t u0, const V& z, Input* inputs, std::size_t count);
  template <bool kArio>
  V intricate_node(std::uint32_t u0, const V& z, Input* inputs, std::size_t count);
  V orders_of(std::size_t p, std::uint32_t n, const V* change, V* asked) const;
  // Adds what a buyer of class c with a mix of its own orders over baseline.
  void add_link(std::size_t p, std::uint32_t use, const P& weight, std::uint32_t channel,
                V* asked) const;
  void pool_classes(std::size_t p);
  void demands_day(std::size_t p);
  void channel_day(const Channel& channel, std::size_t c);
  // What unknown supply fills of each class of its orders. change: of the pool's orders; asked: to
  // work in.
  void unknown_day(std::size_t p, const V* change, V* asked);
  void add_fixes(std::uint32_t n, std::size_t p, V* asked) const;
  V receipts_of(std::uint32_t u, const V& pool) const;
  // What a use could draw today: receipts, stock, and government stock that is let go.
  V there(std::uint32_t u, const V& receipts) const;
  void draw(std::uint32_t u, const V& receipts, const V& drawn);
  // Draws the one of the alternatives that start at first which has most.
  void draw_alternatives(std::uint32_t u0, std::size_t first, std::size_t count,
                         const Input* inputs, const V& drawn);
  void order(std::uint32_t u, const V& z, V& sum);

  const StressStructure& structure_;
  const StressNetwork& network_;
  const StressNumbers<P>& numbers_;
  bool is_ario_ = false;
  double refill_ = 0;  // 1/restock_days
  int day_ = 0, days_ = 0;
  std::size_t lanes_ = 0;
  std::span<const ShockPlan* const> plans_;
  StressReach reach_;
  Shipping<V> shipping_;

  // State. order_ holds what was ordered yesterday, before_ what the day before (and takes up what
  // is ordered today).
  std::vector<V> output_, cap_, stock_, order_, before_, demand_, unmet_, filled_;
  std::vector<V> pool_, pool_next_;        // per class: what one unit ordered from the pool brings
  std::vector<V> line_sum_, line_next_;    // per line: sum of weight (order - 1)
  std::vector<V> demand_sum_;              // per class: the same over final demand
  std::vector<std::uint32_t> special_of_;  // per use, kNowhere
  std::vector<Special> specials_;
  std::vector<std::uint8_t> through_channel_, has_government_;  // per node: some use of it
  std::vector<V> commercial_, government_, released_;           // per use with a government stock
  std::vector<V> rings_, arriving_;  // arriving_: per channel, today's receipts
  std::vector<Channel> channels_;    // by group
  // Ario: what a channel's use ordered yesterday, and per entry of in_use its channel.
  std::vector<V> channel_order_;
  std::vector<std::uint32_t> in_channel_, unknown_channel_;  // the latter of unknown_use
  std::vector<std::uint32_t> channel_passages_;
  std::vector<std::uint32_t> fix_begin_;  // per node, empty where nothing is banned
  std::vector<OrderFix> fixes_;

  std::vector<std::pair<std::uint32_t, std::uint32_t>> outage_of_;  // node, first of outages_
  std::vector<DayEffect> outages_, surges_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> surge_of_;

  std::vector<std::uint32_t> active_;         // products
  std::vector<std::uint32_t> block_begin_;    // of active_
  std::vector<std::uint32_t> channel_block_;  // of channels_
  // A stretch for each block.
  std::vector<Input> input_scratch_;
  std::vector<V> class_scratch_;
  bool in_parallel_ = false;
  std::function<void(std::size_t)> products_part_, channels_part_;
};

extern template class StressEngine<double, double>;
extern template class StressEngine<Lanes, double>;
extern template class StressEngine<Lanes, Lanes>;

}  // namespace nail
