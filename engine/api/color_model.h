// Colour models: how the channels that networks see are made from the red, green and blue of stored images.
// Place: option color_model of any run; ColorNAS searches one network a channel. Conversion happens image by image, behind
// the augmentations that need colours (AutoAugment) and before normalisation. Thread rule: pure functions.
// Source: thesis appendix A.2.2, algorithms 6 (RB) and 7 (RGBY); HSV and CIE L*a*b* as OpenCV defines them for bytes.
//
// Traps of the printed algorithm 7, and what is done here:
// * It writes plane 3 of an image of three planes: four are made, and the third keeps blue, which it never names.
// * It takes Y from what is left of red and green, R' + G' = |R - G|: pure yellow (255, 255, 0) would have no yellow at
//   all. Deviation: RGBY takes Y = min(R, G), what red and green have in common and lose to it: R = R' + Y, G = G' + Y.
//   The printed form stays as RgbyPrinted.
#pragma once

#include "engine/api/data_info.h"

#include <string>
#include <vector>

namespace dnas {

enum class ColorModel {
    Stored,      ///< channels as the data set has them: grey, or red, green, blue
    Rgb,         ///< the same, but refuses grey images
    Rb,          ///< algorithm 6: without green
    Rgby,        ///< R' = R - Y, G' = G - Y, B, Y = min(R, G)
    RgbyPrinted, ///< algorithm 7 as printed: Y = R' + G'
    Hsv,         ///< hue over 0..255 (a circle: 255 is next to 0), saturation, value
    Lab          ///< L* over 0..255, a* + 128, b* + 128 (sRGB, D65)
};

/// In the order of the enumeration.
const std::vector<ColorModel>& colorModels();
/// Word of files and options: "stored", "rgb", "rb", "rgby", "rgby-printed", "hsv", "lab".
const char* name(ColorModel model);

/// Short names of the channels: {"R", "B"}. @param stored channels of the stored images, 1 or 3; others are numbered
std::vector<std::string> channelNames(ColorModel model, int stored);

/// The model that has these channels, the described one of RGBY; Stored where none has.
ColorModel modelOfChannels(const std::vector<std::string>& channels);

/// One grey image a channel. Throws EngineError(Usage) where the model needs colours and the image has none.
std::vector<PreviewImage> channelImages(const PreviewImage& image, ColorModel model);

} // namespace dnas
