#include "app/wizard/motor_preview.h"

#include "engine/api/error.h"
#include "widgets/palette.h"

#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>
#include <QtConcurrent>

#include <algorithm>
#include <cmath>

namespace dnas {
namespace {

constexpr std::size_t kMostPoints = 4000; ///< drawn
constexpr int kLeft = 52, kBottom = 40, kEdge = 10;

QString amperes(double value) {
    return QLocale(QLocale::English).toString(std::abs(value) < 5e-4 ? 0.0 : value, 'g', 3).replace(QLatin1Char('-'), QChar(0x2212));
}

CurrentRange rangeOf(const std::vector<MotorSample>& samples) {
    CurrentRange r{samples[0].i.dA, samples[0].i.dA, samples[0].i.qA, samples[0].i.qA};
    for (const MotorSample& s : samples)
        r = {std::min(r.dMinA, s.i.dA), std::max(r.dMaxA, s.i.dA), std::min(r.qMinA, s.i.qA), std::max(r.qMaxA, s.i.qA)};
    return r;
}

QString summaryOf(const MotorSeries& series) {
    const std::vector<MotorSample>& samples = series.samples;
    const CurrentRange r = rangeOf(samples);
    double speed = 0;
    for (const MotorSample& s : samples) speed = std::max(speed, std::abs(s.omegaElectricalRadPerS));
    return MotorPreview::tr("<b>%1 samples</b> in %2 s: i<sub>d</sub> %3 to %4 A, i<sub>q</sub> %5 to %6 A, electrical speed up to %7 rad/s")
        .arg(QLocale(QLocale::English).toString(static_cast<qulonglong>(samples.size())), amperes(samples.back().timeS - samples.front().timeS),
             amperes(r.dMinA), amperes(r.dMaxA), amperes(r.qMinA), amperes(r.qMaxA), amperes(speed));
}

} // namespace

CurrentPlane::CurrentPlane(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Currents that the series visits"));
}

void CurrentPlane::setSeries(const std::optional<MotorSeries>& series) {
    m_points.clear();
    if (series && !series->samples.empty()) {
        m_range = rangeOf(series->samples);
        const std::size_t stride = std::max<std::size_t>(1, series->samples.size() / kMostPoints);
        for (std::size_t k = 0; k < series->samples.size(); k += stride)
            m_points.emplace_back(series->samples[k].i.dA, series->samples[k].i.qA);
    }
    update();
}

void CurrentPlane::paintEvent(QPaintEvent*) {
    if (m_points.empty()) return;
    const Tokens& theme = tokens();
    QPainter painter(this);
    painter.setFont(secondaryFont());
    const int side = std::min(width() - kLeft - kEdge, height() - kBottom - kEdge);
    const QRectF plane(kLeft, kEdge, side, side);
    painter.setPen(theme.line);
    painter.drawRect(plane);
    painter.setPen(theme.muted);
    const double line = painter.fontMetrics().height();
    const QRectF below(plane.left(), plane.bottom() + 3, plane.width(), line);
    painter.drawText(below, Qt::AlignLeft, amperes(m_range.dMinA));
    painter.drawText(below, Qt::AlignRight, amperes(m_range.dMaxA));
    painter.drawText(below, Qt::AlignHCenter, tr("i_d in A"));
    const QRectF beside(0, plane.top(), kLeft - 6, plane.height());
    painter.drawText(beside, Qt::AlignRight | Qt::AlignTop, amperes(m_range.qMaxA));
    painter.drawText(beside, Qt::AlignRight | Qt::AlignBottom, amperes(m_range.qMinA));
    painter.drawText(beside, Qt::AlignRight | Qt::AlignVCenter, tr("i_q in A"));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    const double spanD = std::max(m_range.dMaxA - m_range.dMinA, 1e-12), spanQ = std::max(m_range.qMaxA - m_range.qMinA, 1e-12);
    for (const QPointF& i : m_points)
        painter.drawEllipse(QPointF(plane.left() + (i.x() - m_range.dMinA) / spanD * plane.width(),
                                    plane.bottom() - (i.y() - m_range.qMinA) / spanQ * plane.height()),
                            0.9, 0.9);
}

MotorPreview::MotorPreview(std::shared_ptr<EngineRunner> runner, QWidget* parent)
    : QWidget(parent), m_runner(std::move(runner)), m_summary(new QLabel(this)), m_error(new QLabel(this)), m_plane(new CurrentPlane(this)) {
    m_summary->setWordWrap(true);
    m_error->setWordWrap(true);
    m_error->setProperty("role", "bad");
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_summary);
    column->addWidget(m_error);
    column->addWidget(m_plane, 1);
    connect(&m_watcher, &QFutureWatcher<Inspection>::finished, this, [this] { show(m_watcher.result()); });
}

void MotorPreview::inspect(const Request& request) {
    const std::string text = requestText(request);
    if (text == m_asked) return;
    m_asked = text;
    m_done = false;
    m_problem.clear();
    m_error->clear();
    m_summary->setText(request.motor->seriesPath.empty() ? tr("Simulating…") : tr("Reading the series…"));
    m_watcher.setFuture(QtConcurrent::run([runner = m_runner, request, text]() -> Inspection {
        try {
            validate(request);
            return {text, runner->motorSeries(*request.motor, request.seed), {}};
        } catch (const EngineError& error) {
            return {text, std::nullopt, QString::fromStdString(error.full())};
        } catch (const std::exception& error) {
            return {text, std::nullopt, QString::fromLocal8Bit(error.what())};
        }
    }));
}

void MotorPreview::show(const Inspection& inspection) {
    if (inspection.request != m_asked) return;
    m_done = true;
    m_problem = inspection.error;
    m_error->setText(inspection.error);
    m_samples = inspection.series ? inspection.series->samples.size() : 0;
    m_summary->setText(m_samples > 0 ? summaryOf(*inspection.series) : QString());
    m_plane->setSeries(inspection.series);
    Q_EMIT inspected();
}

QString MotorPreview::problem() const {
    if (!m_problem.isEmpty()) return m_problem;
    return m_done ? QString() : tr("The series is being made.");
}

} // namespace dnas
