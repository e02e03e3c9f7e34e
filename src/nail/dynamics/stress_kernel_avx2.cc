// The kernels of the model over time for machines with AVX2.
#define NAIL_STRESS_VECTOR_BYTES 32
#include "nail/dynamics/stress_kernel_body.h"

namespace nail {

extern const StressKernels kStressKernelsAvx2;
const StressKernels kStressKernelsAvx2 = kernels();

}  // namespace nail
