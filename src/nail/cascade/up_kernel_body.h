// The kernel of up_kernel.h, to be included by one translation unit an instruction set, which
// defines NAIL_UP_VECTOR_BYTES (width of a register) and exports one table. Everything here has
// internal linkage, and no header of the standard library is included: an inline function compiled
// for one machine could be linked into code for another.
#include "nail/cascade/up_kernel.h"

namespace nail {
namespace {

using Vec = double __attribute__((vector_size(NAIL_UP_VECTOR_BYTES), may_alias));
inline constexpr unsigned kSize = NAIL_UP_VECTOR_BYTES / sizeof(double);
inline constexpr unsigned kGroups = kUpLanes / kSize;

inline void pull(const UpLinks& links, std::uint64_t row, const double* from, Vec* sum) {
  for (unsigned g = 0; g < kGroups; ++g) sum[g] = Vec{};
  const std::uint64_t end = links.begin[row + 1], last = links.links - 1;
  for (std::uint64_t e = links.begin[row]; e < end; ++e) {
    const std::uint64_t ahead = e + kUpAhead < last ? e + kUpAhead : last;
    __builtin_prefetch(from + std::uint64_t{links.buyer[ahead]} * kUpLanes);
    const Vec* x = reinterpret_cast<const Vec*>(from + std::uint64_t{links.buyer[e]} * kUpLanes);
    const double share = links.share[e];
    for (unsigned g = 0; g < kGroups; ++g) sum[g] += x[g] * share;
  }
}

inline void put(double* to, std::uint64_t row, const Vec* sum) {
  Vec* into = reinterpret_cast<Vec*>(to + row * kUpLanes);
  for (unsigned g = 0; g < kGroups; ++g) into[g] = sum[g];
}

inline void step(const UpLinks& links, const double* from, double* to) {
  for (std::uint64_t row = 0; row < links.rows; ++row) {
    Vec sum[kGroups];
    pull(links, row, from, sum);
    put(to, row, sum);
  }
}

inline void last_step(const UpLinks& links, const double* from, double* to,
                      const UpOverlap& overlap) {
  for (std::uint64_t row = 0; row < links.rows; ++row) {
    Vec sum[kGroups];
    pull(links, row, from, sum);
    put(to, row, sum);
    for (unsigned g = 0; g < kGroups; ++g) {
      Vec lost;
      for (unsigned k = 0; k < kSize; ++k) lost[k] = overlap.lost[g * kSize + k][row];
      const Vec both = lost < sum[g] ? lost : sum[g];
      for (std::uint32_t w = 0; w < overlap.weights; ++w) {
        Vec* of_weight = reinterpret_cast<Vec*>(overlap.sum + w * kUpLanes);
        of_weight[g] += both * overlap.weight[w][row];
      }
    }
  }
}

inline void growing_step(const UpLinks& links, const double* from, double* to, double* growth) {
  Vec most[kGroups];
  for (unsigned g = 0; g < kGroups; ++g) most[g] = reinterpret_cast<const Vec*>(growth)[g];
  const Vec one = Vec{} + 1.0;
  for (std::uint64_t row = 0; row < links.rows; ++row) {
    Vec sum[kGroups];
    pull(links, row, from, sum);
    const Vec* before = reinterpret_cast<const Vec*>(from + row * kUpLanes);
    for (unsigned g = 0; g < kGroups; ++g) {
      sum[g] = sum[g] < one ? sum[g] : one;
      const Vec grown = sum[g] - before[g];
      most[g] = grown > most[g] ? grown : most[g];
    }
    put(to, row, sum);
  }
  for (unsigned g = 0; g < kGroups; ++g) reinterpret_cast<Vec*>(growth)[g] = most[g];
}

constexpr UpKernels kernels(const char* name) { return {name, step, last_step, growing_step}; }

}  // namespace
}  // namespace nail
