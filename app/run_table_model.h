// Every run of a project as a table; seeds of one request under one line, with mean, deviation and agreement.
// Place: the table of runs. Rows come from OpenProject::survey; names, tags and notes are edited in place, the change is
// announced and not made: the project decides.
// Thread rule: GUI thread.
#pragma once

#include "app/open_project.h"
#include "engine/api/agreement.h"

#include <QAbstractItemModel>

#include <optional>
#include <vector>

namespace dnas {

class RunTableModel : public QAbstractItemModel {
    Q_OBJECT
  public:
    enum Column {
        Name, Status, Method, Data, Seed, Epochs, Best, Loss, Skips, Entropy, Parameters, MultiplyAdds, Agreement, Tags, Notes, Created,
        ColumnCount
    };
    enum Role {
        SortRole = Qt::UserRole + 1, ///< double or text; an invalid one sorts last
        StatusRole,                  ///< int, ExperimentStatus; -1 for several
        DamagedRole                  ///< bool
    };

    using QAbstractItemModel::QAbstractItemModel;

    /// Keeps the indexes where the same runs stand in the same groups; else the model is reset.
    void setRows(std::vector<RunRow> rows);
    void setGrouped(bool grouped);
    bool isGrouped() const { return m_grouped; }
    void setEditable(bool editable) { m_editable = editable; }

    /// Null for a line that stands for several runs.
    const RunRow* runAt(const QModelIndex& index) const;
    /// The runs under an index: itself, or all of its group.
    std::vector<const RunRow*> runsAt(const QModelIndex& index) const;
    /// Agreement of a line that stands for several runs; null otherwise.
    const dnas::Agreement* agreementAt(const QModelIndex& index) const;
    QModelIndex indexOf(std::int64_t experiment) const;
    const std::vector<RunRow>& rows() const { return m_rows; }
    /// A metric of a run by name, as MetricFilter asks for it: of its newest epoch; top1, epochs and seed beside them.
    static double metricOf(const RunRow& row, const std::string& metric);
    /// Names that metricOf can answer for any of the rows.
    std::vector<std::string> knownMetrics() const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& = {}) const override { return ColumnCount; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

  Q_SIGNALS:
    void renameAsked(std::int64_t experiment, const QString& name);
    void tagsAsked(std::int64_t experiment, const QStringList& tags);
    void notesAsked(std::int64_t experiment, const QString& notes);

  private:
    struct Line {
        std::vector<std::size_t> members; ///< into m_rows; more than one: a group
        dnas::Agreement agreement;        ///< of a group
    };
    std::vector<Line> linesOf(const std::vector<RunRow>& rows) const;
    const Line* groupAt(const QModelIndex& index) const;
    QVariant runData(const RunRow& row, int column, int role) const;
    QVariant groupData(const Line& line, int column, int role) const;

    std::vector<RunRow> m_rows;
    std::vector<Line> m_lines;
    bool m_grouped = true, m_editable = true;
};

/// "good, fast" to tags: divided by commas, without empty ones and repetitions.
QStringList tagsOfText(const QString& text);
QStringList tagsOf(const ExperimentSummary& summary);

} // namespace dnas
