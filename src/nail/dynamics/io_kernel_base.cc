// The kernels of input-output runs for any machine.
#define NAIL_IO_VECTOR_BYTES 16
#define NAIL_IO_COLUMNS 2
#define NAIL_IO_ROWS 4
#define NAIL_IO_KERNELS kIoKernelsBaseline
#define NAIL_IO_NAME "baseline"
#include "nail/dynamics/io_kernel_body.h"
