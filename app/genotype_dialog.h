// The cells of any genotype, from a file, the clipboard or a drop: drawn as those of a run, with its size and its text.
// Thread rule: GUI thread. The text is from outside until it has parsed.
#pragma once

#include "widgets/run_timeline.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;

namespace dnas {

class CellView;

class GenotypeDialog : public QDialog {
    Q_OBJECT
  public:
    /// @param name what is shown as the title; @param text a genotype, or anything that the user will correct
    GenotypeDialog(const QString& name, const QString& text, QWidget* parent);

    CellView* cellView() const { return m_cell; }
    QPlainTextEdit* editor() const { return m_text; }
    QString facts() const;
    QString problem() const;

  private:
    void parse();

    RunTimeline m_timeline;
    QString m_name;
    CellView* m_cell;
    QLabel *m_facts, *m_problem;
    QPlainTextEdit* m_text;
};

} // namespace dnas
