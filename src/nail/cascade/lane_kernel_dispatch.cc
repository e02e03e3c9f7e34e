#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include "nail/cascade/lane_kernel.h"

namespace nail {

extern const LaneKernels kLaneKernelsBaseline;
extern const LaneKernels kLaneKernelsAvx2;
extern const LaneKernels kLaneKernelsAvx512;

namespace {

bool runs_here(const LaneKernels& kernels) {
#if defined(__x86_64__)
  if (&kernels == &kLaneKernelsAvx2) return __builtin_cpu_supports("avx2") != 0;
  if (&kernels == &kLaneKernelsAvx512) {
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
           __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  }
  return true;
#else
  return &kernels == &kLaneKernelsBaseline;
#endif
}

const LaneKernels& choose() {
  if (const char* forced = std::getenv("NAIL_ISA"); forced != nullptr) {
    if (const LaneKernels* kernels = lane_kernels(forced); kernels != nullptr) return *kernels;
  }
  for (const LaneKernels* kernels : {&kLaneKernelsAvx512, &kLaneKernelsAvx2}) {
    if (runs_here(*kernels)) return *kernels;
  }
  return kLaneKernelsBaseline;
}

}  // namespace

const LaneKernels& lane_kernels() {
  static const LaneKernels& chosen = choose();
  return chosen;
}

const LaneKernels* lane_kernels(const char* name) {
  for (const LaneKernels* kernels :
       {&kLaneKernelsBaseline, &kLaneKernelsAvx2, &kLaneKernelsAvx512}) {
    if (std::strcmp(kernels->name, name) == 0 && runs_here(*kernels)) return kernels;
  }
  return nullptr;
}

}  // namespace nail
