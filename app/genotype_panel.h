// The cells of any genotype and its text, which can be edited: drawn as those of a run, with its size.
// Place: the genotype dialog, the wizard's network page. Thread rule: GUI thread. The text is from outside until parsed.
#pragma once

#include "widgets/run_timeline.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPlainTextEdit;

namespace dnas {

class CellView;

class GenotypePanel : public QWidget {
    Q_OBJECT
  public:
    explicit GenotypePanel(QWidget* parent = nullptr);

    /// @param name of the genotype, for people and exports; @param text anything that the user will correct
    void setText(const QString& name, const QString& text);
    std::optional<Genotype> genotype() const; ///< nothing while the text does not parse
    QString name() const { return m_name; }

    CellView* cellView() const { return m_cell; }
    QPlainTextEdit* editor() const { return m_text; }
    QString facts() const;
    QString problem() const;

  Q_SIGNALS:
    void changed(); ///< text, and with it the genotype
    void edited();  ///< the user typed

  private:
    void parse();

    RunTimeline m_timeline;
    QString m_name;
    CellView* m_cell;
    QLabel *m_facts, *m_problem;
    QPlainTextEdit* m_text;
    bool m_setting = false;
};

} // namespace dnas
