// The recipes by which networks are trained after a search.
#include "engine/api/baselines.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/operations.h"
#include "engine/api/published_genotypes.h"
#include "engine/api/retraining.h"

namespace dnas {

namespace {

/// A look within minutes on two cores: a narrow, shallow network on a part of the data, of which a tenth validates.
/// Drop path and the auxiliary head serve trainings of hundreds of epochs; here they only cost time.
void applyQuick(Request& request) {
    TrainSpec& training = *request.training;
    training.channels = 16;
    training.cells = 8;
    training.auxiliary = false;
    training.dropPath = 0;
    training.holdout = 0.1;
    request.recipe.epochs = 5;
    request.recipe.batch = 64;
    request.recipe.weights.learningRate = 0.05;
    request.task.subset = 5000;
    request.task.cutout = 0;
}

bool hasIndividualCells(const Request& request) {
    if (isBaseline(request.training->network)) return false;
    const GenotypeForm form = parseGenotype(request.training->network).form;
    return form == GenotypeForm::Nested || form == GenotypeForm::Opt;
}

/// DARTS section 3.3 and its published train_imagenet.py. Deviation: images are resized, cropped and flipped as the task
/// says; the published crops of random size and the colour jitter are left out. D-DARTS's published train.py changes
/// nothing but the label smoothing for ImageNet.
void applyImageNet(Request& request) {
    TrainSpec& training = *request.training;
    if (!isBaseline(training.network)) {
        training.channels = 48;
        training.cells = 14;
    }
    training.stem = Stem::ImageNet;
    training.labelSmoothing = 0.1;
    request.task.imageSize = 224;
    if (hasIndividualCells(request)) {
        // Three reductions follow D-DARTS's stem, so that 7x7 pixels are left; two follow DARTS's.
        if (parseGenotype(training.network).reductions.size() > 2) training.stem = Stem::ImageNetBy4;
        return;
    }
    training.dropPath = 0;
    training.schedule = RateSchedule::Exponential;
    request.recipe.epochs = 250;
    request.recipe.batch = 128;
    request.recipe.weights.learningRate = 0.1;
    request.recipe.weights.weightDecay = 3e-5;
    request.task.cutout = 0;
}

} // namespace

bool hasOperationsOfDartOpti(const Genotype& genotype) {
    for (const CellGenotype& cell : genotype.cells)
        for (const GenotypeEdge& edge : cell.edges)
            if (findOperation(edge.operation)->family == OperationFamily::Plain) return true;
    return false;
}

Request makeTraining(const std::string& network, Preset preset) {
    Request request;
    TrainSpec& training = request.training.emplace();
    if (isBaseline(network)) {
        training.network = network;
        training.label = baselineOf(network).title;
        training.dropPath = 0;
        training.auxiliary = false;
    } else {
        const Genotype genotype = resolveGenotype(network);
        training.network = genotypeText(genotype);
        training.label = genotypeLabel(network);
        if (hasOperationsOfDartOpti(genotype)) training.channels = 64;
        if (genotype.form == GenotypeForm::Channels) { // thesis section A.3.1
            training.cells = 8;
            training.auxiliary = false;
            training.autoAugment = true;
            std::vector<std::string> channels;
            for (const ChannelGenotype& part : channelGenotypes(genotype)) channels.push_back(part.channel);
            request.task.colors = modelOfChannels(channels);
        }
    }
    request.recipe.method = kRetrainMethod;
    request.recipe.epochs = 600;
    request.recipe.batch = hasIndividualCells(request) ? 128 : 96; // D-DARTS's and DARTS's published train.py
    request.recipe.weights.learningRateMin = 0;
    request.task.cutout = 16;
    request.name = training.label;
    if (preset == Preset::Quick) applyQuick(request);
    if (preset == Preset::ImageNet) applyImageNet(request);
    return request;
}

Request makeTrainingOf(const Request& origin, const std::string& network, Preset preset) {
    Request request = makeTraining(network, preset);
    if (origin.motor) return request;
    request.task.data = origin.task.data;
    if (origin.siamese || origin.pruning || origin.vitWork) return request;
    request.task.colors = origin.task.colors;
    const auto* space = std::get_if<CellSpaceSpec>(&origin.recipe.space);
    const Stem stem = origin.training ? origin.training->stem : space ? space->stem : Stem::Cifar;
    if (preset != Preset::ImageNet) {
        request.task.imageSize = origin.task.imageSize;
        request.training->stem = stem;
    }
    request.training->metaFeatures = origin.training ? origin.training->metaFeatures
                                     : space         ? space->metaFeatures
                                                     : request.training->metaFeatures;
    return request;
}

std::string dropUnfitHead(Request& training, const NetworkShape& images) {
    TrainSpec& spec = *training.training;
    if (!spec.auxiliary || isBaseline(spec.network)) return {};
    NetworkShape shape = trainingShape(spec, images.inputChannels, images.height, images.width, images.classes);
    const Genotype genotype = parseGenotype(spec.network);
    try {
        networkCost(genotype, shape);
        return {};
    } catch (const EngineError& withHead) {
        shape.auxiliary = false;
        try {
            networkCost(genotype, shape);
        } catch (const EngineError&) {
            return {}; // the head is not what is wrong
        }
        spec.auxiliary = false;
        return "The auxiliary head is left out. " + std::string(withHead.what());
    }
}

} // namespace dnas
