// The steps of cascades in lanes for any machine.
#define NAIL_LANE_VECTOR_BYTES 16
#include "nail/cascade/lane_kernel_body.h"

namespace nail {

extern const LaneKernels kLaneKernelsBaseline;
const LaneKernels kLaneKernelsBaseline = kernels("baseline");

}  // namespace nail
