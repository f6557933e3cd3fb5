#include "widgets/torque_view.h"

#include "widgets/chart.h"
#include "widgets/palette.h"

#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr std::size_t kMostPoints = 2000; ///< drawn of a line

/// Colour and dash of a model, in the order of the runs.
QPen penOf(int index) {
    static const QColor colours[] = {QColor("#D55E00"), QColor("#0072B2"), QColor("#009E73")};
    static const Qt::PenStyle dashes[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine};
    return QPen(colours[index % 3], 1.6, dashes[index % 3]);
}

} // namespace

TorqueView::TorqueView(QWidget* parent) : QWidget(parent), m_chart(new Chart(this)) {
    setAccessibleName(tr("Torque under control"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->addWidget(m_chart);
    m_chart->setRefresh([this] { draw(); }, [] {});
}

void TorqueView::setRuns(QVector<Run> runs) {
    m_runs = std::move(runs);
    m_chart->resetZoom();
    m_chart->scheduleGraphs();
}

QString TorqueView::remark() const {
    QStringList parts;
    for (const Run& run : m_runs) parts << tr("%1 %2 Nm").arg(run.model, QLocale::c().toString(run.result.steadyRmseNm, 'g', 2));
    return parts.isEmpty() ? QString() : tr("off when settled: %1").arg(parts.join(QStringLiteral(", ")));
}

void TorqueView::draw() {
    m_chart->clearPlottables();
    double low = 0, high = 1, end = 1;
    const auto addLine = [&](const std::vector<double>& times, const std::vector<double>& values, const QString& name, const QPen& pen) {
        const std::size_t stride = std::max<std::size_t>(1, times.size() / kMostPoints);
        QVector<double> x, y;
        for (std::size_t k = 0; k < times.size(); k += stride) {
            x << times[k];
            y << values[k];
            if (!std::isfinite(values[k])) continue;
            low = std::min(low, values[k]);
            high = std::max(high, values[k]);
        }
        if (!x.isEmpty()) end = std::max(x.last(), 1e-9);
        QCPGraph* graph = m_chart->addGraph();
        graph->setData(x, y, true);
        graph->setPen(pen);
        graph->setName(name);
    };
    if (!m_runs.isEmpty())
        addLine(m_runs.first().result.timeS, m_runs.first().result.wantedNm, tr("wanted"), QPen(tokens().faint, 4));
    for (int i = 0; i < m_runs.size(); ++i) addLine(m_runs[i].result.timeS, m_runs[i].result.torqueNm, m_runs[i].model, penOf(i));
    m_chart->setAxisTitles(tr("time, s"), tr("torque, Nm"));
    m_chart->xAxis->setLabel(tr("time, s"));
    m_chart->yAxis->setLabel(tr("torque, Nm"));
    m_chart->legend->setVisible(!m_runs.isEmpty());
    m_chart->legend->setFont(axisFont());
    m_chart->legend->setTextColor(tokens().text);
    m_chart->legend->setBrush(tokens().panel);
    m_chart->legend->setBorderPen(QPen(tokens().line));
    m_chart->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignLeft | Qt::AlignTop);
    const double margin = 0.06 * (high - low), legendRoom = 0.12 * (high - low) * static_cast<double>(m_runs.size());
    m_chart->setDataRange(QCPRange(0, end), QCPRange(low - margin, high + margin + legendRoom));
    m_chart->setCursor(0, false, {});
}

QString TorqueView::figureTitle() const { return tr("Torque control with each flux model"); }

void TorqueView::paintFigure(QPainter& painter, const QSizeF& size) { m_chart->paintOn(painter, size); }

QString TorqueView::figureGap() const {
    return m_runs.isEmpty() ? tr("The motor is controlled when the search has finished.") : QString();
}

QString TorqueView::figureCsv() const {
    QString csv = QStringLiteral("time_s,wanted_Nm");
    for (const Run& run : m_runs) csv += QStringLiteral(",%1_Nm").arg(run.model);
    csv += QLatin1Char('\n');
    if (m_runs.isEmpty()) return csv;
    const TorqueControlResult& first = m_runs.first().result;
    for (std::size_t k = 0; k < first.timeS.size(); ++k) {
        csv += QStringLiteral("%1,%2").arg(first.timeS[k], 0, 'g', 9).arg(first.wantedNm[k], 0, 'g', 9);
        for (const Run& run : m_runs) csv += QLatin1Char(',') + QString::number(run.result.torqueNm[k], 'g', 9);
        csv += QLatin1Char('\n');
    }
    return csv;
}

} // namespace dnas
