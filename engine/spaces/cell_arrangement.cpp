#include "engine/api/cell_arrangement.h"

#include "engine/api/cell_stack.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/liveness.h"
#include "engine/api/published_genotypes.h"

#include <algorithm>

namespace dnas {

namespace {

std::string numbered(const char* word, std::size_t number) { return std::string(word) + " " + std::to_string(number); }

/// Index of a gene with these edges, appended where there is none yet.
int indexOf(std::vector<CellGenotype>& genes, const CellGenotype& cell) {
    const auto same = [&](const CellGenotype& gene) { return gene.edges == cell.edges; };
    const auto found = std::find_if(genes.begin(), genes.end(), same);
    if (found != genes.end()) return static_cast<int>(found - genes.begin());
    genes.push_back(cell);
    return static_cast<int>(genes.size()) - 1;
}

/// One group a cell, or one for all cells that begin alike.
void arrangeEncoded(const CellSpaceSpec& space, const Genotype& start, CellArrangement& arrangement) {
    const std::vector<CellPlace> places = cellStack(start, space.cells);
    const bool pair = !hasOwnDepth(start);
    if (pair && space.sharing == AlphaSharing::ByGene) {
        arrangement.start = start.cells;
        arrangement.groups = {"normal", "reduce"};
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
        const CellGenotype& gene = start.cells[places[i].gene];
        if (places[i].reduction) arrangement.reductions.push_back(static_cast<int>(i));
        if (space.sharing == AlphaSharing::PerCell) {
            arrangement.start.push_back(gene);
            arrangement.groupOfCell.push_back(static_cast<int>(i));
        } else {
            arrangement.groupOfCell.push_back(pair ? places[i].gene : indexOf(arrangement.start, gene));
        }
    }
    const char* word = space.sharing == AlphaSharing::PerCell ? "cell" : "gene";
    while (arrangement.groups.size() < arrangement.start.size()) arrangement.groups.push_back(numbered(word, arrangement.groups.size()));
}

} // namespace

int nodesOf(const Genotype& genotype) {
    int last = 2;
    for (const CellGenotype& cell : genotype.cells) {
        for (const GenotypeEdge& edge : cell.edges) last = std::max(last, edge.to);
        for (int node : cell.concat) last = std::max(last, node);
    }
    return last - 1;
}

bool hasOwnDepth(const Genotype& genotype) {
    return genotype.form == GenotypeForm::Nested || genotype.form == GenotypeForm::Opt;
}

std::optional<Genotype> startGenotype(const CellSpaceSpec& space) {
    if (space.startFrom.empty()) return std::nullopt;
    if (findPublishedGenotype(space.startFrom)) return publishedGenotype(space.startFrom);
    try {
        return parseGenotype(space.startFrom);
    } catch (const EngineError& e) {
        throw EngineError(ErrorCode::Usage, std::string("start_from is no genotype: ") + e.what(),
                          "Give the name of a published genotype (dnas genotypes), a file or a genotype's text.");
    }
}

CellArrangement arrangementOf(const CellSpaceSpec& space) {
    CellArrangement arrangement;
    arrangement.nodes = space.nodes;
    if (const std::optional<Genotype> start = startGenotype(space)) {
        arrangeEncoded(space, *start, arrangement);
        return arrangement;
    }
    arrangement.reductions = reductionCells(space.cells);
    if (space.sharing == AlphaSharing::ByType) arrangement.groups = {"normal", "reduce"};
    for (int cell = 0; cell < space.cells; ++cell) {
        const auto& reductions = arrangement.reductions;
        const bool reduction = std::find(reductions.begin(), reductions.end(), cell) != reductions.end();
        arrangement.groupOfCell.push_back(space.sharing == AlphaSharing::ByType ? reduction : cell);
        if (space.sharing != AlphaSharing::ByType) arrangement.groups.push_back(numbered("cell", static_cast<std::size_t>(cell)));
    }
    return arrangement;
}

void setStart(CellSpaceSpec& space, const std::string& given) {
    if (given.empty()) {
        space.startFrom.clear();
        if (space.sharing == AlphaSharing::ByGene) space.sharing = AlphaSharing::PerCell;
        return;
    }
    const Genotype start = resolveGenotype(given);
    const PublishedGenotype* published = findPublishedGenotype(given);
    if (start.form == GenotypeForm::Chain)
        throw EngineError(ErrorCode::Usage, "start_from is a genotype of projector and predictor chains; this space has cells.",
                          "dnas genotypes lists genotypes of cells.");
    if (start.form == GenotypeForm::Channels)
        throw EngineError(ErrorCode::Usage, "start_from is a genotype of channels; a search begins at one network.", "Give the pair of one channel.");
    space.startFrom = published ? published->name : genotypeText(start);
    space.nodes = nodesOf(start);
    if (hasOwnDepth(start)) space.cells = static_cast<int>(cellStack(start).size());
    if (space.sharing == AlphaSharing::ByType) space.sharing = AlphaSharing::ByGene;
}

std::string startWarning(const CellSpaceSpec& space) {
    const std::optional<Genotype> start = startGenotype(space);
    const std::string dead = start ? deadCellWarning(liveCells(*start, space.cells)) : std::string();
    return dead.empty() ? dead : "Starting point: " + dead;
}

} // namespace dnas
