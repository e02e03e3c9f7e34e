// One upstream step for eight shocks beside each other, in one version an instruction set;
// up_lanes.h is the door to it. Every number is made by the same operations in the same order in
// all of them.
#pragma once

#include <cstdint>

namespace nail {

inline constexpr unsigned kUpLanes = 8;  // doubles of a cache line
// Links between asking for a line and using it: a line from beyond the second cache takes about as
// long as that many links.
inline constexpr unsigned kUpAhead = 48;

// Sales links of rows: those of row i stand at [begin[i], begin[i + 1]).
struct UpLinks {
  std::uint32_t rows = 0;
  std::uint64_t links = 0;  // at least 1
  const std::uint64_t* begin = nullptr;
  const std::uint32_t* buyer = nullptr;
  const double* share = nullptr;
};

// Downstream losses that a step is to be laid over.
struct UpOverlap {
  const double* lost[kUpLanes] = {};      // by row, one array a lane
  const double* const* weight = nullptr;  // by row, one array a weight
  std::uint32_t weights = 0;
  double* sum = nullptr;  // [weight][lane], aligned to 64 bytes
};

// Arrays of losses are per row and lane, lanes together, aligned to 64 bytes; from and to do not
// overlap. to[i] = sum over the links of row i of share * from[buyer], in the order of the links.
struct UpKernels {
  const char* name = nullptr;
  // All rows.
  void (*step)(const UpLinks& links, const double* from, double* to);
  // All rows, and sum += weight * min(lost, to).
  void (*last_step)(const UpLinks& links, const double* from, double* to, const UpOverlap& overlap);
  // All rows, no loss above 1, and growth (per lane) = max(growth, to - from).
  void (*growing_step)(const UpLinks& links, const double* from, double* to, double* growth);
};

// The best set that the machine has; the environment variable NAIL_ISA (baseline, avx2, avx512)
// forces one.
const UpKernels& up_kernels();
// By name; nullptr where this build or machine lacks it.
const UpKernels* up_kernels(const char* name);

}  // namespace nail
