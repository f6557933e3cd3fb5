// Closed-form cost of derived networks (engine/api/cost.h). The layers themselves are in engine/networks; a test holds
// the two together.
#include "engine/api/cost.h"

#include "engine/api/cell_stack.h"
#include "engine/api/error.h"
#include "engine/api/operations.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace dnas {

namespace {

constexpr int kStemMultiplier = 3;
constexpr int kMostChannels = 16384; // keeps every product in 64 bits
constexpr std::int64_t kBytesOfValue = 4;

struct Area {
    std::int64_t height, width;
    Area halved() const { return {(height + 1) / 2, (width + 1) / 2}; }
    std::int64_t pixels() const { return height * width; }
};

class Counter {
  public:
    /// A convolution (without bias) whose output has `area`, and its batch norm.
    void convolution(std::int64_t in, std::int64_t out, std::int64_t taps, const Area& area, bool norm = true,
                     std::int64_t groups = 1) {
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
        if (name == "conv_3x1_1x3" || name == "conv_7x1_1x7")
            factorised(c, name == "conv_3x1_1x3" ? 3 : 7, stride, area);
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

/// Adds the operations of a cell whose inputs have the resolution `before`.
void addOperations(Counter& counter, const CellGenotype& cell, std::int64_t channels, bool reduction,
                   const Area& before, const Area& after) {
    const std::set<int> reached = reachedNodes(cell);
    counter.input = before;
    for (const GenotypeEdge& edge : cell.edges)
        if (reached.count(edge.from)) // an isolated node: what leaves it is ignored
            counter.operation(edge.operation, channels, reduction && edge.from < 2 ? 2 : 1, after);
}

void requireRange(const char* what, int value, int largest) {
    if (value < 1 || value > largest)
        throw EngineError(ErrorCode::Usage, std::string("The network's ") + what + " is '" + std::to_string(value) +
                                                "'; allowed: 1 to " + std::to_string(largest) + ".");
}

void requireShape(const NetworkShape& shape) {
    requireRange("number of channels", shape.channels, kMostChannels);
    requireRange("number of cells", shape.cells, 4096);
    requireRange("number of classes", shape.classes, 1000000);
    requireRange("number of input channels", shape.inputChannels, kMostChannels);
    requireRange("input height", shape.height, 4096);
    requireRange("input width", shape.width, 4096);
}

/// Walks through the network layer by layer.
class Walk {
  public:
    Walk(const Genotype& genotype, const NetworkShape& shape)
        : m_genotype(genotype), m_shape(shape), m_channels(shape.channels), m_area{shape.height, shape.width},
          m_areaFirst(m_area) {}

    NetworkCost run() {
        const std::vector<CellPlace> places = cellStack(m_genotype, m_shape.cells);
        addStem();
        std::size_t last = 2 * places.size() / 3; // where the auxiliary head stands when no cell reduces
        for (std::size_t i = 0; i < places.size(); ++i)
            if (places[i].reduction) last = i;
        for (std::size_t i = 0; i < places.size(); ++i) {
            addCell(places[i]);
            if (m_shape.auxiliary && i == last) addAuxiliary();
        }
        total().parameters += m_inSecond * m_shape.classes + m_shape.classes;
        total().multiplyAdds += m_inSecond * m_shape.classes;
        return std::move(total());
    }

  private:
    NetworkCost& total() { return m_counter.cost; }
    void alive(std::int64_t values) {
        total().peakActivationBytes = std::max(total().peakActivationBytes, values * kBytesOfValue);
    }

    void addStem() {
        const std::int64_t image = m_shape.inputChannels * m_area.pixels();
        if (m_shape.stem == Stem::Cifar) {
            m_inFirst = m_inSecond = m_channels * kStemMultiplier;
            m_counter.convolution(m_shape.inputChannels, m_inFirst, 9, m_area);
            alive(image + m_inFirst * m_area.pixels());
            return;
        }
        const std::int64_t half = std::max<std::int64_t>(1, m_channels / 2);
        const bool by4 = m_shape.stem == Stem::ImageNetBy4;
        requireHalvable(by4 ? 2 : 3);
        const Area areaHalf = m_area.halved();
        m_areaFirst = by4 ? areaHalf : areaHalf.halved();
        m_area = m_areaFirst.halved();
        m_counter.convolution(m_shape.inputChannels, half, 9, areaHalf);
        m_counter.convolution(half, m_channels, 9, m_areaFirst);
        m_counter.convolution(m_channels, m_channels, 9, m_area);
        alive(image + half * areaHalf.pixels());
        alive(half * areaHalf.pixels() + m_channels * m_areaFirst.pixels());
        m_inFirst = m_inSecond = m_channels;
        m_reductionBefore = true;
    }

    void addCell(const CellPlace& place) {
        const CellGenotype& gene = m_genotype.cells[place.gene];
        const std::int64_t parameters = total().parameters, multiplyAdds = total().multiplyAdds;
        if (place.reduction) {
            requireHalvable(1);
            m_channels *= 2;
            if (m_channels > kMostChannels)
                throw EngineError(ErrorCode::Usage,
                                  "Cell " + std::to_string(total().cells.size()) + " would have " +
                                      std::to_string(m_channels) + " channels: more than " +
                                      std::to_string(kMostChannels) + ".",
                                  "Each reduction doubles the channels: use fewer of either.");
        }
        const std::int64_t outputs = static_cast<std::int64_t>(outputNodes(m_genotype, gene).size());
        if (outputs == 0)
            throw EngineError(ErrorCode::Usage,
                              "Cell '" + gene.name + "' has no node with an operation: it stands for no network.",
                              "Lower the threshold of the parse.");
        if (m_reductionBefore)
            m_counter.factorizedReduce(m_inFirst, m_channels, m_area);
        else
            m_counter.convolution(m_inFirst, m_channels, 1, m_area);
        m_counter.convolution(m_inSecond, m_channels, 1, m_area);
        const Area after = place.reduction ? m_area.halved() : m_area;
        addOperations(m_counter, gene, m_channels, place.reduction, m_area, after);

        const bool oneInput = total().cells.empty() && m_shape.stem == Stem::Cifar; // both inputs are the stem's output
        const std::int64_t nodes = static_cast<std::int64_t>(reachedNodes(gene).size()) - 2;
        const std::int64_t values = (oneInput ? 0 : m_inFirst * m_areaFirst.pixels()) +
                                    (m_inSecond + 2 * m_channels) * m_area.pixels() +
                                    (nodes + outputs) * m_channels * after.pixels();
        alive(values);
        total().cells.push_back({place.gene, place.reduction, static_cast<int>(m_channels),
                                 static_cast<int>(outputs * m_channels), static_cast<int>(after.height),
                                 static_cast<int>(after.width), total().parameters - parameters,
                                 total().multiplyAdds - multiplyAdds, values * kBytesOfValue});
        m_areaFirst = m_area;
        m_area = after;
        m_inFirst = m_inSecond;
        m_inSecond = outputs * m_channels;
        m_reductionBefore = place.reduction;
    }

    /// Source: the published evaluation networks of DARTS. Average pooling of 5 to 2x2 pixels, 1x1 to 128 and 2x2 to
    /// 768 channels, a classifier. The ImageNet one pools with stride 2 instead of 3 and has no batch norm behind the
    /// 768 channels; D-DARTS has put it back.
    void addAuxiliary() {
        const bool cifar = m_shape.stem == Stem::Cifar;
        const std::int64_t stride = cifar ? 3 : 2;
        const auto pooled = [stride](std::int64_t side) { return side < 5 ? 0 : (side - 5) / stride + 1; };
        if (pooled(m_area.height) != 2 || pooled(m_area.width) != 2)
            throw EngineError(ErrorCode::Usage,
                              "The auxiliary head needs feature maps of " + std::string(cifar ? "8 to 10" : "7 or 8") +
                                  " pixels a side; behind the last reduction cell they are " +
                                  std::to_string(m_area.height) + "x" + std::to_string(m_area.width) + ".",
                              "Leave the head out (--set auxiliary=false), or resize the images (--set image_size=" +
                                  std::to_string(sideForAuxiliary()) + ").");
        const std::int64_t parameters = total().parameters, multiplyAdds = total().multiplyAdds;
        m_counter.convolution(m_inSecond, 128, 1, {2, 2});
        m_counter.convolution(128, 768, 4, {1, 1}, /*norm=*/m_shape.stem != Stem::ImageNet);
        total().parameters += 768 * m_shape.classes + m_shape.classes;
        total().multiplyAdds += 768 * m_shape.classes;
        total().auxiliaryParameters = total().parameters - parameters;
        total().auxiliaryMultiplyAdds = total().multiplyAdds - multiplyAdds;
    }

    /// Of square images behind which the auxiliary head has what it needs.
    int sideForAuxiliary() const {
        int halvings = m_shape.stem == Stem::Cifar ? 0 : m_shape.stem == Stem::ImageNetBy4 ? 2 : 3;
        for (const CellCost& cell : m_counter.cost.cells) halvings += cell.reduction;
        return (m_shape.stem == Stem::Cifar ? 8 : 7) << std::min(halvings, 20);
    }

    void requireHalvable(int times) const {
        Area area = m_area;
        for (int i = 0; i < times; ++i, area = area.halved())
            if (area.height < 2 || area.width < 2)
                throw EngineError(ErrorCode::Usage,
                                  "Images of " + std::to_string(m_shape.height) + "x" + std::to_string(m_shape.width) +
                                      " pixels do not survive the reductions of this network.",
                                  "Use larger images, or the stem that keeps their resolution.");
    }

    const Genotype& m_genotype;
    const NetworkShape& m_shape;
    Counter m_counter;
    std::int64_t m_channels, m_inFirst = 0, m_inSecond = 0;
    Area m_area, m_areaFirst; ///< of the second and of the first input of the next cell
    bool m_reductionBefore = false;
};

} // namespace

namespace {

/// One network a channel without its classifier, then the meta-learner. They run one after the other: the largest peak counts.
NetworkCost costOfChannels(const std::vector<ChannelGenotype>& parts, const NetworkShape& shape) {
    if (static_cast<int>(parts.size()) != shape.inputChannels)
        throw EngineError(ErrorCode::Usage,
                          "The genotype has networks for " + std::to_string(parts.size()) + " channels; the images have " +
                              std::to_string(shape.inputChannels) + ".",
                          "Give images of as many channels: color_model as in the search, or dnas network --input HEIGHTxWIDTHx" +
                              std::to_string(parts.size()) + ".");
    if (shape.auxiliary)
        throw EngineError(ErrorCode::Usage, "Networks of single channels have no auxiliary head.", "Set auxiliary=false.");
    NetworkShape single = shape;
    single.inputChannels = 1;
    NetworkCost sum;
    std::int64_t features = 0;
    for (const ChannelGenotype& part : parts) {
        const NetworkCost cost = Walk(part.genotype, single).run();
        const std::int64_t width = cost.cells.back().outputChannels;
        features += width;
        sum.parameters += cost.parameters - width * shape.classes - shape.classes;
        sum.multiplyAdds += cost.multiplyAdds - width * shape.classes;
        sum.peakActivationBytes = std::max(sum.peakActivationBytes, cost.peakActivationBytes);
        for (CellCost cell : cost.cells) {
            cell.gene += static_cast<int>(&part - parts.data()) * 2;
            sum.cells.push_back(cell);
        }
    }
    const std::int64_t products = features * shape.metaFeatures + std::int64_t{shape.metaFeatures} * shape.classes;
    sum.parameters += products + shape.metaFeatures + shape.classes;
    sum.multiplyAdds += products;
    return sum;
}

} // namespace

NetworkCost networkCost(const Genotype& genotype, const NetworkShape& shape) {
    validate(genotype);
    requireShape(shape);
    requireRange("number of meta-learner units", shape.metaFeatures, 4096);
    if (genotype.form == GenotypeForm::Channels) return costOfChannels(channelGenotypes(genotype), shape);
    return Walk(genotype, shape).run();
}

NetworkShape trainingShape(const TrainSpec& spec, int inputChannels, int height, int width, int classes) {
    NetworkShape shape;
    shape.channels = spec.channels;
    shape.cells = spec.cells;
    shape.stem = spec.stem;
    shape.auxiliary = spec.auxiliary;
    shape.metaFeatures = spec.metaFeatures;
    shape.classes = classes;
    shape.inputChannels = inputChannels;
    shape.height = height;
    shape.width = width;
    return shape;
}

NetworkShape retrainShape(const Request& request) {
    NetworkShape shape;
    if (request.training) {
        shape = trainingShape(*request.training, shape.inputChannels, shape.height, shape.width, shape.classes);
        shape.auxiliary = false; // dropped after training
    } else {
        std::visit([&](const CellSpaceSpec& space) {
            shape.stem = space.stem;
            shape.metaFeatures = space.metaFeatures;
            if (space.networks == NetworkCount::PerChannel) shape.cells = space.cells; // ColorNAS trains as deep as it searches
        }, request.recipe.space);
    }
    if (request.task.data == "fashion-mnist") {
        shape.inputChannels = 1;
        shape.height = shape.width = 28;
    } else if (request.task.data.rfind("cifar100:", 0) == 0) {
        shape.classes = 100;
    }
    if (request.task.colors != ColorModel::Stored)
        shape.inputChannels = static_cast<int>(channelNames(request.task.colors, shape.inputChannels).size());
    if (request.task.imageSize > 0) shape.height = shape.width = request.task.imageSize;
    return shape;
}

} // namespace dnas
