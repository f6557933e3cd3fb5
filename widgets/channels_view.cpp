#include "widgets/channels_view.h"

#include "widgets/cell_drawing.h"
#include "widgets/cell_layout.h"
#include "widgets/cell_reading.h"
#include "widgets/figure_menu.h"
#include "widgets/group_strip.h"
#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr double kMargin = 12, kGap = 14, kHead = 26, kBars = 62, kBarHeight = 8;
constexpr double kLabel = 16; // of a cell, above it

/// Of the paint that stands for a channel; others are grey.
QColor channelColor(const std::string& channel) {
    if (channel == "R") return QColor(0xd5, 0x5e, 0x00);
    if (channel == "G") return QColor(0x00, 0x9e, 0x73);
    if (channel == "B") return QColor(0x00, 0x72, 0xb2);
    if (channel == "Y") return QColor(0xe6, 0x9f, 0x00);
    return tokens().muted;
}

QString percent(double fraction, int decimals = 1) {
    if (!std::isfinite(fraction)) return QStringLiteral("\u2013");
    return QLocale::c().toString(100 * fraction, 'f', decimals) + QStringLiteral("\u2009%");
}

double without(const SnapshotPtr& snapshot, const std::string& channel) { return snapshot->metric("without_" + channel); }

/// Of a search the operations that compete, of a training those that were found.
std::vector<std::string> operationsOf(const SnapshotPtr& snapshot) {
    if (!snapshot->alpha.empty()) return snapshot->alpha.front().columns;
    std::vector<std::string> found;
    for (const CellGenotype& cell : snapshot->genotype.cells)
        for (const GenotypeEdge& edge : cell.edges)
            if (std::find(found.begin(), found.end(), edge.operation) == found.end()) found.push_back(edge.operation);
    return found;
}

double legendHeight(const SnapshotPtr& snapshot, const QSizeF& size) {
    return operationLegendHeight(operationsOf(snapshot), size.width() - 2 * kMargin) + 6;
}

/// A cell by its place (channel, type); of a search by the parse in force. Empty for what is no cell.
CellGenotype shownCell(const RunTimeline& timeline, int group) {
    const SnapshotPtr snapshot = timeline.current();
    const auto index = static_cast<std::size_t>(group);
    if (snapshot->alpha.empty()) return index < snapshot->genotype.cells.size() ? snapshot->genotype.cells[index] : CellGenotype{};
    return isCell(snapshot->alpha[index]) ? cellOf(&snapshot->alpha[index], timeline.parseRule()) : CellGenotype{};
}

int nodesOf(const SnapshotPtr& snapshot, int group) {
    if (!snapshot->alpha.empty()) return intermediateNodes(snapshot->alpha[static_cast<std::size_t>(group)]);
    int last = 1;
    for (const GenotypeEdge& edge : snapshot->genotype.cells[static_cast<std::size_t>(group)].edges) last = std::max(last, edge.to);
    return last - 1;
}

} // namespace

std::vector<std::string> channelsOf(const RunTimeline& timeline) {
    std::vector<std::string> names;
    if (const SnapshotPtr snapshot = timeline.current()) {
        for (const AlphaGroup& group : snapshot->alpha) names.push_back(group.name);
        if (names.empty() && snapshot->genotype.form == GenotypeForm::Channels)
            for (const CellGenotype& cell : snapshot->genotype.cells) names.push_back(cell.name);
    }
    return channelsOfNames(names);
}

ChannelsView::ChannelsView(RunTimeline* timeline, QWidget* parent) : QWidget(parent), m_timeline(timeline) {
    setAccessibleName(tr("Networks of the channels"));
    setMouseTracking(true);
    addFigureMenu(this, this, timeline);
    const auto refresh = [this] {
        update();
        Q_EMIT remarkChanged(remark());
    };
    connect(timeline, &RunTimeline::runChanged, this, refresh);
    connect(timeline, &RunTimeline::currentChanged, this, refresh);
    connect(timeline, &RunTimeline::dataChanged, this, refresh);
    connect(timeline, &RunTimeline::parseRuleChanged, this, refresh);
    connect(&CellLayout::instance(), &CellLayout::placementChanged, this, refresh);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, refresh);
}

QString ChannelsView::figureTitle() const { return tr("Networks of the channels"); }

QString ChannelsView::remark() const {
    if (channelsOf(*m_timeline).empty()) return {};
    return tr("all channels: %1").arg(percent(m_timeline->current()->metric("valid_top1")));
}

/// Groups stand as (channel, type): normal above reduction.
QRectF ChannelsView::cellRect(const QSizeF& size, int group) const {
    const auto channels = static_cast<double>(channelsOf(*m_timeline).size());
    const double width = (size.width() - 2 * kMargin - (channels - 1) * kGap) / channels;
    const double height = (size.height() - kHead - kBars - legendHeight(m_timeline->current(), size)) / 2;
    return {kMargin + (group / 2) * (width + kGap), kHead + (group % 2) * height, width, height};
}

QRectF ChannelsView::barRect(const QSizeF& size, int channel) const {
    const QRectF cell = cellRect(size, 2 * channel + 1);
    return {cell.left(), cell.bottom() + 8, cell.width(), kBars - 12};
}

int ChannelsView::groupAt(const QPointF& position) const {
    for (int group = 0; group < 2 * static_cast<int>(channelsOf(*m_timeline).size()); ++group)
        if (cellRect(size(), group).contains(position)) return group;
    return -1;
}

void ChannelsView::paintContribution(QPainter& painter, const QSizeF& size, int channel) const {
    const SnapshotPtr snapshot = m_timeline->current();
    const std::string name = channelsOf(*m_timeline)[static_cast<std::size_t>(channel)];
    const double all = snapshot->metric("valid_top1"), rest = without(snapshot, name);
    const QRectF rect = barRect(size, channel);
    const Tokens& t = tokens();
    painter.setFont(secondaryFont());
    painter.setPen(t.muted);
    const QFontMetricsF metrics(painter.font());
    const QString text = tr("without %1: %2").arg(QString::fromStdString(name), percent(rest));
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignTop, metrics.elidedText(text, Qt::ElideRight, rect.width()));
    const QRectF track(rect.left(), rect.top() + metrics.height() + 4, rect.width(), kBarHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.grid);
    painter.drawRoundedRect(track, 2, 2);
    const auto bar = [&](double fraction, const QBrush& brush) {
        if (!std::isfinite(fraction)) return;
        painter.setBrush(brush);
        painter.drawRect(QRectF(track.left(), track.top(), track.width() * std::clamp(fraction, 0.0, 1.0), kBarHeight));
    };
    QColor lost = channelColor(name);
    bar(all, lost); // what the channel adds stays visible behind what is left without it
    bar(rest, t.muted);
    painter.setPen(t.text);
    const QString gain = std::isfinite(all - rest) ? tr("%1 points").arg((all - rest < 0 ? QStringLiteral("\u2212") : QStringLiteral("+")) + QLocale::c().toString(100 * std::abs(all - rest), 'f', 1)) : QString();
    painter.drawText(QRectF(rect.left(), track.bottom() + 2, rect.width(), metrics.height()), Qt::AlignLeft | Qt::AlignTop, gain);
}

void ChannelsView::paintFigure(QPainter& painter, const QSizeF& size) {
    const std::vector<std::string> channels = channelsOf(*m_timeline);
    painter.setRenderHint(QPainter::Antialiasing);
    if (channels.empty()) {
        painter.setFont(textFont());
        painter.setPen(tokens().muted);
        painter.drawText(QRectF(QPointF(), size).adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap, tr("The networks appear after the first epoch."));
        return;
    }
    const SnapshotPtr snapshot = m_timeline->current();
    for (int channel = 0; channel < static_cast<int>(channels.size()); ++channel) {
        const std::string& name = channels[static_cast<std::size_t>(channel)];
        for (int type = 0; type < 2; ++type) {
            const int group = 2 * channel + type;
            const QRectF rect = cellRect(size, group).adjusted(0, kLabel, 0, 0);
            painter.setFont(axisFont());
            painter.setPen(tokens().faint);
            painter.drawText(rect.translated(0, -kLabel), Qt::AlignLeft | Qt::AlignTop, type == 0 ? tr("normal") : tr("reduction"));
            const CellGenotype cell = shownCell(*m_timeline, group);
            if (cell.edges.empty()) continue;
            painter.save();
            painter.translate(rect.topLeft());
            paintSmallCell(painter, cell, CellState::Live, nodesOf(snapshot, group), rect.size(), 2);
            painter.restore();
        }
        const QRectF head(cellRect(size, 2 * channel).left(), 4, cellRect(size, 2 * channel).width(), kHead - 6);
        painter.setPen(Qt::NoPen);
        painter.setBrush(channelColor(name));
        painter.drawEllipse(QPointF(head.left() + 5, head.center().y()), 5, 5);
        QFont bold = textFont();
        bold.setBold(true);
        painter.setFont(bold);
        painter.setPen(tokens().text);
        painter.drawText(head.adjusted(16, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, QString::fromStdString(name));
        paintContribution(painter, size, channel);
    }
    const double legend = legendHeight(snapshot, size);
    paintOperationLegend(painter, operationsOf(snapshot),
                         QRectF(kMargin, size.height() - legend, size.width() - 2 * kMargin, legend));
}

QString ChannelsView::figureCsv() const {
    QString csv = QStringLiteral("epoch,channel,valid_top1,valid_top1_without\n");
    const std::vector<std::string> channels = channelsOf(*m_timeline);
    const auto number = [](double value) { return QString::number(value, 'g', 17); };
    for (const SnapshotPtr& snapshot : m_timeline->snapshots())
        for (const std::string& channel : channels)
            csv += QStringLiteral("%1,%2,%3,%4\n").arg(QString::number(snapshot->epoch + 1), QString::fromStdString(channel),
                                                      number(snapshot->metric("valid_top1")), number(without(snapshot, channel)));
    return csv;
}

void ChannelsView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintFigure(painter, size());
}

void ChannelsView::mousePressEvent(QMouseEvent* event) {
    const int group = groupAt(event->position());
    if (event->button() == Qt::LeftButton && group >= 0) Q_EMIT groupChosen(group);
}

bool ChannelsView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int group = groupAt(help->pos());
    if (group < 0) {
        QToolTip::hideText();
        return true;
    }
    const std::string channel = channelsOf(*m_timeline)[static_cast<std::size_t>(group / 2)];
    QStringList lines{groupTitle(channel + (group % 2 == 0 ? " normal" : " reduce"))};
    for (const GenotypeEdge& edge : shownCell(*m_timeline, group).edges)
        lines << tr("%1 to %2: %3").arg(nodeLabel(edge.from), nodeLabel(edge.to), operationLabel(QString::fromStdString(edge.operation)));
    QToolTip::showText(help->globalPos(), lines.join(QLatin1Char('\n')), this);
    return true;
}

} // namespace dnas
