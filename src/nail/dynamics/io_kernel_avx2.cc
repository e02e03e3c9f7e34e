// The kernels of input-output runs for machines with AVX2.
#define NAIL_IO_VECTOR_BYTES 32
#define NAIL_IO_COLUMNS 2
#define NAIL_IO_ROWS 4
#include "nail/dynamics/io_kernel_body.h"

namespace nail {

extern const IoKernels kIoKernelsAvx2;
const IoKernels kIoKernelsAvx2 = kernels("avx2");

}  // namespace nail
