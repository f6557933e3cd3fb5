// A genotype: which operations were chosen on which edges. A plain value.
// Place: what a search yields, what the cell view draws, what a derived network is built from.
// Node numbers are those of the papers: 0 = c_{k-2}, 1 = c_{k-1}, 2.. = intermediate nodes.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace dnas {

/// One operation on one edge. Several operations may share an edge (FairDARTS "edge" parse).
struct GenotypeEdge {
    std::string operation;
    int to = 0;   ///< intermediate node, 2 or more
    int from = 0; ///< any node before `to`
    bool operator==(const GenotypeEdge& o) const { return operation == o.operation && to == o.to && from == o.from; }
};

/// One cell. `concat` lists the nodes whose outputs form the cell's output, in order.
struct CellGenotype {
    std::string name; ///< "normal", "reduce", or "cell 0", "cell 1", ...
    std::vector<GenotypeEdge> edges;
    std::vector<int> concat;
    bool operator==(const CellGenotype& o) const { return name == o.name && edges == o.edges && concat == o.concat; }
};

/// One searched multilayer perceptron of NASiam: for each layer the operations that it sums.
struct ChainGenotype {
    std::string name; ///< "encoder" or "predictor"
    std::vector<std::vector<std::string>> layers;
    bool operator==(const ChainGenotype& o) const { return name == o.name && layers == o.layers; }
};

/// The published text forms (see genotype_text.h).
enum class GenotypeForm {
    Pairs,   ///< Genotype(normal=[(op, from), ...]): DARTS; two edges a node, in order
    Triples, ///< Genotype(normal=[(op, to, from), ...]): FairDARTS
    Nested,  ///< Genotype_nested(genes=[[...], ...]): D-DARTS, one gene a cell
    Opt,     ///< Genotype_opt(genes=[...], seq=[...]): DARTOpti, unique genes and the order in which they are stacked
    Chain,   ///< Genotype(encoder=[...], predictor=[...]): NASiam
    Channels ///< Genotype_channels(channels=['R', ...], R_normal=[(op, to, from), ...], ...): ColorNAS, a pair for each channel
};

struct Genotype {
    GenotypeForm form = GenotypeForm::Pairs;
    /// Pairs, Triples: normal and reduce. Nested: one a cell. Opt: unique genes. Channels: "R normal", "R reduce", ...
    std::vector<CellGenotype> cells;
    std::vector<int> reductions;       ///< Nested, Opt: indices of the reduction cells
    std::vector<int> sequence;         ///< Opt: index into `cells` for each cell of the network
    std::vector<ChainGenotype> chains; ///< Chain only
    bool operator==(const Genotype& o) const {
        return form == o.form && cells == o.cells && reductions == o.reductions && sequence == o.sequence &&
               chains == o.chains;
    }
    bool operator!=(const Genotype& o) const { return !(*this == o); }
};

/// Checks what every consumer relies on: known operations, edges from earlier to later nodes, concat nodes and
/// sequence and reduction indices in range. Throws EngineError(Format) that names the cell, the edge and the rule.
void validate(const Genotype& genotype);

/// Nodes that something flows into: 0, 1 and every node with an edge from such a node. The others are isolated (a threshold
/// parse can leave them without edges): derived networks ignore them and what leaves them, drawings show them grey.
std::set<int> reachedNodes(const CellGenotype& cell);

/// The network of one channel, as triples.
struct ChannelGenotype {
    std::string channel; ///< "R"
    Genotype genotype;
};

/// The networks of a genotype of channels, in its order; empty for other forms.
std::vector<ChannelGenotype> channelGenotypes(const Genotype& genotype);

/// Names of channels whose groups or cells are named "R normal", "R reduce", "G normal", ...; empty where the names are
/// others.
std::vector<std::string> channelsOfNames(const std::vector<std::string>& names);

/// Number of `skip_connect` in each cell, in the order of `cells`.
std::vector<int> skipCounts(const Genotype& genotype);

/// Short stable identity (16 hexadecimal digits) of the canonical text, for file names and metadata.
std::string genotypeHash(const Genotype& genotype);

} // namespace dnas
