// The kernels for one instruction set; the build passes its compiler flags.
#define DNAS_KERNELS avx512
#define DNAS_WIDE 16
#include "engine/ops/kernels/cell_kernels.inc"
