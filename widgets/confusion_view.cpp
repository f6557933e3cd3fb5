#include "widgets/confusion_view.h"

#include "widgets/confusion_grid.h"
#include "widgets/csv_text.h"
#include "widgets/palette.h"
#include "widgets/segmented_control.h"
#include "widgets/theme_notifier.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPointer>
#include <QToolTip>

#include <algorithm>
#include <numeric>

namespace dnas {

class ConfusionView::Impl {
  public:
    bool isDrawn() const { return grid.classes() > 0; }

    void read(const Evaluation& e) {
        evaluation = e;
        evaluation.worst.clear(); // images that are not shown here
        const bool percent = grid.percent;
        grid = {};
        grid.percent = percent;
        const auto classes = static_cast<std::size_t>(std::max(0, e.classes));
        if (e.confusion.size() != classes * classes) return;
        grid.counts = e.confusion;
        for (std::size_t label = 0; label < classes; ++label) {
            const auto row = grid.counts.begin() + static_cast<std::ptrdiff_t>(label * classes);
            grid.totals.push_back(std::accumulate(row, row + static_cast<std::ptrdiff_t>(classes), std::int64_t{0}));
            grid.axes.names << (label < e.classNames.size() ? QString::fromStdString(e.classNames[label])
                                                            : QString::number(label));
        }
    }

    void paint(QPainter& painter, const QSizeF& size) const {
        painter.fillRect(QRectF(QPointF(), size), tokens().panel);
        if (isDrawn()) return paintConfusionGrid(painter, grid, ConfusionGeometry(grid.axes.names, size));
        painter.setFont(textFont());
        painter.setPen(tokens().muted);
        painter.drawText(QRectF(QPointF(), size).adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap, emptyText());
    }

    static QString emptyText() { return tr("The confusion matrix appears when the network has been evaluated."); }

    QString tip(int label, int guess) const {
        const QString& name = grid.axes.names[label];
        const std::int64_t total = grid.totals[static_cast<std::size_t>(label)];
        if (total == 0) return tr("%1: no images").arg(name);
        if (guess < 0)
            return tr("%1: %2 of %3 images are right").arg(name, percentText(grid.accuracy(label))).arg(total);
        return tr("label: %1\nguess: %2\n%3 of %4 images, %5")
            .arg(name, grid.axes.names[guess])
            .arg(grid.count(label, guess))
            .arg(total)
            .arg(percentText(grid.share(label, guess)));
    }

    /// The most frequent error, for those who hear the window.
    QString summary() const {
        if (!isDrawn()) return {};
        int label = -1, guess = -1;
        std::int64_t most = 0;
        for (int i = 0; i < grid.classes(); ++i)
            for (int j = 0; j < grid.classes(); ++j)
                if (i != j && grid.count(i, j) > most) {
                    most = grid.count(i, j);
                    label = i;
                    guess = j;
                }
        if (label < 0) return tr("no errors");
        return tr("most frequent error: %1 taken for %2, %3 images")
            .arg(grid.axes.names[label], grid.axes.names[guess])
            .arg(most);
    }

    Evaluation evaluation;
    ConfusionGridInput grid;
    QPointer<SegmentedControl> control;
};

ConfusionView::ConfusionView(QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>()) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Confusion matrix"));
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { update(); });
}

ConfusionView::~ConfusionView() = default;

void ConfusionView::setEvaluation(const Evaluation& evaluation) {
    m->read(evaluation);
    setAccessibleDescription(m->summary());
    update();
    Q_EMIT remarkChanged(remark());
}

void ConfusionView::clear() {
    setEvaluation({});
}

void ConfusionView::setPercent(bool percent) {
    if (m->control) m->control->setCurrentIndex(percent ? 1 : 0);
    m->grid.percent = percent;
    update();
}

bool ConfusionView::showsPercent() const {
    return m->grid.percent;
}

void ConfusionView::setSelectedPair(int label, int guess) {
    const int classes = m->grid.classes();
    const bool known = label >= 0 && guess >= 0 && label < classes && guess < classes;
    m->grid.axes.selectedRow = known ? label : -1;
    m->grid.axes.selectedColumn = known ? guess : -1;
    setAccessibleDescription(known ? m->tip(label, guess) : m->summary());
    update();
}

QWidget* ConfusionView::controls() {
    if (m->control) return m->control;
    m->control = new SegmentedControl({tr("counts"), tr("percent")});
    m->control->setToolTip(tr("Images in each field, or their share of the label's images"));
    m->control->setCurrentIndex(m->grid.percent ? 1 : 0);
    connect(m->control, &SegmentedControl::currentIndexChanged, this, [this](int index) { setPercent(index == 1); });
    return m->control;
}

QString ConfusionView::remark() const {
    if (!m->isDrawn()) return {};
    return tr("top-1 %1, top-5 %2 of %3 images")
        .arg(percentText(m->evaluation.top1), percentText(m->evaluation.top5))
        .arg(m->evaluation.images);
}

QString ConfusionView::tipAt(const QPointF& place) const {
    if (!m->isDrawn()) return {};
    const ConfusionGeometry geometry(m->grid.axes.names, size());
    const int label = geometry.labelAt(place);
    return label < 0 ? QString() : m->tip(label, geometry.guessAt(place));
}

QString ConfusionView::figureTitle() const {
    return tr("Confusion matrix");
}

QSizeF ConfusionView::figureSize() const {
    const double fields = std::clamp(m->grid.classes(), 4, 40);
    return {320 + 44 * fields, 160 + 34 * fields};
}

void ConfusionView::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    m->grid.axes.hoveredRow = m->grid.axes.hoveredColumn = -1;
    m->paint(painter, size);
    painter.restore();
}

QString ConfusionView::figureGap() const {
    return m->isDrawn() ? QString() : Impl::emptyText();
}

QString ConfusionView::figureCsv() const {
    QString csv = QStringLiteral("label,guess,count,share\n");
    const QStringList& names = m->grid.axes.names;
    for (int label = 0; label < m->grid.classes(); ++label)
        for (int guess = 0; guess < m->grid.classes(); ++guess) {
            const std::int64_t count = m->grid.count(label, guess);
            if (count == 0) continue;
            csv += QStringList{csvText(names[label]), csvText(names[guess]), QString::number(count),
                               csvNumber(m->grid.share(label, guess))}
                       .join(QLatin1Char(',')) +
                   QLatin1Char('\n');
        }
    return csv;
}

void ConfusionView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    m->paint(painter, size());
}

void ConfusionView::mouseMoveEvent(QMouseEvent* event) {
    if (!m->isDrawn()) return;
    const ConfusionGeometry geometry(m->grid.axes.names, size());
    int label = geometry.labelAt(event->position()), guess = geometry.guessAt(event->position());
    if (label < 0 || guess < 0) label = guess = -1;
    setCursor(label >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    DistanceGridInput& axes = m->grid.axes;
    if (label == axes.hoveredRow && guess == axes.hoveredColumn) return;
    axes.hoveredRow = label;
    axes.hoveredColumn = guess;
    update();
}

void ConfusionView::leaveEvent(QEvent* event) {
    m->grid.axes.hoveredRow = m->grid.axes.hoveredColumn = -1;
    update();
    QWidget::leaveEvent(event);
}

void ConfusionView::mousePressEvent(QMouseEvent* event) {
    if (!m->isDrawn() || event->button() != Qt::LeftButton) return;
    const ConfusionGeometry geometry(m->grid.axes.names, size());
    const int label = geometry.labelAt(event->position()), guess = geometry.guessAt(event->position());
    if (label < 0 || guess < 0) return;
    setSelectedPair(label, guess);
    Q_EMIT pairChosen(label, guess);
}

void ConfusionView::keyPressEvent(QKeyEvent* event) {
    if (!m->isDrawn()) return QWidget::keyPressEvent(event);
    const DistanceGridInput& axes = m->grid.axes;
    const bool fresh = axes.selectedRow < 0; // the first key shows where one is
    int label = std::max(0, axes.selectedRow), guess = std::max(0, axes.selectedColumn);
    const int step = fresh ? 0 : 1, last = m->grid.classes() - 1;
    switch (event->key()) {
    case Qt::Key_Up:
        label = std::max(0, label - step);
        break;
    case Qt::Key_Down:
        label = std::min(last, label + step);
        break;
    case Qt::Key_Left:
        guess = std::max(0, guess - step);
        break;
    case Qt::Key_Right:
        guess = std::min(last, guess + step);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (!fresh) Q_EMIT pairChosen(label, guess);
        return;
    default:
        return QWidget::keyPressEvent(event);
    }
    setSelectedPair(label, guess);
}

bool ConfusionView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);
    return true;
}

} // namespace dnas
