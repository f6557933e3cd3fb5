#include "widgets/agreement_view.h"

#include "widgets/alpha_view.h"
#include "widgets/cell_reading.h"
#include "widgets/csv_text.h"
#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace dnas {

namespace {

constexpr double kRow = 19, kHead = 24, kMargin = 12, kGap = 28, kTick = 18;
constexpr int kColumn = 330;

QString labelOf(const EdgeVotes& edge) {
    return edgeLabel(AlphaRow{{}, edge.from, edge.to});
}

} // namespace

AgreementView::AgreementView(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Agreement of the seeds, edge by edge"));
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { update(); });
}

void AgreementView::setAgreement(const Agreement& agreement) {
    m_agreement = agreement;
    const QFontMetricsF metrics(secondaryFont());
    m_labelWidth = 40;
    for (const CellAgreement& cell : agreement.cells)
        for (const EdgeVotes& edge : cell.edges) m_labelWidth = std::max(m_labelWidth, metrics.horizontalAdvance(labelOf(edge)));
    setAccessibleDescription(tr("%1 of %2 edges agree").arg(agreement.agreed).arg(agreement.edges));
    updateGeometry();
    update();
}

QSize AgreementView::sizeHint() const {
    std::size_t rows = 0;
    for (const CellAgreement& cell : m_agreement.cells) rows = std::max(rows, cell.edges.size());
    const int columns = std::max<int>(1, static_cast<int>(m_agreement.cells.size()));
    return {columns * kColumn, static_cast<int>(kHead + kRow * static_cast<double>(rows) + 10)};
}

QSize AgreementView::minimumSizeHint() const {
    const QSize all = sizeHint();
    return {all.width() * 3 / 4, all.height()};
}

QRectF AgreementView::cellArea(int cell, const QSizeF& size) const {
    const auto count = std::max<double>(1, static_cast<double>(m_agreement.cells.size()));
    const double column = std::min((size.width() - 2 * kMargin + kGap) / count, 560.0);
    return {kMargin + cell * column, 0, column - kGap, size.height()};
}

QRectF AgreementView::rowArea(int cell, int row, const QSizeF& size) const {
    const QRectF area = cellArea(cell, size);
    return {area.left(), kHead + row * kRow, area.width(), kRow};
}

void AgreementView::paintEdge(QPainter& painter, const EdgeVotes& edge, const QRectF& area) const {
    const Tokens& t = tokens();
    painter.setFont(secondaryFont());
    painter.setPen(edge.inConsensus ? t.text : t.muted);
    painter.drawText(QRectF(area.left(), area.top(), m_labelWidth, area.height()), Qt::AlignRight | Qt::AlignVCenter, labelOf(edge));
    const QRectF bar = area.adjusted(m_labelWidth + 8, 2.5, -kTick, -2.5);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.grid);
    painter.drawRoundedRect(bar, 3, 3);
    const double unit = bar.width() / std::max(1, m_agreement.genotypes);
    double x = bar.left();
    for (const auto& [operation, count] : edge.votes) {
        const QString name = QString::fromStdString(operation);
        // Several operations of one genotype share its place, so a bar never runs over.
        const QRectF piece(x, bar.top(), std::min(unit * count, bar.right() - x), bar.height());
        x = piece.right();
        if (piece.width() < 1) continue;
        const QColor colour = operationColor(name);
        painter.setBrush(colour);
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(piece.adjusted(0.5, 0, -0.5, 0), 3, 3);
        painter.setPen(readableOn(colour));
        const QFontMetricsF metrics(secondaryFont());
        const QString label = operationLabel(name);
        if (metrics.horizontalAdvance(label) + 8 < piece.width()) painter.drawText(piece, Qt::AlignCenter, label);
    }
    if (edge.inConsensus) {
        const QRectF taken(bar.left(), bar.top(), std::min(unit * edge.votes.front().second, bar.width()), bar.height());
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(t.text, 1.6));
        painter.drawRoundedRect(taken.adjusted(0.5, 0, -0.5, 0), 3, 3);
    }
    if (edge.agreed) {
        painter.setPen(t.good);
        painter.drawText(QRectF(bar.right() + 4, area.top(), kTick, area.height()), Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("✓"));
    }
}

void AgreementView::paintCellColumn(QPainter& painter, int cell, const QSizeF& size) const {
    const CellAgreement& column = m_agreement.cells[static_cast<std::size_t>(cell)];
    const auto agreed = std::count_if(column.edges.begin(), column.edges.end(), [](const EdgeVotes& edge) { return edge.agreed; });
    const auto used = std::count_if(column.edges.begin(), column.edges.end(), [](const EdgeVotes& edge) { return !edge.votes.empty(); });
    const QRectF head = cellArea(cell, size).adjusted(m_labelWidth + 8, 0, 0, 0);
    QFont bold = secondaryFont();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(tokens().text);
    painter.drawText(QRectF(head.left(), 0, head.width(), kHead), Qt::AlignLeft | Qt::AlignVCenter, groupTitle(column.name));
    painter.setFont(secondaryFont());
    painter.setPen(tokens().muted);
    painter.drawText(QRectF(head.left(), 0, head.width() - kTick, kHead), Qt::AlignRight | Qt::AlignVCenter,
                     tr("%1 of %2 agree").arg(agreed).arg(used));
    for (int row = 0; row < static_cast<int>(column.edges.size()); ++row)
        paintEdge(painter, column.edges[static_cast<std::size_t>(row)], rowArea(cell, row, size));
}

void AgreementView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintFigure(painter, size());
}

void AgreementView::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    for (int cell = 0; cell < static_cast<int>(m_agreement.cells.size()); ++cell) paintCellColumn(painter, cell, size);
    painter.restore();
}

QString AgreementView::figureCsv() const {
    QString csv = QStringLiteral("cell,to,from,operation,votes,genotypes,consensus\n");
    for (const CellAgreement& cell : m_agreement.cells)
        for (const EdgeVotes& edge : cell.edges) {
            const auto line = [&](const QString& operation, int votes, bool taken) {
                csv += QStringLiteral("%1,%2,%3,%4,%5,%6,%7\n")
                           .arg(csvText(QString::fromStdString(cell.name)), QString::number(edge.to), QString::number(edge.from), operation,
                                QString::number(votes), QString::number(m_agreement.genotypes), QString::number(taken ? 1 : 0));
            };
            for (std::size_t i = 0; i < edge.votes.size(); ++i)
                line(QString::fromStdString(edge.votes[i].first), edge.votes[i].second, edge.inConsensus && i == 0);
            if (edge.unused > 0) line({}, edge.unused, false);
        }
    return csv;
}

QString AgreementView::figureGap() const {
    return m_agreement.genotypes > 0 ? QString() : tr("There are no genotypes that can be laid side by side.");
}

QString AgreementView::tipAt(const QPointF& place) const {
    for (int cell = 0; cell < static_cast<int>(m_agreement.cells.size()); ++cell) {
        const auto& edges = m_agreement.cells[static_cast<std::size_t>(cell)].edges;
        for (int row = 0; row < static_cast<int>(edges.size()); ++row) {
            if (!rowArea(cell, row, size()).contains(place)) continue;
            const EdgeVotes& edge = edges[static_cast<std::size_t>(row)];
            QStringList lines{labelOf(edge)};
            for (const auto& [operation, count] : edge.votes)
                lines << tr("%1: %2 of %3").arg(QString::fromStdString(operation)).arg(count).arg(m_agreement.genotypes);
            if (edge.unused > 0) lines << tr("no operation: %1 of %2").arg(edge.unused).arg(m_agreement.genotypes);
            return lines.join(QLatin1Char('\n'));
        }
    }
    return {};
}

bool AgreementView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);
    return true;
}

} // namespace dnas
