#include "engine/api/data_info.h"

#include "engine/data/image_set.h"

#include <algorithm>

namespace dnas {

namespace {

std::vector<std::int64_t> countClasses(const ImageSet& set) {
    std::vector<std::int64_t> counts(set.classes, 0);
    for (std::int32_t label : set.labels)
        ++counts[label];
    return counts;
}

/// The first image of each class, then the second of each, ...
std::vector<PreviewImage> previewOf(const ImageSet& set, int previews) {
    std::vector<int> rank(set.count), seen(set.classes, 0), order(set.count);
    for (int i = 0; i < set.count; ++i) {
        rank[i] = seen[set.labels[i]]++;
        order[i] = i;
    }
    const std::size_t size = std::min<std::size_t>(std::max(0, previews), order.size());
    std::partial_sort(order.begin(), order.begin() + std::ptrdiff_t(size), order.end(), [&](int a, int b) {
        return std::pair(rank[a], set.labels[a]) < std::pair(rank[b], set.labels[b]);
    });
    std::vector<PreviewImage> images;
    for (std::size_t i = 0; i < size; ++i) {
        const std::uint8_t* pixels = set.image(order[i]);
        images.push_back(
            {set.width, set.height, set.channels, {pixels, pixels + set.imageBytes()}, set.labels[order[i]]});
    }
    return images;
}

} // namespace

DataInfo inspectData(const std::string& spec, int imageSize, int previews) {
    const std::shared_ptr<const DataSet> data = loadDataSet(spec, imageSize);
    const ImageSet& train = data->train;
    DataInfo info;
    info.spec = spec;
    info.name = data->name;
    info.classes = train.classes;
    info.classNames = train.classNames;
    info.trainCounts = countClasses(train);
    if (data->test) info.testCounts = countClasses(*data->test);
    info.channels = train.channels, info.height = train.height, info.width = train.width;
    info.variableSize = data->variableSize;
    info.smallestSide = data->smallestSide, info.largestSide = data->largestSide;
    info.mean.assign(train.mean.begin(), train.mean.end());
    info.deviation.assign(train.deviation.begin(), train.deviation.end());
    info.preview = previewOf(train, previews);
    return info;
}

} // namespace dnas
