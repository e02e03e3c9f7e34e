// Output of nodes, their stocks and orders: part of the body of the stress kernel.
#pragma once

#include "nail/base/mutant.h"
#include "nail/dynamics/stress_kernel_orders.h"

namespace nail {
namespace {

// Output of a node without alternatives and government stocks; its stocks and orders after it. No
// branch inside: an essential input has weight 0, an important one ample slack.
template <bool kArio, class V, class P>
NAIL_STRESS_INLINE V plain_node(const StressDay<V, P>& d, std::uint32_t n, std::uint32_t u0,
                                const V& z, const StressLine* recipe, StressInput<V>* inputs,
                                std::uint32_t count) {
  const V zero = all<V>(0.0);
  V* const before = kArio ? d.before + u0 : nullptr;  // the cascade has no orders
  V* const stocks = d.stock + u0;
  if (d.through_channel[n] != 0) {
    for (std::uint32_t j = 0; j < count; ++j) {
      inputs[j].receipts = receipts_of(d, u0 + j, inputs[j].pool);
    }
  } else {
    for (std::uint32_t j = 0; j < count; ++j) {
      inputs[j].receipts = kArio ? before[j] * inputs[j].pool : inputs[j].pool;
    }
  }
  V limit = z;
  V important = zero;
  for (std::uint32_t j = 0; j < count; ++j) {
    const V most = stocks[j] + inputs[j].receipts;
    limit = smaller(limit, most + recipe[j].slack);
    important = important + larger(z - most, zero) * recipe[j].weight;
  }
  const V y = larger(smaller(limit, z - important), zero);
  const P* const targets = d.target + u0;
  const P* const weights = d.own_pool_weight + u0;
  for (std::uint32_t j = 0; j < count; ++j) {
    const V target = all<V>(targets[j]);
    const V stock = left_of(stocks[j], inputs[j].receipts, y, target);
    stocks[j] = stock;
    if constexpr (kArio) {
      const V order = order_of(z, stock, target, d.refill);
      before[j] = order;
      inputs[j].sum = inputs[j].sum + weights[j] * (order - 1.0);
    }
  }
  return y;
}

// Draws the one of the alternatives that start at first which has most.
template <class V, class P>
void draw_alternatives(const StressDay<V, P>& d, std::uint32_t u0, std::uint32_t first,
                       const StressLine* recipe, const StressInput<V>* inputs, const V& drawn) {
  V best = all<V>(0.0);
  V chosen = all<V>(static_cast<double>(first));
  std::uint32_t end = first;
  do {
    const V most = there(d, u0 + end, inputs[end].receipts);
    if (end > first) {
      const V enough = best + kSame;
      chosen = where_less(enough, most, all<V>(static_cast<double>(end)), chosen);
      best = where_less(enough, most, most, best);
    } else {
      best = most;
    }
  } while (!recipe[end++].is_last);
  for (std::uint32_t j = first; j < end; ++j) {
    const V apart = (chosen - static_cast<double>(j)) * (chosen - static_cast<double>(j));
    draw(d, u0 + j, inputs[j].receipts, where_less(apart, all<V>(0.5), drawn, all<V>(0.0)));
  }
}

// The same for any node. Of alternatives the one with most counts, and is drawn.
template <bool kArio, class V, class P>
V intricate_node(const StressDay<V, P>& d, std::uint32_t u0, const V& z, const StressLine* recipe,
                 StressInput<V>* inputs, std::uint32_t count) {
  const V zero = all<V>(0.0);
  V limit = z;
  V important = zero;
  V best = zero;
  for (std::uint32_t j = 0; j < count; ++j) {
    inputs[j].receipts = receipts_of(d, u0 + j, inputs[j].pool);
    const V most = there(d, u0 + j, inputs[j].receipts);
    best = NAIL_MUTANT(stress_last_alternative, recipe[j].is_first, true)
               ? most
               : where_less(best + kSame, most, most, best);
    if (!recipe[j].is_last) continue;
    limit = smaller(limit, best + recipe[j].slack);
    important = important + larger(z - best, zero) * recipe[j].weight;
  }
  const V y = larger(smaller(limit, z - important), zero);
  for (std::uint32_t j = 0; j < count; ++j) {
    if (recipe[j].is_first && recipe[j].is_last) {
      draw(d, u0 + j, inputs[j].receipts, y);
    } else if (recipe[j].is_first) {
      draw_alternatives(d, u0, j, recipe, inputs, y);
    }
    if constexpr (kArio) order(d, u0 + j, z, inputs[j].sum);
  }
  return y;
}

template <bool kArio, class V, class P>
void nodes_day(const StressDay<V, P>& d, std::uint32_t p, std::uint32_t block) {
  const V one = all<V>(1.0);
  const std::uint32_t line = d.flow_begin[p];
  const std::uint32_t count = d.flow_begin[p + 1] - line;
  const StressLine* const recipe = d.recipe + line;
  StressInput<V>* const inputs = d.input_scratch + std::uint64_t{block} * d.most_inputs;
  V* const asked = d.class_scratch + std::uint64_t{block} * 2 * d.most_classes;  // of a node
  V* const change = asked + d.most_classes;                                      // of the pool
  const std::uint32_t first_class = d.class_begin[p];
  const std::uint32_t classes = d.class_begin[p + 1] - first_class;
  const bool has_alternatives = d.has_alternatives[p] != 0;
  for (std::uint32_t j = 0; j < count; ++j) {
    inputs[j].pool = d.pool[recipe[j].pool_class];
    inputs[j].sum = all<V>(0.0);
  }
  if constexpr (kArio) {
    for (std::uint32_t c = 0; c < classes; ++c) change[c] = d.demand_sum[first_class + c];
    for (std::uint32_t i = d.line_begin[p]; i < d.line_begin[p + 1]; ++i) {
      change[0] = change[0] + d.line_sum[d.lines[i]];
    }
  }
  const std::uint32_t first_node = d.node_begin[p];
  const std::uint32_t end_node = d.node_begin[p + 1];
  for (std::uint32_t n = first_node; n < end_node; ++n) {
    const V cap = d.cap[n];
    const V orders = kArio ? orders_of(d, p, n, classes, change, asked) : one;
    const V z = kArio ? NAIL_MUTANT(stress_makes_beyond_orders, smaller(cap, orders), cap) : cap;
    const std::uint32_t u0 = d.use_begin[n];
    const bool is_plain = !has_alternatives && d.has_government[n] == 0;
    const V y = is_plain ? plain_node<kArio>(d, n, u0, z, recipe, inputs, count)
                         : intricate_node<kArio>(d, u0, z, recipe, inputs, count);
    d.output[n] = y;
    if (classes == 1) {
      d.filled[d.filled_begin[first_class] + n - first_node] = filled_of_all(cap, y, orders);
      continue;
    }
    for (std::uint32_t c = 0; c < classes; ++c) {
      const V weight = all<V>(d.class_weight[d.filled_begin[first_class + c] + n - first_node]);
      asked[c] = kArio ? weight + asked[c] : weight;
    }
    fill_classes(all<V>(d.order_weight[n]), cap, y, orders, asked, classes,
                 d.filled_begin + first_class, d.filled + (n - first_node));
  }
  if constexpr (kArio) {
    if (d.has_unknown[p] != 0) unknown_day(d, p, classes, change, asked);
    for (std::uint32_t j = 0; j < count; ++j) d.line_next[line + j] = inputs[j].sum;
  }
  pool_day(d, p);
}

}  // namespace
}  // namespace nail
