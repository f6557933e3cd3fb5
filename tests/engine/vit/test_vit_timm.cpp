// Files as timm writes them: the same logits as timm's own forward pass.
#include "engine/vit/vit_model.h"
#include "tests/temporary_folder.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

using namespace dnas;

namespace {

/// A Python with timm, or nothing. DNAS_TEST_PYTHON names another interpreter.
std::string python() {
    const char* given = std::getenv("DNAS_TEST_PYTHON");
    const std::string interpreter = given ? given : "python3";
    return std::system((interpreter + " -c 'import timm, torch, safetensors' >/dev/null 2>&1").c_str()) == 0 ? interpreter : "";
}

/// Weights and statistics are moved, so that no tensor is as it began.
constexpr const char* kScript = R"(
import timm, torch
from safetensors.torch import save_file
from timm.models.vision_transformer import VisionTransformer
torch.manual_seed(0)
small = dict(img_size=32, patch_size=4, embed_dim=128, depth=3, num_heads=2, num_classes=10)
networks = {"vit": (VisionTransformer(**small), 32),
            "pooled": (VisionTransformer(global_pool="avg", **small), 32),
            "mobilevit_xxs": (timm.create_model("mobilevit_xxs", num_classes=10), 64)}
for name, (network, side) in networks.items():
    network.eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
        for buffer, values in network.named_buffers():
            if "running_mean" in buffer: values.add_(0.1 * torch.randn_like(values))
            if "running_var" in buffer: values.mul_(1 + 0.3 * torch.rand_like(values))
        x = torch.randn(3, 3, side, side)
        network(x).numpy().tofile(name + ".y")
    x.numpy().tofile(name + ".x")
    save_file({key: value.clone().contiguous() for key, value in network.state_dict().items()}, name + ".safetensors")
)";

at::Tensor read(const std::filesystem::path& path, at::IntArrayRef shape) {
    at::Tensor tensor = at::empty(shape, at::TensorOptions().dtype(at::kFloat));
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file.read(static_cast<char*>(tensor.data_ptr()), static_cast<std::streamsize>(tensor.nbytes()))) << path;
    return tensor;
}

} // namespace

TEST(VitTimm, ItsFilesGiveTheLogitsOfItsOwnForwardPass) {
    if (python().empty()) GTEST_SKIP() << "python3 has no modules timm, torch and safetensors";
    const test::TemporaryFolder folder;
    folder.write("run.py", kScript);
    ASSERT_EQ(std::system(("cd " + folder.string() + " && " + python() + " run.py").c_str()), 0);
    for (const auto& [name, side] : {std::pair<std::string, int>("vit", 32), {"pooled", 32}, {"mobilevit_xxs", 64}}) {
        const auto model = loadVit((folder / (name + ".safetensors")).string(), {{"image_size", std::to_string(side)}});
        const at::Tensor expected = read(folder / (name + ".y"), {3, 10});
        const at::Tensor actual = model->forward(read(folder / (name + ".x"), {3, 3, side, side}));
        EXPECT_LT((actual - expected).abs().max().item<double>(), 1e-4) << name;
        EXPECT_GT(expected.abs().max().item<double>(), 0.1) << name;
    }
}
