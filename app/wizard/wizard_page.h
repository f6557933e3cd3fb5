// What the wizard needs of a page.
// Thread rule: GUI thread.
#pragma once

#include <QWidget>

namespace dnas {

class DraftModel;

class WizardPage : public QWidget {
    Q_OBJECT
  public:
    WizardPage(DraftModel* model, QWidget* parent) : QWidget(parent), m_model(model) {}

    virtual QString title() const = 0; ///< "Task and data"
    virtual void enter() {}            ///< the page becomes visible
    /// Why one cannot go on from here; empty when one can.
    virtual QString problem() const { return {}; }

  Q_SIGNALS:
    void problemChanged();

  protected:
    DraftModel* m_model;
};

} // namespace dnas
