// How the search runs: every option of the method with range and paper value, and the presets above them.
// Thread rule: GUI thread.
#pragma once

#include "app/wizard/wizard_page.h"

class QLabel;
class QPushButton;

namespace dnas {

class OptionForm;
class SegmentedControl;

class OptionsPage : public WizardPage {
    Q_OBJECT
  public:
    OptionsPage(DraftModel* model, QWidget* parent);
    QString title() const override { return tr("Options"); }
    QString problem() const override;

  private:
    void refresh();
    void takePreset(int button);

    QLabel* m_method;
    QLabel* m_source;
    SegmentedControl* m_presets;
    QLabel* m_difference;
    QPushButton* m_reset;
    OptionForm* m_form;
};

} // namespace dnas
