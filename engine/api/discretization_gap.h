// What is lost between a search and the network that it yields: accuracy of the supernet, of the derived network with
// the supernet's weights, and of the retrained ones, on the same images.
// Place: `dnas gap`, the inspector. Thread rule: runs on the calling thread and the compute threads. Pure reading.
// Method: the network has the channels and cells of the search, its convolutions keep the supernet's weights
// (engine/train/inherited_weights.h), the statistics of its batch norms are estimated anew from training images.
// Source: Zela et al. 2020, section 3 (accuracy drop after discretisation); Wang et al. 2021, section 4.
#pragma once

#include "engine/api/project.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dnas {

struct GapOptions {
    std::optional<DiscretizeSpec> parse; ///< without: as recorded
    std::string part; ///< "test", or "validation": the images of alpha; empty = test, or validation without a test part
    int batches = 100; ///< training batches of the statistics, 1..100000
    int threads = 0;   ///< 0 = as the search
};

/// A training whose parent is the search.
struct RetrainedNetwork {
    std::int64_t experiment = 0;
    std::string name;
    double top1 = 0;            ///< of its best weights on the same images; on the validation part: as recorded, best epoch
    std::int64_t parameters = 0;
};

struct DiscretizationGap {
    std::string data, part;
    int images = 0;
    int epochs = 0; ///< that the supernet was trained: its newest checkpoint
    std::string genotype;
    double supernetTop1 = 0, inheritedTop1 = 0;
    std::int64_t supernetParameters = 0, parameters = 0;
    std::int64_t inherited = 0; ///< parameters that have the supernet's values; the others are scales and shifts of batch
                                ///< norms at 1 and 0, and `fresh`
    std::vector<std::string> fresh; ///< convolutions and classifiers without a counterpart
    std::vector<RetrainedNetwork> retrained;

    double gap() const { return supernetTop1 - inheritedTop1; }
};

/// What a project keeps of it: "supernet_top1", "inherited_top1", and "retrained_top1" of the best retrained
/// network where there is one.
std::vector<Measurement> measurementsOf(const DiscretizationGap& gap);

/// @return nothing where `progress` ended it. Throws EngineError: Usage (no search of cells, no checkpoint, no such
/// part), Data, Format, Project.
std::optional<DiscretizationGap> measureGap(ProjectReader& project, std::int64_t experiment,
                                            const GapOptions& options = {}, const MeasureProgress& progress = {});

} // namespace dnas
