// AutoAugment with the policy learnt on CIFAR-10, on bytes.
// Place: batch_source.h, between flip and normalisation. Thread rule: plain functions.
// Source: Cubuk et al., CVPR 2019, table 7 and appendix: 25 pairs of operations, each with a probability and a
// strength. Pixels that come from outside the image are grey (128), as in the authors' code.
#pragma once

#include "engine/core/random_streams.h"

#include <cstdint>

namespace dnas {

enum class ImageOperation {
    ShearX,
    ShearY,
    TranslateX,
    TranslateY,
    Rotate,
    AutoContrast,
    Invert,
    Equalize,
    Solarize,
    Posterize,
    Contrast,
    Color,
    Brightness,
    Sharpness
};

/// @param pixels [height, width, 3], changed in place
/// @param magnitude 0 to 1, of the operation's range: shear 0.3, translation 150/331 of the side, rotation 30 degrees,
///        solarize from 255 down to 0, posterize 8 to 4 bits, enhancement 1 +- 0.9
/// @param negative to the other direction, where the operation has one
void applyOperation(ImageOperation operation, double magnitude, bool negative, std::uint8_t* pixels, int height,
                    int width);

/// One of the 25 pairs at random.
void autoAugment(std::uint8_t* pixels, int height, int width, RandomStream& random);

} // namespace dnas
