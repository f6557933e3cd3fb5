// What features are worth without training on them: do they collapse, do neighbours share labels, how do they lie.
// Place: end of each epoch of a search or pretraining. Thread rule: pure functions; the rows of every input are images.
// Source: SimSiam section 4.1 (standard deviation of normalised outputs against 1/sqrt(d)); effective rank: Roy &
// Vetterli 2007; k-NN with temperature 0.1: Wu et al. 2018; thesis 5.2.3 (collapse: loss towards -1, many skips).
#pragma once

#include "engine/api/heads.h"
#include "engine/api/snapshot.h"

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace dnas {

/// Mean over the dimensions of the standard deviation of z / |z|: 1/sqrt(d) for directions spread evenly, 0 for one.
double directionDeviation(const at::Tensor& z);

/// exp(entropy of the singular values' shares) of the centred rows of z / |z|: 1 .. min(n, d); 0 for equal rows.
double effectiveRank(const at::Tensor& z);

/// Labels guessed by the k most similar rows of the bank, weighted by exp(cosine / 0.1). @return share guessed right
double neighbourAccuracy(const at::Tensor& bank, const at::Tensor& bankLabels, const at::Tensor& queries,
                         const at::Tensor& queryLabels, int neighbours, int classes);

/// The rows on their two principal axes, [n, 2]; signs such that the entry of largest size is positive.
/// @param explained receives the two shares of the variance
at::Tensor principalAxes(const at::Tensor& features, double explained[2]);

/// Signs of collapse in an epoch's metrics, for people; empty: none.
/// @param outputs d
std::vector<std::string> collapseWarnings(const Snapshot& snapshot, SiameseFramework framework, int outputs);

} // namespace dnas
