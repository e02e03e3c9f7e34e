// The steps of cascades in lanes for machines with AVX-512 (F, DQ, BW and VL).
#define NAIL_LANE_VECTOR_BYTES 64
#include "nail/cascade/lane_kernel_body.h"

namespace nail {

extern const LaneKernels kLaneKernelsAvx512;
const LaneKernels kLaneKernelsAvx512 = kernels("avx512");

}  // namespace nail
