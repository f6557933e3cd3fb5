#include "app/request_draft.h"

#include "engine/api/error.h"

#include <gtest/gtest.h>

namespace dnas {
namespace {

std::string valueOf(const RequestDraft& draft, const std::string& key) {
    for (const Option& option : draft.options())
        if (option.key == key) return option.value;
    return "no such option";
}

TEST(RequestDraft, WithoutOverridesIsThePreset) {
    RequestDraft draft;
    Request preset = makeRequest("fairdarts", Preset::Quick);
    EXPECT_EQ(requestText(draft.request()), requestText(preset));
}

TEST(RequestDraft, KeepsWhatDiffersFromThePresetAndForgetsWhatDoesNot) {
    RequestDraft draft;
    const std::string preset = valueOf(draft, "epochs");
    draft.set("epochs", "37");
    EXPECT_EQ(valueOf(draft, "epochs"), "37");
    EXPECT_EQ(draft.overrides.size(), 1u);
    draft.set("epochs", preset);
    EXPECT_TRUE(draft.overrides.empty());
}

TEST(RequestDraft, ATrainingSeesTheImagesOfItsSearch) {
    Request search = makeRequest("fairdarts", Preset::Quick);
    search.task.data = "cifar10:/data";
    search.task.imageSize = 48;
    search.task.colors = ColorModel::Hsv;
    RequestDraft draft = trainingDraft("FairDARTS_a", "found", 7, &search);
    EXPECT_EQ(draft.request().task.data, "cifar10:/data");
    EXPECT_EQ(draft.request().task.imageSize, 48);
    EXPECT_EQ(draft.request().task.colors, ColorModel::Hsv);
    EXPECT_EQ(draft.request().training->label, "found");
    draft.preset = Preset::Paper;
    EXPECT_EQ(draft.request().task.imageSize, 48) << "whatever the recipe";
    search.task = {};
    EXPECT_TRUE(trainingDraft("FairDARTS_a", "found", 7, &search).overrides.empty());
    const Request motor = makeRequest("pmsm", Preset::Quick);
    EXPECT_EQ(trainingDraft("DARTS_V2", "", 0, &motor).data, "fashion-mnist");
}

TEST(RequestDraft, LeavesOutTheHeadOfAPresetThatTheImagesCannotCarry) {
    RequestDraft draft = trainingDraft("DARTS_V2", "");
    draft.preset = Preset::Paper;
    EXPECT_EQ(valueOf(draft, "auxiliary"), "false") << "Fashion-MNIST has 28x28 pixels";
    draft.set("image_size", "32");
    EXPECT_EQ(valueOf(draft, "auxiliary"), "true");
    draft.set("image_size", "0");
    draft.set("auxiliary", "true");
    EXPECT_EQ(valueOf(draft, "auxiliary"), "true") << "who asks for it is told why it cannot be";
    EXPECT_EQ(requestText(draftOf(draft.request()).request()), requestText(draft.request()));
}

TEST(RequestDraft, MethodAndDataGoTogether) {
    RequestDraft draft;
    draft.setData("cifar10:/data");
    draft.setMethod("darts");
    draft.setMethod("pmsm");
    EXPECT_EQ(draft.data, "motor:saturating");
    EXPECT_TRUE(draft.request().motor.has_value());
    draft.setData("motor:linear");
    draft.setData("fashion-mnist");
    EXPECT_EQ(draft.method, "darts") << "the method of before the motor";
    draft.setMethod("pmsm");
    EXPECT_EQ(draft.data, "motor:linear") << "and the motor of before the images";
    draft.setMethod("fairdarts");
    EXPECT_EQ(draft.data, "fashion-mnist");
}

TEST(RequestDraft, OfAMotorSearchComesBackFromItsRequest) {
    Request request = makeRequest("pmsm", Preset::Quick);
    setData(request, "motor:series:bench.csv");
    setOption(request, "compare_flux", "map.csv");
    setOption(request, "width", "8");
    const RequestDraft draft = draftOf(request);
    EXPECT_EQ(requestText(draft.request()), requestText(request));
    EXPECT_EQ(draft.preset, Preset::Quick);
    EXPECT_EQ(draft.overrides.size(), 2u);
}

TEST(RequestDraft, SweepsMakeOneRequestForEachValueAndSeed) {
    RequestDraft draft;
    draft.setMethod("ddarts");
    draft.sweep = {{"w_ab", {"0", "0.5", "1"}}};
    draft.seeds = {1, 2};
    const std::vector<Request> requests = draft.requests();
    EXPECT_EQ(requests.size(), 6u);
    EXPECT_EQ(draft.requestCount(), 6u);
    EXPECT_EQ(requests[4].name, "D-DARTS, quick look, w_ab 0.5, seed 2");
    EXPECT_EQ(requests[4].seed, 2u);
    draft.sweep = {{"w_ab", {"0", "many"}}};
    EXPECT_THROW(draft.requests(), EngineError);
}

TEST(RequestDraft, RefusesAValueOutOfRangeAndStaysAsItWas) {
    RequestDraft draft;
    const std::string before = requestText(draft.request());
    EXPECT_THROW(draft.set("epochs", "0"), EngineError);
    EXPECT_THROW(draft.set("epochs", "many"), EngineError);
    EXPECT_THROW(draft.set("no_such_key", "1"), EngineError);
    EXPECT_EQ(requestText(draft.request()), before);
}

TEST(RequestDraft, CarriesSharedOverridesToAnotherMethodAndLeavesTheOthersOut) {
    RequestDraft draft;
    draft.set("epochs", "37");
    draft.set("w01", "3");
    draft.method = "darts";
    EXPECT_EQ(valueOf(draft, "epochs"), "37");
    EXPECT_EQ(valueOf(draft, "w01"), "no such option");
    draft.method = "fairdarts";
    EXPECT_EQ(valueOf(draft, "w01"), "3");
}

TEST(RequestDraft, SetToPaperTakesThePapersValue) {
    RequestDraft draft;
    draft.setToPaper("channels");
    EXPECT_EQ(valueOf(draft, "channels"), "16");
}

TEST(RequestDraft, MakesOneRequestASeedWithNamesThatTellThemApart) {
    RequestDraft draft;
    draft.name = "mine";
    draft.seeds = {4, 9};
    const std::vector<Request> requests = draft.requests();
    ASSERT_EQ(requests.size(), 2u);
    EXPECT_EQ(requests[0].seed, 4u);
    EXPECT_EQ(requests[1].seed, 9u);
    EXPECT_EQ(requests[1].name, "mine, seed 9");
}

TEST(RequestDraft, RandomHeadsFollowTheSeedAndHandcraftedOnesDoNot) {
    const Request search = makeRequest("nasiam-simsiam", Preset::Quick);
    RequestDraft draft = followerDraft(SiameseStage::Pretrain, search, kRandomHeads, "heads", 1);
    draft.seeds = {3, 4};
    const std::vector<Request> random = draft.requests();
    ASSERT_EQ(random.size(), 2u);
    EXPECT_NE(random[0].siamese->heads, random[1].siamese->heads);
    EXPECT_EQ(random[1].siamese->label, "random chain of seed 4");
    EXPECT_EQ(random[1].seed, 4u);
    draft.follower->heads = kHandcraftedHeads;
    EXPECT_EQ(draft.requests()[0].siamese->heads, draft.requests()[1].siamese->heads);
    draft.set("epochs", "7");
    EXPECT_EQ(draft.requests()[1].recipe.epochs, 7);
}

TEST(RequestDraft, OfWhatFollowsASearchComesBackFromItsRequest) {
    const Request pretraining = makePretraining(makeRequest("nasiam-moco", Preset::Quick), kHandcraftedHeads, "by hand", Preset::Quick);
    Request tuning = makeFineTuning(pretraining, 4, Preset::Paper);
    tuning.recipe.batch = 32;
    for (const Request& request : {pretraining, makeProbe(pretraining, 4, Preset::Quick), makeProbe(pretraining, 0, Preset::Paper), tuning})
        EXPECT_EQ(requestText(draftOf(request).request()), requestText(request));
}

TEST(RequestDraft, OfARequestGivesTheSameRequestAgain) {
    RequestDraft draft;
    draft.preset = Preset::Paper;
    draft.data = "cifar10:/data/cifar";
    draft.seeds = {77};
    draft.set("epochs", "9");
    draft.set("cutout", "8");
    const Request request = draft.request();
    const RequestDraft again = draftOf(request);
    EXPECT_EQ(requestText(again.request()), requestText(request));
    EXPECT_EQ(again.preset, Preset::Paper);
    EXPECT_EQ(again.overrides.size(), 2u);
}

TEST(Seeds, ReadListsAndRanges) {
    EXPECT_EQ(parseSeeds("2, 3,7"), (std::vector<std::uint64_t>{2, 3, 7}));
    EXPECT_EQ(parseSeeds("1-3 9"), (std::vector<std::uint64_t>{1, 2, 3, 9}));
    EXPECT_EQ(parseSeeds("5 5 5"), (std::vector<std::uint64_t>{5}));
    EXPECT_EQ(parseSeeds("18446744073709551615"), (std::vector<std::uint64_t>{18446744073709551615ull}));
    EXPECT_EQ(seedsText({2, 3}), "2, 3");
}

TEST(Seeds, RefuseWhatIsNoSeed) {
    for (const char* text : {"", "  ", "x", "2,x", "5-2", "1-", "-1", "1-200", "1.5", "18446744073709551616"})
        EXPECT_THROW(parseSeeds(text), EngineError) << text;
}

} // namespace
} // namespace dnas
