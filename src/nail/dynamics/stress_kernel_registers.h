// Numbers of a run (double) and of eight (Wide: Lanes cut into registers) under the same
// operations, for the body of the stress kernel. NAIL_STRESS_VECTOR_BYTES is the width of a
// register.
#pragma once

#include "nail/dynamics/stress_kernel.h"

#define NAIL_STRESS_INLINE inline __attribute__((always_inline))

namespace nail {
namespace {

inline constexpr unsigned kPiece = NAIL_STRESS_VECTOR_BYTES / sizeof(double);
inline constexpr unsigned kPieces = kLanes / kPiece;
using Piece = double __attribute__((vector_size(NAIL_STRESS_VECTOR_BYTES)));

// Where Lanes lie, lies a Wide.
struct alignas(kLanes * sizeof(double)) Wide {
  Piece r[kPieces];
};
static_assert(sizeof(Wide) == sizeof(Lanes));

template <class V>
struct HostOf {
  using Type = double;
};
template <>
struct HostOf<Wide> {
  using Type = Lanes;
};

#define NAIL_STRESS_OPERATOR(op)                                        \
  NAIL_STRESS_INLINE Wide operator op(const Wide& a, const Wide& b) {   \
    Wide out;                                                           \
    for (unsigned i = 0; i < kPieces; ++i) out.r[i] = a.r[i] op b.r[i]; \
    return out;                                                         \
  }                                                                     \
  NAIL_STRESS_INLINE Wide operator op(const Wide& a, double b) {        \
    Wide out;                                                           \
    for (unsigned i = 0; i < kPieces; ++i) out.r[i] = a.r[i] op b;      \
    return out;                                                         \
  }                                                                     \
  NAIL_STRESS_INLINE Wide operator op(double a, const Wide& b) {        \
    Wide out;                                                           \
    for (unsigned i = 0; i < kPieces; ++i) out.r[i] = a op b.r[i];      \
    return out;                                                         \
  }
NAIL_STRESS_OPERATOR(+)
NAIL_STRESS_OPERATOR(-)
NAIL_STRESS_OPERATOR(*)
NAIL_STRESS_OPERATOR(/)
#undef NAIL_STRESS_OPERATOR

template <class V>
NAIL_STRESS_INLINE V all(double x) {
  if constexpr (sizeof(V) == sizeof(double)) {
    return x;
  } else {
    V out;
    for (unsigned i = 0; i < kPieces; ++i) out.r[i] = x - Piece{};
    return out;
  }
}
template <class V>
NAIL_STRESS_INLINE V all(const Wide& x) {
  return x;
}

// a < b ? x : y, lane by lane.
NAIL_STRESS_INLINE double where_less(double a, double b, double x, double y) {
  return a < b ? x : y;
}
NAIL_STRESS_INLINE Wide where_less(const Wide& a, const Wide& b, const Wide& x, const Wide& y) {
  Wide out;
  for (unsigned i = 0; i < kPieces; ++i) out.r[i] = a.r[i] < b.r[i] ? x.r[i] : y.r[i];
  return out;
}
template <class V>
NAIL_STRESS_INLINE V smaller(const V& a, const V& b) {
  return where_less(b, a, b, a);
}
template <class V>
NAIL_STRESS_INLINE V larger(const V& a, const V& b) {
  return where_less(a, b, b, a);
}

NAIL_STRESS_INLINE double lane_of(const double& x, std::uint32_t) { return x; }
NAIL_STRESS_INLINE double lane_of(const Wide& x, std::uint32_t k) {
  return x.r[k / kPiece][k % kPiece];
}
NAIL_STRESS_INLINE void add_to_lane(double& x, std::uint32_t, double more) { x += more; }
NAIL_STRESS_INLINE void add_to_lane(Wide& x, std::uint32_t k, double more) {
  x.r[k / kPiece][k % kPiece] += more;
}

}  // namespace
}  // namespace nail
