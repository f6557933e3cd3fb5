// The CUDA kernels, word for word, as functions of the CPU: nodeKernelsEmulated.
#define nodeKernelsCuda nodeKernelsEmulated
#include "engine/ops/kernels/node_kernels.cu"
