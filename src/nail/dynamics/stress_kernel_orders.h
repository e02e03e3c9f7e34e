// What suppliers are asked for, and what they fill of it: part of the body of the stress kernel.
#pragma once

#include "nail/base/mutant.h"
#include "nail/dynamics/stress_kernel_stocks.h"

namespace nail {
namespace {

// What the bans that meet every foreign buyer leave of a node's part in the pool; null: all.
template <class V, class P>
NAIL_STRESS_INLINE const V* common_of(const StressDay<V, P>& d, std::uint32_t n) {
  return d.common_slot == nullptr || d.common_slot[n] == kNowhere ? nullptr
                                                                  : d.common + d.common_slot[n];
}

// Adds what a buyer with a mix of its own orders over baseline.
template <class V, class P>
NAIL_STRESS_INLINE void add_link(const StressDay<V, P>& d, std::uint32_t p, std::uint32_t classes,
                                 std::uint32_t use, const P& weight, std::uint32_t channel,
                                 V* asked) {
  if (channel == kNowhere) return;
  const std::uint32_t c = classes == 1 ? 0 : d.use_class[use] - d.class_begin[p];
  asked[c] = asked[c] + weight * (d.channel_order[channel] - 1.0);
}

template <class V, class P>
void add_fixes(const StressDay<V, P>& d, std::uint32_t n, std::uint32_t p, V* asked) {
  const V* const common = common_of(d, n);
  const V pooled = common == nullptr ? all<V>(1.0) : *common;
  for (std::uint32_t f = d.fix_begin[n]; f < d.fix_begin[n + 1]; ++f) {
    const StressOrderFix<P>& fix = d.fixes[f];
    const V kept = d.passages[fix.passage].kept - (fix.pool ? pooled : all<V>(1.0));
    V& into = asked[d.use_class[fix.use] - d.class_begin[p]];
    into = into + fix.weight * (d.order[fix.use] * kept);
  }
}

// Orders of a supplier over its baseline; asked: of each class over baseline, times weights.
template <class V, class P>
NAIL_STRESS_INLINE V sum_of(const V* asked, std::uint32_t classes, const P& scale) {
  V sum = asked[0];
  for (std::uint32_t c = 1; c < classes; ++c) sum = sum + asked[c];
  return larger(1.0 + sum * scale, all<V>(0.0));
}

// change: of the pool's orders, by class.
template <class V, class P>
NAIL_STRESS_INLINE V orders_of(const StressDay<V, P>& d, std::uint32_t p, std::uint32_t n,
                               std::uint32_t classes, const V* change, V* asked) {
  const std::uint32_t first_class = d.class_begin[p];
  const P share = d.share[n];
  const V* const common = common_of(d, n);
  for (std::uint32_t c = 0; c < classes; ++c) {
    if (common == nullptr) {
      asked[c] = share * change[c];
    } else {
      asked[c] = share * (*common * change[c] +
                          NAIL_MUTANT(stress_ban_leaves_orders, *common - 1.0, all<V>(0.0)) *
                              d.pool_weight[first_class + c]);
    }
  }
  for (std::uint32_t e = d.in_begin[n]; e < d.in_begin[n + 1]; ++e) {
    add_link(d, p, classes, d.in_use[e], d.in_weight[e], d.in_channel[e], asked);
  }
  if (d.fix_begin != nullptr && d.fix_begin[n] != d.fix_begin[n + 1]) add_fixes(d, n, p, asked);
  return sum_of(asked, classes, d.order_scale[n]);
}

// The part of all its orders that a supplier fills with the output y. Where nobody of weight orders
// (a ban has stopped them all), those who look on are filled as far as its capacity would go.
template <class V>
NAIL_STRESS_INLINE V filled_of_all(const V& cap, const V& y, const V& orders) {
  const V one = all<V>(1.0);
  const V none = all<V>(kSame);
  V part = smaller(y / where_less(none, orders, orders, one), one);
  // Who can fill everything does so to the last bit.
  part = where_less(y, orders, part, one);
  return where_less(none, orders, part, smaller(cap, one));
}

// What a supplier fills of each class of its orders: weight is that of all its buyers, asked is
// what each class orders, times weights. Of class c it goes to filled[filled_begin[c]].
template <class V>
void fill_classes(const V& weight, const V& cap, const V& y, const V& orders, const V* asked,
                  std::uint32_t classes, const std::uint32_t* filled_begin, V* filled) {
  const V zero = all<V>(0.0);
  const V one = all<V>(1.0);
  // Those without weight in their class see what all get together.
  const V together = filled_of_all(cap, y, orders);
  const V nothing = weight * kSame;
  V left = y * weight;
  for (std::uint32_t c = 0; c < classes; ++c) {
    const V wanted = asked[c];
    V part = smaller(left / where_less(nothing, wanted, wanted, one), one);
    part = where_less(nothing, wanted, part, together);
    // Who can fill everything does so to the last bit.
    part = where_less(y, orders, part, together);
    filled[filled_begin[c]] = part;
    left = left - NAIL_MUTANT(stress_classes_served_twice, part * larger(wanted, zero), zero);
    left = larger(left, zero);
  }
}

// Supply that nobody knows the place of is a place without shocks: it makes what is ordered, up to
// its baseline. What it fills stands behind the nodes.
template <class V, class P>
void unknown_day(const StressDay<V, P>& d, std::uint32_t p, std::uint32_t classes, const V* change,
                 V* asked) {
  const V one = all<V>(1.0);
  const std::uint32_t* filled_begin = d.filled_begin + d.class_begin[p];
  V* filled = d.filled + (d.node_begin[p + 1] - d.node_begin[p]);
  for (std::uint32_t c = 0; c < classes; ++c) asked[c] = d.unknown[p] * change[c];
  for (std::uint32_t e = d.unknown_begin[p]; e < d.unknown_begin[p + 1]; ++e) {
    add_link(d, p, classes, d.unknown_use[e],
             NAIL_MUTANT(stress_unknown_forgets_links, d.unknown_weight[e], P{}),
             d.unknown_channel[e], asked);
  }
  const V orders = sum_of(asked, classes, d.unknown_order_scale[p]);
  const V y = NAIL_MUTANT(stress_unknown_fills_every_order, smaller(one, orders), orders);
  if (classes == 1) {
    filled[filled_begin[0]] = filled_of_all(one, y, orders);
    return;
  }
  for (std::uint32_t c = 0; c < classes; ++c) {
    const std::uint32_t at = filled_begin[c] + d.node_begin[p + 1] - d.node_begin[p];
    asked[c] = asked[c] + d.class_weight[at];
  }
  fill_classes(all<V>(d.unknown_order_weight[p]), one, y, orders, asked, classes, filled_begin,
               filled);
}

// What the pool brings to each priority class.
template <class V, class P>
void pool_day(const StressDay<V, P>& d, std::uint32_t p) {
  const std::uint32_t first = d.node_begin[p];
  const std::uint32_t count = d.node_begin[p + 1] - first;
  for (std::uint32_t c = d.class_begin[p]; c < d.class_begin[p + 1]; ++c) {
    const V* filled = d.filled + d.filled_begin[c];
    V lost = NAIL_MUTANT(stress_pool_forgets_unknown, d.unknown[p], P{}) * (1.0 - filled[count]);
    for (std::uint32_t i = 0; i < count; ++i) {
      const V* const common = common_of(d, first + i);
      lost =
          lost + d.share[first + i] * (1.0 - (common == nullptr ? filled[i] : filled[i] * *common));
    }
    d.pool_next[c] = 1.0 - lost;
  }
}

}  // namespace
}  // namespace nail
