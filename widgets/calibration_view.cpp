#include "widgets/calibration_view.h"

#include "widgets/confusion_grid.h"
#include "widgets/csv_text.h"
#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr double kLeft = 46, kTop = 14, kRight = 16, kBottom = 40;
constexpr double kTallestCount = 0.9; ///< of the height, for the bin with the most images

QRectF plotArea(const QSizeF& size) {
    return QRectF(kLeft, kTop, std::max(1.0, size.width() - kLeft - kRight),
                  std::max(1.0, size.height() - kTop - kBottom));
}

QPointF placeOf(const QRectF& plot, double confidence, double accuracy) {
    return {plot.left() + confidence * plot.width(), plot.bottom() - accuracy * plot.height()};
}

void paintAxes(QPainter& painter, const QRectF& plot) {
    const QFontMetricsF metrics(axisFont());
    painter.setFont(axisFont());
    for (int i = 0; i <= 5; ++i) {
        const double part = i / 5.0;
        const QPointF x = placeOf(plot, part, 0), y = placeOf(plot, 0, part);
        const QString text = QString::number(part, 'f', 1);
        painter.setPen(QPen(tokens().grid, 1));
        painter.drawLine(y, placeOf(plot, 1, part));
        painter.setPen(tokens().muted);
        painter.drawText(QRectF(x.x() - 30, x.y() + 4, 60, metrics.height()), Qt::AlignCenter, text);
        painter.drawText(QRectF(0, y.y() - metrics.height() / 2, plot.left() - 6, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, text);
    }
    painter.drawText(QRectF(plot.left(), plot.bottom() + 20, plot.width(), metrics.height()), Qt::AlignCenter,
                     CalibrationView::tr("confidence"));
    painter.save();
    painter.translate(metrics.height() / 2 + 3, plot.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-plot.height() / 2, -metrics.height() / 2, plot.height(), metrics.height()),
                     Qt::AlignCenter, CalibrationView::tr("accuracy"));
    painter.restore();
}

/// The images of a bin: a faint bar in the ground, so that a wild bin of three images is not taken for a fact.
void paintCount(QPainter& painter, const QRectF& plot, const QRectF& column, double part) {
    const double height = part * kTallestCount * plot.height();
    painter.fillRect(QRectF(column.left(), plot.bottom() - height, column.width(), height), tokens().grid);
}

/// The accuracy as a bar, what is missing to the diagonal (or beyond it) hatched.
void paintBin(QPainter& painter, const QRectF& plot, const QRectF& column, const CalibrationBin& bin) {
    const QColor colour = tokens().accent;
    const double accuracy = placeOf(plot, 0, bin.accuracy).y(), confidence = placeOf(plot, 0, bin.confidence).y();
    const QRectF bar = column.adjusted(column.width() * 0.18, 0, -column.width() * 0.18, 0);
    painter.setPen(Qt::NoPen);
    QColor body = colour;
    body.setAlphaF(0.75f);
    painter.fillRect(QRectF(QPointF(bar.left(), accuracy), QPointF(bar.right(), plot.bottom())), body);
    const QRectF gap(QPointF(bar.left(), std::min(accuracy, confidence)),
                     QPointF(bar.right(), std::max(accuracy, confidence)));
    const QColor gapColour = bin.confidence > bin.accuracy ? tokens().bad : tokens().good;
    painter.setBrush(QBrush(gapColour, Qt::BDiagPattern));
    painter.setPen(QPen(gapColour, 1));
    painter.drawRect(gap);
    painter.setPen(QPen(tokens().text, 2));
    painter.drawLine(QPointF(bar.left(), accuracy), QPointF(bar.right(), accuracy));
}

/// What bars mean, and the error: at the top left, where a network that is not hopeless has no bars.
void paintLegend(QPainter& painter, const QRectF& plot, double error) {
    QFont big = titleFont();
    const QString text = CalibrationView::tr("ECE %1").arg(percentText(error));
    const QFontMetricsF metrics(big), small(axisFont());
    double y = plot.top() + 6;
    const double x = plot.left() + 10;
    painter.setFont(big);
    painter.setPen(tokens().text);
    painter.drawText(QRectF(x, y, plot.width(), metrics.height()), Qt::AlignLeft | Qt::AlignVCenter, text);
    y += metrics.height() + 2;
    const std::pair<QString, QBrush> lines[] = {
        {CalibrationView::tr("too confident"), QBrush(tokens().bad, Qt::BDiagPattern)},
        {CalibrationView::tr("not confident enough"), QBrush(tokens().good, Qt::BDiagPattern)},
        {CalibrationView::tr("images, most = %1 of the height").arg(percentText(kTallestCount)),
         QBrush(tokens().grid)}};
    painter.setFont(axisFont());
    for (const auto& [label, brush] : lines) {
        const QRectF swatch(x, y + small.height() / 2 - 4.5, 12, 9);
        painter.setPen(QPen(brush.style() == Qt::SolidPattern ? tokens().line : brush.color(), 1));
        painter.setBrush(brush);
        painter.drawRect(swatch);
        painter.setPen(tokens().muted);
        painter.drawText(QRectF(swatch.right() + 6, y, plot.width(), small.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         label);
        y += small.height() + 2;
    }
}

} // namespace

CalibrationView::CalibrationView(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Calibration"));
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { update(); });
}

void CalibrationView::setEvaluation(const Evaluation& evaluation) {
    m_bins = evaluation.calibration;
    m_error = evaluation.calibrationError;
    m_hovered = -1;
    setSelectedBin(-1);
    Q_EMIT remarkChanged(remark());
}

void CalibrationView::clear() {
    setEvaluation({});
}

void CalibrationView::setSelectedBin(int bin) {
    m_selected = bin < static_cast<int>(m_bins.size()) ? bin : -1;
    setAccessibleDescription(m_selected >= 0 ? tip(m_selected) : remark());
    update();
}

QString CalibrationView::remark() const {
    return m_bins.empty() ? QString() : tr("expected calibration error %1").arg(percentText(m_error));
}

QString CalibrationView::tip(int bin) const {
    const CalibrationBin& b = m_bins[static_cast<std::size_t>(bin)];
    const double width = 1.0 / static_cast<double>(m_bins.size());
    const QString range =
        tr("confidence %1 to %2").arg(QString::number(bin * width, 'f', 2), QString::number((bin + 1) * width, 'f', 2));
    if (b.count == 0) return tr("%1: no images").arg(range);
    return tr("%1: %2 images\nmean confidence %3\naccuracy %4\ngap %5")
        .arg(range)
        .arg(b.count)
        .arg(percentText(b.confidence), percentText(b.accuracy), percentText(std::abs(b.confidence - b.accuracy)));
}

int CalibrationView::binAt(const QPointF& place) const {
    const QRectF plot = plotArea(size());
    if (m_bins.empty() || !plot.contains(place)) return -1;
    const auto bins = static_cast<int>(m_bins.size());
    return std::min(bins - 1, static_cast<int>((place.x() - plot.left()) / plot.width() * bins));
}

QString CalibrationView::tipAt(const QPointF& place) const {
    const int bin = binAt(place);
    return bin < 0 ? QString() : tip(bin);
}

void CalibrationView::paint(QPainter& painter, const QSizeF& size, int marked) const {
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    if (m_bins.empty()) {
        painter.setFont(textFont());
        painter.setPen(tokens().muted);
        painter.drawText(QRectF(QPointF(), size).adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap,
                         figureGap());
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF plot = plotArea(size);
    int most = 1;
    for (const CalibrationBin& bin : m_bins)
        most = std::max(most, bin.count);
    const double width = plot.width() / static_cast<double>(m_bins.size());
    const auto column = [&](std::size_t i) {
        return QRectF(plot.left() + static_cast<double>(i) * width + 1, plot.top(), width - 2, plot.height());
    };
    for (std::size_t i = 0; i < m_bins.size(); ++i)
        paintCount(painter, plot, column(i), static_cast<double>(m_bins[i].count) / most);
    paintAxes(painter, plot);
    for (std::size_t i = 0; i < m_bins.size(); ++i)
        if (m_bins[i].count > 0) paintBin(painter, plot, column(i), m_bins[i]);
    painter.setPen(QPen(tokens().muted, 1, Qt::DashLine));
    painter.drawLine(placeOf(plot, 0, 0), placeOf(plot, 1, 1));
    painter.setPen(QPen(tokens().line, 1));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    paintLegend(painter, plot, m_error);
    if (marked < 0) return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(tokens().accent, 2));
    painter.drawRoundedRect(column(static_cast<std::size_t>(marked)), 3, 3);
}

void CalibrationView::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    paint(painter, size, -1);
    painter.restore();
}

QString CalibrationView::figureGap() const {
    return m_bins.empty() ? tr("Calibration appears when the network has been evaluated.") : QString();
}

QString CalibrationView::figureCsv() const {
    QString csv = QStringLiteral("low,high,count,confidence,accuracy\n");
    const auto bins = static_cast<double>(m_bins.size());
    for (std::size_t i = 0; i < m_bins.size(); ++i)
        csv += QStringList{csvNumber(static_cast<double>(i) / bins), csvNumber(static_cast<double>(i + 1) / bins),
                           QString::number(m_bins[i].count), csvNumber(m_bins[i].confidence),
                           csvNumber(m_bins[i].accuracy)}
                   .join(QLatin1Char(',')) +
               QLatin1Char('\n');
    return csv;
}

void CalibrationView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paint(painter, size(), m_hovered >= 0 ? m_hovered : m_selected);
}

void CalibrationView::mouseMoveEvent(QMouseEvent* event) {
    const int bin = binAt(event->position());
    if (bin == m_hovered) return;
    m_hovered = bin;
    update();
}

void CalibrationView::leaveEvent(QEvent* event) {
    m_hovered = -1;
    update();
    QWidget::leaveEvent(event);
}

void CalibrationView::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(m_bins.size()) - 1;
    const bool right = event->key() == Qt::Key_Right;
    if (last < 0 || (!right && event->key() != Qt::Key_Left)) return QWidget::keyPressEvent(event);
    setSelectedBin(m_selected < 0 ? (right ? 0 : last) : std::clamp(m_selected + (right ? 1 : -1), 0, last));
}

bool CalibrationView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);
    return true;
}

} // namespace dnas
