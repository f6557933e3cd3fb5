// Genotypes that the papers published, by name, and the one way in which the program accepts a genotype from a user.
// Place: `dnas genotypes`, `dnas distance`, `dnas network`, starting points of DARTOpti searches, the tests' golden
// values. Source: public_implementations of DARTS, PC-DARTS, P-DARTS, DOTS, FairDARTS, beta-DARTS, NASiam, D-DARTS and
// DARTOpti.
#pragma once

#include "engine/api/genotype.h"

#include <string>
#include <string_view>
#include <vector>

namespace dnas {

struct PublishedGenotype {
    std::string name;   ///< "DARTS_V2", "ResNet18", "D-DARTS_edge_cifar10"
    std::string method; ///< "DARTS"
    std::string source; ///< authors, venue, what to know
    std::string text;   ///< as published; parseGenotype reads it
};

/// All, grouped by method. ResNet18, ResNet50 and Xception are DARTOpti's encodings chained through input 1, so that
/// every cell is live; NAME_published are those encodings as published, through input 0 (see liveness.h).
const std::vector<PublishedGenotype>& publishedGenotypes();

/// By name in any case; the names of the authors' files ("..._threshold_edge_0.85_50") are understood too. @return
/// nullptr when unknown.
const PublishedGenotype* findPublishedGenotype(std::string_view name);

/// Throws EngineError(Usage) when the name is unknown.
Genotype publishedGenotype(std::string_view name);

/// A genotype as users give it: the name of a published one, the path of a file with a genotype's text or JSON, or the
/// text or JSON itself. Throws EngineError: Usage where it is none of these (says what was tried), Format where file or
/// text do not parse.
Genotype resolveGenotype(const std::string& given);

/// How to call what resolveGenotype accepted: the published name, the file's name, or the genotype's hash for a text.
std::string genotypeLabel(const std::string& given);

} // namespace dnas
