// The last look: name, what differs from the paper, and the whole request as text.
// Thread rule: GUI thread.
#pragma once

#include "app/wizard/wizard_page.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace dnas {

class ReviewPage : public WizardPage {
    Q_OBJECT
  public:
    ReviewPage(DraftModel* model, QWidget* parent);
    QString title() const override { return tr("Review"); }
    void enter() override;
    QString problem() const override;

  private:
    void refresh();

    QLineEdit* m_name;
    QLabel* m_differences;
    QPlainTextEdit* m_text;
};

} // namespace dnas
