// The kernels of input-output runs for any machine.
#define NAIL_IO_VECTOR_BYTES 16
#define NAIL_IO_COLUMNS 2
#define NAIL_IO_ROWS 4
#include "nail/dynamics/io_kernel_body.h"

namespace nail {

extern const IoKernels kIoKernelsBaseline;
const IoKernels kIoKernelsBaseline = kernels("baseline");

}  // namespace nail
