// The kernel of upstream steps for any machine.
#define NAIL_UP_VECTOR_BYTES 16
#include "nail/cascade/up_kernel_body.h"

namespace nail {

extern const UpKernels kUpKernelsBaseline;
const UpKernels kUpKernelsBaseline = kernels("baseline");

}  // namespace nail
