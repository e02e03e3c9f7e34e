// One run (double) and eight at a time (Lanes) under one name, so that what goes before and after
// the kernel of the model over time is written once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "nail/numeric/lanes.h"

namespace nail {

template <class V>
inline constexpr std::size_t kLanesOf = sizeof(V) / sizeof(double);

inline void broadcast(double& into, double x) { into = x; }
inline void broadcast(double& into, const Lanes&) = delete;
inline void broadcast(Lanes& into, double x) { into = x - kLanesZero; }
inline void broadcast(Lanes& into, const Lanes& x) { into = x; }

template <class V, class P>
inline V as(const P& x) {
  V out;
  broadcast(out, x);
  return out;
}

inline double lane(const double& x, std::size_t) { return x; }
inline double lane(const Lanes& x, std::size_t k) { return x[k]; }
inline void set_lane(double& x, std::size_t, double value) { x = value; }
inline void set_lane(Lanes& x, std::size_t k, double value) { x[k] = value; }

inline void take_min(double& into, double other) { into = other < into ? other : into; }
inline void take_max(double& into, double other) { into = into < other ? other : into; }

}  // namespace nail
