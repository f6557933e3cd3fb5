// Red, green and blue bytes to the channels of a colour model.
// Place: batch_source.h converts what it augmented, image_set.h measures the normalisation. Thread rule: any thread.
// Source: engine/api/color_model.h.
#pragma once

#include "engine/api/color_model.h"

#include <cstdint>

namespace dnas {

/// Whether the model's channels are not the stored ones.
bool changesColors(ColorModel model);

/// @param rgb [pixels, 3], interleaved @param out [pixels, channels of the model], not the same memory
void convertColors(const std::uint8_t* rgb, std::uint8_t* out, int pixels, ColorModel model);

/// Throws EngineError(Usage) where images of so many stored channels have no such channels.
void requireColors(ColorModel model, int stored);

} // namespace dnas
