#include "widgets/scatter_view.h"

#include "engine/api/rank_correlation.h"
#include "widgets/chart.h"
#include "widgets/csv_text.h"
#include "widgets/label_style.h"
#include "widgets/cell_reading.h"
#include "widgets/palette.h"
#include "widgets/scatter_items.h"
#include "widgets/theme_notifier.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace dnas {

namespace {

/// "2.5 M" for large numbers: parameters, multiply-adds.
class CountTicker final : public QCPAxisTicker {
  protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override {
        return std::abs(tick) >= 1e4 ? countText(tick) : QCPAxisTicker::getTickLabel(tick, locale, format, precision);
    }
};

constexpr int kNamedPoints = 25;                            ///< with more of them only the front has names
constexpr double kNear = 9, kPointSize = 9, kRingSize = 15; // pixels
constexpr double kTextHeight = 44;

struct GroupLook {
    QColor colour;
    QCPScatterStyle::ScatterShape shape;
};

GroupLook lookOf(int group) {
    using Style = QCPScatterStyle;
    static const std::array<Style::ScatterShape, 5> shapes{Style::ssCircle, Style::ssSquare, Style::ssTriangle,
                                                           Style::ssDiamond, Style::ssTriangleInverted};
    static const char* const light[] = {"#2f5fd0", "#d55e00", "#00875f", "#9b5de5", "#b7791f"};
    static const char* const dark[] = {"#7aa2ff", "#ff9a52", "#5cc9a0", "#c9a5ff", "#e0b050"};
    const auto i = static_cast<std::size_t>(group) % shapes.size();
    return {QColor(QLatin1String(tokens().dark ? dark[i] : light[i])), shapes[i]};
}

QString numberText(double value) {
    const double magnitude = std::abs(value);
    const bool large = magnitude >= 1e6 && magnitude < 1e15; // numbers of parameters and the like
    const QString text = large ? QLocale(QLocale::English).toString(value, 'f', 0) : QString::number(value, 'g', 6);
    return QString(text).replace(QLatin1Char('-'), QChar(0x2212));
}

QString coefficientText(double value) {
    return std::isfinite(value) ? QString::number(value, 'f', 2).replace(QLatin1Char('-'), QChar(0x2212))
                                : QStringLiteral("\u2013");
}

/// A little wider than the points, never empty.
QCPRange rangeOf(const QVector<double>& values, bool logarithmic) {
    if (values.isEmpty()) return logarithmic ? QCPRange(1, 10) : QCPRange(0, 1);
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    if (logarithmic) {
        const double margin = std::max(std::pow(*high / *low, 0.08), 1.05);
        return {*low / margin, *high * margin};
    }
    const double span = *high - *low, margin = span > 0 ? span * 0.08 : std::max(std::abs(*high) * 0.05, 1e-6);
    return {*low - margin, *high + margin};
}

} // namespace

QVector<bool> paretoFront(const QVector<ScatterPoint>& points) {
    QVector<int> order;
    for (int i = 0; i < points.size(); ++i)
        if (!std::isnan(points[i].x) && !std::isnan(points[i].y)) order << i;
    std::sort(order.begin(), order.end(), [&](int a, int b) {
        return points[a].x < points[b].x || (points[a].x == points[b].x && points[a].y > points[b].y);
    });
    QVector<bool> front(points.size(), false);
    const ScatterPoint* best = nullptr;
    for (int i : order) {
        const ScatterPoint& p = points[i];
        if (best && p.y <= best->y && !(p.y == best->y && p.x == best->x)) continue;
        front[i] = true;
        best = &p;
    }
    return front;
}

class ScatterView::Impl {
  public:
    explicit Impl(ScatterView* view)
        : q(view), chart(new Chart(view)), names(new PointNamesItem(chart)), text(new QLabel(view)) {
        auto* layout = new QVBoxLayout(view);
        layout->setContentsMargins(4, 4, 4, 4);
        layout->setSpacing(2);
        layout->addWidget(chart, 1);
        layout->addWidget(text);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        text->setContentsMargins(8, 0, 8, 4);
        chart->setMouseTracking(true);
        chart->setRefresh([this] { draw(); }, {});
        // Above the axes: inside of them it would lie on points.
        chart->plotLayout()->insertRow(0);
        auto* row = new QCPLayoutGrid; // with an empty cell that takes what the legend leaves, or its entries would spread
        chart->plotLayout()->addElement(0, 0, row);
        chart->plotLayout()->setRowStretchFactor(0, 0.001);
        row->addElement(0, 0, chart->legend);
        row->addElement(0, 1, new QCPLayoutElement(chart));
        row->setColumnStretchFactor(0, 0.001);
        chart->legend->setFillOrder(QCPLegend::foColumnsFirst);
        chart->legend->setBorderPen(Qt::NoPen);
    }

    bool hasValue(const ScatterPoint& p) const {
        return std::isfinite(p.x) && std::isfinite(p.y) && (!axes.logarithmicX || p.x > 0);
    }

    void read(const QVector<ScatterPoint>& all, const ScatterAxes& newAxes) {
        points = all;
        axes = newAxes;
        valid.clear();
        groups.clear();
        for (const ScatterPoint& p : points) {
            if (!hasValue(p)) continue;
            valid << p;
            if (!groups.contains(p.group)) groups << p.group;
        }
        std::stable_sort(valid.begin(), valid.end(),
                         [](const ScatterPoint& a, const ScatterPoint& b) { return a.x < b.x; });
        onFront = paretoFront(valid);
        hovered = selected = -1;
        correlate();
    }

    void correlate() {
        std::vector<double> x, y;
        for (const ScatterPoint& p : valid) {
            x.push_back(axes.logarithmicX ? std::log10(p.x) : p.x); // as it is drawn; ranks stay the same
            y.push_back(p.y);
        }
        const auto line = [](const QString& name, double r, const CorrelationInterval& interval) {
            const QString value = tr("%1 %2").arg(name, coefficientText(r));
            return std::isnan(interval.low)
                       ? value
                       : tr("%1 (%2 to %3)").arg(value, coefficientText(interval.low), coefficientText(interval.high));
        };
        const std::size_t n = x.size();
        const double s = spearman(x, y), k = kendall(x, y), p = pearson(x, y);
        coefficients =
            QStringList{line(tr("Spearman"), s, spearmanInterval(s, n)), line(tr("Kendall"), k, kendallInterval(k, n)),
                        line(axes.logarithmicX ? tr("Pearson (of log x)") : tr("Pearson"), p, pearsonInterval(p, n))};
    }

    QString correlationLine() const {
        return tr("%1; in brackets 95 % intervals").arg(coefficients.join(QStringLiteral("   ")));
    }

    void refresh() {
        text->setText(correlationLine());
        text->setVisible(correlationShown && !valid.isEmpty());
        dress(text, secondaryFont(), tokens().muted);
        describe();
        chart->scheduleGraphs();
    }

    void describe() {
        q->setAccessibleDescription(
            selected >= 0 ? tip(selected) : QStringList{q->remark(), q->correlationText()}.join(QLatin1Char('\n')));
    }

    void addPoints(int group, bool front) {
        QVector<double> x, y;
        for (int i = 0; i < valid.size(); ++i) {
            if (valid[i].group != groups[group] || (frontShown && onFront[i] != front)) continue;
            x << valid[i].x;
            y << valid[i].y;
        }
        GroupLook look = lookOf(group);
        QColor fill = look.colour;
        fill.setAlphaF(!frontShown || front ? 0.9f : 0.35f);
        QCPGraph* graph = chart->addGraph();
        graph->setName(groups[group]);
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(QCPScatterStyle(look.shape, QPen(look.colour, 1), QBrush(fill), kPointSize));
        graph->setData(x, y, true);
        if (!front || groups[group].isEmpty()) graph->removeFromLegend();
    }

    void addFront(double end) {
        QVector<double> x, y;
        for (int i = 0; i < valid.size(); ++i)
            if (onFront[i]) {
                x << valid[i].x;
                y << valid[i].y;
            }
        if (x.isEmpty()) return;
        x << end; // beyond the last point nothing is better
        y << y.last();
        QCPGraph* graph = chart->addGraph();
        graph->setName(tr("Pareto front"));
        graph->setLineStyle(QCPGraph::lsStepLeft);
        graph->setPen(QPen(tokens().muted, 1.5, Qt::DashLine));
        graph->setData(x, y, true);
    }

    void addRing() {
        const int marked = hovered >= 0 ? hovered : selected;
        if (marked < 0) return;
        QCPGraph* graph = chart->addGraph();
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(
            QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(tokens().text, 2), Qt::NoBrush, kRingSize));
        graph->setData({valid[marked].x}, {valid[marked].y});
        graph->removeFromLegend();
    }

    void setScale(const QCPRange& x) {
        const bool decades = axes.logarithmicX && x.upper / x.lower > 20; // else its ticks would be one or none
        const bool zoomed = chart->isZoomed();
        chart->xAxis->setScaleType(axes.logarithmicX ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        if (!zoomed) chart->resetZoom(); // a logarithmic axis moves a range that holds zero: no zoom of the user
        chart->xAxis->setTicker(decades ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog)
                                        : QSharedPointer<QCPAxisTicker>(new CountTicker));
        chart->xAxis->setNumberFormat(QStringLiteral("gb"));
        chart->xAxis->setNumberPrecision(5);
    }

    void draw() {
        chart->clearGraphs();
        QVector<double> x, y;
        for (const ScatterPoint& p : valid) {
            x << p.x;
            y << p.y;
        }
        const QCPRange xRange = rangeOf(x, axes.logarithmicX);
        setScale(xRange);
        chart->setDataRange(xRange, rangeOf(y, false));
        chart->setAxisTitles(axes.x, axes.y);
        chart->xAxis->setLabel(axes.x);
        chart->yAxis->setLabel(axes.y);
        if (frontShown) addFront(xRange.upper);
        for (int group = 0; group < groups.size(); ++group) {
            if (frontShown) addPoints(group, false);
            addPoints(group, true);
        }
        addRing();
        chart->legend->setVisible(groups.size() > 1 || (frontShown && !valid.isEmpty()));
        chart->legend->setBrush(Qt::NoBrush);
        chart->legend->setFont(axisFont());
        chart->legend->setTextColor(tokens().muted);
        QVector<PointNamesItem::Name> labels;
        for (int i = 0; i < valid.size(); ++i)
            labels.push_back(
                {valid[i].x, valid[i].y, valid[i].name, valid.size() <= kNamedPoints || (frontShown && onFront[i])});
        names->setNames(labels);
    }

    /// Nearest point to a place of the chart; -1 = none is near.
    int pointAt(const QPointF& place) const {
        int nearest = -1;
        double least = kNear;
        for (int i = 0; i < valid.size(); ++i) {
            const double distance = std::hypot(chart->xAxis->coordToPixel(valid[i].x) - place.x(),
                                               chart->yAxis->coordToPixel(valid[i].y) - place.y());
            if (distance <= least) {
                least = distance;
                nearest = i;
            }
        }
        return nearest;
    }

    QString tip(int point) const {
        const ScatterPoint& p = valid[point];
        QString tip = p.name;
        if (!p.group.isEmpty()) tip += QStringLiteral(" (%1)").arg(p.group);
        tip += QStringLiteral("\n%1: %2\n%3: %4").arg(axes.x, numberText(p.x), axes.y, numberText(p.y));
        return frontShown && onFront[point] ? tip + tr("\non the Pareto front") : tip;
    }

    void select(int point) {
        selected = point;
        describe();
        chart->scheduleGraphs();
    }

    ScatterView* q;
    Chart* chart;
    PointNamesItem* names;
    QLabel* text;
    QVector<ScatterPoint> points, valid; ///< as given; those with values, from low to high x
    QVector<bool> onFront;               ///< of the valid ones
    QStringList groups, coefficients;
    ScatterAxes axes;
    bool frontShown = true, correlationShown = true;
    int hovered = -1, selected = -1; ///< of the valid ones
    QPointF pressed;
};

ScatterView::ScatterView(QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>(this)) {
    setAccessibleName(tr("Points"));
    setFocusProxy(m->chart);
    m->chart->setArrowsChoose(true);
    m->chart->installEventFilter(this);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this,
            [this] { dress(m->text, secondaryFont(), tokens().muted); });
    m->refresh();
}

ScatterView::~ScatterView() = default;

void ScatterView::setPoints(const QVector<ScatterPoint>& points, const ScatterAxes& axes) {
    m->read(points, axes);
    setAccessibleName(axes.title.isEmpty() ? tr("Points") : axes.title);
    m->chart->setAccessibleName(accessibleName());
    m->chart->resetZoom();
    m->refresh();
    Q_EMIT remarkChanged(remark());
}

void ScatterView::setFrontShown(bool shown) {
    m->frontShown = shown;
    m->refresh();
}

void ScatterView::setCorrelationShown(bool shown) {
    m->correlationShown = shown;
    m->refresh();
}

QVector<std::int64_t> ScatterView::front() const {
    QVector<std::int64_t> ids;
    for (int i = 0; i < m->valid.size(); ++i)
        if (m->onFront[i]) ids << m->valid[i].id;
    return ids;
}

void ScatterView::setSelectedPoint(std::int64_t id) {
    const auto found =
        std::find_if(m->valid.begin(), m->valid.end(), [&](const ScatterPoint& p) { return p.id == id; });
    m->select(found == m->valid.end() ? -1 : static_cast<int>(found - m->valid.begin()));
}

bool ScatterView::hasSelectedPoint() const {
    return m->selected >= 0;
}

std::int64_t ScatterView::selectedPoint() const {
    return m->valid[m->selected].id;
}

QString ScatterView::remark() const {
    if (m->points.isEmpty()) return {};
    const auto missing = m->points.size() - m->valid.size();
    const QString count = m->valid.size() == 1 ? tr("1 point") : tr("%1 points").arg(m->valid.size());
    return missing > 0 ? tr("%1, %2 without a value").arg(count).arg(missing) : count;
}

QString ScatterView::correlationText() const {
    return m->correlationShown && !m->valid.isEmpty() ? m->coefficients.join(QLatin1Char('\n')) : QString();
}

QString ScatterView::tipAt(const QPointF& place) const {
    const int point = m->pointAt(m->chart->mapFrom(this, place));
    return point < 0 ? QString() : m->tip(point);
}

QString ScatterView::figureName() const {
    return m->axes.figure.isEmpty() ? QStringLiteral("scatter") : m->axes.figure;
}

QString ScatterView::figureTitle() const {
    return m->axes.title.isEmpty() ? tr("Points") : m->axes.title;
}

void ScatterView::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    const bool correlations = !correlationText().isEmpty();
    const double below = correlations ? kTextHeight : 0;
    const int marked = std::exchange(m->hovered, -1), chosen = std::exchange(m->selected, -1);
    m->chart->paintOn(painter, QSizeF(size.width(), size.height() - below));
    m->hovered = marked;
    m->selected = chosen;
    if (correlations) {
        painter.setFont(secondaryFont());
        painter.setPen(tokens().muted);
        painter.drawText(QRectF(12, size.height() - below, size.width() - 24, below - 4),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap,
                         remark() + QStringLiteral("   ") + m->correlationLine());
    }
    painter.restore();
}

QString ScatterView::figureCsv() const {
    QString csv = QStringLiteral("id,name,group,x,y,front\n");
    const QVector<std::int64_t> best = front();
    for (const ScatterPoint& p : m->points)
        csv += QStringList{QString::number(p.id),
                           csvText(p.name),
                           csvText(p.group),
                           csvNumber(p.x),
                           csvNumber(p.y),
                           m->hasValue(p) && best.contains(p.id) ? QStringLiteral("1") : QStringLiteral("0")}
                   .join(QLatin1Char(',')) +
               QLatin1Char('\n');
    return csv;
}

void ScatterView::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(m->valid.size()) - 1;
    if (last < 0) return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left:
        return m->select(m->selected < 0 ? last : std::max(0, m->selected - 1));
    case Qt::Key_Right:
        return m->select(std::min(last, m->selected + 1));
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m->selected >= 0) Q_EMIT pointChosen(selectedPoint());
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool ScatterView::eventFilter(QObject* chart, QEvent* event) {
    switch (event->type()) {
    case QEvent::MouseMove: {
        const int point = m->pointAt(static_cast<QMouseEvent*>(event)->position());
        m->chart->QWidget::setCursor(point >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        if (std::exchange(m->hovered, point) != point) m->chart->scheduleGraphs();
        break;
    }
    case QEvent::Leave:
        if (std::exchange(m->hovered, -1) >= 0) m->chart->scheduleGraphs();
        break;
    case QEvent::MouseButtonPress:
        m->pressed = static_cast<QMouseEvent*>(event)->position();
        break;
    case QEvent::MouseButtonRelease: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const bool dragged = (mouse->position() - m->pressed).manhattanLength() > QApplication::startDragDistance();
        const int point = dragged || mouse->button() != Qt::LeftButton ? -1 : m->pointAt(mouse->position());
        if (point < 0) break;
        m->select(point);
        Q_EMIT pointChosen(m->valid[point].id);
        break;
    }
    case QEvent::ToolTip: {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int point = m->pointAt(help->pos());
        QToolTip::showText(help->globalPos(), point < 0 ? QString() : m->tip(point), m->chart);
        return true;
    }
    default:
        break;
    }
    return QWidget::eventFilter(chart, event);
}

} // namespace dnas
