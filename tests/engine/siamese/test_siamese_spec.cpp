#include "engine/api/siamese.h"

#include "engine/api/catalogue.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/head_comparison.h"
#include "engine/api/options.h"
#include "engine/api/published_genotypes.h"
#include "engine/api/request.h"
#include "engine/siamese/backbone.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace dnas;

namespace {

const char* const kResNet18 = // published, searched on CIFAR-10 with ResNet-18
    "Genotype(encoder=[['linear_relu'], ['linear_silu'], ['linear_elu'], ['identity'], ['identity'], ['linear_relu']], "
    "predictor=[['linear_hardswish'], ['avgpool_3x3'], ['avgpool_3x3'], ['linear_hardswish']])";

bool hasOption(const Request& request, const std::string& key) {
    const std::vector<Option> options = optionsOf(request);
    return std::any_of(options.begin(), options.end(), [&](const Option& option) { return option.key == key; });
}

} // namespace

TEST(SiameseSpec, EveryFrameworkIsAMethodWithTheSettingsOfTheThesis) { // 5.2.1
    for (const char* id : {"nasiam-simsiam", "nasiam-simclr", "nasiam-moco", "nasiam-byol"}) {
        ASSERT_NE(findMethod(id), nullptr);
        const Request request = makeRequest(id, Preset::Paper);
        EXPECT_EQ(request.recipe.epochs, 100);
        EXPECT_EQ(request.recipe.batch, 512);
        EXPECT_EQ(request.recipe.weights.learningRate, 0.06);
        EXPECT_EQ(request.recipe.weights.weightDecay, 5e-4);
        EXPECT_EQ(request.siamese->predictorLayers, 4);
        for (Preset preset : {Preset::Paper, Preset::Quick})
            EXPECT_NO_THROW(validate(makeRequest(id, preset)));
    }
}

TEST(SiameseSpec, TextsOfSearchPretrainingAndProbeRoundTrip) {
    const Request search = makeRequest("nasiam-simsiam", Preset::Quick);
    const Request pretraining = makePretraining(search, kResNet18, "found", Preset::Quick);
    for (const Request& request : {search, pretraining, makeProbe(pretraining, 7, Preset::Quick), makeFineTuning(pretraining, 7, Preset::Quick)})
        EXPECT_EQ(requestText(parseRequest(requestText(request))), requestText(request));
}

TEST(SiameseSpec, OptionsAreThoseThatTheStageAndTheFrameworkUse) {
    const Request search = makeRequest("nasiam-simsiam", Preset::Paper);
    EXPECT_TRUE(hasOption(search, "encoder_layers") && hasOption(search, "arch_lr") && hasOption(search, "views"));
    EXPECT_FALSE(hasOption(search, "cells") || hasOption(search, "queue") || hasOption(search, "crop"));
    EXPECT_TRUE(hasOption(makeRequest("nasiam-moco", Preset::Paper), "queue"));
    EXPECT_FALSE(hasOption(makeRequest("nasiam-moco", Preset::Paper), "predictor_layers"));
    const Request pretraining = makePretraining(search, kHandcraftedHeads, "by hand", Preset::Paper);
    EXPECT_FALSE(hasOption(pretraining, "encoder_layers") || hasOption(pretraining, "arch_lr"));
    const Request probe = makeProbe(pretraining, 3, Preset::Paper);
    EXPECT_TRUE(hasOption(probe, "lr") && hasOption(probe, "epochs"));
    EXPECT_FALSE(hasOption(probe, "views") || hasOption(probe, "backbone"));
    const Request fineTuning = makeFineTuning(pretraining, 3, Preset::Paper);
    EXPECT_TRUE(hasOption(fineTuning, "crop") && hasOption(fineTuning, "cutout"));
    EXPECT_FALSE(hasOption(fineTuning, "views") || hasOption(fineTuning, "neighbours") || hasOption(fineTuning, "train_portion"));
}

TEST(SiameseSpec, ABackboneIsAWordOrCellsAndNoChain) {
    Request request = makeRequest("nasiam-simsiam", Preset::Paper);
    EXPECT_FALSE(hasOption(request, "backbone_cells"));
    setOption(request, "backbone", "convnet");
    EXPECT_EQ(request.siamese->backbone, "convnet");
    setOption(request, "backbone", "DARTS_V2");
    EXPECT_EQ(request.siamese->backbone, genotypeText(publishedGenotype("DARTS_V2")));
    EXPECT_TRUE(hasOption(request, "backbone_cells"));
    EXPECT_EQ(requestText(parseRequest(requestText(request))), requestText(request));
    setOption(request, "backbone", "ResNet18"); // individual cells have their number
    EXPECT_FALSE(hasOption(request, "backbone_cells"));
    for (const char* none : {"vgg", "NASiam_MoCo_cifar10_resnet50", ""})
        EXPECT_THROW(setOption(request, "backbone", none), EngineError) << none;
}

TEST(SiameseSpec, HeadsOfAnEpochWithoutChainsAreThoseOfTheRequest) { // probes and fine-tunings have none of their own
    const Request search = makeRequest("nasiam-simsiam", Preset::Paper);
    EXPECT_EQ(compareHeads(*search.siamese, {})[0].chosen.stages.size(), 3u); // handcrafted: nothing is decided yet
    const Request pretraining = makePretraining(search, kResNet18, "found", Preset::Paper);
    EXPECT_EQ(compareHeads(*makeProbe(pretraining, 1, Preset::Paper).siamese, {})[0].chosen.stages.size(), 7u);
    EXPECT_EQ(compareHeads(*search.siamese, parseGenotype(kResNet18))[0].chosen.stages.size(), 7u);
}

TEST(SiameseSpec, AFineTuningMirrorsImagesOnlyWhereTheViewsWereMirrored) {
    Request pretraining = makePretraining(makeRequest("nasiam-simsiam", Preset::Quick), kHandcraftedHeads, "by hand", Preset::Quick);
    EXPECT_TRUE(makeFineTuning(pretraining, 1, Preset::Quick).task.flip);
    pretraining.siamese->views.flip = false;
    EXPECT_FALSE(makeFineTuning(pretraining, 1, Preset::Quick).task.flip);
    EXPECT_THROW(makeFineTuning(makeRequest("nasiam-simsiam", Preset::Quick), 1, Preset::Quick), EngineError);
}

TEST(SiameseSpec, PretrainingTakesTheChainsOfTheGenotypeThatItsFrameworkNeeds) {
    const Request search = makeRequest("nasiam-simsiam", Preset::Paper);
    const SiameseSpec spec = *makePretraining(search, kResNet18, "found", Preset::Paper).siamese;
    EXPECT_EQ(projectorOf(spec, 512).stages.size(), 7u); // six and the output layer
    EXPECT_EQ(blockText(predictorOf(spec, 512).stages[3].blocks[0]), "Linear 2048, Hardswish");
    EXPECT_EQ(makePretraining(search, kHandcraftedHeads, "by hand", Preset::Paper).recipe.epochs, 800);
    // MoCo has no predictor; SimCLR's published texts call the projector so.
    EXPECT_THROW(makePretraining(search, "Genotype(encoder=[['identity']])", "x", Preset::Paper), EngineError);
    const Request simclr = makeRequest("nasiam-simclr", Preset::Paper);
    EXPECT_NO_THROW(makePretraining(simclr, "Genotype(predictor=[['linear_relu']])", "x", Preset::Paper));
    EXPECT_TRUE(predictorOf(*simclr.siamese, 512).stages.empty());
}

TEST(SiameseSpec, RefusesWhatDoesNotFitByName) {
    SiameseSpec spec;
    spec.backbone = "vgg";
    EXPECT_THROW(validate(spec), EngineError);
    spec.backbone = "Genotype(encoder=[['identity']])";
    EXPECT_THROW(validate(spec), EngineError);
    spec = {};
    spec.output = 0;
    EXPECT_THROW(validate(spec), EngineError);
    EXPECT_THROW(makeProbe(makeRequest("nasiam-moco", Preset::Paper), 1, Preset::Paper), EngineError);
    EXPECT_THROW(makePretraining(makeRequest("fairdarts", Preset::Paper), kHandcraftedHeads, "x", Preset::Paper), EngineError);
}

TEST(SiameseSpec, BackbonesGiveTheirFeatures) {
    SiameseSpec spec;
    EXPECT_EQ(featureCount(backboneGraph(spec, 3, 32, 32)), 512);
    spec.backbone = "resnet50";
    EXPECT_EQ(featureCount(backboneGraph(spec, 3, 32, 32)), 2048);
    spec.backbone = "resnet18";
    spec.width = 16;
    EXPECT_EQ(featureCount(backboneGraph(spec, 1, 28, 28)), 128);
    spec.backbone = "convnet";
    EXPECT_EQ(featureCount(backboneGraph(spec, 1, 28, 28)), 64);
    spec.backbone = "Genotype(normal=[('sep_conv_3x3', 0), ('skip_connect', 1)], normal_concat=[2], "
                    "reduce=[('max_pool_3x3', 0), ('skip_connect', 1)], reduce_concat=[2])";
    spec.depth = 4;
    EXPECT_EQ(featureCount(backboneGraph(spec, 1, 28, 28)), 64);
}
