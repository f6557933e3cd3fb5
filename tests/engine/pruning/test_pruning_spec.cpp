#include "engine/api/error.h"
#include "engine/api/pruning.h"
#include "engine/api/request.h"

#include <gtest/gtest.h>

using namespace dnas;

namespace {

PruningSpec preset() { return makePruningSpec("preset:deit_tiny_patch16_224"); }

} // namespace

TEST(PruningSpec, TheRequestRoundTripsThroughItsText) {
    PruningSpec spec = preset();
    spec.granularity = PruningGranularity::Both;
    spec.proxy = PruningProxy::L0Variance;
    spec.network.heads[3] = 2;
    spec.absolute = true;
    const Request request = makePruningRequest(spec, 7);
    const Request read = parseRequest(requestText(request));
    EXPECT_EQ(requestText(read), requestText(request));
    EXPECT_EQ(read.pruning->network.heads, spec.network.heads);
    EXPECT_EQ(read.recipe.method, kPruningMethod);
}

TEST(PruningSpec, RefusesBlocksThatAreNoNumbers) {
    std::string text = requestText(makePruningRequest(preset(), 7));
    text.replace(text.find("3 3 3"), 5, "3 x 3");
    EXPECT_THROW(parseRequest(text), EngineError);
}

TEST(PruningSpec, OptionsOutOfRangeAreNamedWithTheirRange) {
    PruningSpec spec = preset();
    spec.innerStep = 0;
    try {
        validate(spec);
        FAIL();
    } catch (const EngineError& e) {
        EXPECT_STREQ(e.what(), "inner_step is 0; allowed: 1e-06 to 10.");
    }
    spec = preset();
    spec.iterations = 100000;
    spec.runs = 2;
    EXPECT_THROW(validate(spec), EngineError);
}

TEST(PruningSpec, ANetworkWithoutBlocksHasNothingToPrune) {
    PruningSpec spec = preset();
    spec.network.heads.clear();
    EXPECT_THROW(validate(spec), EngineError);
}

TEST(PruningSpec, NamesAreReadBack) {
    for (const ProxyInfo& info : pruningProxies())
        EXPECT_EQ(pruningProxy(info.name), info.proxy);
    EXPECT_EQ(pruningGranularity(name(PruningGranularity::Both)), PruningGranularity::Both);
    EXPECT_THROW(pruningProxy("entropy"), EngineError);
    EXPECT_THROW(pruningGranularity("neuron"), EngineError);
}
