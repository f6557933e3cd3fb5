// Which images a run uses, and which of them train the weights and which train alpha.
// Place: the search loop draws both once from the request's task; the sources of batch_source.h read by the indices.
// Thread rule: pure functions. Source: DARTS section 2.3 (half of the training set is held out to train alpha).
#pragma once

#include "engine/data/image_set.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace dnas {

/// Indices into an ImageSet, ascending, disjoint.
struct Split {
    std::vector<int> weights; ///< train the weights w
    std::vector<int> alpha;   ///< train alpha
};

/// Draws `count` images by RandomStream(seed, "subset"). @param count 0 = all
/// @param stratified each class keeps its share, rounded by largest remainder
/// Throws EngineError(Usage) when count is negative or above the number of images.
std::vector<int> drawSubset(const ImageSet& set, int count, std::uint64_t seed, bool stratified);

/// Gives floor(portion * n) of the n images to the weights, the rest to alpha, by RandomStream(seed, "split").
/// Throws EngineError(Usage) when the portion is outside 0..1 or a part would be empty.
Split splitSet(const ImageSet& set, const std::vector<int>& indices, double portion, std::uint64_t seed,
               bool stratified);

/// Images that teach a classifier, and those that judge it.
struct LabelledParts {
    std::shared_ptr<const ImageSet> trainImages, validImages; ///< keep the whole data set
    std::vector<int> train, valid;
};

/// The test part judges; where a data set has none, a fifth of the training images drawn, with the shares of the classes.
/// Throws EngineError(Usage) as drawSubset and splitSet.
LabelledParts labelledParts(const std::shared_ptr<const DataSet>& data, int subset, bool stratified, std::uint64_t seed);

} // namespace dnas
