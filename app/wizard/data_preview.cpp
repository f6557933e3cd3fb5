#include "app/wizard/data_preview.h"

#include "widgets/palette.h"

#include <QLocale>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace dnas {
namespace {

constexpr int kNameWidth = 120;
constexpr int kCountWidth = 64;
constexpr int kBarHeight = 10;

QImage toImage(const PreviewImage& preview) {
    const bool grey = preview.channels == 1;
    const std::size_t needed = static_cast<std::size_t>(preview.width) * preview.height * (grey ? 1 : 3);
    if (preview.width <= 0 || preview.height <= 0 || preview.pixels.size() < needed) return {};
    const QImage::Format format = grey ? QImage::Format_Grayscale8 : QImage::Format_RGB888;
    return QImage(preview.pixels.data(), preview.width, preview.height, preview.width * (grey ? 1 : 3), format).copy();
}

} // namespace

void ClassBars::setData(const std::optional<DataInfo>& data) {
    m_counts.clear();
    m_names.clear();
    QStringList spoken;
    for (std::size_t i = 0; data && i < data->trainCounts.size(); ++i) {
        const QString name = i < data->classNames.size() ? QString::fromStdString(data->classNames[i]) : QString::number(i);
        m_counts.push_back(data->trainCounts[i]);
        m_names.push_back(name);
        spoken << QStringLiteral("%1: %2").arg(name).arg(data->trainCounts[i]);
    }
    setAccessibleName(tr("Images a class"));
    setAccessibleDescription(spoken.join(QStringLiteral(", ")));
    update();
}

double ClassBars::rowHeight() const {
    return std::min(24.0, static_cast<double>(height()) / static_cast<double>(m_counts.size()));
}

bool ClassBars::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int row = m_counts.empty() ? -1 : static_cast<int>(help->pos().y() / rowHeight());
    if (row >= 0 && row < static_cast<int>(m_counts.size()))
        QToolTip::showText(help->globalPos(), tr("%1: %2").arg(m_names[row], QLocale(QLocale::English).toString(static_cast<qlonglong>(m_counts[row]))), this);
    else
        QToolTip::hideText();
    return true;
}

void ClassBars::paintEvent(QPaintEvent*) {
    if (m_counts.empty()) return;
    const Tokens& theme = tokens();
    QPainter painter(this);
    painter.setFont(secondaryFont());
    const std::int64_t most = std::max<std::int64_t>(1, *std::max_element(m_counts.begin(), m_counts.end()));
    const int rows = static_cast<int>(m_counts.size());
    const double rowHeight = this->rowHeight();
    const bool labelled = rowHeight >= painter.fontMetrics().height();
    const int left = labelled ? kNameWidth : 0;
    const int full = std::max(10, width() - left - (labelled ? kCountWidth : 0));
    for (int row = 0; row < rows; ++row) {
        const QRectF line(0, row * rowHeight, width(), rowHeight);
        const double thickness = std::max(1.0, std::min<double>(kBarHeight, rowHeight - 1));
        const QRectF bar(left, line.center().y() - thickness / 2, full * double(m_counts[row]) / double(most), thickness);
        painter.fillRect(bar, theme.accent);
        if (!labelled) continue;
        painter.setPen(theme.text);
        painter.drawText(line.adjusted(0, 0, -(width() - kNameWidth + 8), 0), Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(m_names[row], Qt::ElideRight, kNameWidth - 8));
        painter.setPen(theme.muted);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight,
                         QLocale(QLocale::English).toString(static_cast<qlonglong>(m_counts[row])));
    }
}

PreviewGrid::PreviewGrid(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Some of the images"));
}

void PreviewGrid::setData(const std::optional<DataInfo>& data, const std::vector<std::vector<PreviewImage>>& channels) {
    m_images.clear();
    m_together = channels.empty() ? 1 : 1 + static_cast<int>(channels.front().size());
    for (std::size_t i = 0; data && i < data->preview.size(); ++i) {
        QImage image = toImage(data->preview[i]);
        if (!image.isNull()) m_images.push_back(std::move(image));
        if (i >= channels.size()) continue;
        for (const PreviewImage& plane : channels[i]) m_images.push_back(toImage(plane));
    }
    setAccessibleName(m_together == 1 ? tr("Some of the images") : tr("Some of the images, each with its channels"));
    setVisible(!m_images.empty());
    update();
}

void PreviewGrid::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const int fitting = std::max(1, (width() + 4) / (kCell + 4));
    const int columns = std::max(m_together, fitting / m_together * m_together);
    for (int i = 0; i < static_cast<int>(m_images.size()) && i < 2 * columns; ++i) {
        const QRect cell((i % columns) * (kCell + 4), (i / columns) * (kCell + 4), kCell, kCell);
        const QImage& image = m_images[i];
        painter.setRenderHint(QPainter::SmoothPixmapTransform, image.width() > kCell * devicePixelRatioF());
        const QSize fitted = image.size().scaled(cell.size(), Qt::KeepAspectRatio);
        QRect place(QPoint(0, 0), fitted);
        place.moveCenter(cell.center());
        painter.drawImage(place, image);
    }
}

} // namespace dnas
