// From nothing to a running search in five steps: data, method, options, resources, review. A training chooses a network
// in place of the method.
// Place: opened by "New experiment" and by templates. It yields a RequestDraft; the window makes the records.
// Thread rule: GUI thread; slow questions (data, measurement) run on workers.
#pragma once

#include "app/engine_runner.h"
#include "app/request_draft.h"

#include <QDialog>

#include <memory>
#include <vector>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace dnas {

class DraftModel;
class StepHeader;
class WizardPage;

class ExperimentWizard : public QDialog {
    Q_OBJECT
  public:
    /// @param searchRunning a search is under way: the new one will wait in the queue
    ExperimentWizard(RequestDraft draft, std::shared_ptr<EngineRunner> runner, bool searchRunning, QWidget* parent);

    const RequestDraft& draft() const;
    int step() const;
    void showStep(int step);
    void goToReview();

    static constexpr int kReviewStep = 4;

  private:
    void next();
    void refresh();
    QString summary() const; ///< of the draft in a line, and what to be warned of

    DraftModel* m_model;
    bool m_searchRunning;
    StepHeader* m_header;
    QStackedWidget* m_stack;
    std::vector<WizardPage*> m_pages;
    QLabel* m_summary;
    QPushButton *m_cancel, *m_back, *m_next;
};

} // namespace dnas
