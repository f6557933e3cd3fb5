// Any genotype, from a file, the clipboard or a drop, in a window of its own; from here it can be trained.
// Thread rule: GUI thread.
#pragma once

#include <QDialog>

namespace dnas {

class GenotypePanel;

class GenotypeDialog : public QDialog {
    Q_OBJECT
  public:
    /// @param name what is shown as the title; @param text a genotype, or anything that the user will correct
    GenotypeDialog(const QString& name, const QString& text, QWidget* parent);

    GenotypePanel* panel() const { return m_panel; }

  Q_SIGNALS:
    /// "Train…": text is the genotype's canonical one.
    void trainAsked(const QString& name, const QString& text);

  private:
    GenotypePanel* m_panel;
};

} // namespace dnas
