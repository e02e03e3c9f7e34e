#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include "nail/dynamics/io_kernel.h"

namespace nail {

extern const IoKernels kIoKernelsBaseline;
extern const IoKernels kIoKernelsAvx2;
extern const IoKernels kIoKernelsAvx512;

namespace {

bool runs_here(const IoKernels& kernels) {
#if defined(__x86_64__)
  if (&kernels == &kIoKernelsAvx2) return __builtin_cpu_supports("avx2") != 0;
  if (&kernels == &kIoKernelsAvx512) {
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
           __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  }
  return true;
#else
  return &kernels == &kIoKernelsBaseline;
#endif
}

const IoKernels& choose() {
  if (const char* forced = std::getenv("NAIL_ISA"); forced != nullptr) {
    if (const IoKernels* kernels = io_kernels(forced); kernels != nullptr) return *kernels;
  }
  for (const IoKernels* kernels : {&kIoKernelsAvx512, &kIoKernelsAvx2}) {
    if (runs_here(*kernels)) return *kernels;
  }
  return kIoKernelsBaseline;
}

}  // namespace

const IoKernels& io_kernels() {
  static const IoKernels& chosen = choose();
  return chosen;
}

const IoKernels* io_kernels(const char* name) {
  for (const IoKernels* kernels : {&kIoKernelsBaseline, &kIoKernelsAvx2, &kIoKernelsAvx512}) {
    if (std::strcmp(kernels->name, name) == 0 && runs_here(*kernels)) return kernels;
  }
  return nullptr;
}

}  // namespace nail
