#include "engine/ops/kernels/cell_kernels.h"

namespace dnas::kernels {

#define DNAS_DECLARE(set)                                                                                              \
    namespace set {                                                                                                    \
    const CellKernels<float>& floatKernels(bool wide);                                                                 \
    const CellKernels<double>& doubleKernels();                                                                        \
    }
DNAS_DECLARE(baseline)
#if defined(__x86_64__)
DNAS_DECLARE(avx2)
DNAS_DECLARE(avx512)
#endif
#undef DNAS_DECLARE

namespace {

enum class Instructions { Baseline, Avx2, Avx512 };

Instructions instructions() {
#if defined(__x86_64__)
    static const Instructions best = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") ? Instructions::Avx512
                                     : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? Instructions::Avx2
                                                                                                       : Instructions::Baseline;
    return best;
#else
    return Instructions::Baseline;
#endif
}

} // namespace

template <> const CellKernels<float>& cellKernels<float>([[maybe_unused]] int c) {
#if defined(__x86_64__)
    if (instructions() == Instructions::Avx512) return avx512::floatKernels(c % 16 == 0);
    if (instructions() == Instructions::Avx2) return avx2::floatKernels(false);
#endif
    return baseline::floatKernels(false);
}

template <> const CellKernels<double>& cellKernels<double>(int) {
#if defined(__x86_64__)
    if (instructions() == Instructions::Avx512) return avx512::doubleKernels();
    if (instructions() == Instructions::Avx2) return avx2::doubleKernels();
#endif
    return baseline::doubleKernels();
}

int paddedChannels(int channels) {
    const int eights = (channels + 7) / 8 * 8, sixteens = (channels + 15) / 16 * 16;
    return instructions() == Instructions::Avx512 && 4 * sixteens <= 5 * eights ? sixteens : eights;
}

} // namespace dnas::kernels
