#include "app/baseline_panel.h"

#include "engine/api/cost.h"
#include "engine/api/error.h"
#include "widgets/baseline_view.h"

#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace dnas {

BaselinePanel::BaselinePanel(QWidget* parent)
    : QWidget(parent), m_stack(new QStackedLayout(this)), m_view(new BaselineView), m_text(new QLabel), m_draw(new QPushButton(tr("Draw random genotypes…"))) {
    auto* note = new QWidget(this);
    auto* column = new QVBoxLayout(note);
    m_text->setProperty("role", "muted");
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    column->addStretch(1);
    column->addWidget(m_text);
    column->addWidget(m_draw, 0, Qt::AlignHCenter);
    column->addStretch(1);
    m_stack->addWidget(m_view);
    m_stack->addWidget(note);
    m_stack->setCurrentIndex(1);
    connect(m_draw, &QPushButton::clicked, this, &BaselinePanel::drawAsked);
    setMinimumSize(320, 200); // three strips, each with its numbers
}

void BaselinePanel::setDrawable(bool drawable) {
    m_draw->setEnabled(drawable);
}

void BaselinePanel::show(const Request& request, const Genotype* found, const std::vector<SnapshotPtr>& samples) {
    m_stack->setCurrentIndex(found && !samples.empty() ? 0 : 1);
    m_text->setText(found ? tr("No random genotypes of this space are stored yet. They cost no training: only their size is compared.")
                          : tr("Choose a run with a finished epoch."));
    if (m_stack->currentIndex() == 1) return;
    m_view->setStrips(baselineStrips(request, *found, samples));
}

QVector<BaselineStrip> baselineStrips(const Request& request, const Genotype& found, const std::vector<SnapshotPtr>& samples) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QVector<BaselineStrip> strips{{BaselinePanel::tr("Parameters"), nan, {}}, {BaselinePanel::tr("Multiply-adds"), nan, {}}, {BaselinePanel::tr("Most skips in a cell"), 0, {}}};
    try { // counted as the random ones were, not as the search counted on its own images
        const NetworkCost cost = networkCost(found, retrainShape(request));
        strips[0].found = static_cast<double>(cost.parameters);
        strips[1].found = static_cast<double>(cost.multiplyAdds);
    } catch (const EngineError&) {
        // It stands for no network: the strip says so.
    }
    const std::vector<int> skips = skipCounts(found);
    if (!skips.empty()) strips[2].found = *std::max_element(skips.begin(), skips.end());
    for (const SnapshotPtr& sample : samples) {
        strips[0].random.push_back(sample->metric("parameters"));
        strips[1].random.push_back(sample->metric("multiply_adds"));
        strips[2].random.push_back(sample->metric("skip_count"));
    }
    return strips;
}

} // namespace dnas
