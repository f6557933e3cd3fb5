// NASiam: Heuillet, Tabia, Arioui: NASiam: Efficient Representation Learning using Neural Architecture Search for Siamese
// Networks, INNS DLIA 2023; thesis chapter 5. One page a framework. Values: thesis 5.2.1 (100 epochs, SGD lr 0.06, weight
// decay 5e-4, batch 512, 6 and 4 layers); what it leaves open is taken from the published code (alpha: AdamW) and from
// the frameworks' papers.
// Deviations from the published code, each where the thesis says otherwise: alpha steps with every batch in all
// frameworks (there once an epoch in SimCLR's variant); batch norms keep their epsilon (there the width of a layer stands
// in its place in MoCo's variant); the momentum branch of MoCo has weights of its own for the searched head.
#include "engine/methods/pages.h"

#include <algorithm>

namespace dnas {

namespace {

MethodPage pageOf(const char* id, const char* name, const char* idea, SiameseFramework framework) {
    MethodPage page;
    page.info = {id, name, 2023, "Heuillet et al.", "INNS DLIA 2023",
                 "NASiam: Efficient Representation Learning using Neural Architecture Search for Siamese Networks",
                 "Siamese networks", "thesis 5.1 to 5.4, algorithm 4", idea,
                 {"without labels", "multilayer perceptrons", "softmax", "first order", "contrastive"}};
    Recipe& recipe = page.recipe;
    recipe.method = id;
    recipe.epochs = 100;
    recipe.batch = 512;
    recipe.weights = {0.06, 0, 0.9, 5e-4, 0};
    recipe.arch = {1e-3, 0.9, 0.999, 1e-3};
    SiameseSpec& spec = page.siamese.emplace();
    spec.framework = framework;
    const HeadWidths widths = frameworkWidths(framework, 0);
    spec.hidden = widths.hidden;
    spec.output = widths.output;
    return page;
}

} // namespace

MethodPage nasiamSimSiamPage() {
    return pageOf("nasiam-simsiam", "NASiam (SimSiam)",
                  "Two random views of an image must predict each other. The layers of projector and predictor are searched: "
                  "which activation, pooling or skip stands where. No labels and no negative pairs are needed.",
                  SiameseFramework::SimSiam);
}

MethodPage nasiamSimClrPage() {
    return pageOf("nasiam-simclr", "NASiam (SimCLR)",
                  "Each view must find its partner among all views of the batch; the layers of the projector are searched. "
                  "Large batches help.",
                  SiameseFramework::SimClr);
}

MethodPage nasiamMocoPage() {
    MethodPage page = pageOf("nasiam-moco", "NASiam (MoCo v2)",
                             "Each view must find its partner among thousands of earlier ones, kept in a queue and computed "
                             "by a slowly moving copy of the network; the layers of the projector are searched.",
                             SiameseFramework::Moco);
    page.recipe.arch.learningRate = 3e-4;
    page.siamese->temperature = 0.1;
    page.siamese->momentum = 0.999;
    page.siamese->encoderLayers = 4;
    return page;
}

MethodPage nasiamByolPage() {
    MethodPage page = pageOf("nasiam-byol", "NASiam (BYOL)",
                             "One view must predict what a slowly moving copy of the network says of the other; the layers of "
                             "projector and predictor are searched. BYOL itself is not in the thesis.",
                             SiameseFramework::Byol);
    page.siamese->momentum = 0.996;
    return page;
}

std::string searchOf(SiameseFramework framework) {
    return std::string("nasiam-") + name(framework);
}

// A look within minutes on two cores: a small convolutional backbone and narrow heads on a part of the data.
void applyQuickSiamese(Request& request) {
    SiameseSpec& spec = *request.siamese;
    spec.backbone = "convnet";
    spec.width = 16;
    spec.hidden = spec.hidden > 0 ? 128 : 0;
    spec.output = std::min(spec.output, 256);
    spec.predictorWidth = 64;
    spec.queue = 1024;
    spec.neighbours = 20;
    request.recipe.epochs = 10;
    request.recipe.batch = 128;
    request.recipe.arch.learningRate = 0.01;
    request.task.subset = 5120;
}

} // namespace dnas
