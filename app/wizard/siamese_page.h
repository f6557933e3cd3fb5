// Wizard, of what follows a search of siamese heads: with which heads a pretraining learns, or whether a probe or a
// fine-tuning begins with what was learnt or, for comparison, with random weights.
// Thread rule: GUI thread.
#pragma once

#include "app/wizard/wizard_page.h"
#include "engine/api/siamese.h"

class QLabel;
class QListWidget;

namespace dnas {

class SiamesePage final : public WizardPage {
    Q_OBJECT
  public:
    SiamesePage(DraftModel* model, QWidget* parent);

    QString title() const override;
    void enter() override;
    QString problem() const override { return m_problem; }

    static QString wizardTitle(SiameseStage stage);
    static QString source(SiameseStage stage); ///< where it comes from, for people

  private:
    void fillHeads();
    void fillEncoders();
    void choose();
    void describe();
    QString headsText() const;
    QString encoderText() const;

    QListWidget* m_list;
    QLabel* m_text;
    QString m_problem;
};

} // namespace dnas
