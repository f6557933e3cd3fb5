#include "widgets/distance_heatmap.h"

#include "engine/api/clustering.h"
#include "engine/api/error.h"
#include "widgets/distance_grid.h"
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

class DistanceHeatmap::Impl {
  public:
    int count() const { return static_cast<int>(m_names.size()); }
    bool isDrawn() const { return m_error.isEmpty() && count() > 0; }

    void measure() {
        m_error.clear();
        m_distances.clear();
        m_order.resize(m_genotypes.size());
        std::iota(m_order.begin(), m_order.end(), 0);
        try {
            m_distances = distanceMatrix(m_genotypes, m_options);
            if (m_clustered) m_order = clusterOrder(m_distances, m_genotypes.size());
        } catch (const EngineError& e) {
            m_error = QString::fromStdString(e.full());
        }
        arrange();
    }

    /// Puts names, distances and the selection into the order of the screen.
    void arrange() {
        m_grid = {};
        if (!isDrawn()) return;
        for (int i : m_order)
            m_grid.names << m_names[i];
        for (int i : m_order)
            for (int j : m_order)
                m_grid.distances.push_back(distance(i, j));
        m_grid.selectedRow = placeOf(m_selectedA);
        m_grid.selectedColumn = placeOf(m_selectedB);
    }

    double distance(int a, int b) const {
        return m_distances[static_cast<std::size_t>(a) * m_genotypes.size() + static_cast<std::size_t>(b)];
    }
    int placeOf(int index) const {
        const auto found = std::find(m_order.begin(), m_order.end(), index);
        return found == m_order.end() ? -1 : static_cast<int>(found - m_order.begin());
    }

    void paint(QPainter& painter, const QSizeF& size) const {
        painter.fillRect(QRectF(QPointF(), size), tokens().panel);
        if (isDrawn()) return paintDistanceGrid(painter, m_grid, DistanceGeometry(m_grid.names, size));
        painter.setFont(textFont());
        painter.setPen(tokens().muted);
        painter.drawText(QRectF(QPointF(), size).adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap,
                         m_error.isEmpty() ? tr("Distances appear when architectures are compared.") : m_error);
    }

    QString tip(int row, int column) const {
        if (row < 0 || column < 0) return {};
        if (row == column) return m_grid.names[row];
        return tr("%1\n%2\nM = %3")
            .arg(m_grid.names[row], m_grid.names[column], QString::number(m_grid.at(row, column), 'f', 4));
    }

    QStringList m_names;
    std::vector<Genotype> m_genotypes;
    std::vector<double> m_distances; ///< in the order given
    std::vector<int> m_order;        ///< given index of each place
    DistanceOptions m_options = {DistanceForm::Aligned, operationWeights(WeightTable::Table41), 0};
    bool m_clustered = true;
    int m_selectedA = -1, m_selectedB = -1;
    QString m_error;
    DistanceGridInput m_grid;
    QPointer<SegmentedControl> m_formControl;
};

DistanceHeatmap::DistanceHeatmap(QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>()) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Distances between architectures"));
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { update(); });
}

DistanceHeatmap::~DistanceHeatmap() = default;

void DistanceHeatmap::setArchitectures(const QStringList& names, std::vector<Genotype> genotypes) {
    Q_ASSERT(static_cast<std::size_t>(names.size()) == genotypes.size());
    m->m_names = names;
    m->m_genotypes = std::move(genotypes);
    m->m_selectedA = m->m_selectedB = -1;
    m->measure();
    update();
}

void DistanceHeatmap::setForm(DistanceForm form) {
    if (m->m_formControl) m->m_formControl->setCurrentIndex(form == DistanceForm::Aligned ? 0 : 1);
    if (form == m->m_options.form) return;
    m->m_options.form = form;
    m->measure();
    update();
    Q_EMIT formChanged(form);
}

void DistanceHeatmap::setStackedCells(int cells) {
    if (cells == m->m_options.stackedCells) return;
    m->m_options.stackedCells = cells;
    m->measure();
    update();
}

DistanceForm DistanceHeatmap::form() const {
    return m->m_options.form;
}

void DistanceHeatmap::setClustered(bool clustered) {
    if (clustered == m->m_clustered) return;
    m->m_clustered = clustered;
    m->measure();
    update();
    Q_EMIT remarkChanged(remark());
}

void DistanceHeatmap::setSelectedPair(int a, int b) {
    m->m_selectedA = a;
    m->m_selectedB = b;
    m->arrange();
    update();
}

QWidget* DistanceHeatmap::controls() {
    if (m->m_formControl) return m->m_formControl;
    m->m_formControl = new SegmentedControl({tr("aligned"), tr("published")});
    m->m_formControl->setToolTip(tr(
        "Aligned: edge by edge, a metric. Published: Hausdorff distance of the edges' operations, as in the thesis."));
    m->m_formControl->setCurrentIndex(m->m_options.form == DistanceForm::Aligned ? 0 : 1);
    connect(m->m_formControl, &SegmentedControl::currentIndexChanged, this,
            [this](int index) { setForm(index == 0 ? DistanceForm::Aligned : DistanceForm::Published); });
    return m->m_formControl;
}

QString DistanceHeatmap::remark() const {
    return m->m_clustered ? tr("M, clustered") : tr("M");
}

QString DistanceHeatmap::figureTitle() const {
    return m->m_options.form == DistanceForm::Aligned ? tr("Distances between architectures (M, aligned)")
                                                      : tr("Distances between architectures (M, published)");
}

QSizeF DistanceHeatmap::figureSize() const {
    const double fields = std::max(3, m->count());
    return {std::min(2400.0, 240 + 58 * fields), std::min(2200.0, 130 + 44 * fields)};
}

void DistanceHeatmap::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    m->m_grid.hoveredRow = m->m_grid.hoveredColumn = -1;
    m->paint(painter, size);
    painter.restore();
}

QString DistanceHeatmap::figureCsv() const {
    const auto quoted = [](QString name) {
        return QLatin1Char('"') + name.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
    };
    QString csv = QStringLiteral("a,b,form,distance\n");
    for (int row = 0; row < m->m_grid.names.size(); ++row)
        for (int column = 0; column < m->m_grid.names.size(); ++column)
            csv += QStringList{quoted(m->m_grid.names[row]), quoted(m->m_grid.names[column]),
                               QString::fromLatin1(name(m->m_options.form)),
                               QString::number(m->m_grid.at(row, column), 'g', 17)}
                       .join(QLatin1Char(',')) +
                   QLatin1Char('\n');
    return csv;
}

void DistanceHeatmap::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    m->paint(painter, size());
}

void DistanceHeatmap::mouseMoveEvent(QMouseEvent* event) {
    if (!m->isDrawn()) return;
    const DistanceGeometry geometry(m->m_grid.names, size());
    int row = geometry.indexAt(event->position().y(), Qt::Vertical);
    int column = geometry.indexAt(event->position().x(), Qt::Horizontal);
    if (row < 0 || column < 0) row = column = -1;
    setCursor(row != column ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (row == m->m_grid.hoveredRow && column == m->m_grid.hoveredColumn) return;
    m->m_grid.hoveredRow = row;
    m->m_grid.hoveredColumn = column;
    update();
}

void DistanceHeatmap::leaveEvent(QEvent* event) {
    m->m_grid.hoveredRow = m->m_grid.hoveredColumn = -1;
    update();
    QWidget::leaveEvent(event);
}

void DistanceHeatmap::mousePressEvent(QMouseEvent* event) {
    if (!m->isDrawn() || event->button() != Qt::LeftButton) return;
    const DistanceGeometry geometry(m->m_grid.names, size());
    const int row = geometry.indexAt(event->position().y(), Qt::Vertical);
    const int column = geometry.indexAt(event->position().x(), Qt::Horizontal);
    if (row < 0 || column < 0) return;
    const int a = m->m_order[static_cast<std::size_t>(row)], b = m->m_order[static_cast<std::size_t>(column)];
    setSelectedPair(a, b);
    if (a != b) Q_EMIT pairChosen(a, b);
}

void DistanceHeatmap::keyPressEvent(QKeyEvent* event) {
    if (!m->isDrawn()) return QWidget::keyPressEvent(event);
    int row = std::max(0, m->m_grid.selectedRow), column = std::max(0, m->m_grid.selectedColumn);
    const int last = m->count() - 1;
    const bool fresh = m->m_grid.selectedRow < 0; // the first key shows where one is
    switch (event->key()) {
    case Qt::Key_Up:
        row = std::max(0, row - !fresh);
        break;
    case Qt::Key_Down:
        row = std::min(last, row + !fresh);
        break;
    case Qt::Key_Left:
        column = std::max(0, column - !fresh);
        break;
    case Qt::Key_Right:
        column = std::min(last, column + !fresh);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (!fresh && row != column) Q_EMIT pairChosen(m->m_selectedA, m->m_selectedB);
        return;
    default:
        return QWidget::keyPressEvent(event);
    }
    setSelectedPair(m->m_order[static_cast<std::size_t>(row)], m->m_order[static_cast<std::size_t>(column)]);
}

bool DistanceHeatmap::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QString text;
    if (m->isDrawn()) {
        const DistanceGeometry geometry(m->m_grid.names, size());
        text =
            m->tip(geometry.indexAt(help->pos().y(), Qt::Vertical), geometry.indexAt(help->pos().x(), Qt::Horizontal));
    }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace dnas
