// The experiments of a project as a list model, and the filter above it.
// Place: the left dock. Rows come from the store (`setExperiments`); the running one is updated from its snapshots.
// Thread rule: GUI thread.
#pragma once

#include "engine/api/project.h"
#include "engine/api/snapshot.h"
#include "widgets/data_text.h"

#include <QAbstractListModel>
#include <QSortFilterProxyModel>

#include <vector>

namespace dnas {

class ExperimentModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< qint64
        SubtitleRole,              ///< "fairdarts · Fashion-MNIST · seed 2"
        ResultRole,                ///< "84.6 %", or the status where there is no score
        ProgressRole,              ///< double 0..1 while running or paused, -1 otherwise
        StatusRole,                ///< int, ExperimentStatus
        DamagedRole,               ///< bool
        SearchTextRole             ///< all that the filter looks at
    };

    using QAbstractListModel::QAbstractListModel;

    /// Newest first.
    void setExperiments(std::vector<ExperimentSummary> experiments);
    /// The experiment that this process runs: its live status wins over the stored one. 0 = none.
    void setActive(std::int64_t experiment, ExperimentStatus status);
    void applySnapshot(std::int64_t experiment, const Snapshot& snapshot);
    void applyProgress(std::int64_t experiment, const StepProgress& progress);

    const ExperimentSummary* find(std::int64_t experiment) const;
    QModelIndex indexOf(std::int64_t experiment) const;
    const std::vector<ExperimentSummary>& experiments() const { return m_experiments; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    /// Renaming in place; the change is announced, not made: the project decides.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    void setEditable(bool editable) { m_editable = editable; }

  Q_SIGNALS:
    void renameAsked(std::int64_t experiment, const QString& name);

  private:
    int rowOf(std::int64_t experiment) const;
    void announce(int row);
    QString result(const ExperimentSummary& e) const;
    double progress(const ExperimentSummary& e) const;

    std::vector<ExperimentSummary> m_experiments;
    std::int64_t m_active = 0;
    ExperimentStatus m_activeStatus = ExperimentStatus::Running;
    double m_epochFraction = 0; ///< of the running epoch
    bool m_editable = true;
};

/// Keeps rows that contain every word of the filter, in any order.
class ExperimentFilter : public QSortFilterProxyModel {
    Q_OBJECT
  public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setText(const QString& text);

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

  private:
    QStringList m_words;
};

/// The status in words: "stopped", "interrupted", ...
QString statusText(ExperimentStatus status);
/// A queued, stopped, interrupted, paused or diverged experiment can go on.
bool canResume(const ExperimentSummary& experiment);

} // namespace dnas
