// The kernels of input-output runs for machines with AVX2.
#define NAIL_IO_VECTOR_BYTES 32
#define NAIL_IO_COLUMNS 2
#define NAIL_IO_ROWS 4
#define NAIL_IO_KERNELS kIoKernelsAvx2
#define NAIL_IO_NAME "avx2"
#include "nail/dynamics/io_kernel_body.h"
