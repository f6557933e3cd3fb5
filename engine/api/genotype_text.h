// Text forms of genotypes, read and written: what the field's scripts print and paste.
// Place: copy and paste in the window, `dnas genotype`, project records.
// A real parser (engine/interop/genotype_text.cpp): nothing is evaluated, errors carry line and column.
#pragma once

#include "engine/api/genotype.h"

#include <string>
#include <string_view>

namespace dnas {

/// Reads any published form: 2- and 3-tuples, `range(a, b)` and lists, nested, opt, NASiam chains, with or without
/// a leading `NAME =` or `NAME:`, line breaks anywhere. Keywords in any order.
/// Throws EngineError(Format) "line L, column C: ...": unknown operation, edge to a later or missing node, odd number
/// of 2-tuples, missing keyword, trailing text.
Genotype parseGenotype(std::string_view text);

/// Canonical text, in the form that the genotype's `form` names; parseGenotype of it gives an equal value.
/// A `Pairs` genotype whose nodes do not have exactly two edges is written as triples.
std::string genotypeText(const Genotype& genotype);

/// The same over several lines, one operation a line, for people.
std::string genotypeTextWrapped(const Genotype& genotype);

/// JSON with the members `form`, `cells` [{name, edges [{operation, to, from}], concat}], `reductions`, `sequence`, `chains`.
std::string genotypeJson(const Genotype& genotype);
Genotype genotypeFromJson(std::string_view text);

/// Graphviz source of one cell: c_{k-2} and c_{k-1} left, c_{k} right, operations as edge labels.
/// Node names: "in0", "in1", "n0".., "out". @param cell index into `cells`.
std::string genotypeDot(const Genotype& genotype, int cell);

} // namespace dnas
