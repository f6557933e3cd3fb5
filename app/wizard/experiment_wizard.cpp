#include "app/wizard/experiment_wizard.h"

#include "app/wizard/data_page.h"
#include "app/wizard/draft_model.h"
#include "app/wizard/method_page.h"
#include "app/wizard/network_page.h"
#include "app/wizard/options_page.h"
#include "app/wizard/resources_page.h"
#include "app/wizard/review_page.h"
#include "app/wizard/siamese_page.h"
#include "app/wizard/step_header.h"

#include "engine/api/cell_arrangement.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace dnas {

ExperimentWizard::ExperimentWizard(RequestDraft draft, std::shared_ptr<EngineRunner> runner, bool searchRunning,
                                   QWidget* parent)
    : QDialog(parent), m_model(new DraftModel(std::move(draft), this)), m_searchRunning(searchRunning),
      m_stack(new QStackedWidget(this)), m_summary(new QLabel(this)), m_cancel(new QPushButton(tr("Cancel"), this)),
      m_back(new QPushButton(tr("&Back"), this)), m_next(new QPushButton(this)) {
    const bool trains = m_model->draft().trains();
    const std::optional<SiameseFollower>& follower = m_model->draft().follower;
    setWindowTitle(follower ? SiamesePage::wizardTitle(follower->stage) : trains ? tr("Train a network") : tr("New experiment"));
    setObjectName(QStringLiteral("experimentWizard"));
    WizardPage* what = follower ? static_cast<WizardPage*>(new SiamesePage(m_model, this))
                       : trains ? static_cast<WizardPage*>(new NetworkPage(m_model, this))
                                : new MethodPage(m_model, this);
    m_pages = {new DataPage(m_model, runner, this), what, new OptionsPage(m_model, this),
               new ResourcesPage(m_model, runner, searchRunning, this), new ReviewPage(m_model, this)};
    QStringList titles;
    for (WizardPage* page : m_pages) {
        titles << page->title();
        m_stack->addWidget(page);
        connect(page, &WizardPage::problemChanged, this, &ExperimentWizard::refresh);
        // Return always means "next"; a button that happens to have the focus answers to Space.
        for (QPushButton* button : page->findChildren<QPushButton*>()) button->setAutoDefault(false);
    }
    m_header = new StepHeader(titles, this);
    m_summary->setProperty("role", "muted");
    m_summary->setWordWrap(true);
    m_next->setProperty("role", "primary");
    m_next->setObjectName(QStringLiteral("wizard.next"));
    m_next->setDefault(true);
    m_cancel->setAutoDefault(false);
    m_cancel->setProperty("role", "flat");
    m_back->setAutoDefault(false);
    m_back->setObjectName(QStringLiteral("wizard.back"));

    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(20, 12, 20, 12);
    foot->setSpacing(8);
    foot->addWidget(m_summary, 1);
    foot->addWidget(m_cancel);
    foot->addWidget(m_back);
    foot->addWidget(m_next);
    auto* rule = new QFrame(this);
    rule->setFrameShape(QFrame::HLine);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_stack, 1);
    layout->addWidget(rule);
    layout->addLayout(foot);

    connect(m_header, &StepHeader::stepClicked, this, &ExperimentWizard::showStep);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_back, &QPushButton::clicked, this, [this] { showStep(step() - 1); });
    connect(m_next, &QPushButton::clicked, this, &ExperimentWizard::next);
    connect(m_model, &DraftModel::changed, this, &ExperimentWizard::refresh);
    const QSize room = parent ? parent->screen()->availableSize() : QSize(1120, 810);
    resize(QSize(1120, 780).boundedTo(room - QSize(40, 60)));
    showStep(0);
}

const RequestDraft& ExperimentWizard::draft() const {
    return m_model->draft();
}

int ExperimentWizard::step() const {
    return m_stack->currentIndex();
}

void ExperimentWizard::showStep(int step) {
    m_stack->setCurrentIndex(std::clamp(step, 0, static_cast<int>(m_pages.size()) - 1));
    m_header->setCurrent(m_stack->currentIndex());
    m_pages[m_stack->currentIndex()]->enter();
    refresh();
}

void ExperimentWizard::goToReview() {
    showStep(kReviewStep);
}

void ExperimentWizard::next() {
    if (!m_pages[step()]->problem().isEmpty()) return;
    if (step() < kReviewStep) {
        showStep(step() + 1);
        return;
    }
    // A template opens here: pages that were never visited have their say before anything starts.
    for (int page = 0; page < kReviewStep; ++page) {
        if (m_pages[page]->problem().isEmpty()) continue;
        showStep(page);
        return;
    }
    accept();
}

void ExperimentWizard::refresh() {
    const int current = step();
    m_back->setVisible(current > 0);
    if (current < kReviewStep) {
        m_next->setText(tr("&Next: %1").arg(m_pages[current + 1]->title().toLower()));
    } else {
        const int count = static_cast<int>(m_model->draft().requestCount());
        m_next->setText(m_searchRunning ? tr("&Add to the queue") : count > 1 ? tr("&Start %1 experiments").arg(count) : tr("&Start"));
    }
    const QString problem = m_pages[current]->problem();
    m_next->setEnabled(problem.isEmpty());
    const bool bad = !problem.isEmpty();
    m_summary->setText(bad ? problem : summary());
    if (m_summary->property("role") != QVariant(bad ? "bad" : "muted")) {
        m_summary->setProperty("role", bad ? "bad" : "muted");
        m_summary->style()->unpolish(m_summary);
        m_summary->style()->polish(m_summary);
    }
}

QString ExperimentWizard::summary() const {
    const Request request = m_model->draft().request();
    const QString text = QString::fromStdString(requestSummary(request));
    const std::string warning = startWarning(std::get<CellSpaceSpec>(request.recipe.space));
    return warning.empty() ? text : tr("%1\nWarning: %2").arg(text, QString::fromStdString(warning));
}

} // namespace dnas
