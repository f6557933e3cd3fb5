// Everything that decides a run: recipe, task, resources, seed. The same request gives the same bits.
// Place: made by the wizard or `dnas run`, stored in canonical text in the project file, run by a session.
#pragma once

#include "engine/api/color_model.h"
#include "engine/api/device.h"
#include "engine/api/motor_search.h"
#include "engine/api/pruning.h"
#include "engine/api/recipe.h"
#include "engine/api/siamese.h"
#include "engine/api/training.h"
#include "engine/api/vit_work.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dnas {

/// What the search learns from.
struct Task {
    std::string data = "fashion-mnist"; ///< fashion-mnist | idx:DIR | cifar10:DIR | cifar100:DIR | folder:DIR
    int imageSize = 0;          ///< side in pixels to which images are resized; 0 = as stored (folders: 64)
    int subset = 0;             ///< use so many images of the training set, drawn by seed; 0 = all
    double trainPortion = 0.5;  ///< part of the (sub)set that trains the weights; the rest trains alpha
    bool stratified = false;    ///< keep class shares equal in subset and split
    bool crop = true;           ///< random crop after padding by 4
    bool flip = true;           ///< random horizontal flip
    int cutout = 0;             ///< side of the erased square in pixels; 0 = off
    ColorModel colors = ColorModel::Stored; ///< what the channels of the images are
};

/// Which implementation computes a cell.
enum class Kernels {
    Plain, ///< one layer object per operation
    Fused  ///< on the CPU a cell as one function, on a GPU a node's sum; Plain where an operation is unknown to it
};

struct Resources {
    DeviceChoice device = DeviceChoice::Auto;
    int threads = 0; ///< compute threads; 0 = chosen by measurement on this machine (see engine/core/parallelism)
    Kernels kernels = Kernels::Fused;
    bool recompute = false; ///< fused cells are computed again in the backward pass: a fraction of the memory, more time; on the CPU
    Precision precision = Precision::Float32;
};

struct Request {
    std::string name; ///< shown in lists; not part of the canonical text
    Recipe recipe;
    Task task;
    Resources resources;
    std::uint64_t seed = 2;
    /// A search of a motor's flux network instead of one of images: recipe and task then only name method, data, epochs.
    std::optional<MotorSearchSpec> motor;
    /// Learning without labels: search of heads, pretraining, probe. Recipe then only names method, optimisers, epochs,
    /// batch; the task's crop, flip and cutout do not apply.
    std::optional<SiameseSpec> siamese;
    /// A pruning of a vision transformer: recipe and task then only name method, model, iterations.
    std::optional<PruningSpec> pruning;
    /// Learning with a vision transformer: of recipe and task then count method, epochs, batch, data, subset, crop, flip, cutout.
    std::optional<VitWorkSpec> vitWork;
    /// Set: the run trains this network instead of searching. Of the recipe only method ("retrain"), weights, epochs and
    /// batch count then, of the task not train_portion.
    std::optional<TrainSpec> training;
};

/// The request of a motor search, method "pmsm". Throws as validate(MotorSearchSpec).
Request makeMotorRequest(const MotorSearchSpec& spec, std::uint64_t seed);
/// Makes it the request of this motor search: method, number of snapshots and name of the data follow. Checks nothing.
void setMotor(Request& request, const MotorSearchSpec& spec);

/// What the run learns from: a data set, of a motor search as motorData() names it.
/// Throws EngineError(Usage) where the method learns from the other.
void setData(Request& request, const std::string& data);

constexpr const char* kRetrainMethod = "retrain";

enum class Preset {
    Paper, ///< as published
    Quick, ///< a look at the method within minutes on two cores
    ImageNet ///< of trainings: as published for ImageNet; of everything else the same as Paper
};

/// The request of a method's page with a preset applied. Throws EngineError(Usage) listing the known methods.
Request makeRequest(const std::string& method, Preset preset);

/// The request that trains a network: a genotype as resolveGenotype takes it, or "baseline:NAME". Pairs and triples are
/// stacked to the paper's depth. Throws EngineError as resolveGenotype.
Request makeTraining(const std::string& network, Preset preset);

/// Recipe, task and resources: throws EngineError(Usage) with what is out of range or does not go together.
void validate(const Request& request);

/// Canonical text: JSON with every field of recipe, task, resources and seed, keys in fixed order, two-space indent.
std::string requestText(const Request& request);

/// Inverse of requestText. Throws EngineError(Format) naming the field: unknown, missing, of the wrong type, out of range.
Request parseRequest(std::string_view text);

/// One line for people: "fairdarts(cells=5, channels=8) on fashion-mnist"; lists what differs from the paper preset.
std::string requestSummary(const Request& request);

/// 16 hexadecimal digits of the canonical text.
std::string requestHash(const Request& request);

} // namespace dnas
