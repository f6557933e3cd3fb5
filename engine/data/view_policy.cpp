#include "engine/data/view_policy.h"

#include "engine/core/random_streams.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace dnas {

namespace {

constexpr int kCropAttempts = 10;
constexpr double kStrength = 0.4, kHue = 0.1; // of the jitter
constexpr double kJitterShare = 0.8, kGreyShare = 0.2, kBlurShare = 0.5, kFlipShare = 0.5;

double between(RandomStream& random, double low, double high) { return low + (high - low) * random.uniform(); }

/// A window of random area and ratio; the largest centred one with an allowed ratio where none fits.
cv::Rect cropWindow(int height, int width, double smallest, RandomStream& random) {
    const double area = double(height) * width;
    for (int attempt = 0; attempt < kCropAttempts; ++attempt) {
        const double target = area * between(random, smallest, 1);
        const double ratio = std::exp(between(random, std::log(3.0 / 4), std::log(4.0 / 3)));
        const int w = int(std::lround(std::sqrt(target * ratio))), h = int(std::lround(std::sqrt(target / ratio)));
        if (w < 1 || h < 1 || w > width || h > height) continue;
        return {int(random.below(std::uint64_t(width - w + 1))), int(random.below(std::uint64_t(height - h + 1))), w, h};
    }
    const int w = std::clamp(int(std::lround(height * 4.0 / 3)), 1, width);
    const int h = std::clamp(int(std::lround(width * 4.0 / 3)), 1, height);
    return {(width - w) / 2, (height - h) / 2, w, h};
}

/// Every byte v becomes factor * v + shift, saturated.
void scale(cv::Mat& image, double factor, double shift = 0) { image.convertTo(image, -1, factor, shift); }

cv::Mat greyOf(const cv::Mat& image) {
    if (image.channels() == 1) return image;
    cv::Mat grey;
    cv::cvtColor(image, grey, cv::COLOR_RGB2GRAY);
    return grey;
}

void saturate(cv::Mat& image, double factor) {
    if (image.channels() == 1) return;
    cv::Mat grey;
    cv::cvtColor(greyOf(image), grey, cv::COLOR_GRAY2RGB);
    cv::addWeighted(image, factor, grey, 1 - factor, 0, image);
}

void turnHue(cv::Mat& image, double share) {
    if (image.channels() == 1) return;
    cv::Mat hsv;
    cv::cvtColor(image, hsv, cv::COLOR_RGB2HSV_FULL); // hue 0..255 round the circle
    const int turn = int(std::lround(share * 256));
    for (int y = 0; y < hsv.rows; ++y) {
        std::uint8_t* row = hsv.ptr(y);
        for (int x = 0; x < hsv.cols; ++x)
            row[3 * x] = std::uint8_t(row[3 * x] + turn);
    }
    cv::cvtColor(hsv, image, cv::COLOR_HSV2RGB_FULL);
}

/// The four in a random order, as torchvision's ColorJitter.
void jitter(cv::Mat& image, RandomStream& random) {
    std::vector<int> order{0, 1, 2, 3};
    random.shuffle(order);
    const std::array<double, 4> factors{between(random, 1 - kStrength, 1 + kStrength),
                                        between(random, 1 - kStrength, 1 + kStrength),
                                        between(random, 1 - kStrength, 1 + kStrength), between(random, -kHue, kHue)};
    for (int kind : order) {
        const double factor = factors[std::size_t(kind)];
        if (kind == 0) scale(image, factor);
        if (kind == 1) scale(image, factor, (1 - factor) * cv::mean(greyOf(image))[0]);
        if (kind == 2) saturate(image, factor);
        if (kind == 3) turnHue(image, factor);
    }
}

} // namespace

void augmentView(const std::uint8_t* bytes, int height, int width, int channels, const ViewPolicy& policy,
                 RandomStream& random, std::uint8_t* out) {
    const cv::Mat image(height, width, CV_8UC(channels), const_cast<std::uint8_t*>(bytes));
    cv::Mat view(height, width, CV_8UC(channels), out);
    if (policy.enabled && policy.crop)
        cv::resize(image(cropWindow(height, width, policy.cropArea, random)), view, view.size(), 0, 0, cv::INTER_LINEAR);
    else
        image.copyTo(view);
    if (!policy.enabled) return;
    if (policy.jitter && random.uniform() < kJitterShare) jitter(view, random);
    if (policy.grey && random.uniform() < kGreyShare) saturate(view, 0);
    if (policy.blur && random.uniform() < kBlurShare)
        cv::GaussianBlur(view, view, cv::Size(0, 0), between(random, 0.1, 2));
    if (policy.flip && random.uniform() < kFlipShare) cv::flip(view, view, 1);
    if (view.data != out) view.copyTo(cv::Mat(height, width, CV_8UC(channels), out)); // a step took memory of its own
}

} // namespace dnas
