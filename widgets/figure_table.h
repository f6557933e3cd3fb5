// The data of a figure as a table beside it: for reading exact values, for a screen reader, for copying into a sheet.
// Place: opened by the context menu of every figure. Shows what the figure held when it was opened.
// Thread rule: GUI thread.
#pragma once

#include <QDialog>
#include <QStringList>
#include <QVector>

class QTableView;

namespace dnas {

/// Lines of a CSV text as fields (RFC 4180); lines that begin with # are left out.
QVector<QStringList> csvLines(const QString& csv);

class FigureTable final : public QDialog {
    Q_OBJECT
  public:
    FigureTable(const QString& title, const QString& csv, QWidget* parent);

    QTableView* table() const { return m_table; }
    /// The chosen fields with all their digits, divided by tabs; without a choice all, with the head line.
    QString chosenText() const;

  private:
    void copy() const;

    QVector<QStringList> m_lines; ///< the first one is the head
    QTableView* m_table;
};

} // namespace dnas
