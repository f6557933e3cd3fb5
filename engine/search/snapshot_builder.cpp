#include "engine/search/snapshot_builder.h"

#include "engine/analysis/architecture_facts.h"
#include "engine/api/cell_arrangement.h"
#include "engine/api/cell_stack.h"
#include "engine/api/discretize.h"
#include "engine/api/distance.h"
#include "engine/relax/relaxation.h"

#include <limits>

namespace dnas {

namespace {

std::vector<double> valuesOf(const at::Tensor& tensor) {
    const at::Tensor host = tensor.detach().to(at::kCPU, at::kDouble).contiguous();
    const double* data = host.data_ptr<double>();
    return {data, data + host.numel()};
}

/// The network that would be retrained, on the images that were loaded.
NetworkShape retrainShape(const Recipe& recipe, const ImageShape& images) {
    NetworkShape shape; // 36 channels, 20 cells
    shape.classes = images.classes;
    shape.inputChannels = images.channels;
    shape.height = images.height;
    shape.width = images.width;
    std::visit([&](const CellSpaceSpec& cells) {
        shape.stem = cells.stem;
        shape.metaFeatures = cells.metaFeatures;
        if (cells.networks == NetworkCount::PerChannel) shape.cells = cells.cells; // ColorNAS trains as deep as it searches
    }, recipe.space);
    return shape;
}

} // namespace

std::vector<AlphaGroup> alphaGroups(const SearchState& state) {
    std::vector<AlphaGroup> groups;
    const std::vector<AlphaLayout>& layout = state.supernet().alphaLayout();
    for (std::size_t i = 0; i < layout.size(); ++i)
        groups.push_back({layout[i].name, layout[i].rows, layout[i].columns, valuesOf(state.alpha()[i]),
                          valuesOf(relax(state.recipe().relax, state.alpha()[i].detach()))});
    return groups;
}

void describeAlpha(const SearchState& state, const ImageShape& images, Snapshot& snapshot) {
    const Recipe& recipe = state.recipe();
    snapshot.alpha = alphaGroups(state);
    snapshot.genotype = parseGenotypeIn(std::get<CellSpaceSpec>(recipe.space), snapshot.alpha, recipe.discretize);
    addArchitectureFacts(snapshot, recipe.dominantThreshold, retrainShape(recipe, images));
}

void describeDistances(const SpaceSpec& space, const Snapshot* previous, Snapshot& snapshot) {
    // Individual cells of a search that began from shared genes are compared with the genes where they stand.
    const bool nested = snapshot.genotype.form == GenotypeForm::Nested;
    if (const std::optional<Genotype> start = startGenotype(std::get<CellSpaceSpec>(space)))
        snapshot.metrics.push_back({"distance_start", distance(nested ? nestedForm(*start) : *start, snapshot.genotype)});
    const double none = std::numeric_limits<double>::quiet_NaN();
    snapshot.metrics.push_back({"distance_previous", previous ? distance(previous->genotype, snapshot.genotype) : none});
}

} // namespace dnas
