// Closed-form cost of derived networks (engine/api/cost.h). The layers themselves are in engine/networks; a test holds
// the two together.
#include "engine/api/cost.h"

#include "engine/api/error.h"
#include "engine/api/operations.h"

#include <algorithm>
#include <set>

namespace dnas {

namespace {

constexpr int kStemMultiplier = 3;

struct Area {
    std::int64_t height, width;
    Area halved() const { return {(height + 1) / 2, (width + 1) / 2}; }
    std::int64_t pixels() const { return height * width; }
};

class Counter {
  public:
    /// A convolution (without bias) whose output has `area`, and its batch norm.
    void convolution(std::int64_t in, std::int64_t out, std::int64_t taps, const Area& area, bool norm = true, std::int64_t groups = 1) {
        cost.parameters += in / groups * out * taps + (norm ? 2 * out : 0);
        cost.multiplyAdds += in / groups * out * taps * area.pixels();
    }
    void separable(std::int64_t c, std::int64_t kernel, const Area& area) {
        convolution(c, c, kernel * kernel, area, false, c);
        convolution(c, c, 1, area);
    }
    void factorizedReduce(std::int64_t in, std::int64_t out, const Area& area) {
        convolution(in, out / 2, 1, area, false);
        convolution(in, out - out / 2, 1, area, false);
        cost.parameters += 2 * out;
    }
    void operation(const std::string& name, std::int64_t c, int stride, const Area& area) {
        if (name == "skip_connect" && stride == 2) factorizedReduce(c, c, area);
        for (const auto& [prefix, kernel] : {std::pair{"sep_conv_3x3", 3}, {"sep_conv_5x5", 5}, {"sep_conv_7x7", 7}})
            if (name == prefix) {
                separable(c, kernel, area);
                separable(c, kernel, area);
            }
        if (name == "dil_conv_3x3") separable(c, 3, area);
        if (name == "dil_conv_5x5") separable(c, 5, area);
        if (name == "simple_conv_1x1") convolution(c, c, 1, area);
        if (name == "simple_conv_3x3") convolution(c, c, 9, area);
        if (name == "conv_3x1_1x3" || name == "conv_7x1_1x7") factorised(c, name == "conv_3x1_1x3" ? 3 : 7, stride, area);
        if (name == "bottleneck_1x3x1") bottleneck(c, stride, area);
    }
    NetworkCost cost;
    Area input{0, 0}; ///< resolution before the operation, for layers whose stride comes late

  private:
    void factorised(std::int64_t c, std::int64_t kernel, int stride, const Area& area) {
        // The first convolution strides in width only.
        convolution(c, c, kernel, {stride == 2 ? input.height : area.height, area.width}, false);
        convolution(c, c, kernel, area);
    }
    void bottleneck(std::int64_t c, int stride, const Area& area) {
        convolution(c, c, 1, stride == 2 ? input : area);
        convolution(c, c, 9, area);
        convolution(c, 4 * c, 1, area);
        convolution(4 * c, c, 1, area);
    }
};

bool contains(const std::vector<int>& values, int value) { return std::find(values.begin(), values.end(), value) != values.end(); }

/// Adds a cell; @return number of nodes that it concatenates.
int addCell(Counter& counter, const CellGenotype& cell, std::int64_t channels, bool reduction, bool concatAll, const Area& before, const Area& after) {
    const std::set<int> reached = reachedNodes(cell);
    for (const GenotypeEdge& edge : cell.edges) {
        if (!reached.count(edge.from)) continue; // an isolated node: what leaves it is ignored
        const int stride = reduction && edge.from < 2 ? 2 : 1;
        counter.input = before;
        counter.operation(edge.operation, channels, stride, after);
    }
    int nodes = 0;
    for (int node : reached)
        if (node >= 2 && (concatAll || contains(cell.concat, node))) ++nodes;
    if (nodes == 0)
        throw EngineError(ErrorCode::Usage, "Cell '" + cell.name + "' has no node with an operation: it stands for no network.",
                          "Lower the threshold of the parse.");
    return nodes;
}

} // namespace

NetworkCost networkCost(const Genotype& genotype, const NetworkShape& shape) {
    if (genotype.form == GenotypeForm::Chain)
        throw EngineError(ErrorCode::Unsupported, "A genotype of projector and predictor chains is no cell network.");
    validate(genotype);
    if (shape.cells < 1 || shape.channels < 1 || shape.classes < 1 || shape.inputChannels < 1 || shape.height < 1 || shape.width < 1)
        throw EngineError(ErrorCode::Usage, "A network needs at least one cell, channel, class and pixel; asked for are " + std::to_string(shape.channels) +
                                                " channels, " + std::to_string(shape.cells) + " cells, " + std::to_string(shape.classes) + " classes and " +
                                                std::to_string(shape.height) + "x" + std::to_string(shape.width) + "x" +
                                                std::to_string(shape.inputChannels) + " images.");
    const bool individual = genotype.form == GenotypeForm::Nested || genotype.form == GenotypeForm::Opt;
    const std::vector<int> reductions = individual ? genotype.reductions : reductionCells(shape.cells);
    const int count = genotype.form == GenotypeForm::Opt      ? static_cast<int>(genotype.sequence.size())
                      : genotype.form == GenotypeForm::Nested ? static_cast<int>(genotype.cells.size())
                                                              : shape.cells;
    Counter counter;
    Area area{shape.height, shape.width}, areaFirst = area;
    std::int64_t channels = shape.channels, inFirst = 0, inSecond = 0;
    bool reductionBefore = false;
    if (shape.stem == Stem::Cifar) {
        inFirst = inSecond = channels * kStemMultiplier;
        counter.convolution(shape.inputChannels, inFirst, 9, area);
    } else {
        const std::int64_t half = std::max<std::int64_t>(1, channels / 2);
        counter.convolution(shape.inputChannels, half, 9, area.halved());
        areaFirst = area.halved().halved();
        counter.convolution(half, channels, 9, areaFirst);
        area = areaFirst.halved();
        counter.convolution(channels, channels, 9, area);
        inFirst = inSecond = channels;
        reductionBefore = true;
    }
    for (int i = 0; i < count; ++i) {
        const bool reduction = contains(reductions, i);
        const CellGenotype& cell = genotype.form == GenotypeForm::Opt      ? genotype.cells[genotype.sequence[i]]
                                   : genotype.form == GenotypeForm::Nested ? genotype.cells[i]
                                                                           : genotype.cells[reduction ? 1 : 0];
        if (reduction) channels *= 2;
        if (reductionBefore)
            counter.factorizedReduce(inFirst, channels, area);
        else
            counter.convolution(inFirst, channels, 1, area);
        counter.convolution(inSecond, channels, 1, area);
        const Area after = reduction ? area.halved() : area;
        const int nodes = addCell(counter, cell, channels, reduction, individual, area, after);
        area = after;
        inFirst = inSecond;
        inSecond = nodes * channels;
        reductionBefore = reduction;
    }
    counter.cost.parameters += inSecond * shape.classes + shape.classes;
    counter.cost.multiplyAdds += inSecond * shape.classes;
    return counter.cost;
}

NetworkShape retrainShape(const Request& request) {
    NetworkShape shape;
    shape.stem = std::visit([](const CellSpaceSpec& cells) { return cells.stem; }, request.recipe.space);
    if (request.task.data == "fashion-mnist") {
        shape.inputChannels = 1;
        shape.height = shape.width = 28;
    } else if (request.task.data.rfind("cifar100:", 0) == 0) {
        shape.classes = 100;
    }
    if (request.task.imageSize > 0) shape.height = shape.width = request.task.imageSize;
    return shape;
}

} // namespace dnas
