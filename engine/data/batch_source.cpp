#include "engine/data/batch_source.h"

#include "engine/api/error.h"
#include "engine/core/random_streams.h"
#include "engine/data/auto_augment.h"
#include "engine/data/color_conversion.h"
#include "engine/data/view_policy.h"

#include <algorithm>

namespace dnas {

namespace {

constexpr int kPadding = 4;

/// out[i] = table[in[i]] over `count` pixels of Channels interleaved bytes, mirrored on request.
template <int Channels, class Value>
void convertRow(Value* out, const std::uint8_t* in, int count, bool mirror, const std::array<Value, 256>* table) {
    for (int x = 0; x < count; ++x) {
        const std::uint8_t* pixel = in + std::ptrdiff_t(mirror ? count - 1 - x : x) * Channels;
        for (int c = 0; c < Channels; ++c)
            out[x * Channels + c] = table[c][pixel[c]];
    }
}

/// The same for a number of channels that is known at run time only.
template <class Value>
void convertPixels(int channels, Value* out, const std::uint8_t* in, int count, bool mirror, const std::array<Value, 256>* table) {
    switch (channels) {
    case 1: return convertRow<1, Value>(out, in, count, mirror, table);
    case 2: return convertRow<2, Value>(out, in, count, mirror, table);
    case 4: return convertRow<4, Value>(out, in, count, mirror, table);
    default: return convertRow<3, Value>(out, in, count, mirror, table);
    }
}

std::array<std::array<std::uint8_t, 256>, 3> identityTables() {
    std::array<std::array<std::uint8_t, 256>, 3> tables;
    for (std::array<std::uint8_t, 256>& table : tables)
        for (int v = 0; v < 256; ++v)
            table[v] = std::uint8_t(v);
    return tables;
}

} // namespace

BatchSource::BatchSource(std::shared_ptr<const ImageSet> images, std::vector<int> indices, int batchSize, BatchUse use,
                         std::uint64_t seed, std::string name, Augmentation augmentation)
    : m_images(std::move(images)), m_indices(std::move(indices)), m_batchSize(batchSize), m_use(use), m_seed(seed),
      m_name(std::move(name)), m_augmentation(use == BatchUse::Training ? augmentation : Augmentation{}) {
    if (m_batchSize < 1)
        throw EngineError(ErrorCode::Usage, "batch " + std::to_string(m_batchSize) + " is out of range",
                          "Use at least 1.");
    if (m_augmentation.autoAugment && m_images->channels != 3)
        throw EngineError(ErrorCode::Usage, "auto_augment needs images in colour; these have " + std::to_string(m_images->channels) + " channel",
                          "Set auto_augment=false.");
    if (m_indices.empty()) throw EngineError(ErrorCode::Usage, "no images to make batches of (" + m_name + ")");
    const int full = imageCount() / m_batchSize;
    m_steps = m_use == BatchUse::Training ? std::max(1, full) : (imageCount() + m_batchSize - 1) / m_batchSize;
    m_normalised.resize(m_images->fedChannels());
    for (int c = 0; c < m_images->fedChannels(); ++c)
        for (int v = 0; v < 256; ++v)
            m_normalised[c][v] = float((v / 255.0 - m_images->mean[c]) / m_images->deviation[c]);
}

BatchSource::Order BatchSource::order(int epoch, int pass) const {
    const std::lock_guard<std::mutex> lock(m_mutex);
    if (m_orderEpoch != epoch || m_orderPass != pass) {
        std::vector<int> order = m_indices;
        RandomStream(m_seed, m_name + "/order", std::uint64_t(epoch), std::uint64_t(pass)).shuffle(order);
        m_order = std::make_shared<const std::vector<int>>(std::move(order));
        m_orderEpoch = epoch;
        m_orderPass = pass;
    }
    return m_order;
}

Batch BatchSource::batch(int epoch, int step) const {
    const int begin = step % m_steps * m_batchSize;
    Batch batch;
    batch.count = std::min(m_batchSize, imageCount() - begin);
    const std::size_t size = std::size_t(m_images->height) * m_images->width * m_images->fedChannels();
    batch.images.resize(batch.count * size);
    batch.labels.resize(batch.count);
    const Order shuffled = m_use == BatchUse::Training ? order(epoch, step / m_steps) : nullptr;
    const std::vector<int>& indices = shuffled ? *shuffled : m_indices;
    RandomStream random(m_seed, m_name + "/augment", std::uint64_t(epoch), std::uint64_t(step));
    if (m_augmentation.views) return viewPairs(indices, begin, batch.count, random);
    for (int i = 0; i < batch.count; ++i) {
        const int index = indices[begin + i];
        batch.labels[i] = m_images->labels[index];
        fill(batch.images.data() + i * size, index, random);
    }
    return batch;
}

Batch BatchSource::viewPairs(const std::vector<int>& indices, int begin, int count, RandomStream& random) const {
    const int height = m_images->height, width = m_images->width, channels = m_images->channels;
    const std::size_t size = m_images->imageBytes();
    const auto convert = channels == 1 ? convertRow<1, float> : convertRow<3, float>;
    std::vector<std::uint8_t> bytes(size);
    Batch batch;
    batch.count = 2 * count;
    batch.images.resize(batch.count * size);
    batch.labels.resize(batch.count);
    for (int i = 0; i < count; ++i)
        for (int view = 0; view < 2; ++view) {
            const int index = indices[begin + i], place = view * count + i;
            augmentView(m_images->image(index), height, width, channels, *m_augmentation.views, random, bytes.data());
            convert(batch.images.data() + place * size, bytes.data(), height * width, false, m_normalised.data());
            batch.labels[place] = m_images->labels[index];
        }
    return batch;
}

/// Crop and flip in one pass; what the crop sees outside the image is black.
/// @param table value of each byte, a channel
template <class Value>
void BatchSource::cropAndFlip(Value* out, int index, RandomStream& random, const std::array<Value, 256>* table) const {
    const int channels = m_images->channels, height = m_images->height, width = m_images->width;
    const int shiftY = m_augmentation.crop ? int(random.below(2 * kPadding + 1)) - kPadding : 0;
    const int shiftX = m_augmentation.crop ? int(random.below(2 * kPadding + 1)) - kPadding : 0;
    const bool mirror = m_augmentation.flip && random.below(2) == 1;
    if (shiftX != 0 || shiftY != 0)
        for (int i = 0; i < height * width; ++i)
            for (int c = 0; c < channels; ++c)
                out[i * channels + c] = table[c][0];

    // Columns [first, last) of the crop window lie in the image; mirroring moves them to the other side.
    const int first = std::max(0, -shiftX), last = std::min(width, width - shiftX);
    const int target = mirror ? width - last : first;
    for (int y = std::max(0, -shiftY); y < std::min(height, height - shiftY) && first < last; ++y) {
        const std::uint8_t* row =
            m_images->image(index) + (std::ptrdiff_t(y + shiftY) * width + first + shiftX) * channels;
        convertPixels(channels, out + (std::ptrdiff_t(y) * width + target) * channels, row, last - first, mirror, table);
    }
}

void BatchSource::fill(float* out, int index, RandomStream& random) const {
    const int height = m_images->height, width = m_images->width;
    if (m_augmentation.autoAugment || changesColors(m_images->colors)) {
        static const std::array<std::array<std::uint8_t, 256>, 3> kBytes = identityTables();
        std::vector<std::uint8_t> bytes(m_images->imageBytes());
        cropAndFlip(bytes.data(), index, random, kBytes.data());
        if (m_augmentation.autoAugment) autoAugment(bytes.data(), height, width, random);
        if (changesColors(m_images->colors)) {
            std::vector<std::uint8_t> converted(std::size_t(height) * width * m_images->fedChannels());
            convertColors(bytes.data(), converted.data(), height * width, m_images->colors);
            bytes = std::move(converted);
        }
        convertPixels<float>(m_images->fedChannels(), out, bytes.data(), height * width, false, m_normalised.data());
    } else {
        cropAndFlip(out, index, random, m_normalised.data());
    }
    if (m_augmentation.cutout > 0) {
        const int centreY = int(random.below(height)), centreX = int(random.below(width));
        erase(out, centreX, centreY);
    }
}

void BatchSource::erase(float* out, int centreX, int centreY) const {
    const int side = m_augmentation.cutout, width = m_images->width, channels = m_images->fedChannels();
    const int top = std::max(0, centreY - side / 2), bottom = std::min(m_images->height, centreY - side / 2 + side);
    const int left = std::max(0, centreX - side / 2), right = std::min(width, centreX - side / 2 + side);
    for (int y = top; y < bottom; ++y)
        std::fill(out + (std::ptrdiff_t(y) * width + left) * channels,
                  out + (std::ptrdiff_t(y) * width + right) * channels, 0.0f);
}

} // namespace dnas
