// Numbers of operations over the epochs of a run: one series an operation, extended while epochs arrive.
// Place: behind the views that draw operations over time (dominant_view, edge_view).
#pragma once

#include "engine/api/snapshot.h"

#include <QString>

#include <functional>
#include <string>
#include <vector>

namespace dnas {

class OperationTable {
  public:
    /// Reads one snapshot: calls `add` for each operation that it has a number for; calls for the same operation sum
    /// up.
    using Add = std::function<void(const std::string& operation, double value)>;
    using Reader = std::function<void(const Snapshot& snapshot, const Add& add)>;

    void clear();
    /// Brings the table to `snapshots`; what it has read already is not read again.
    void update(const std::vector<SnapshotPtr>& snapshots, const Reader& reader);

    /// In the order of their first appearance: stages may drop some or bring others.
    const std::vector<std::string>& operations() const { return m_operations; }
    /// Of every epoch; NaN where the snapshot has no such operation.
    const std::vector<double>& series(std::size_t operation) const { return m_series[operation]; }

  private:
    std::size_t operationIndex(const std::string& name);

    std::vector<SnapshotPtr> m_read;
    std::vector<std::string> m_operations;
    std::vector<std::vector<double>> m_series; ///< [operations, snapshots]
};

/// "epoch,OPERATION,...": a line an epoch, 17 digits.
QString operationCsv(const OperationTable& table, const std::vector<SnapshotPtr>& snapshots);

} // namespace dnas
