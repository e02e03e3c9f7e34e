// The kernels of input-output runs for machines with AVX-512 (F, DQ, BW and VL).
#define NAIL_IO_VECTOR_BYTES 64
#define NAIL_IO_COLUMNS 4
#define NAIL_IO_ROWS 8
#define NAIL_IO_KERNELS kIoKernelsAvx512
#define NAIL_IO_NAME "avx512"
#include "nail/dynamics/io_kernel_body.h"
