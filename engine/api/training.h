// Training of one network, after a search or for comparison: what a request holds beyond the recipe of a search.
// Place: Request::training; `dnas train`. Epochs, batch and SGD are Recipe's (epochs, batch, weights), augmentation is
// Task's. Source: DARTS section 3.2 and its published train.py; FairDARTS, D-DARTS (AutoAugment, CIFAR policy).
#pragma once

#include "engine/api/recipe.h"

#include <string>

namespace dnas {

enum class RateSchedule {
    Cosine,     ///< from lr to lr_min over the epochs
    Exponential ///< lr * 0.97^epoch, as DARTS trains on ImageNet
};

struct TrainSpec {
    std::string network; ///< canonical text of a genotype, or "baseline:NAME" (baselines.h)
    std::string label;   ///< of the network, for people: "DARTS_V2"
    int channels = 36;   ///< of the first cells, 1..512; not used by handcrafted networks
    int cells = 20;      ///< 1..100; pairs and triples only, individual cells have their number
    Stem stem = Stem::Cifar;
    bool auxiliary = true;        ///< an auxiliary head behind the last reduction cell
    double auxiliaryWeight = 0.4; ///< of its loss, 0..10
    double dropPath = 0.2; ///< probability that it would reach after the last epoch: dropPath * epoch / epochs; 0..0.95
    double labelSmoothing = 0; ///< 0..0.9
    bool autoAugment = false;  ///< policy for CIFAR; RGB images only
    RateSchedule schedule = RateSchedule::Cosine;
    double averageDecay = 0; ///< of the exponential moving average of the weights that is evaluated; 0 = off
    int patience = 0;        ///< end after so many epochs without a better validation accuracy; 0 = never
    int metaFeatures = 128;  ///< of genotypes of channels: hidden units of the meta-learner, 1..4096
    double holdout = 0;      ///< part of the training images that validates instead of the test part, 0..0.5
};

} // namespace dnas
