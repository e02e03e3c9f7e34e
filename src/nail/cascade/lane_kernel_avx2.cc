// The steps of cascades in lanes for machines with AVX2.
#define NAIL_LANE_VECTOR_BYTES 32
#include "nail/cascade/lane_kernel_body.h"

namespace nail {

extern const LaneKernels kLaneKernelsAvx2;
const LaneKernels kLaneKernelsAvx2 = kernels("avx2");

}  // namespace nail
