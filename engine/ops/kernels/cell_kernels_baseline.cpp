// The kernels for one instruction set; the build passes its compiler flags.
#define DNAS_KERNELS baseline
#define DNAS_WIDE 8
#include "engine/ops/kernels/cell_kernels.inc"
