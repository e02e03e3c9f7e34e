// The kernel of upstream steps for machines with AVX-512 (F, DQ, BW and VL).
#define NAIL_UP_VECTOR_BYTES 64
#include "nail/cascade/up_kernel_body.h"

namespace nail {

extern const UpKernels kUpKernelsAvx512;
const UpKernels kUpKernelsAvx512 = kernels("avx512");

}  // namespace nail
