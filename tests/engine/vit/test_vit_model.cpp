#include "tests/engine/vit/vit_fixtures.h"

#include "engine/interop/tensor_file.h"
#include "engine/interop/state_dict.h"
#include "engine/vit/vit_model.h"
#include "tests/engine/test_support.h"
#include "tests/temporary_folder.h"

#include "engine/api/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

using namespace dnas;
using dnas::test::TemporaryFolder;

namespace {

at::Tensor smallImages() { return test::randomTensor({2, 1, 8, 8}, "images"); }

VitModel smallModel(const VitSpec& spec = test::smallVit()) { return {spec, test::greyInput(), at::kDouble, 3}; }

at::Tensor gates(std::vector<double> values) { return at::tensor(values, at::TensorOptions().dtype(at::kDouble)); }

} // namespace

TEST(VitModel, OpenGatesChangeNothing) {
    const VitModel model = smallModel();
    const at::Tensor open = model.forward(smallImages(), {gates({1, 1}), gates({1, 1, 1, 1, 1, 1})});
    EXPECT_TRUE(open.equal(model.forward(smallImages())));
}

TEST(VitModel, AShutBlockGateHandsItsInputOn) { // (6.1)
    VitSpec one = test::smallVit(), none = one;
    one.heads = {3};
    none.heads = {};
    const VitModel model = smallModel(one);
    VitModel without = smallModel(none);
    for (auto& [name, tensor] : without.weights().named())
        at::Tensor(tensor).copy_(model.weights().named().at(name));
    EXPECT_TRUE(model.forward(smallImages(), {gates({0}), {}}).equal(without.forward(smallImages())));
}

TEST(VitModel, HalfABlockGateIsTheMeanOfItsInputAndOutput) { // (6.1)
    VitSpec spec = test::smallVit();
    spec.heads = {3};
    spec.classes = 0;
    spec.epsilon = 1e12; // the norm behind the gate is as good as linear
    const VitModel model = smallModel(spec);
    const auto features = [&](double gate) { return model.forward(smallImages(), {gates({gate}), {}}); };
    const at::Tensor open = features(1), shut = features(0);
    const double apart = (open - shut).abs().max().item<double>();
    EXPECT_GT(apart, 0);
    EXPECT_LT((features(0.5) - (open + shut) / 2).abs().max().item<double>(), 1e-4 * apart);
}

TEST(VitModel, AHeadGateScalesItsAttentionAndNoOther) { // (6.2)
    VitSpec spec = test::smallVit();
    spec.heads = {3};
    VitModel model = smallModel(spec);
    const at::Tensor gated = model.forward(smallImages(), {{}, gates({1, 0.25, 1})});
    // (g A) V projected equals A V projected by columns scaled by g.
    at::Tensor projection = model.weights().named().at("blocks.0.attn.proj.weight");
    projection.narrow(1, 4, 4).mul_(0.25);
    EXPECT_TRUE(gated.allclose(model.forward(smallImages()), 1e-12, 1e-12));
}

TEST(VitModel, EveryFormComputes) {
    VitSpec post = test::smallVit(), mean = post, features = post, pooled = post, plain = post;
    post.postNorm = true;
    mean.pool = VitPool::Mean;
    mean.classToken = false;
    features.classes = 0;
    pooled.pool = VitPool::Mean;
    pooled.poolThenNorm = true;
    plain.qkvBias = false;
    plain.activation = VitActivation::Relu;
    for (const VitSpec& spec : {post, mean, pooled, plain})
        EXPECT_EQ(smallModel(spec).forward(smallImages()).sizes(), (std::vector<std::int64_t>{2, 3}));
    EXPECT_EQ(smallModel(features).forward(smallImages()).sizes(), (std::vector<std::int64_t>{2, 12}));
}

TEST(VitModel, RefusesWeightsThatDoNotFitTensorByTensor) {
    TemporaryFolder folder;
    const std::string path = (folder.path() / "vit.safetensors").string();
    const VitModel model = smallModel();
    HostTensors tensors = stateDict(model.weights());
    tensors.entries.erase("head.bias");
    writeSafetensors(path, tensors.entries, vitOptions(model.spec(), model.input()));
    try {
        loadVit(path);
        FAIL();
    } catch (const EngineError& e) {
        EXPECT_NE(std::string(e.what()).find("Missing: head.bias."), std::string::npos) << e.what();
    }
}

TEST(VitModel, WrittenAndReadComputesTheSame) {
    TemporaryFolder folder;
    const std::string path = (folder.path() / "vit.safetensors").string();
    const VitModel model = smallModel();
    writeSafetensors(path, stateDict(model.weights()).entries, vitOptions(model.spec(), model.input()));
    EXPECT_TRUE(loadVit(path, {}, at::kDouble)->forward(smallImages()).equal(model.forward(smallImages())));
}
