#include "widgets/sweep_view.h"

#include "widgets/chart.h"
#include "widgets/palette.h"

#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {

/// Colour, dash and mark of a line: three cues, so that any two of them may fail.
QPen penOf(int index) {
    static const QColor colours[] = {QColor("#0072B2"), QColor("#D55E00"), QColor("#009E73"), QColor("#CC79A7"), QColor("#E69F00"), QColor("#56B4E9")};
    static const Qt::PenStyle dashes[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
    return QPen(colours[index % 6], 2, dashes[index % 4]);
}

QCPScatterStyle::ScatterShape markOf(int index) {
    static const QCPScatterStyle::ScatterShape marks[] = {QCPScatterStyle::ssDisc, QCPScatterStyle::ssSquare, QCPScatterStyle::ssTriangle, QCPScatterStyle::ssDiamond};
    return marks[index % 4];
}

/// Places of the values: their numbers, or 0, 1, 2, ... where one of them is a word.
QVector<double> placesOf(const QStringList& values, bool& numeric) {
    QVector<double> places;
    numeric = !values.isEmpty();
    for (const QString& value : values) {
        bool ok = false;
        places << value.toDouble(&ok);
        numeric = numeric && ok && std::isfinite(places.last());
    }
    if (!numeric)
        for (int i = 0; i < places.size(); ++i) places[i] = i;
    return places;
}

} // namespace

SweepView::SweepView(QWidget* parent) : QWidget(parent), m_chart(new Chart(this)) {
    setAccessibleName(tr("Sweep"));
    m_chart->setAccessibleName(accessibleName());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->addWidget(m_chart);
    m_chart->setRefresh([this] { draw(); }, [] {});
}

void SweepView::setContent(Content content) {
    m_content = std::move(content);
    m_chart->resetZoom();
    m_chart->scheduleGraphs();
}

/// Means as marks on a line, the span of the seeds as whiskers.
void SweepView::drawLine(const Line& line, int index, const QVector<double>& x) {
    const double scale = m_content.percent ? 100 : 1;
    QVector<double> mean, below, above;
    for (int i = 0; i < x.size(); ++i) {
        mean << line.mean.value(i, std::numeric_limits<double>::quiet_NaN()) * scale;
        below << mean.last() - line.low.value(i) * scale;
        above << line.high.value(i) * scale - mean.last();
    }
    QCPGraph* graph = m_chart->addGraph();
    graph->setData(x, mean);
    graph->setPen(penOf(index));
    graph->setName(line.label);
    graph->setScatterStyle(QCPScatterStyle(markOf(index), QPen(penOf(index).color(), 1), penOf(index).color(), 7));
    auto* whiskers = new QCPErrorBars(m_chart->xAxis, m_chart->yAxis);
    whiskers->removeFromLegend();
    whiskers->setDataPlottable(graph);
    whiskers->setData(below, above);
    whiskers->setPen(QPen(penOf(index).color(), 1));
}

void SweepView::draw() {
    m_chart->clearPlottables();
    bool numeric = false;
    const QVector<double> x = placesOf(m_content.values, numeric);
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (int i = 0; i < m_content.lines.size(); ++i) {
        drawLine(m_content.lines[i], i, x);
        for (const QVector<double>& values : {m_content.lines[i].low, m_content.lines[i].high})
            for (double value : values)
                if (std::isfinite(value)) {
                    low = std::min(low, value * (m_content.percent ? 100 : 1));
                    high = std::max(high, value * (m_content.percent ? 100 : 1));
                }
    }
    if (!(low <= high)) low = 0, high = 1;
    auto words = QSharedPointer<QCPAxisTickerText>::create();
    for (int i = 0; i < x.size(); ++i) words->addTick(x[i], m_content.values[i]);
    m_chart->xAxis->setTicker(words); // the values that were run, and no others
    m_chart->setAxisTitles(m_content.option, m_content.percent ? tr("%1, %").arg(m_content.quantity) : m_content.quantity);
    m_chart->legend->setVisible(m_content.lines.size() > 1);
    m_chart->legend->setFont(axisFont());
    m_chart->legend->setTextColor(tokens().text);
    m_chart->legend->setBrush(tokens().panel);
    m_chart->legend->setBorderPen(QPen(tokens().line));
    const double first = x.isEmpty() ? 0 : *std::min_element(x.begin(), x.end()), last = x.isEmpty() ? 1 : *std::max_element(x.begin(), x.end());
    const double side = last > first ? (last - first) * 0.05 : 0.5;
    const double margin = high > low ? (high - low) * 0.12 : high != 0 ? std::abs(high) * 0.1 : 0.1;
    const double legendRoom = margin + std::max(high - low, margin) * 0.1 * static_cast<double>(m_content.lines.size()); // it covers no mark
    m_chart->setDataRange(QCPRange(first - side, last + side), QCPRange(low - margin, high + (m_content.lines.size() > 1 ? legendRoom : margin)));
    m_chart->setCursor(0, false, {});
}

QString SweepView::figureTitle() const {
    return tr("%1 over %2").arg(m_content.quantity, m_content.option);
}

void SweepView::paintFigure(QPainter& painter, const QSizeF& size) {
    m_chart->paintOn(painter, size);
}

QString SweepView::figureCsv() const {
    QString csv = m_content.option;
    for (const Line& line : m_content.lines)
        for (const char* what : {"mean", "low", "high"}) csv += QStringLiteral(",%1 %2").arg(line.label, QLatin1String(what));
    csv += QLatin1Char('\n');
    for (int i = 0; i < m_content.values.size(); ++i) {
        QString value = m_content.values[i];
        csv += value.contains(QLatin1Char(',')) ? QStringLiteral("\"%1\"").arg(value.replace(QLatin1Char('"'), QStringLiteral("\"\""))) : value;
        for (const Line& line : m_content.lines)
            for (const QVector<double>& values : {line.mean, line.low, line.high})
                csv += QLatin1Char(',') + QString::number(values.value(i, std::numeric_limits<double>::quiet_NaN()), 'g', 17);
        csv += QLatin1Char('\n');
    }
    return csv;
}

} // namespace dnas
