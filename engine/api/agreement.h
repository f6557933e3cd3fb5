// What several seeds of one request say together: which runs belong together, mean and deviation of their scores, how far
// their genotypes agree edge by edge, and the genotype that most of them chose.
// Place: the run table. Pure functions of values.
#pragma once

#include "engine/api/genotype.h"
#include "engine/api/request.h"

#include <string>
#include <utility>
#include <vector>

namespace dnas {

/// The same for two requests that differ in nothing but the seed (and the name, which is no part of a request).
std::string seedlessKey(const Request& request);

/// Mean and sample standard deviation (n - 1) of the finite values.
struct Spread {
    int count = 0;
    double mean = 0;      ///< NaN without a value
    double deviation = 0; ///< NaN with less than two values
};
Spread spreadOf(const std::vector<double>& values);

/// What the genotypes chose on one edge.
struct EdgeVotes {
    int from = 0, to = 0;
    std::vector<std::pair<std::string, int>> votes; ///< operation, number of genotypes; most first, then by name
    int unused = 0;        ///< genotypes without an operation on this edge
    bool agreed = false;   ///< all took the same operations, at least one
    bool inConsensus = false;
};

struct CellAgreement {
    std::string name;
    std::vector<EdgeVotes> edges; ///< every possible edge, in the order of the conventions
};

struct Agreement {
    int genotypes = 0;
    std::vector<CellAgreement> cells;
    int agreed = 0, edges = 0; ///< over all cells; of edges that at least one genotype uses
    int unused = 0;            ///< edges that none uses
    /// On each edge the operation that most genotypes chose there; each node keeps as many edges as its genotypes have
    /// on average (rounded), those with most votes first, the lower source first among equals.
    Genotype consensus;
};

/// Genotypes of one space, in any order. Empty when there are none or when they cannot be laid side by side (chains,
/// different numbers of cells).
Agreement agreementOf(const std::vector<Genotype>& genotypes);

} // namespace dnas
