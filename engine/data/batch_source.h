// Batches of normalised images as a pure function of (epoch, step): nothing to save in a checkpoint, and prefetching
// or resuming cannot change what a step sees.
// Place: the search loop has one for the weights, one for alpha and one for evaluation, behind prefetcher.h.
// Thread rule: any thread; batch() may be called from several at once.
// Source: DARTS's transforms for CIFAR (crop after padding by 4, flip, normalise, cutout), in this order.
#pragma once

#include "engine/api/view_policy.h"
#include "engine/data/image_set.h"

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace dnas {

class RandomStream;

struct Batch {
    int count = 0; ///< of two views a picture: twice the pictures
    std::vector<float> images;        ///< [count, height, width, channels of the colour model], normalised
    std::vector<std::int64_t> labels; ///< [count]
};

struct Augmentation {
    bool crop = false; ///< pad by 4 black pixels on each side, cut out a window of the original size
    bool flip = false; ///< mirror left-right with probability 1/2
    int cutout = 0;    ///< side of a square set to zero after normalisation, centred anywhere, clipped at the border
    bool autoAugment = false; ///< policy for CIFAR between flip and colour model; RGB only
    /// Two views of every image instead of what stands above: a batch holds all first views, then all second ones.
    std::optional<ViewPolicy> views;
};

enum class BatchUse {
    Training,  ///< shuffled each epoch, augmented; the incomplete last batch is dropped unless it is the only one
    Evaluation ///< in the order of the indices, never augmented, the incomplete last batch is kept
};

class BatchSource {
  public:
    /// @param images may share ownership with its DataSet: `{data, &data->train}`
    /// @param name of the random streams: order from (seed, name/order, epoch, pass), augmentation from
    ///        (seed, name/augment, epoch, step)
    /// Throws EngineError(Usage) when there are no indices, the batch size is below 1, or grey images are to be
    /// augmented by a policy for colours.
    BatchSource(std::shared_ptr<const ImageSet> images, std::vector<int> indices, int batchSize, BatchUse use,
                std::uint64_t seed = 0, std::string name = {}, Augmentation augmentation = {});

    /// Batches of one pass over the indices.
    int steps() const { return m_steps; }
    int imageCount() const { return int(m_indices.size()); }
    const ImageSet& images() const { return *m_images; }
    /// Which image stands at a place of the unshuffled order.
    int index(int place) const { return m_indices[std::size_t(place)]; }

    /// @param step may exceed steps(): each further pass of the same epoch has an order of its own.
    Batch batch(int epoch, int step) const;

  private:
    using Order = std::shared_ptr<const std::vector<int>>;
    Order order(int epoch, int pass) const;
    void fill(float* out, int index, RandomStream& random) const;
    template <class Value>
    void cropAndFlip(Value* out, int index, RandomStream& random, const std::array<Value, 256>* table) const;
    Batch viewPairs(const std::vector<int>& indices, int begin, int count, RandomStream& random) const;
    void erase(float* out, int centreX, int centreY) const;

    std::shared_ptr<const ImageSet> m_images;
    std::vector<int> m_indices;
    int m_batchSize, m_steps;
    BatchUse m_use;
    std::uint64_t m_seed;
    std::string m_name;
    Augmentation m_augmentation;
    std::vector<std::array<float, 256>> m_normalised; ///< [channels]: byte to value

    mutable std::mutex m_mutex; ///< guards the order computed last
    mutable Order m_order;
    mutable int m_orderEpoch = -1, m_orderPass = -1;
};

} // namespace dnas
