// The sizes of MobileViT: convolutional stages, of which the last three hold transformer blocks.
// Place: vit_spec.cpp, the forward pass, files. No Torch. Thread rule: values and pure functions.
// Source: Mehta and Rastegari 2022, figure 1 and section 3.2; timm's mobilevit.py and byobnet.py.
#pragma once

#include "engine/api/vit.h"

#include <array>
#include <string>

namespace dnas {

constexpr int kMobileStages = 5, kMobileFirst = 2; ///< stages 2 to 4 hold blocks
constexpr int kMobilePatch = 2;
constexpr int kMobileHeads = 4; ///< of each block
constexpr int kMobileStem = 16; ///< channels
constexpr double kBatchNormEpsilon = 1e-5;

struct MobileVitLayout {
    const char* name;                        ///< timm's
    int expansion;                           ///< of the inverted residuals
    std::array<int, kMobileStages> channels;
    std::array<int, 3> widths;               ///< of the tokens; the hidden layers are twice as wide
    int features;                            ///< of the last convolution
};
const MobileVitLayout& mobileLayout(VitFamily family);
constexpr std::array<int, kMobileStages> kMobileStride{1, 2, 2, 2, 2};
constexpr std::array<int, kMobileStages> kMobileResiduals{1, 3, 1, 1, 1};

/// Nine blocks of four heads, images of 256 pixels, 1000 classes.
VitSpec mobileVit(VitFamily family);

/// Throws EngineError(Usage): an image size that is no multiple of 64, blocks that do not add up.
void requireMobile(const VitSpec& spec);

struct MobilePlace {
    std::size_t stage; ///< of those that hold blocks, 0..2
    int block;         ///< within it
};
MobilePlace mobileStage(const VitSpec& spec, int block);
VitBlockSize mobileBlockSize(const VitSpec& spec, int block);
std::string mobileBlockName(const VitSpec& spec, int block);
std::vector<VitTensor> mobileTensors(const VitSpec& spec);
std::int64_t mobileMultiplyAdds(const VitSpec& spec);

} // namespace dnas
