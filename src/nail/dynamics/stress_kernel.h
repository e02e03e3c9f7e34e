// A day of the model over time on flat arrays, in one version an instruction set. stress_engine.h
// sets it up; the formulas stand in docs/methods.md.
//
// A day has two parts with everybody waiting between them. First each product on its own: orders of
// its nodes from yesterday's, what its uses receive, output, stocks, new orders; its final demand;
// what each node fills of its orders and so what the pool ships. Then the channels: buyers with a
// mix of their own, or whom a ban or hold meets in a way of their own, add up what is on its way to
// them. A buyer from the pool reads one number a product.
//
// Every number is made by the same operations in the same order on all instruction sets, for a run
// of its own (V is double) and for one in a lane (Lanes). P: numbers all lanes share (double), or
// of each lane's own (Lanes). Nothing of the standard library but <cstdint> may be included here or
// in the body: an inline function compiled for one machine could be linked into code for another.
// Of lanes.h only the type is used. Its alignment differs from one instruction set to another, so
// that every structure says its own, and arrays start on a cache line.
#pragma once

#include <cstdint>

#include "nail/numeric/lanes.h"

namespace nail {

inline constexpr std::uint32_t kNowhere = 0xFFFFFFFFU;

// One input of a product's recipe.
struct StressLine {
  std::uint32_t pool_class = 0;  // the class of the input that inputs of nodes buy in
  double weight = 0;             // of an important input; an essential one has 0
  double slack = 0;              // what an important input has beyond, so that it sets no limit
  bool is_first = true, is_last = true;  // of its alternatives
};

// A use that takes part in more than the pool: a channel it receives through, a government stock.
struct StressSpecial {
  std::uint32_t channel = kNowhere;
  std::uint32_t government = kNowhere;
};

// Buyers that receive through links of their own or past a ban or hold. In cascade all orders are
// 1, so that one channel serves a whole group; in ario it serves one use.
struct StressChannel {
  std::uint32_t group = 0, priority_class = 0;
  std::uint32_t use = 0;                             // ario
  std::uint32_t ring_begin = 0, ring_mask = 0;       // of rings: what arrives on day t at t & mask
  std::uint32_t passage_begin = 0, passage_end = 0;  // positions in shipping passages
  std::uint32_t link_begin = 0, link_end = 0;
  std::uint32_t first_node = 0, filled_begin = 0;  // of the product; of what its class is filled
};

// What holds of one supplier's flow to one group of buyers, a run a lane.
template <class V>
struct Passage {
  std::uint32_t node = 0, group = 0;
  alignas(sizeof(V)) V kept;     // what no ban stops, of what would be shipped
  alignas(sizeof(V)) V leaving;  // of that, what is not held either, times kept
  // Parts of kept that are held: [held_begin, held_end) of the held ones.
  std::uint32_t held_begin = 0, held_end = 0;
};

struct Held {
  std::uint32_t lane = 0;
  double part = 0;  // of the supplier's flow after bans
  int leaves = 0;   // the day on which what is held today leaves
};

// What a ban changes in the orders a node sees, on top of what common bans do to the pool.
template <class P>
struct StressOrderFix {
  std::uint32_t use = 0, passage = 0;
  bool pool = false;
  alignas(sizeof(P)) P weight;  // omega m
};

// An input of the product at hand, and of its node at hand.
template <class V>
struct StressInput {
  alignas(sizeof(V)) V pool;      // what a unit ordered from the pool brings today
  alignas(sizeof(V)) V sum;       // over nodes, of weight (order - 1)
  alignas(sizeof(V)) V receipts;  // of the node
};

// All that a day reads and writes. Arrays are those of StressStructure, StressNumbers, Shipping and
// StressState, under the same names.
template <class V, class P>
struct StressDay {
  // Structure.
  const std::uint32_t *node_begin, *use_begin, *class_begin, *filled_begin, *flow_begin;
  const std::uint32_t *line_begin, *lines, *demand_begin, *use_class;
  const std::uint32_t *in_begin, *in_use, *unknown_begin, *unknown_use, *link_from, *link_lead;
  const StressLine* recipe;              // per line
  const std::uint8_t* has_alternatives;  // per product
  std::uint32_t first_demand, most_inputs, most_classes;
  // Numbers.
  const P *share, *order_weight, *order_scale, *class_weight, *pool_weight, *pooled, *link_share;
  const P *in_weight, *unknown, *unknown_order_weight, *unknown_order_scale, *unknown_weight;
  const P *target, *own_pool_weight;
  const std::uint8_t* has_unknown;
  // Shipping.
  const Passage<V>* passages;
  const Held* held;
  const V* common;
  const std::uint32_t* common_slot;  // per node; null: nobody is banned
  // State.
  V *output, *cap, *stock, *order, *before, *demand, *unmet, *filled, *pool, *pool_next;
  V *line_sum, *line_next, *demand_sum, *commercial, *government, *released;
  V *rings, *arriving, *channel_order;
  const std::uint8_t *moves_nodes, *moves_demands;  // per product
  const std::uint32_t* special_of;                  // per use
  const StressSpecial* specials;
  const std::uint8_t *through_channel, *has_government;  // per node
  const StressChannel* channels;
  const std::uint32_t *in_channel, *unknown_channel;
  const std::uint32_t* fix_begin;  // per node; null: nothing is banned
  const StressOrderFix<P>* fixes;
  // Work: products that move, and blocks of them and of channels. A block has a stretch of scratch
  // of its own: most_inputs inputs, 2 most_classes numbers.
  const std::uint32_t *active, *block_begin, *channel_block;
  StressInput<V>* input_scratch;
  V* class_scratch;
  double refill;  // 1/restock_days
  int day, days;
  bool is_ario;
};

template <class V, class P>
struct StressParts {
  void (*products)(const StressDay<V, P>& day, std::uint32_t block);
  void (*channels)(const StressDay<V, P>& day, std::uint32_t block);
};

struct StressKernels {
  StressParts<double, double> one;
  StressParts<Lanes, double> lanes;
  StressParts<Lanes, Lanes> own_lanes;
};

// By the name of an instruction set (baseline, avx2, avx512): null where this build or machine
// lacks it. Null: the best that the machine has; the environment variable NAIL_ISA forces one.
const StressKernels* stress_kernels(const char* name);

}  // namespace nail
