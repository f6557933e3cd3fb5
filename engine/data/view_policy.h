// One random view of an image, as SimSiam augments: crop and resize, colour jitter, grey, blur, flip.
// Place: batch_source.h makes two views of every image for siamese networks. Thread rule: pure function of its stream.
// Source: SimSiam (Chen & He 2021), appendix A: crop area 0.2 to 1 with ratio 3/4 to 4/3; jitter (0.4, 0.4, 0.4, 0.1)
// with probability 0.8; grey 0.2; blur 0.5 with sigma 0.1 to 2 (not on CIFAR); flip 0.5. Definitions as in torchvision.
#pragma once

#include "engine/api/view_policy.h"

#include <cstdint>

namespace dnas {

class RandomStream;

/// @param image, out [height, width, channels] bytes, 1 or 3 channels; of grey images hue, saturation and grey are nothing
void augmentView(const std::uint8_t* image, int height, int width, int channels, const ViewPolicy& policy,
                 RandomStream& random, std::uint8_t* out);

} // namespace dnas
