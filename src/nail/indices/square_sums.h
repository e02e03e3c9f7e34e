// Sums of squared shares, the core of every concentration index: sum of w_c s_c^2 over places c
// with shares s_c of a whole and a weight w_c a place (1 for the Herfindahl-Hirschman index,
// governance for hhi_governance, governance x trade parameter for the EU's supply risk). What the
// shares leave to 1 is unknown: it may sit with one of the places, or with one that is not listed.
#pragma once

#include <span>

namespace nail {

// Sum of w s^2 over the known shares: the least the whole can have, for the unknown may be spread
// over very many. weights is as long as shares. No allocation.
double square_sum(std::span<const double> shares, std::span<const double> weights);

// The most that unknown supply u can make of it: sum of w s^2 + max(outside u^2, max_c w_c (u^2 + 2
// u s_c)), where outside is the largest weight a place that is not listed can have. No allocation.
double square_sum_high(std::span<const double> shares, std::span<const double> weights,
                       double unknown, double outside);

// The most over all shares with lows <= s <= highs and sum s + u = 1. Without `other` that is
// square_sum_high at the low ends: the sum is convex in how the rest, 1 - sum of lows, is dealt
// out, so the rest is best dealt to one place, and dealing it beyond that place's high end, as
// unknown supply that sits there, is allowed. With `other` the places stay below their high ends
// and the unknown is one block outside: a convex function over a box and a budget, highest at a
// vertex, found by filling places in order of w (low + high).
double square_sum_high_over(std::span<const double> lows, std::span<const double> highs,
                            std::span<const double> weights, double outside, bool has_other);

}  // namespace nail
