#include "engine/api/vit_work.h"
#include "engine/interop/state_dict.h"
#include "engine/vit/mobile_vit.h"
#include "engine/vit/vit_model.h"
#include "engine/vit/vit_onnx.h"
#include "tests/engine/test_support.h"
#include "tests/engine/vit/vit_fixtures.h"
#include "tests/temporary_folder.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

using namespace dnas;

namespace {

/// A Python with onnxruntime, or nothing. DNAS_TEST_PYTHON names another interpreter.
std::string python() {
    const char* given = std::getenv("DNAS_TEST_PYTHON");
    const std::string interpreter = given ? given : "python3";
    return std::system((interpreter + " -c 'import onnxruntime, numpy' >/dev/null 2>&1").c_str()) == 0 ? interpreter : "";
}

constexpr const char* kScript = "import numpy, onnxruntime\n"
                                "x = numpy.fromfile('x.bin', 'float32').reshape(SHAPE)\n"
                                "onnxruntime.InferenceSession('m.onnx').run(None, {'images': x})[0].tofile('y.bin')\n";

} // namespace

TEST(VitOnnx, GivesTheSameLogitsInOnnxRuntime) {
    if (python().empty()) GTEST_SKIP() << "python3 has no module onnxruntime";
    VitSpec post = test::smallVit(), mean = post, features = post, pooled = post, cut = post;
    post.postNorm = true;
    post.activation = VitActivation::Relu;
    mean.pool = VitPool::Mean;
    mean.classToken = false;
    mean.qkvBias = false;
    features.classes = 0;
    pooled.pool = VitPool::Mean;
    pooled.poolThenNorm = true;
    cut.heads = {1};
    VitSpec mobile = mobileVit(VitFamily::MobileXxs);
    mobile.imageSize = 64;
    mobile.classes = 5;
    VitSpec mobileCut = prunedSpec(mobile, maskOfDigits("1011 1111 0000 0000 0100 1111 0000 0000 0000"));
    mobileCut.classes = 0;
    for (const VitSpec& spec : {test::smallVit(), post, mean, features, pooled, cut, mobile, mobileCut}) {
        const test::TemporaryFolder folder;
        VitModel model(spec, test::greyInput(), at::kFloat, 9);
        model.weights().flat().add_(test::randomTensor({model.weights().parameterCount()}, "shift", at::kFloat), spec.isMobile() ? 0.02 : 0.2);
        if (spec.isMobile()) model.weights().statistics().add_(0.1);
        const at::Tensor images = test::randomTensor({2, spec.channels, spec.imageSize, spec.imageSize}, "images", at::kFloat), expected = model.forward(images);
        folder.write("x.bin", std::string(static_cast<const char*>(images.data_ptr()), images.nbytes()));
        folder.write("m.onnx", vitOnnx(spec, stateDict(model.weights()).entries, {{"key", "value"}}));
        std::string script = kScript, shape = "2, " + std::to_string(spec.channels) + ", " + std::to_string(spec.imageSize) + ", " + std::to_string(spec.imageSize);
        folder.write("run.py", script.replace(script.find("SHAPE"), 5, shape));
        ASSERT_EQ(std::system(("cd " + folder.string() + " && " + python() + " run.py").c_str()), 0);
        at::Tensor actual = at::empty(expected.sizes(), expected.options());
        std::ifstream file(folder / "y.bin", std::ios::binary);
        file.read(static_cast<char*>(actual.data_ptr()), static_cast<std::streamsize>(actual.nbytes()));
        ASSERT_TRUE(bool(file));
        EXPECT_LT((actual - expected).abs().max().item<double>(), 1e-4);
    }
}
