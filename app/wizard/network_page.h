// Which network is trained: what a search found, a published genotype, a handcrafted network, or a genotype typed in.
// Place: the wizard, instead of the method page. Thread rule: GUI thread.
#pragma once

#include "app/wizard/wizard_page.h"

class QLabel;
class QListWidget;
class QStackedWidget;

namespace dnas {

class GenotypePanel;

class NetworkPage : public WizardPage {
    Q_OBJECT
  public:
    NetworkPage(DraftModel* model, QWidget* parent);
    QString title() const override { return tr("Network"); }
    void enter() override;
    QString problem() const override;

  private:
    void fill();
    void choose();
    void take(const QString& label, const std::string& network);
    void describeSize();

    QListWidget* m_list;
    QStackedWidget* m_stack; ///< a genotype, or the text on a handcrafted network
    GenotypePanel* m_genotype;
    QLabel* m_baseline;
    QLabel* m_size; ///< of the network that will be trained
    QString m_problem, m_sizeProblem;
};

} // namespace dnas
