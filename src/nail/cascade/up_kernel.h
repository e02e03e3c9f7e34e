// One upstream step for eight shocks beside each other, in one version an instruction set;
// up_lanes.h is the door to it. Every number is made by the same operations in the same order in
// all of them.
#pragma once

#include <cstdint>

namespace nail {

inline constexpr unsigned kUpLanes = 8;  // doubles of a cache line
// Links between asking for a line and using it: a line from beyond the second cache takes about as
// long as that many links.
inline constexpr unsigned kUpAhead = 24;

// For each of the rows: to[row] = sum over its links e of share[e] * from[buyer[e]], links
// [begin[row], begin[row + 1]) in order. from and to are per site and lane, lanes together, aligned
// to 64 bytes; they do not overlap.
struct UpRows {
  const std::uint64_t* begin = nullptr;
  const std::uint32_t* buyer = nullptr;
  const double* share = nullptr;
  std::uint64_t links = 0;  // of all rows there are, at least 1
  const std::uint32_t* rows = nullptr;
  std::uint64_t count = 0;
};

struct UpKernels {
  const char* name = nullptr;
  void (*pull)(const UpRows& rows, const double* from, double* to);
};

// The best set that the machine has; the environment variable NAIL_ISA (baseline, avx2, avx512)
// forces one.
const UpKernels& up_kernels();
// By name; nullptr where this build or machine lacks it.
const UpKernels* up_kernels(const char* name);

}  // namespace nail
