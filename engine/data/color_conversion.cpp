#include "engine/data/color_conversion.h"

#include "engine/api/error.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace dnas {

namespace {

void toRb(const std::uint8_t* rgb, std::uint8_t* out, int pixels) {
    for (int i = 0; i < pixels; ++i, rgb += 3, out += 2) {
        out[0] = rgb[0];
        out[1] = rgb[2];
    }
}

void toRgby(const std::uint8_t* rgb, std::uint8_t* out, int pixels, bool printed) {
    for (int i = 0; i < pixels; ++i, rgb += 3, out += 4) {
        const std::uint8_t common = std::min(rgb[0], rgb[1]);
        out[0] = std::uint8_t(rgb[0] - common);
        out[1] = std::uint8_t(rgb[1] - common);
        out[2] = rgb[2];
        out[3] = printed ? std::uint8_t(out[0] + out[1]) : common; // one of the two is 0: no overflow
    }
}

void byOpenCv(const std::uint8_t* rgb, std::uint8_t* out, int pixels, int code) {
    const cv::Mat from(1, pixels, CV_8UC3, const_cast<std::uint8_t*>(rgb));
    cv::Mat to(1, pixels, CV_8UC3, out);
    cv::cvtColor(from, to, code);
}

} // namespace

bool changesColors(ColorModel model) { return model != ColorModel::Stored && model != ColorModel::Rgb; }

void convertColors(const std::uint8_t* rgb, std::uint8_t* out, int pixels, ColorModel model) {
    switch (model) {
    case ColorModel::Stored:
    case ColorModel::Rgb: std::copy(rgb, rgb + std::ptrdiff_t(pixels) * 3, out); break;
    case ColorModel::Rb: toRb(rgb, out, pixels); break;
    case ColorModel::Rgby: toRgby(rgb, out, pixels, false); break;
    case ColorModel::RgbyPrinted: toRgby(rgb, out, pixels, true); break;
    case ColorModel::Hsv: byOpenCv(rgb, out, pixels, cv::COLOR_RGB2HSV_FULL); break;
    case ColorModel::Lab: byOpenCv(rgb, out, pixels, cv::COLOR_RGB2Lab); break;
    }
}

void requireColors(ColorModel model, int stored) {
    if (model == ColorModel::Stored || stored == 3) return;
    throw EngineError(ErrorCode::Usage,
                      std::string("color_model is '") + name(model) + "', which needs images in red, green and blue; these have " +
                          std::to_string(stored) + (stored == 1 ? " channel." : " channels."),
                      "Set color_model=stored, or use images in colour.");
}

std::vector<PreviewImage> channelImages(const PreviewImage& image, ColorModel model) {
    requireColors(model, image.channels);
    const int pixels = image.width * image.height;
    const std::size_t channels = channelNames(model, image.channels).size();
    std::vector<std::uint8_t> converted = image.pixels;
    if (changesColors(model)) {
        converted.resize(std::size_t(pixels) * channels);
        convertColors(image.pixels.data(), converted.data(), pixels, model);
    }
    std::vector<PreviewImage> planes;
    for (std::size_t channel = 0; channel < channels; ++channel) {
        PreviewImage plane{image.width, image.height, 1, std::vector<std::uint8_t>(std::size_t(pixels)), image.label};
        for (int i = 0; i < pixels; ++i)
            plane.pixels[std::size_t(i)] = converted[std::size_t(i) * channels + channel];
        planes.push_back(std::move(plane));
    }
    return planes;
}

} // namespace dnas
