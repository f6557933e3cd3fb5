#include "engine/siamese/chain_facts.h"

#include "engine/analysis/architecture_facts.h"
#include "engine/siamese/backbone.h"

namespace dnas {

AlphaGroup chainGroup(const std::string& name, std::vector<std::string> operations, std::vector<double> raw,
                      std::vector<double> weights) {
    AlphaGroup group;
    group.name = name;
    for (std::size_t layer = 1; layer <= raw.size() / operations.size(); ++layer)
        group.rows.push_back({"layer " + std::to_string(layer), -1, -1});
    group.columns = std::move(operations);
    group.raw = std::move(raw);
    group.weights = std::move(weights);
    return group;
}

Genotype parseChains(const std::vector<AlphaGroup>& alpha) {
    Genotype genotype;
    genotype.form = GenotypeForm::Chain;
    for (const AlphaGroup& group : alpha) {
        ChainGenotype& chain = genotype.chains.emplace_back();
        chain.name = group.name;
        for (std::size_t row = 0; row < group.rowCount(); ++row) {
            std::size_t best = 0;
            for (std::size_t column = 1; column < group.columnCount(); ++column)
                if (group.weight(row, column) > group.weight(row, best)) best = column;
            chain.layers.push_back({group.columns[best]});
        }
    }
    return genotype;
}

void addChainFacts(Snapshot& snapshot, double dominantThreshold, std::vector<std::pair<std::string, double>>& metrics) {
    double entropy = 0, margin = 0, rows = 0, layers = 0, skips = 0;
    for (const AlphaGroup& group : snapshot.alpha) {
        snapshot.confidence.push_back(confidenceOf(group));
        snapshot.dominant.push_back(dominantOf(group, dominantThreshold));
        for (const EdgeConfidence& row : snapshot.confidence.back()) {
            entropy += row.entropy;
            margin += row.margin;
            ++rows;
        }
    }
    for (const ChainGenotype& chain : snapshot.genotype.chains)
        for (const std::vector<std::string>& layer : chain.layers) {
            ++layers;
            skips += layer.front() == "identity";
        }
    metrics.insert(metrics.end(), {{"skip_count", skips},
                                   {"skip_share", skips / layers},
                                   {"entropy", entropy / rows},
                                   {"margin", margin / rows}});
}

LayerCost costOfSiamese(const SiameseSpec& spec, const LayerGraph& backbone) {
    LayerCost cost;
    for (const Layer& layer : backbone.layers) {
        cost.parameters += costOf(layer).parameters;
        cost.multiplyAdds += costOf(layer).multiplyAdds;
    }
    const int features = featureCount(backbone);
    for (const HeadPlan& plan : {projectorOf(spec, features), predictorOf(spec, features)}) {
        cost.parameters += parameterCount(plan);
        for (const HeadStage& stage : plan.stages)
            for (const HeadBlock& block : stage.blocks)
                for (const HeadLayer& layer : block.layers)
                    if (layer.kind == HeadLayerKind::Linear) cost.multiplyAdds += std::int64_t{layer.in} * layer.out;
    }
    return cost;
}

} // namespace dnas
