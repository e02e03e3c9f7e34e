// Eight doubles that are computed with together: one removal, shock or draw a lane. GCC and clang
// turn the arithmetic into whatever vector instructions the target has; the results are the same
// bits on all of them, since every lane is plain IEEE arithmetic in program order.
#pragma once

#include <cstddef>

namespace nail {

inline constexpr std::size_t kLanes = 8;
using Lanes = double __attribute__((vector_size(kLanes * sizeof(double))));

inline constexpr Lanes kLanesZero = {0, 0, 0, 0, 0, 0, 0, 0};
inline constexpr Lanes kLanesOne = {1, 1, 1, 1, 1, 1, 1, 1};

// By reference: vectors wider than the baseline's registers have no stable calling convention.
// Choices are made in parts of 16 bytes, which every 64-bit target has registers for: g++ takes a
// comparison of wider vectors apart into branches unless the target has such registers.
using LanePair = double __attribute__((vector_size(2 * sizeof(double))));

inline void take_min(Lanes& into, const Lanes& other) {
  for (std::size_t k = 0; k < kLanes; k += 2) {
    LanePair a = {into[k], into[k + 1]};
    const LanePair b = {other[k], other[k + 1]};
    a = a < b ? a : b;
    into[k] = a[0];
    into[k + 1] = a[1];
  }
}
inline void take_max(Lanes& into, const Lanes& other) {
  for (std::size_t k = 0; k < kLanes; k += 2) {
    LanePair a = {into[k], into[k + 1]};
    const LanePair b = {other[k], other[k + 1]};
    a = a > b ? a : b;
    into[k] = a[0];
    into[k + 1] = a[1];
  }
}
inline double largest(const Lanes& x) {
  double most = x[0];
  for (std::size_t k = 1; k < kLanes; ++k) most = x[k] > most ? x[k] : most;
  return most;
}
inline void clamp_to_unit(Lanes& x) {
  take_max(x, kLanesZero);
  take_min(x, kLanesOne);
}

}  // namespace nail
