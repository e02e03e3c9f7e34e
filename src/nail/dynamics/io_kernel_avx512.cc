// The kernels of input-output runs for machines with AVX-512 (F, DQ, BW and VL).
#define NAIL_IO_VECTOR_BYTES 64
#define NAIL_IO_COLUMNS 4
#define NAIL_IO_ROWS 8
#include "nail/dynamics/io_kernel_body.h"

namespace nail {

extern const IoKernels kIoKernelsAvx512;
const IoKernels kIoKernelsAvx512 = kernels("avx512");

}  // namespace nail
