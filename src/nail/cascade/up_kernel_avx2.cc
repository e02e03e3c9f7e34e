// The kernel of upstream steps for machines with AVX2.
#define NAIL_UP_VECTOR_BYTES 32
#include "nail/cascade/up_kernel_body.h"

namespace nail {

extern const UpKernels kUpKernelsAvx2;
const UpKernels kUpKernelsAvx2 = kernels("avx2");

}  // namespace nail
