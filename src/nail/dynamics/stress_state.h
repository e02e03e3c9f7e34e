// What a run of the model over time keeps from day to day, and how its work is cut up. Arrays are
// seen by the kernel through StressDay, under the same names.
#pragma once

#include <cstdint>
#include <vector>

#include "nail/dynamics/stress_kernel.h"
#include "nail/numeric/aligned.h"

namespace nail {

template <class V, class P>
struct StressState {
  // order holds what was ordered yesterday, before the day before (and takes up what is ordered
  // today).
  AlignedVector<V> output, cap, stock, order, before, demand, unmet;
  // What suppliers fill of orders, at StressStructure::fill and unknown_fill.
  AlignedVector<V> filled;
  AlignedVector<V> pool, pool_next;       // per class: what one unit ordered from the pool brings
  AlignedVector<V> line_sum, line_next;   // per line: sum of weight (order - 1)
  AlignedVector<V> demand_sum;            // per class: the same over final demand
  std::vector<std::uint32_t> special_of;  // per use, kNowhere
  std::vector<StressSpecial> specials;
  std::vector<std::uint8_t> through_channel, has_government;  // per node: some use of it
  AlignedVector<V> commercial, government, released;          // per use with a government stock

  std::vector<StressChannel> channels;  // by group
  AlignedVector<V> rings, arriving;     // arriving: per channel, today's receipts
  AlignedVector<V> channel_order;       // ario: what a channel's use ordered yesterday
  // Per entry of in_use and unknown_use: its channel.
  std::vector<std::uint32_t> in_channel, unknown_channel;
  std::vector<std::uint32_t> fix_begin;  // per node; empty where nothing is banned
  std::vector<StressOrderFix<P>> fixes;

  std::vector<std::uint32_t> active;         // products
  std::vector<std::uint32_t> block_begin;    // of active
  std::vector<std::uint32_t> channel_block;  // of channels
  std::vector<StressInput<V>> input_scratch;
  AlignedVector<V> class_scratch;
};

}  // namespace nail
