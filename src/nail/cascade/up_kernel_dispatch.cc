#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include "nail/cascade/up_kernel.h"

namespace nail {

extern const UpKernels kUpKernelsBaseline;
extern const UpKernels kUpKernelsAvx2;
extern const UpKernels kUpKernelsAvx512;

namespace {

bool runs_here(const UpKernels& kernels) {
#if defined(__x86_64__)
  if (&kernels == &kUpKernelsAvx2) return __builtin_cpu_supports("avx2") != 0;
  if (&kernels == &kUpKernelsAvx512) {
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
           __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  }
  return true;
#else
  return &kernels == &kUpKernelsBaseline;
#endif
}

const UpKernels& choose() {
  if (const char* forced = std::getenv("NAIL_ISA"); forced != nullptr) {
    if (const UpKernels* kernels = up_kernels(forced); kernels != nullptr) return *kernels;
  }
  for (const UpKernels* kernels : {&kUpKernelsAvx512, &kUpKernelsAvx2}) {
    if (runs_here(*kernels)) return *kernels;
  }
  return kUpKernelsBaseline;
}

}  // namespace

const UpKernels& up_kernels() {
  static const UpKernels& chosen = choose();
  return chosen;
}

const UpKernels* up_kernels(const char* name) {
  for (const UpKernels* kernels : {&kUpKernelsBaseline, &kUpKernelsAvx2, &kUpKernelsAvx512}) {
    if (std::strcmp(kernels->name, name) == 0 && runs_here(*kernels)) return kernels;
  }
  return nullptr;
}

}  // namespace nail
