#include "engine/api/error.h"
#include "engine/api/options.h"
#include "engine/api/retraining.h"

#include <gtest/gtest.h>

#include <set>

using namespace dnas;

TEST(TrainingRequests, AreThePublishedRecipeByDefault) {
    const Request paper = makeTraining("DARTS_V2", Preset::Paper);
    EXPECT_EQ(paper.recipe.epochs, 600);
    EXPECT_EQ(paper.recipe.batch, 96);
    EXPECT_EQ(paper.recipe.weights.learningRate, 0.025);
    EXPECT_EQ(paper.recipe.weights.learningRateMin, 0);
    EXPECT_EQ(paper.training->auxiliaryWeight, 0.4);
    EXPECT_EQ(paper.training->dropPath, 0.2);
    EXPECT_EQ(paper.task.cutout, 16);
    EXPECT_EQ(paper.training->channels, 36);
    EXPECT_EQ(paper.training->cells, 20);
    EXPECT_TRUE(paper.training->auxiliary);
    EXPECT_EQ(paper.recipe.weights.momentum, 0.9);
    EXPECT_EQ(paper.recipe.weights.weightDecay, 3e-4);
    EXPECT_EQ(paper.recipe.weights.gradientClip, 5);
    EXPECT_EQ(paper.training->schedule, RateSchedule::Cosine);
    EXPECT_EQ(makeTraining("ResNet18", Preset::Paper).training->channels, 64) << "DARTOpti's networks start wider";
}

// D-DARTS's published train.py: batch 128, everything else as DARTS; AutoAugment is a flag there.
TEST(TrainingRequests, OfIndividualCellsFollowDDarts) {
    for (const char* network : {"D-DARTS_edge_cifar10", "ResNet18"}) {
        const Request paper = makeTraining(network, Preset::Paper);
        EXPECT_EQ(paper.recipe.batch, 128) << network;
        EXPECT_EQ(paper.recipe.epochs, 600);
        EXPECT_EQ(paper.recipe.weights.learningRate, 0.025);
        EXPECT_EQ(paper.recipe.weights.weightDecay, 3e-4);
        EXPECT_EQ(paper.recipe.weights.gradientClip, 5);
        EXPECT_EQ(paper.training->dropPath, 0.2);
        EXPECT_EQ(paper.training->auxiliaryWeight, 0.4);
        EXPECT_EQ(paper.task.cutout, 16);
        EXPECT_FALSE(paper.training->autoAugment);
        const Request imageNet = makeTraining(network, Preset::ImageNet);
        EXPECT_EQ(imageNet.recipe.weights.learningRate, 0.025);
        EXPECT_EQ(imageNet.training->schedule, RateSchedule::Cosine);
        EXPECT_EQ(imageNet.training->labelSmoothing, 0.1);
        EXPECT_EQ(imageNet.training->dropPath, 0.2);
        EXPECT_EQ(imageNet.task.imageSize, 224);
    }
    EXPECT_EQ(makeTraining("ResNet18", Preset::ImageNet).training->stem, Stem::ImageNetBy4) << "three reductions";
    EXPECT_EQ(makeTraining("D-DARTS_edge_cifar10", Preset::ImageNet).training->stem, Stem::ImageNet) << "two";
    EXPECT_EQ(makeTraining("FairDARTS_a", Preset::Paper).recipe.batch, 96);
}

TEST(TrainingRequests, OfASearchSeeTheImagesOfTheSearch) {
    Request search = makeRequest("fairdarts", Preset::Quick);
    search.task.data = "folder:/photos";
    search.task.imageSize = 48;
    search.task.colors = ColorModel::Rb;
    std::get<CellSpaceSpec>(search.recipe.space).stem = Stem::ImageNet;
    const Request child = makeTrainingOf(search, "FairDARTS_a", Preset::Quick);
    EXPECT_EQ(child.task.data, "folder:/photos");
    EXPECT_EQ(child.task.imageSize, 48);
    EXPECT_EQ(child.task.colors, ColorModel::Rb);
    EXPECT_EQ(child.training->stem, Stem::ImageNet);
    const Request again = makeTrainingOf(child, "DARTS_V2", Preset::Quick); // of a training
    EXPECT_EQ(again.task.imageSize, 48);
    EXPECT_EQ(again.training->stem, Stem::ImageNet);
    const Request large = makeTrainingOf(search, "FairDARTS_a", Preset::ImageNet);
    EXPECT_EQ(large.task.imageSize, 224) << "that preset is asked for because of its images";
    EXPECT_EQ(large.task.data, "folder:/photos");
    const Request motor = makeTrainingOf(makeRequest("pmsm", Preset::Quick), "DARTS_V2", Preset::Quick);
    EXPECT_EQ(motor.task.data, "fashion-mnist") << "a motor has no images";
}

TEST(TrainingRequests, LeaveOutAHeadThatTheImagesCannotCarry) {
    NetworkShape images;
    images.height = images.width = 28;
    Request request = makeTraining("DARTS_V2", Preset::Paper);
    EXPECT_NE(dropUnfitHead(request, images).find("7x7"), std::string::npos);
    EXPECT_FALSE(request.training->auxiliary);
    EXPECT_EQ(dropUnfitHead(request, images), "") << "there is none left";
    images.height = images.width = 32;
    request = makeTraining("DARTS_V2", Preset::Paper);
    EXPECT_EQ(dropUnfitHead(request, images), "");
    EXPECT_TRUE(request.training->auxiliary);
    images.height = images.width = 2; // nothing survives: the head is not what is wrong
    EXPECT_EQ(dropUnfitHead(request, images), "");
    EXPECT_TRUE(request.training->auxiliary);
    images.height = images.width = 64;
    request = makeTraining("DARTS_V2", Preset::ImageNet);
    EXPECT_NE(dropUnfitHead(request, images), "");
}

TEST(TrainingRequests, KnowTheRecipeForImageNet) {
    const Request request = makeTraining("DARTS_V2", Preset::ImageNet);
    EXPECT_EQ(request.training->channels, 48);
    EXPECT_EQ(request.training->cells, 14);
    EXPECT_EQ(request.training->stem, Stem::ImageNet);
    EXPECT_EQ(request.training->labelSmoothing, 0.1);
    EXPECT_EQ(request.training->auxiliaryWeight, 0.4);
    EXPECT_EQ(request.training->dropPath, 0);
    EXPECT_EQ(request.training->schedule, RateSchedule::Exponential);
    EXPECT_EQ(request.recipe.epochs, 250);
    EXPECT_EQ(request.recipe.batch, 128);
    EXPECT_EQ(request.recipe.weights.learningRate, 0.1);
    EXPECT_EQ(request.recipe.weights.weightDecay, 3e-5);
    for (const char* network : {"DARTS_V2", "FairDARTS_a", "baseline:resnet50"})
        EXPECT_NO_THROW(validate(makeTraining(network, Preset::ImageNet))) << network;
}

TEST(TrainingRequests, AreInvertibleAsText) {
    for (const char* network : {"DARTS_V2", "FairDARTS_a", "D-DARTS_edge_cifar10", "baseline:resnet18"})
        for (Preset preset : {Preset::Paper, Preset::Quick}) {
            const Request request = makeTraining(network, preset);
            EXPECT_NO_THROW(validate(request)) << network;
            const std::string text = requestText(request);
            EXPECT_EQ(requestText(parseRequest(text)), text) << network;
            EXPECT_EQ(text.find("\"space\""), std::string::npos) << "a training has no search space";
        }
}

TEST(TrainingRequests, OfferTheOptionsOfATrainingAndNoneOfASearch) {
    std::set<std::string> keys, handcrafted;
    for (const Option& option : optionsOf(makeTraining("DARTS_V2", Preset::Quick)))
        keys.insert(option.key);
    for (const char* key : {"epochs", "lr", "batch", "cutout", "drop_path", "auxiliary", "holdout", "width", "threads"})
        EXPECT_TRUE(keys.count(key)) << key;
    for (const char* key : {"arch_lr", "order", "cells", "warm_start", "train_portion", "parse"})
        EXPECT_FALSE(keys.count(key)) << key;
    for (const Option& option : optionsOf(makeTraining("baseline:resnet18", Preset::Quick)))
        handcrafted.insert(option.key);
    EXPECT_FALSE(handcrafted.count("drop_path"));
    EXPECT_TRUE(handcrafted.count("first_layers"));
}

TEST(TrainingRequests, KeepEveryOptionInTheirText) {
    const Request start = makeTraining("DARTS_V2", Preset::Paper);
    for (const Option& option : optionsOf(start)) {
        Request request = start;
        std::string other = option.value == "true" ? "false" : "true";
        if (option.kind == OptionKind::Choice) other = option.choices[option.value == option.choices[0] ? 1 : 0];
        if (option.kind == OptionKind::Integer) other = std::to_string(std::stoi(option.value) + 2);
        if (option.kind == OptionKind::Real) other = std::to_string(std::stod(option.value) * 0.5 + 0.01);
        setOption(request, option.key, other);
        EXPECT_NE(requestText(request), requestText(start)) << option.key;
        EXPECT_EQ(requestText(parseRequest(requestText(request))), requestText(request)) << option.key;
    }
}

TEST(TrainingRequests, RefuseWhatDoesNotApply) {
    Request request = makeTraining("DARTS_V2", Preset::Quick);
    EXPECT_THROW(setOption(request, "arch_lr", "0.1"), EngineError);
    EXPECT_THROW(setOption(request, "drop_path", "1"), EngineError);
    EXPECT_THROW(makeTraining("baseline:resnet19", Preset::Quick), EngineError);
    EXPECT_THROW(makeTraining("no such network", Preset::Quick), EngineError);
    Request search = makeRequest("fairdarts", Preset::Quick);
    EXPECT_THROW(setOption(search, "drop_path", "0.1"), EngineError);
}
