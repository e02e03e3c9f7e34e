// The kernel of up_kernel.h, to be included by one translation unit an instruction set, which
// defines NAIL_UP_VECTOR_BYTES (width of a register) and exports one table. Everything here has
// internal linkage, and no header of the standard library is included: an inline function compiled
// for one machine could be linked into code for another.
#include "nail/cascade/up_kernel.h"

namespace nail {
namespace {

using Vec = double __attribute__((vector_size(NAIL_UP_VECTOR_BYTES), may_alias));
constexpr unsigned kSize = NAIL_UP_VECTOR_BYTES / sizeof(double);
constexpr unsigned kGroups = kUpLanes / kSize;
void pull(const UpRows& rows, const double* from, double* to) {
  const std::uint32_t* buyer = rows.buyer;
  const double* share = rows.share;
  for (std::uint64_t r = 0; r < rows.count; ++r) {
    const std::uint64_t row = rows.rows[r];
    Vec sum[kGroups] = {};
    const std::uint64_t end = rows.begin[row + 1];
    for (std::uint64_t e = rows.begin[row]; e < end; ++e) {
      __builtin_prefetch(
          from + std::uint64_t{buyer[e + kUpAhead < rows.links ? e + kUpAhead : rows.links - 1]} *
                     kUpLanes);
      const Vec* x = reinterpret_cast<const Vec*>(from + std::uint64_t{buyer[e]} * kUpLanes);
      for (unsigned g = 0; g < kGroups; ++g) sum[g] += x[g] * share[e];
    }
    Vec* into = reinterpret_cast<Vec*>(to + row * kUpLanes);
    for (unsigned g = 0; g < kGroups; ++g) into[g] = sum[g];
  }
}

}  // namespace
}  // namespace nail
