#include "engine/api/catalogue.h"
#include "engine/api/error.h"
#include "engine/api/options.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace dnas;

namespace {

Request fairDarts() { return makeRequest("fairdarts", Preset::Paper); }

std::string valueOf(const Request& request, const std::string& key) {
    for (const Option& option : optionsOf(request))
        if (option.key == key) return option.value;
    return "(absent)";
}

/// Message and hint of a refused setting; empty when it is taken.
std::string refusal(Request request, const std::string& key, const std::string& value) {
    const std::string before = requestText(request);
    try {
        setOption(request, key, value);
        return {};
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Usage);
        EXPECT_EQ(requestText(request), before) << "a refused setting changed the request";
        return e.full();
    }
}

std::string formatted(double value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.17g", value);
    return text;
}

} // namespace

#define EXPECT_REFUSED(key, value, part) \
    EXPECT_NE(refusal(fairDarts(), key, value).find(part), std::string::npos) << refusal(fairDarts(), key, value)

TEST(Options, AreExplainedAndWithinTheirOwnRange) {
    for (const MethodInfo& method : methodCatalogue())
        for (Preset preset : {Preset::Paper, Preset::Quick}) {
            std::set<std::string> keys;
            for (const Option& option : optionsOf(makeRequest(method.id, preset))) {
                SCOPED_TRACE(method.id + " " + option.key);
                EXPECT_TRUE(keys.insert(option.key).second) << "the key stands twice";
                EXPECT_FALSE(option.label.empty());
                EXPECT_GT(option.help.size(), 5u);
                EXPECT_EQ(option.choices.empty(), option.kind != OptionKind::Choice);
                EXPECT_EQ(refusal(makeRequest(method.id, preset), option.key, option.value), "");
                if (preset == Preset::Paper) {
                    EXPECT_EQ(option.value, option.paperValue);
                }
            }
        }
}

TEST(Options, TakeBothEndsOfTheirRangeAndNothingBeyond) {
    for (const Option& option : optionsOf(fairDarts())) {
        if (option.kind != OptionKind::Integer && option.kind != OptionKind::Real) continue;
        SCOPED_TRACE(option.key);
        for (double end : {option.minimum, option.maximum}) {
            Request request = fairDarts();
            setOption(request, option.key, formatted(end));
            EXPECT_EQ(std::stod(valueOf(request, option.key)), end);
        }
        const double beyond = option.kind == OptionKind::Integer ? 1 : 1e-3;
        EXPECT_NE(refusal(fairDarts(), option.key, formatted(option.minimum - beyond)), "");
        EXPECT_NE(refusal(fairDarts(), option.key, formatted(option.maximum + beyond)), "");
    }
}

TEST(Options, TakeEveryChoice) {
    for (const Option& option : optionsOf(fairDarts())) {
        for (const std::string& choice : option.choices) {
            Request request = fairDarts();
            setOption(request, option.key, choice);
            EXPECT_EQ(valueOf(request, option.key), choice) << option.key;
        }
    }
    EXPECT_REFUSED("device", "tpu", "Option 'device' is 'tpu'; allowed: auto, cpu, cuda");
    EXPECT_REFUSED("flip", "yes", "Option 'flip' is 'yes'; allowed: true or false");
}

TEST(Options, RefuseUnknownKeysAndNameTheNearest) {
    EXPECT_REFUSED("epoch", "3", "Unknown option 'epoch'. Nearest: epochs");
    EXPECT_REFUSED("archlr", "3", "Nearest: arch_lr");
    EXPECT_REFUSED("", "3", "Unknown option ''");
    EXPECT_NE(refusal(makeRequest("darts", Preset::Paper), "w01", "3").find("does not apply to method 'darts'"), std::string::npos);
}

TEST(Options, RefuseValuesOutOfRangeNamingKeyValueAndRange) {
    EXPECT_REFUSED("epochs", "0", "Option 'epochs' is '0'; allowed: a whole number, 1 to 10000 epochs");
    EXPECT_REFUSED("epochs", "2.5", "Option 'epochs' is '2.5'; allowed: a whole number, 1 to 10000 epochs");
    EXPECT_REFUSED("w01", "1001", "Option 'w01' is '1001'; allowed: a number, 0 to 1000");
    EXPECT_REFUSED("subset", "10000001", "0 to 10000000 images");
}

TEST(Options, RefuseWhatIsNoFiniteNumber) {
    for (const char* value : {"nan", "-nan", "inf", "-inf", "1e999", "", " 1", "1 ", "1,5", "0x10", "one", "1e", "--1", "1\n"}) {
        EXPECT_NE(refusal(fairDarts(), "lr", value), "") << value;
        EXPECT_NE(refusal(fairDarts(), "epochs", value), "") << value;
    }
}

TEST(Options, ReadWholeNumbersInAnyNotation) {
    Request request = fairDarts();
    setOption(request, "epochs", "1e2");
    EXPECT_EQ(request.recipe.epochs, 100);
    setOption(request, "skip_cap", "-1");
    EXPECT_EQ(request.recipe.discretize.skipCap, -1);
}

TEST(Options, AddAndRemoveOptionalParts) {
    Request request = fairDarts();
    for (const char* key : {"warm_start", "stop_skips", "stop_stable_ranks"}) {
        EXPECT_EQ(valueOf(request, key), "0");
        setOption(request, key, "5");
        setOption(request, key, "6");
        EXPECT_EQ(valueOf(request, key), "6");
    }
    EXPECT_EQ(request.recipe.schedules.size(), 1u);
    EXPECT_EQ(request.recipe.stops.size(), 2u);
    for (const char* key : {"warm_start", "stop_skips", "stop_stable_ranks"}) setOption(request, key, "0");
    EXPECT_EQ(requestText(request), requestText(fairDarts()));
}

TEST(Options, GiveTheSameTextInWhateverOrderTheyAreSet) {
    Request one = fairDarts(), other = fairDarts();
    setOption(one, "stop_skips", "3");
    setOption(one, "stop_stable_ranks", "5");
    setOption(other, "stop_stable_ranks", "5");
    setOption(other, "stop_skips", "3");
    EXPECT_EQ(requestText(one), requestText(other));
}

TEST(Options, KeepEpsilonWhereTheOrderStaysSecond) {
    Request request = makeRequest("darts", Preset::Paper);
    request.recipe.outer = UnrolledSpec{0.5};
    setOption(request, "order", "second");
    EXPECT_EQ(std::get<UnrolledSpec>(request.recipe.outer).epsilon, 0.5);
}

TEST(ValidateRequest, RefusesColourModelsWhereViewsAreMadeOfStoredColours) {
    Request request = makeRequest("nasiam-simsiam", Preset::Quick);
    EXPECT_THROW(setOption(request, "color_model", "rgby"), EngineError);
    request.task.colors = ColorModel::Rgby; // from a project or a text
    EXPECT_THROW(validate(request), EngineError);
}

TEST(ValidateRequest, ChecksTaskAndResourcesToo) {
    Request request = fairDarts();
    request.task.trainPortion = 2;
    EXPECT_THROW(validate(request), EngineError);
    request = fairDarts();
    request.resources.threads = -1;
    EXPECT_THROW(validate(request), EngineError);
    EXPECT_NO_THROW(validate(fairDarts()));
}

TEST(Options, KeepFractionsExactly) {
    Request request = fairDarts();
    setOption(request, "lr", "0.1");
    EXPECT_EQ(request.recipe.weights.learningRate, 0.1);
    setOption(request, "lr", "0.12345678901234567");
    EXPECT_EQ(request.recipe.weights.learningRate, 0.12345678901234567);
}

TEST(Options, OfAStartDecideCellsNodesAndSharing) {
    Request request = makeRequest("ddarts", Preset::Paper);
    setOption(request, "operations", "dartopti");
    setOption(request, "start_from", "resnet50");
    EXPECT_EQ(valueOf(request, "start_from"), "ResNet50");
    EXPECT_EQ(valueOf(request, "cells"), "(absent)") << "the start says how many";
    EXPECT_EQ(valueOf(request, "nodes"), "(absent)");
    EXPECT_EQ(valueOf(request, "sharing"), "per-cell");
    EXPECT_NO_THROW(validate(request));
    setOption(request, "sharing", "by-gene");
    EXPECT_NO_THROW(validate(request));
    setOption(request, "start_from", "");
    EXPECT_EQ(valueOf(request, "sharing"), "per-cell");
    EXPECT_EQ(valueOf(request, "cells"), "4");
    EXPECT_NE(refusal(request, "start_from", "ResNet19"), "");
}

TEST(Options, OfTheDistanceStopAppearWithIt) {
    Request request = fairDarts();
    EXPECT_EQ(valueOf(request, "stop_stable_distance"), "0");
    EXPECT_EQ(valueOf(request, "stop_distance_tolerance"), "(absent)");
    setOption(request, "stop_stable_distance", "4");
    setOption(request, "stop_distance_tolerance", "0.01");
    setOption(request, "stop_stable_distance", "6");
    EXPECT_EQ(valueOf(request, "stop_distance_tolerance"), "0.01") << "a changed tolerance stays";
    setOption(request, "stop_stable_distance", "0");
    EXPECT_EQ(requestText(request), requestText(fairDarts()));
}
