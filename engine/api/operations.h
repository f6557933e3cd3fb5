// The candidate operations of the cell spaces by name, and the sets in which the papers use them.
// Place: the vocabulary shared by genotypes, alpha columns, supernets and colours. Only names live here;
// the layers behind them are in engine/ops.
// Source: DARTS (Liu et al. 2019), DARTOpti's S_o (Heuillet 2023, section 4.1.4).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dnas {

/// Family of an operation: decides its colour, and whether it has weights.
enum class OperationFamily { None, Pool, Skip, Separable, Dilated, Plain };

struct OperationInfo {
    std::string name;       ///< name used in genotypes, e.g. "sep_conv_3x3"
    std::string shortLabel; ///< for tight places, e.g. "sep 3"
    OperationFamily family;
};

/// Which candidates stand on every edge of a cell.
enum class OperationSet {
    Darts,         ///< 8, `none` first
    DartsWithoutNone, ///< 7, as FairDARTS and D-DARTS use them
    DartOpti       ///< 12, S_o of DARTOpti
};

/// All known operations, `none` included. Order has no meaning.
const std::vector<OperationInfo>& allOperations();

/// @return nullptr when the name is unknown.
const OperationInfo* findOperation(std::string_view name);

/// Names in the order of the alpha columns. The order is the published one: it decides which column is which.
const std::vector<std::string>& operationNames(OperationSet set);

} // namespace dnas
