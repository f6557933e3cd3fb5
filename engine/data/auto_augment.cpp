#include "engine/data/auto_augment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace dnas {

namespace {

constexpr std::uint8_t kOutside = 128;
constexpr double kPi = 3.14159265358979323846;

using Lookup = std::array<std::uint8_t, 256>;

std::uint8_t clipped(double value) {
    return static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0));
}

/// Replaces each byte by its table's entry; one table, or one a channel.
template <class Table> void map(std::uint8_t* pixels, int count, const Table& table) {
    for (int i = 0; i < count; ++i)
        for (int c = 0; c < 3; ++c)
            pixels[3 * i + c] = table(c, pixels[3 * i + c]);
}

/// Each output pixel takes the input pixel nearest to (a x + b y + c, d x + e y + f), in pixels from the centre.
void affine(std::uint8_t* pixels, int height, int width, double a, double b, double c, double d, double e, double f) {
    const std::vector<std::uint8_t> in(pixels, pixels + std::size_t(height) * width * 3);
    const double centreX = (width - 1) / 2.0, centreY = (height - 1) / 2.0;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const double dx = x - centreX, dy = y - centreY;
            const long sourceX = std::lround(a * dx + b * dy + c + centreX),
                       sourceY = std::lround(d * dx + e * dy + f + centreY);
            const bool inside = sourceX >= 0 && sourceX < width && sourceY >= 0 && sourceY < height;
            for (int channel = 0; channel < 3; ++channel)
                pixels[(std::size_t(y) * width + x) * 3 + channel] =
                    inside ? in[(std::size_t(sourceY) * width + sourceX) * 3 + channel] : kOutside;
        }
}

using Histogram = std::array<std::array<int, 256>, 3>;

Histogram histogramOf(const std::uint8_t* pixels, int count) {
    Histogram histogram{};
    for (int i = 0; i < count; ++i)
        for (int c = 0; c < 3; ++c)
            ++histogram[static_cast<std::size_t>(c)][pixels[3 * i + c]];
    return histogram;
}

/// Stretches each channel to the whole range.
void autoContrast(std::uint8_t* pixels, int count) {
    std::array<Lookup, 3> tables;
    const Histogram histogram = histogramOf(pixels, count);
    for (std::size_t c = 0; c < 3; ++c) {
        int low = 0, high = 255;
        while (low < 255 && histogram[c][static_cast<std::size_t>(low)] == 0)
            ++low;
        while (high > 0 && histogram[c][static_cast<std::size_t>(high)] == 0)
            --high;
        for (int v = 0; v < 256; ++v)
            tables[c][static_cast<std::size_t>(v)] =
                high > low ? clipped(255.0 * (v - low) / (high - low)) : static_cast<std::uint8_t>(v);
    }
    map(pixels, count, [&](int c, std::uint8_t v) { return tables[static_cast<std::size_t>(c)][v]; });
}

/// Each channel's values become equally frequent, in the integer arithmetic of the imaging library behind the paper.
void equalize(std::uint8_t* pixels, int count) {
    std::array<Lookup, 3> tables;
    const Histogram histogram = histogramOf(pixels, count);
    for (std::size_t c = 0; c < 3; ++c) {
        int last = 0;
        for (int value : histogram[c])
            if (value > 0) last = value;
        const int step = (count - last) / 255;
        int sum = step / 2;
        for (std::size_t v = 0; v < 256; ++v) {
            tables[c][v] =
                step == 0 ? static_cast<std::uint8_t>(v) : static_cast<std::uint8_t>(std::min(255, sum / step));
            sum += histogram[c][v];
        }
    }
    map(pixels, count, [&](int c, std::uint8_t v) { return tables[static_cast<std::size_t>(c)][v]; });
}

double grey(const std::uint8_t* pixel) {
    return 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
}

/// other + factor * (image - other), where `other` gives the degenerate image's value.
template <class Other> void blend(std::uint8_t* pixels, int count, double factor, const Other& other) {
    for (int i = 0; i < count; ++i) {
        std::array<double, 3> base;
        for (int c = 0; c < 3; ++c)
            base[static_cast<std::size_t>(c)] = other(i, c);
        for (int c = 0; c < 3; ++c) {
            const double value = base[static_cast<std::size_t>(c)];
            pixels[3 * i + c] = clipped(value + factor * (pixels[3 * i + c] - value));
        }
    }
}

/// Blends with a smoothed image; the border has none.
void sharpness(std::uint8_t* pixels, int height, int width, double factor) {
    const std::vector<std::uint8_t> in(pixels, pixels + std::size_t(height) * width * 3);
    const auto smooth = [&](int i, int c) -> double {
        const int y = i / width, x = i % width;
        if (y == 0 || x == 0 || y == height - 1 || x == width - 1) return in[3 * std::size_t(i) + c];
        double sum = 4 * in[3 * std::size_t(i) + c];
        for (int dy = -1; dy <= 1; ++dy)
            for (int dx = -1; dx <= 1; ++dx)
                sum += in[3 * (std::size_t(y + dy) * width + x + dx) + c];
        return sum / 13;
    };
    blend(pixels, height * width, factor, smooth);
}

void contrast(std::uint8_t* pixels, int count, double factor) {
    double mean = 0;
    for (int i = 0; i < count; ++i)
        mean += grey(pixels + 3 * i);
    mean = std::floor(mean / count + 0.5);
    blend(pixels, count, factor, [mean](int, int) { return mean; });
}

} // namespace

void applyOperation(ImageOperation operation, double magnitude, bool negative, std::uint8_t* pixels, int height,
                    int width) {
    const int count = height * width;
    const double sign = negative ? -1.0 : 1.0, factor = 1.0 + sign * 0.9 * magnitude;
    switch (operation) {
    case ImageOperation::ShearX:
        return affine(pixels, height, width, 1, sign * 0.3 * magnitude, 0, 0, 1, 0);
    case ImageOperation::ShearY:
        return affine(pixels, height, width, 1, 0, 0, sign * 0.3 * magnitude, 1, 0);
    case ImageOperation::TranslateX:
        return affine(pixels, height, width, 1, 0, sign * std::floor(150.0 / 331.0 * width * magnitude), 0, 1, 0);
    case ImageOperation::TranslateY:
        return affine(pixels, height, width, 1, 0, 0, 0, 1, sign * std::floor(150.0 / 331.0 * height * magnitude));
    case ImageOperation::Rotate: {
        const double angle = sign * 30.0 * magnitude * kPi / 180.0, cosine = std::cos(angle), sine = std::sin(angle);
        return affine(pixels, height, width, cosine, -sine, 0, sine, cosine, 0);
    }
    case ImageOperation::AutoContrast:
        return autoContrast(pixels, count);
    case ImageOperation::Invert:
        return map(pixels, count, [](int, std::uint8_t v) { return static_cast<std::uint8_t>(255 - v); });
    case ImageOperation::Equalize:
        return equalize(pixels, count);
    case ImageOperation::Solarize: {
        const double threshold = 255.0 * (1.0 - magnitude);
        return map(pixels, count, [threshold](int, std::uint8_t v) {
            return v >= threshold ? static_cast<std::uint8_t>(255 - v) : v;
        });
    }
    case ImageOperation::Posterize: {
        const int bits = 8 - static_cast<int>(std::lround(4 * magnitude));
        const auto mask = static_cast<std::uint8_t>(0xff << (8 - bits));
        return map(pixels, count, [mask](int, std::uint8_t v) { return static_cast<std::uint8_t>(v & mask); });
    }
    case ImageOperation::Contrast:
        return contrast(pixels, count, factor);
    case ImageOperation::Color:
        return blend(pixels, count, factor, [pixels](int i, int) { return grey(pixels + 3 * i); });
    case ImageOperation::Brightness:
        return blend(pixels, count, factor, [](int, int) { return 0.0; });
    case ImageOperation::Sharpness:
        return sharpness(pixels, height, width, factor);
    }
}

namespace {

struct Step {
    ImageOperation operation;
    double probability;
    int magnitude; ///< 0..9
};

using I = ImageOperation;
constexpr std::array<std::array<Step, 2>, 25> kPolicy = {{
    {{{I::Invert, 0.1, 7}, {I::Contrast, 0.2, 6}}},         {{{I::Rotate, 0.7, 2}, {I::TranslateX, 0.3, 9}}},
    {{{I::Sharpness, 0.8, 1}, {I::Sharpness, 0.9, 3}}},     {{{I::ShearY, 0.5, 8}, {I::TranslateY, 0.7, 9}}},
    {{{I::AutoContrast, 0.5, 8}, {I::Equalize, 0.9, 2}}},   {{{I::ShearY, 0.2, 7}, {I::Posterize, 0.3, 7}}},
    {{{I::Color, 0.4, 3}, {I::Brightness, 0.6, 7}}},        {{{I::Sharpness, 0.3, 9}, {I::Brightness, 0.7, 9}}},
    {{{I::Equalize, 0.6, 5}, {I::Equalize, 0.5, 1}}},       {{{I::Contrast, 0.6, 7}, {I::Sharpness, 0.6, 5}}},
    {{{I::Color, 0.7, 7}, {I::TranslateX, 0.5, 8}}},        {{{I::Equalize, 0.3, 7}, {I::AutoContrast, 0.4, 8}}},
    {{{I::TranslateY, 0.4, 3}, {I::Sharpness, 0.2, 6}}},    {{{I::Brightness, 0.9, 6}, {I::Color, 0.2, 8}}},
    {{{I::Solarize, 0.5, 2}, {I::Invert, 0.0, 3}}},         {{{I::Equalize, 0.2, 0}, {I::AutoContrast, 0.6, 0}}},
    {{{I::Equalize, 0.2, 8}, {I::Equalize, 0.6, 4}}},       {{{I::Color, 0.9, 9}, {I::Equalize, 0.6, 6}}},
    {{{I::AutoContrast, 0.8, 4}, {I::Solarize, 0.2, 8}}},   {{{I::Brightness, 0.1, 3}, {I::Color, 0.7, 0}}},
    {{{I::Solarize, 0.4, 5}, {I::AutoContrast, 0.9, 3}}},   {{{I::TranslateY, 0.9, 9}, {I::TranslateY, 0.7, 9}}},
    {{{I::AutoContrast, 0.9, 2}, {I::Solarize, 0.8, 3}}},   {{{I::Equalize, 0.8, 8}, {I::Invert, 0.1, 3}}},
    {{{I::TranslateY, 0.7, 9}, {I::AutoContrast, 0.9, 1}}},
}};

} // namespace

void autoAugment(std::uint8_t* pixels, int height, int width, RandomStream& random) {
    for (const Step& step : kPolicy[random.below(kPolicy.size())]) {
        // Both are drawn in any case: what one operation does never moves the numbers of the next.
        const bool applied = random.uniform() < step.probability;
        const bool negative = random.below(2) == 1;
        if (applied) applyOperation(step.operation, step.magnitude / 9.0, negative, pixels, height, width);
    }
}

} // namespace dnas
