// The recipes by which networks are trained after a search.
#include "engine/api/baselines.h"
#include "engine/api/genotype_text.h"
#include "engine/api/operations.h"
#include "engine/api/published_genotypes.h"
#include "engine/api/request.h"

namespace dnas {

namespace {

/// DARTOpti's networks are as wide as the handcrafted ones that they start from.
bool hasOperationsOfDartOpti(const Genotype& genotype) {
    for (const CellGenotype& cell : genotype.cells)
        for (const GenotypeEdge& edge : cell.edges)
            if (findOperation(edge.operation)->family == OperationFamily::Plain) return true;
    return false;
}

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

/// DARTS section 3.3 and its published train_imagenet.py. Deviation: images are resized, cropped and flipped as the task
/// says; the published crops of random size and the colour jitter are left out.
void applyImageNet(Request& request) {
    TrainSpec& training = *request.training;
    if (!isBaseline(training.network)) {
        training.channels = 48;
        training.cells = 14;
    }
    training.stem = Stem::ImageNet;
    training.dropPath = 0;
    training.labelSmoothing = 0.1;
    training.schedule = RateSchedule::Exponential;
    request.recipe.epochs = 250;
    request.recipe.batch = 128;
    request.recipe.weights.learningRate = 0.1;
    request.recipe.weights.weightDecay = 3e-5;
    request.task.imageSize = 224;
    request.task.cutout = 0;
}

} // namespace

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
    request.recipe.batch = 96;
    request.recipe.weights.learningRateMin = 0;
    request.task.cutout = 16;
    request.name = training.label;
    if (preset == Preset::Quick) applyQuick(request);
    if (preset == Preset::ImageNet) applyImageNet(request);
    return request;
}

} // namespace dnas
