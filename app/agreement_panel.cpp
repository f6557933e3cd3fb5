#include "app/agreement_panel.h"

#include "app/run_table_model.h"
#include "widgets/agreement_view.h"
#include "widgets/figure_menu.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace dnas {

namespace {
constexpr int kHead = 60; ///< title and margins
}

AgreementPanel::AgreementPanel(QWidget* parent)
    : QFrame(parent), m_title(new QLabel(this)), m_text(new QLabel(this)), m_view(new AgreementView) {
    setObjectName(QStringLiteral("panel"));
    m_title->setObjectName(QStringLiteral("panelTitle"));
    m_text->setProperty("role", "muted");
    m_text->setWordWrap(true);
    auto* copy = new QPushButton(tr("Copy c&onsensus genotype"), this);
    copy->setToolTip(tr("The operation that most seeds chose on each edge; each node keeps as many edges as its seeds have on average"));
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 8, 8, 0);
    head->addWidget(m_title);
    head->addWidget(m_text, 1);
    head->addWidget(copy);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(m_view);
    scroll->setAccessibleName(m_view->accessibleName()); // scrolled by keyboard
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setMinimumHeight(100);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 6);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(scroll, 1);
    connect(copy, &QPushButton::clicked, this, &AgreementPanel::copyAsked);
    addFigureMenu(m_view, m_view, [this] { return FigureOrigin{{QStringLiteral("Experiments"), m_runs.join(QStringLiteral("; "))}, drawnBy()}; });
}

void AgreementPanel::showAgreement(const Agreement& agreement, const QString& group, const QStringList& runs) {
    m_runs = runs;
    m_view->setAgreement(agreement);
    m_title->setText(tr("Agreement of %1").arg(group));
    m_text->setText(tr("%1 seeds: of %2 edges that any of them uses, %3 are chosen alike; %4 are unused by all. The consensus is outlined.")
                        .arg(agreement.genotypes).arg(agreement.edges).arg(agreement.agreed).arg(agreement.unused));
    m_text->setToolTip(m_text->text());
}

int AgreementPanel::wholeHeight() const {
    return m_view->sizeHint().height() + kHead;
}

} // namespace dnas
