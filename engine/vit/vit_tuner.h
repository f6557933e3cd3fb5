// Steps that train a vision transformer, or a part of one: cross-entropy, AdamW, warm-up and cosine, gradient clip.
// Place: vit_train_work.cpp (one training), vit_study.cpp (many short ones). Thread rule: belongs to one thread.
// Source: AdamW: Loshchilov and Hutter 2019, algorithm 2; recipe in small: Touvron et al. 2021, table 9.
#pragma once

#include "engine/api/vit_work.h"
#include "engine/bilevel/search_state.h"
#include "engine/data/batch_source.h"
#include "engine/vit/vit_model.h"

#include <memory>
#include <optional>
#include <string>

namespace dnas {

struct Request;

/// Images that train and images that tell how well, as the network takes them.
struct VitImages {
    std::string name; ///< of the data set
    std::shared_ptr<const BatchSource> train, test;
    VitInput input;
    int channels = 3, classes = 0;
};
/// The task's subset trains; the test part tells, or a fifth of the training images where there is none.
/// @param input of a file's network, whose normalisation stays; nothing: that of the data
/// Throws EngineError(Usage) for images of other channels.
VitImages vitImages(const Request& request, std::shared_ptr<const DataSet> data, const std::optional<VitInput>& input, std::uint64_t seed);
/// Normalisation of the file's network; nothing for a preset.
std::optional<VitInput> inputOfModel(const VitWorkSpec& spec);

/// The network of the work for these images: of a preset, random weights for their channels and classes; of a file, its
/// weights, with a new head where its own tells other classes. Throws as loadVit; EngineError(Usage) for images
/// of other channels, (Data) where the file is another than that of the spec.
std::unique_ptr<VitModel> vitForImages(const VitWorkSpec& spec, const VitImages& images, std::uint64_t seed);
/// Whether a network's head tells the classes of these images: as many, and of the same names where both have names.
bool headFits(const VitSpec& spec, const std::vector<std::string>& classNames, const VitImages& images);
/// With a head for these images: weights 0, biases 0 (every class is equally likely before the first step).
std::unique_ptr<VitModel> withNewHead(const VitModel& model, const VitImages& images);

struct VitScore {
    double loss = 0, top1 = 0, top5 = 0;
    double imagesPerSecond = 0; ///< of the forward passes alone
    int images = 0; ///< less than all where it was ended
};
/// @param control ends it early: of the images so far
VitScore scoreOf(const VitModel& model, const BatchSource& source, const c10::Device& device, const RunControl* control = nullptr);

class VitTuner {
  public:
    /// @param steps of the whole training @param device on which the model already is
    VitTuner(VitModel& model, const VitWorkSpec& spec, int steps);

    /// Throws EngineError(Diverged) when loss or gradient are not finite.
    PassResult step(const TensorBatch& batch);
    double rate() const; ///< of the next step
    std::int64_t& stepsDone() { return m_step; }
    /// The optimiser's moments, written in place when a checkpoint is read.
    std::map<std::string, at::Tensor> tensors() const { return {{"adamw.first", m_first}, {"adamw.second", m_second}}; }
    std::int64_t trained() const { return m_first.numel(); } ///< numbers that steps move

  private:
    VitModel& m_model;
    VitWorkSpec m_spec;
    std::int64_t m_steps, m_step = 0;
    std::vector<at::Tensor> m_parameters; ///< all, those that are trained as leaves
    std::vector<at::Tensor> m_trained;    ///< the leaves
    at::Tensor m_first, m_second;         ///< moments of m_trained, flat
};

} // namespace dnas
