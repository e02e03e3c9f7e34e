#include <cstring>

#include "nail/dynamics/io_kernel.h"
#include "nail/dynamics/stress_kernel.h"

namespace nail {

extern const StressKernels kStressKernelsBaseline;
extern const StressKernels kStressKernelsAvx2;
extern const StressKernels kStressKernelsAvx512;

// What this machine has, and what is forced, is asked where input-output kernels are chosen.
const StressKernels* stress_kernels(const char* name) {
  const IoKernels* same = name == nullptr ? &io_kernels() : io_kernels(name);
  if (same == nullptr) return nullptr;
  if (std::strcmp(same->name, "avx512") == 0) return &kStressKernelsAvx512;
  if (std::strcmp(same->name, "avx2") == 0) return &kStressKernelsAvx2;
  return &kStressKernelsBaseline;
}

}  // namespace nail
