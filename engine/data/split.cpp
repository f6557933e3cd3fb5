#include "engine/data/split.h"

#include "engine/api/error.h"
#include "engine/core/random_streams.h"

#include <algorithm>
#include <numeric>
#include <sstream>

namespace dnas {

namespace {

/// How many of each class to take so that the shares stay and the sum is `count` (largest remainder, ties to the lower
/// class).
std::vector<int> shares(const std::vector<std::vector<int>>& classes, int count, int total) {
    std::vector<int> taken(classes.size()), order(classes.size());
    std::vector<std::int64_t> remainder(classes.size());
    int sum = 0;
    for (std::size_t c = 0; c < classes.size(); ++c) {
        const std::int64_t product = std::int64_t(classes[c].size()) * count;
        taken[c] = int(product / total);
        remainder[c] = product % total;
        sum += taken[c];
    }
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return remainder[a] > remainder[b]; });
    for (std::size_t i = 0; sum < count; ++i, ++sum)
        ++taken[order[i]];
    return taken;
}

/// Parts `indices` into `count` drawn ones and the rest, both ascending.
std::pair<std::vector<int>, std::vector<int>> draw(const ImageSet& set, std::vector<int> indices, int count,
                                                   RandomStream stream, bool stratified) {
    stream.shuffle(indices);
    std::vector<std::vector<int>> groups(stratified ? set.classes : 1);
    for (int i : indices)
        groups[stratified ? set.labels[i] : 0].push_back(i);
    const std::vector<int> taken = shares(groups, count, int(indices.size()));
    std::pair<std::vector<int>, std::vector<int>> parts;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        parts.first.insert(parts.first.end(), groups[g].begin(), groups[g].begin() + taken[g]);
        parts.second.insert(parts.second.end(), groups[g].begin() + taken[g], groups[g].end());
    }
    std::sort(parts.first.begin(), parts.first.end());
    std::sort(parts.second.begin(), parts.second.end());
    return parts;
}

} // namespace

std::vector<int> drawSubset(const ImageSet& set, int count, std::uint64_t seed, bool stratified) {
    if (count < 0 || count > set.count)
        throw EngineError(ErrorCode::Usage,
                          "subset " + std::to_string(count) + " is out of range: the training set has " +
                              std::to_string(set.count) + " images",
                          "Use 1 to " + std::to_string(set.count) + ", or 0 for all.");
    std::vector<int> all(set.count);
    std::iota(all.begin(), all.end(), 0);
    if (count == 0 || count == set.count) return all;
    return draw(set, std::move(all), count, RandomStream(seed, "subset"), stratified).first;
}

Split splitSet(const ImageSet& set, const std::vector<int>& indices, double portion, std::uint64_t seed,
               bool stratified) {
    std::ostringstream shown;
    shown << "train_portion " << portion;
    if (!(portion >= 0 && portion <= 1))
        throw EngineError(ErrorCode::Usage, shown.str() + " is out of range", "Use a value between 0 and 1.");
    // The tiny addend undoes products such as 0.29 * 100 = 28.999999999999996.
    const int count = int(portion * double(indices.size()) + 1e-6);
    const int rest = int(indices.size()) - count;
    if (count == 0 || rest == 0)
        throw EngineError(ErrorCode::Usage,
                          shown.str() + " of " + std::to_string(indices.size()) + " images leaves none to train " +
                              (count == 0 ? "the weights" : "alpha"),
                          "Choose a portion further from 0 and 1, or a larger subset.");
    auto [weights, alpha] = draw(set, indices, count, RandomStream(seed, "split"), stratified);
    return {std::move(weights), std::move(alpha)};
}

LabelledParts labelledParts(const std::shared_ptr<const DataSet>& data, int subset, bool stratified, std::uint64_t seed) {
    constexpr double kHeldOut = 0.2;
    const std::shared_ptr<const ImageSet> images(data, &data->train);
    LabelledParts parts{images, images, drawSubset(*images, subset, seed, stratified), {}};
    if (data->test) {
        parts.validImages = {data, &*data->test};
        parts.valid.resize(static_cast<std::size_t>(data->test->count));
        std::iota(parts.valid.begin(), parts.valid.end(), 0);
        return parts;
    }
    Split split = splitSet(*images, parts.train, 1 - kHeldOut, seed, /*stratified=*/true);
    parts.train = std::move(split.weights);
    parts.valid = std::move(split.alpha);
    return parts;
}

} // namespace dnas
