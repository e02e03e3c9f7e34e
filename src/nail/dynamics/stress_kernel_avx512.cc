// The kernels of the model over time for machines with AVX-512 (F, DQ, BW and VL).
#define NAIL_STRESS_VECTOR_BYTES 64
#include "nail/dynamics/stress_kernel_body.h"

namespace nail {

extern const StressKernels kStressKernelsAvx512;
const StressKernels kStressKernelsAvx512 = kernels();

}  // namespace nail
