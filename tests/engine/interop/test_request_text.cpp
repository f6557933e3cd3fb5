#include "engine/api/catalogue.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/options.h"
#include "engine/api/published_genotypes.h"

#include <gtest/gtest.h>

#include <set>

using namespace dnas;

namespace {

std::string refusal(const std::string& text) {
    try {
        parseRequest(text);
        return {};
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Format);
        return e.what();
    }
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string fairDarts() { return requestText(makeRequest("fairdarts", Preset::Paper)); }

} // namespace

#define EXPECT_REFUSED(text, part) EXPECT_NE(refusal(text).find(part), std::string::npos) << refusal(text)

TEST(RequestText, IsInvertibleForTheWholeCatalogue) {
    std::set<std::string> texts;
    for (const MethodInfo& method : methodCatalogue())
        for (Preset preset : {Preset::Paper, Preset::Quick}) {
            const std::string text = requestText(makeRequest(method.id, preset));
            EXPECT_EQ(requestText(parseRequest(text)), text) << method.id;
            texts.insert(text);
        }
    EXPECT_EQ(texts.size(), 2 * methodCatalogue().size());
}

TEST(RequestText, KeepsEveryOptionThatCanBeSet) {
    // Every option moved away from its value, one at a time: the text must tell, and give it back.
    for (const MethodInfo& method : methodCatalogue())
        for (const Option& option : optionsOf(makeRequest(method.id, Preset::Paper))) {
            SCOPED_TRACE(method.id + " " + option.key);
            Request request = makeRequest(method.id, Preset::Paper);
            std::string other = option.value == "true" ? "false" : "true";
            if (option.kind == OptionKind::Choice) other = option.choices[option.value == option.choices[0] ? 1 : 0];
            if (option.kind == OptionKind::Integer) other = std::to_string(std::stoi(option.value) + 2);
            if (option.kind == OptionKind::Real) other = std::to_string(std::stod(option.value) * 0.5 + 0.01);
            if (option.key == "lr_min" || option.key == "arch_lr_min") other = "0.002";
            if (option.key == "backbone") other = "convnet";
            if (option.key == "start_from") other = option.value.empty() ? "DARTS_V2" : "ResNet50";
            if (option.key == "sharing") other = option.value == "per-cell" ? "by-type" : "per-cell";
            if (option.key == "operations" && method.id == "dartopti") continue; // the start needs them
            setOption(request, option.key, other);
            if (option.key == "order") request.recipe.penalties.clear(); // the ablation loss has no second order
            EXPECT_NE(requestText(request), requestText(makeRequest(method.id, Preset::Paper)));
            EXPECT_EQ(requestText(parseRequest(requestText(request))), requestText(request));
        }
}

TEST(RequestText, KeepsEveryBitOfARealAndOfTheSeed) {
    Request request = makeRequest("fairdarts", Preset::Paper);
    request.recipe.weights.learningRate = 0.1 + 0.2;
    request.seed = 18446744073709551615u;
    request.task.data = "folder:/a \"b\"\n\xc3\xa4";
    const Request read = parseRequest(requestText(request));
    EXPECT_EQ(read.recipe.weights.learningRate, 0.1 + 0.2);
    EXPECT_EQ(read.seed, request.seed);
    EXPECT_EQ(read.task.data, request.task.data);
}

TEST(RequestText, LeavesTheNameOut) {
    Request request = makeRequest("darts", Preset::Quick);
    const std::string hash = requestHash(request);
    request.name = "mine";
    EXPECT_EQ(requestHash(request), hash);
    request.seed = 3;
    EXPECT_NE(requestHash(request), hash);
    EXPECT_EQ(hash.size(), 16u);
}

TEST(RequestText, RefusesUnknownAndMissingFields) {
    EXPECT_REFUSED(replaced(fairDarts(), "\"epochs\": 50", "\"epochs\": 50, \"epoch\": 5"), "unknown field 'request.recipe.epoch'");
    EXPECT_REFUSED(replaced(fairDarts(), "\"seed\"", "\"sede\""), "field 'request.seed' is missing");
    EXPECT_REFUSED(replaced(fairDarts(), "\"momentum\": 0.9,", ""), "field 'request.recipe.weights.momentum' is missing");
    EXPECT_REFUSED(replaced(fairDarts(), "\"kind\": \"sigmoid\"", "\"kind\": \"sigmoid\", \"tau\": 1"), "unknown field 'request.recipe.relax.tau'");
    EXPECT_REFUSED("{}", "'request.recipe' is missing");
}

TEST(RequestText, RefusesFieldsOfTheWrongType) {
    EXPECT_REFUSED(replaced(fairDarts(), "\"epochs\": 50", "\"epochs\": \"50\""), "'request.recipe.epochs' is \"50\"");
    EXPECT_REFUSED(replaced(fairDarts(), "\"epochs\": 50", "\"epochs\": 50.5"), "'request.recipe.epochs' is 50.5");
    EXPECT_REFUSED(replaced(fairDarts(), "\"epochs\": 50", "\"epochs\": 4294967297"), "'request.recipe.epochs' is 4294967297");
    EXPECT_REFUSED(replaced(fairDarts(), "\"epochs\": 50", "\"epochs\": -18446744073709551616"), "request.recipe.epochs");
    EXPECT_REFUSED(replaced(fairDarts(), "\"epochs\": 50", "\"epochs\": null"), "'request.recipe.epochs' is null");
    EXPECT_REFUSED(replaced(fairDarts(), "\"stratified\": false", "\"stratified\": 0"), "'request.task.stratified' is 0");
    EXPECT_REFUSED(replaced(fairDarts(), "\"data\": \"fashion-mnist\"", "\"data\": []"), "'request.task.data'");
    EXPECT_REFUSED(replaced(fairDarts(), "\"seed\": 2", "\"seed\": -2"), "'request.seed' is -2");
    EXPECT_REFUSED(replaced(fairDarts(), "\"stops\": []", "\"stops\": {}"), "'request.recipe.stops' must be a list");
    EXPECT_REFUSED("[]", "'request' must be an object");
}

TEST(RequestText, RefusesUnknownWordsAndKinds) {
    EXPECT_REFUSED(replaced(fairDarts(), "\"device\": \"auto\"", "\"device\": \"tpu\""), "'request.resources.device' is 'tpu'; known: auto, cpu, cuda");
    EXPECT_REFUSED(replaced(fairDarts(), "\"kind\": \"sigmoid\"", "\"kind\": \"gumbel\""), "'request.recipe.relax' has an unknown kind");
    EXPECT_REFUSED(replaced(fairDarts(), "\"stops\": []", "\"stops\": [3]"), "'request.recipe.stops' has an unknown kind");
}

TEST(RequestText, RefusesValuesOutOfRange) {
    EXPECT_REFUSED(replaced(fairDarts(), "\"channels\": 16", "\"channels\": 0"), "channels is 0; allowed: 1 to 512");
    EXPECT_NE(refusal(replaced(fairDarts(), "\"momentum\": 0.9", "\"momentum\": 1e400")), "");
    EXPECT_REFUSED(replaced(fairDarts(), "\"train_portion\": 0.5", "\"train_portion\": 0"), "train_portion");
    EXPECT_REFUSED(replaced(fairDarts(), "\"subset\": 0", "\"subset\": -5"), "subset");
    EXPECT_REFUSED(replaced(fairDarts(), "\"threads\": 0", "\"threads\": -1"), "threads");
    EXPECT_REFUSED(replaced(fairDarts(), "\"threads\": 0", "\"threads\": 100000"), "threads");
    EXPECT_REFUSED(replaced(fairDarts(), "\"cutout\": 0", "\"cutout\": 100000"), "cutout");
    EXPECT_REFUSED(replaced(fairDarts(), "\"image_size\": 0", "\"image_size\": 1000000"), "image_size");
}

TEST(RequestText, SurvivesHostileTexts) {
    EXPECT_REFUSED("", "it is no JSON");
    EXPECT_REFUSED("\xff\xfe", "it is no JSON");
    const std::string deep = std::string(1 << 20, '[') + std::string(1 << 20, ']');
    EXPECT_REFUSED(deep, "nested too deeply");
    EXPECT_REFUSED(replaced(fairDarts(), "\"fairdarts\"", deep), "nested too deeply");
    EXPECT_REFUSED(replaced(fairDarts(), "\"fairdarts\"", "[[1]]"), "'request.recipe.method' is [[1]]");
    const std::string text = fairDarts();
    for (std::size_t length = 0; length < text.size(); ++length) EXPECT_REFUSED(text.substr(0, length), "it is no JSON");
}

TEST(RequestSummary, ListsWhatDiffersFromThePaper) {
    Request request = makeRequest("fairdarts", Preset::Paper);
    EXPECT_EQ(requestSummary(request), "fairdarts on fashion-mnist, seed 2");
    setOption(request, "channels", "8");
    request.task.subset = 100;
    EXPECT_EQ(requestSummary(request), "fairdarts(channels=8) on fashion-mnist, 100 images, seed 2");
}

TEST(RequestText, ReadsTextsOfBeforeTheStartingPointAndKeepsTheirHash) {
    // A request without a starting point, whose zero-one penalty has the scope that all had, has the text it always had.
    const std::string text = fairDarts();
    EXPECT_EQ(text.find("start_from"), std::string::npos);
    EXPECT_EQ(text.find("scope"), std::string::npos);
    EXPECT_NE(requestText(makeRequest("dartopti", Preset::Paper)).find("\"start_from\": \"ResNet18\""), std::string::npos);
}

TEST(RequestText, RefusesAStartThatIsNoGenotype) {
    const std::string text = requestText(makeRequest("dartopti", Preset::Paper));
    EXPECT_REFUSED(replaced(text, "\"start_from\": \"ResNet18\"", "\"start_from\": \"/etc/hostname\""), "start_from is no genotype");
}

TEST(RequestSummary, NamesALongStartByItsIdentity) {
    Request request = makeRequest("dartopti", Preset::Paper);
    setOption(request, "start_from", genotypeText(publishedGenotype("ResNet50")));
    EXPECT_NE(requestSummary(request).find("start_from=" + genotypeHash(publishedGenotype("ResNet50"))), std::string::npos) << requestSummary(request);
}
