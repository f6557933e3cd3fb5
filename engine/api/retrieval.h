// Finding images by an image: an index of features, rankings by cosine similarity, mean average precision.
// Place: `dnas retrieve`, the retrieval page. Thread rule: indexing blocks (not for the window's thread); the rest are
// pure functions. Source: thesis 5.1.3 (equation 5.5, threshold tau) and 5.2.6 (INRIA Holidays, Jegou et al. 2008).
#pragma once

#include "engine/api/data_info.h"
#include "engine/api/project.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace dnas {

enum class EncoderKind {
    Stored, ///< the backbone of an experiment
    Random, ///< the same backbone with random weights, for comparison
    Pixels  ///< the image itself, at the size that the experiment takes
};

struct RetrievalItem {
    std::string name;
    std::string group; ///< images of one group are relevant to each other
    bool query = true; ///< whether a measurement asks for it
};

struct RetrievalIndex {
    std::string encoder; ///< for people: "experiment 3 'found', epoch 12", "pixels"
    std::string source;  ///< folder, archive or data set
    EncoderKind kind = EncoderKind::Stored;
    std::int64_t experiment = 0; ///< whose backbone, or of pixels whose image size
    std::uint64_t seed = 0;      ///< of random weights
    int width = 0;               ///< features of an image
    int side = 0, channels = 0;  ///< of the images as they were fed
    std::vector<RetrievalItem> items;
    std::vector<float> features;      ///< [items, width], rows of length 1
    std::vector<std::string> skipped; ///< "name: why"
};

/// What makes the features.
struct EncoderChoice {
    EncoderKind kind = EncoderKind::Stored;
    std::int64_t experiment = 0; ///< of a siamese run that is no probe, or of a training; gives the size of the images
    std::uint64_t seed = 2;      ///< of Random
};

/// @return false to end it
using IndexProgress = std::function<bool(int done, int total)>;

/// Indexes a folder, a .zip, an image, or a data set as tasks name it (its test part, else its training part; groups are
/// its classes). Groups of files: see groupItems. An index that `progress` has ended has no items.
/// Throws EngineError: Usage, Data, Format, Project.
RetrievalIndex buildIndex(ProjectReader& project, const EncoderChoice& choice, const std::string& source, const IndexProgress& progress = {});

/// The images themselves, for people, at most `side` pixels wide; without pixels where one cannot be read any more.
/// Throws EngineError(Data) where the source is gone.
std::vector<PreviewImage> itemImages(const RetrievalIndex& index, const std::vector<int>& items, int side);

/// Feature of one image file, as the index was made. Throws as buildIndex.
std::vector<float> queryFeature(ProjectReader& project, const RetrievalIndex& index, const std::string& image);

/// Fills group and query by the names. INRIA Holidays: names of six digits; the first four say the group, and the one
/// that ends in 00 is the query. Otherwise the folder of an image is its group and every image is a query.
void groupItems(std::vector<RetrievalItem>& items);

struct RetrievalHit {
    int item = 0;
    double similarity = 0; ///< CS of equation 5.5, -1..1
};

/// Items of similarity > threshold, most similar first, ties by item. @param exclude item that is left out; -1 = none
std::vector<RetrievalHit> rankItems(const RetrievalIndex& index, const float* feature, double threshold = -2, int exclude = -1);

/// Mean over the relevant images of the precision at their places; those that are not in the ranking count as 0.
/// @param relevantAt whether the image at each place is relevant. @param relevant number of relevant images; 0 gives NaN
double averagePrecision(const std::vector<bool>& relevantAt, int relevant);

struct RetrievalScore {
    double meanAveragePrecision = 0; ///< NaN without a query that has relevant images
    double precisionAt1 = 0;
    int queries = 0;         ///< with at least one relevant image
    double querySeconds = 0; ///< mean time of ranking all items for one query
};

/// Every query against all other images. @param threshold tau of 5.1.3; hits below do not count
RetrievalScore evaluateRetrieval(const RetrievalIndex& index, double threshold = -2);

/// Safetensors file of the features with everything else in its metadata. Throws EngineError(Data).
void saveIndex(const RetrievalIndex& index, const std::string& path);
/// Throws EngineError(Format) naming what is missing or does not go together.
RetrievalIndex loadIndex(const std::string& path);

} // namespace dnas
