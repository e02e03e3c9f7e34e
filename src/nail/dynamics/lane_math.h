// The few operations the model over time needs, for one run (double) and for eight at a time
// (Lanes), so that its kernel is written once. The bits of a lane are those of a run of its own.
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

// By value, so that a number stays in a register and the choice is one instruction.
inline double smaller(double a, double b) { return b < a ? b : a; }
inline double larger(double a, double b) { return a < b ? b : a; }
inline Lanes smaller(Lanes a, const Lanes& b) {
  take_min(a, b);
  return a;
}
inline Lanes larger(Lanes a, const Lanes& b) {
  take_max(a, b);
  return a;
}

// a < b ? x : y, lane by lane.
inline double where_less(double a, double b, double x, double y) { return a < b ? x : y; }
inline Lanes where_less(const Lanes& a, const Lanes& b, const Lanes& x, const Lanes& y) {
  Lanes out;
  for (std::size_t k = 0; k < kLanes; k += 2) {
    const LanePair pa = {a[k], a[k + 1]};
    const LanePair pb = {b[k], b[k + 1]};
    const LanePair px = {x[k], x[k + 1]};
    const LanePair py = {y[k], y[k + 1]};
    const LanePair chosen = pa < pb ? px : py;
    out[k] = chosen[0];
    out[k + 1] = chosen[1];
  }
  return out;
}

}  // namespace nail
