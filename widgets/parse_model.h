// The explanation of a parse as a table model: one row an operation of an edge, in the order of the alpha group.
// Place: parse_table.cpp, with a proxy that sorts and filters. Thread rule: GUI thread only (fonts, colours).
#pragma once

#include "engine/api/discretize.h"

#include <QAbstractTableModel>

#include <vector>

namespace dnas {

class ParseModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Edge, Operation, Weight, Margin, Verdict, ColumnCount };
    enum Role { SortRole = Qt::UserRole, KeptRole, RowRole, NodeRole }; ///< RowRole: row of the group

    explicit ParseModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    /// @param group a cell, or nullptr for none. Rows that stay keep their place: scrubbing does not disturb the view.
    void setGroup(const AlphaGroup* group, const DiscretizeSpec& rule);
    void setSelectedRow(int row); ///< of the group; its operations are tinted
    int selectedRow() const { return m_selectedRow; }
    const std::vector<ParseReason>& reasons() const { return m_reasons; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    QString cellText(const ParseReason& reason, int column) const;
    QString toolTip(const ParseReason& reason) const;
    QVariant sortKey(const ParseReason& reason, int column) const;

    AlphaGroup m_group; ///< without its matrices
    DiscretizeSpec m_rule;
    std::vector<ParseReason> m_reasons;
    int m_selectedRow = -1;
};

} // namespace dnas
