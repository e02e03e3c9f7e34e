// The kernels of the model over time for any machine.
#define NAIL_STRESS_VECTOR_BYTES 16
#include "nail/dynamics/stress_kernel_body.h"

namespace nail {

extern const StressKernels kStressKernelsBaseline;
const StressKernels kStressKernelsBaseline = kernels();

}  // namespace nail
