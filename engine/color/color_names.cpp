#include "engine/api/color_model.h"

namespace dnas {

const std::vector<ColorModel>& colorModels() {
    static const std::vector<ColorModel> kModels{ColorModel::Stored, ColorModel::Rgb,         ColorModel::Rb, ColorModel::Rgby,
                                                 ColorModel::RgbyPrinted, ColorModel::Hsv, ColorModel::Lab};
    return kModels;
}

const char* name(ColorModel model) {
    switch (model) {
    case ColorModel::Stored: return "stored";
    case ColorModel::Rgb: return "rgb";
    case ColorModel::Rb: return "rb";
    case ColorModel::Rgby: return "rgby";
    case ColorModel::RgbyPrinted: return "rgby-printed";
    case ColorModel::Hsv: return "hsv";
    case ColorModel::Lab: return "lab";
    }
    return "";
}

std::vector<std::string> channelNames(ColorModel model, int stored) {
    switch (model) {
    case ColorModel::Stored: break;
    case ColorModel::Rgb: return {"R", "G", "B"};
    case ColorModel::Rb: return {"R", "B"};
    case ColorModel::Rgby:
    case ColorModel::RgbyPrinted: return {"R", "G", "B", "Y"};
    case ColorModel::Hsv: return {"H", "S", "V"};
    case ColorModel::Lab: return {"L", "a", "b"};
    }
    if (stored == 1) return {"grey"};
    if (stored == 3) return {"R", "G", "B"};
    std::vector<std::string> names;
    for (int channel = 0; channel < stored; ++channel) names.push_back("channel" + std::to_string(channel));
    return names;
}

ColorModel modelOfChannels(const std::vector<std::string>& channels) {
    for (const ColorModel model : colorModels())
        if (model != ColorModel::Stored && channelNames(model, 3) == channels) return model;
    return ColorModel::Stored;
}

} // namespace dnas
