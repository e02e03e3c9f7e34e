// What one use receives, draws and orders: part of the body of the stress kernel.
#pragma once

#include "nail/base/mutant.h"
#include "nail/dynamics/stress_kernel_registers.h"

namespace nail {
namespace {

// Near enough to be called the same: what differs by rounding only must not decide.
inline constexpr double kSame = 1e-9;

template <class V, class P>
NAIL_STRESS_INLINE std::uint32_t government_of(const StressDay<V, P>& d, std::uint32_t u) {
  const std::uint32_t special = d.special_of[u];
  return special == kNowhere ? kNowhere : d.specials[special].government;
}

// pool: what a unit ordered from the pool brings today.
template <class V, class P>
NAIL_STRESS_INLINE V receipts_of(const StressDay<V, P>& d, std::uint32_t u, const V& pool) {
  const std::uint32_t special = d.special_of[u];
  if (special != kNowhere && d.specials[special].channel != kNowhere) {
    return d.arriving[d.specials[special].channel];
  }
  return d.is_ario ? d.before[u] * pool : pool;
}

// What a use could draw today: receipts, stock, and government stock that is let go.
template <class V, class P>
NAIL_STRESS_INLINE V there(const StressDay<V, P>& d, std::uint32_t u, const V& receipts) {
  const std::uint32_t g = government_of(d, u);
  const V out = d.stock[u] + receipts;
  return g == kNowhere ? out : out - d.government[g] * (1.0 - d.released[g]);
}

// What is left of a stock. Not receipts + stock - drawn: stock + (1 - 1) is the stock to the last
// bit.
template <class V>
NAIL_STRESS_INLINE V left_of(const V& stock, const V& receipts, const V& drawn, const V& target) {
  const V none = all<V>(0.0);
  const V rest = where_less(drawn, stock + receipts, stock + (receipts - drawn), none);
  return NAIL_MUTANT(stress_stock_beyond_target, smaller(larger(rest, none), target),
                     larger(rest, none));
}

template <class V>
NAIL_STRESS_INLINE V order_of(const V& z, const V& stock, const V& target, double refill) {
  const V lack = NAIL_MUTANT(stress_refill_backwards, target - stock, stock - target);
  return smaller(larger(z + lack * refill, all<V>(0.0)),
                 all<V>(NAIL_MUTANT(stress_orders_without_limit, 2.0, 1e9)));
}

// Takes what a day's use drew out of receipts, stock and government stock.
template <class V, class P>
NAIL_STRESS_INLINE void draw(const StressDay<V, P>& d, std::uint32_t u, const V& receipts,
                             const V& drawn) {
  const std::uint32_t g = government_of(d, u);
  const V target = all<V>(d.target[u]);
  if (g == kNowhere) {
    d.stock[u] = left_of(d.stock[u], receipts, drawn, target);
    return;
  }
  const V used =
      smaller(larger(drawn - (d.commercial[g] + receipts), all<V>(0.0)), d.government[g]);
  d.government[g] =
      d.government[g] - NAIL_MUTANT(stress_government_refills, used, used * 0.0) * d.released[g];
  d.commercial[g] = left_of(d.commercial[g], receipts, drawn, target);
  d.stock[u] = d.commercial[g] + d.government[g];
}

// Places a use's order; sum: that of weight (order - 1).
template <class V, class P>
NAIL_STRESS_INLINE void order(const StressDay<V, P>& d, std::uint32_t u, const V& z, V& sum) {
  const std::uint32_t g = government_of(d, u);
  const V& stock = g == kNowhere ? d.stock[u] : d.commercial[g];
  const V order = order_of(z, stock, all<V>(d.target[u]), d.refill);
  d.before[u] = order;
  sum = sum + d.own_pool_weight[u] * (order - 1.0);
}

template <class V, class P>
void demands_day(const StressDay<V, P>& d, std::uint32_t p) {
  if (d.is_ario) {
    for (std::uint32_t c = d.class_begin[p]; c < d.class_begin[p + 1]; ++c) {
      d.demand_sum[c] = all<V>(0.0);
    }
  }
  for (std::uint32_t i = d.demand_begin[p]; i < d.demand_begin[p + 1]; ++i) {
    const std::uint32_t u = d.first_demand + i;
    const std::uint32_t c = d.use_class[u];
    const V receipts = receipts_of(d, u, d.pool[c]);
    const V z = d.demand[i];
    const V served = smaller(z, there(d, u, receipts));
    d.unmet[i] = z - served;
    draw(d, u, receipts, served);
    if (d.is_ario) order(d, u, z, d.demand_sum[c]);
  }
}

}  // namespace
}  // namespace nail
