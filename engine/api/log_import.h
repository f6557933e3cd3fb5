// Reads the text logs of DARTS-family scripts as a run: a Genotype(...) per epoch, with the alpha matrices and accuracies
// that stand around it.
// Place: `dnas import`, dropping a log on the window. Thread rule: pure functions.
// Source: the logs of DARTS, PC-DARTS, P-DARTS, FairDARTS and D-DARTS (train_search.py):
//   05/01 12:00:00 PM epoch 0 lr 2.500000e-02
//   05/01 12:00:00 PM genotype = Genotype(normal=[...], normal_concat=range(2, 6), reduce=[...], reduce_concat=range(2, 6))
//   tensor([[0.1250, 0.1251, ...],
//           [...]], device='cuda:0', grad_fn=<SoftmaxBackward>)          one matrix a cell, normal cells first
//   05/01 12:00:09 PM train 050 1.654321e+00 39.1 88.0                   running loss, top-1, top-5
//   05/01 12:00:10 PM train_acc 43.2
//   05/01 12:00:11 PM valid_acc 46.9
#pragma once

#include "engine/api/project.h"

#include <string>
#include <string_view>

namespace dnas {

constexpr const char* kImportedMethod = "imported"; ///< method of the stored runs
constexpr std::size_t kLargestLog = 256u << 20;     ///< bytes

/// Reads a log that is in memory. @param file its name, for messages and the record.
///
/// An epoch begins at each "epoch N" line; in logs without such lines, at each genotype that follows another. Of several
/// genotypes in one epoch the last counts. Epochs are numbered 0, 1, ...; one without a genotype and without matrices is
/// left out with a note. Matrices are mixing weights when their rows sum to 1 (softmax) or all lie in [0, 1] (sigmoid),
/// else alpha itself (softmax). Matrices that do not fit the genotype's cells are left out with a note. Without matrices
/// alpha is what the genotype decides: 1 for its operations.
/// Throws EngineError(Format) "FILE, line L: ...": a genotype or matrix that does not parse; neither in the whole file.
FinishedRun importLog(std::string_view text, const std::string& file);

/// Reads the file first. Throws EngineError(Format) also when it cannot be read or is larger than kLargestLog.
FinishedRun importLogFile(const std::string& path);

} // namespace dnas
