#include "widgets/chain_view.h"

#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "widgets/figure_menu.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"
#include "widgets/theme_notifier.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr double kMargin = 14, kTitleWidth = 104, kGap = 14, kTallestBox = 58, kWidestBox = 116;
constexpr double kLeastForText = 44; // narrower boxes show their colour only; the tip has the words

QString blockWords(const HeadStage& stage) {
    QStringList words;
    for (const HeadBlock& block : stage.blocks)
        words << QString::fromStdString(blockText(block));
    return words.join(QStringLiteral(" + "));
}

QString operationOf(const HeadStage& stage) {
    return QString::fromStdString(stage.blocks.front().operation);
}

bool isSkip(const HeadStage& stage) {
    return stage.blocks.size() == 1 && stage.blocks.front().layers.empty();
}

} // namespace

ChainView::ChainView(RunTimeline* timeline, QWidget* parent) : QWidget(parent), m_timeline(timeline) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Layers of projector and predictor"));
    connect(timeline, &RunTimeline::runChanged, this, &ChainView::refresh);
    connect(timeline, &RunTimeline::dataChanged, this, &ChainView::refresh);
    connect(timeline, &RunTimeline::currentChanged, this, &ChainView::refresh);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { update(); });
    refresh(); // figures are made for runs that are there already
}

void ChainView::refresh() {
    m_heads.clear();
    const auto& siamese = m_timeline->identity().request.siamese;
    const SnapshotPtr snapshot = m_timeline->current();
    if (siamese) try {
            m_heads = compareHeads(*siamese, snapshot ? snapshot->genotype : Genotype{});
        } catch (const EngineError&) {
            m_heads.clear(); // a project by another version: the page says that there is nothing to draw
        }
    setAccessibleDescription(figureCsv());
    Q_EMIT remarkChanged(remark());
    update();
}

QString ChainView::remark() const {
    const auto& siamese = m_timeline->identity().request.siamese;
    if (!siamese) return {};
    const QString backbone = QString::fromStdString(siamese->backbone);
    return tr("%1 on %2").arg(QLatin1String(name(siamese->framework)), backbone.size() > 20 ? tr("a found network") : backbone);
}

std::vector<ChainView::Row> ChainView::rows() const {
    std::vector<Row> rows;
    const SnapshotPtr snapshot = m_timeline->current();
    for (std::size_t i = 0; i < m_heads.size(); ++i) {
        const HeadComparison& head = m_heads[i];
        const QString title = head.name == "encoder" ? tr("Projector") : tr("Predictor");
        if (snapshot && !snapshot->genotype.chains.empty())
            rows.push_back({title, snapshot->alpha.empty() ? tr("searched") : tr("if stopped now"), &head.chosen,
                            i < snapshot->alpha.size() ? static_cast<int>(i) : -1});
        rows.push_back({title, tr("handcrafted"), &head.handcrafted, -1});
    }
    return rows;
}

double ChainView::weightOf(const Row& row, std::size_t stage) const {
    const SnapshotPtr snapshot = m_timeline->current();
    if (row.group < 0 || !snapshot || !row.plan->stages[stage].searched) return std::nan("");
    const AlphaGroup& group = snapshot->alpha[static_cast<std::size_t>(row.group)];
    if (stage >= group.rowCount()) return std::nan("");
    double best = 0;
    for (std::size_t column = 0; column < group.columnCount(); ++column)
        best = std::max(best, group.weight(stage, column));
    return best;
}

QRectF ChainView::boxOf(const std::vector<Row>& rows, std::size_t row, std::size_t stage, const QSizeF& size) const {
    std::size_t longest = 1;
    for (const Row& r : rows)
        longest = std::max(longest, r.plan->stages.size());
    const double count = static_cast<double>(longest), left = kMargin + kTitleWidth;
    const double width = std::min(kWidestBox, (size.width() - left - kMargin - (count - 1) * kGap) / count);
    const double step = (size.height() - 2 * kMargin) / static_cast<double>(rows.size());
    const double height = std::min(kTallestBox, step - 10);
    return {left + static_cast<double>(stage) * (width + kGap), kMargin + static_cast<double>(row) * step + (step - height) / 2, width,
            height};
}

void ChainView::paintBox(QPainter& painter, const QRectF& box, const HeadStage& stage, double weight) const {
    const bool skip = isSkip(stage);
    const QString operation = operationOf(stage);
    const QColor color = stage.searched ? operationColor(operation) : tokens().panelAlt;
    painter.setPen(QPen(stage.searched ? color.darker(120) : tokens().line, 1.2, skip ? Qt::DashLine : Qt::SolidLine));
    painter.setBrush(skip ? QBrush(tokens().panel) : QBrush(color));
    painter.drawRoundedRect(box, 5, 5);
    if (box.width() < kLeastForText) return;
    painter.setPen(skip || !stage.searched ? tokens().text : readableOn(color));
    painter.setFont(axisFont());
    const QString words = blockWords(stage);
    QStringList lines = words.split(QStringLiteral(", "));
    if (lines.size() > 2) lines = {lines.front(), lines.mid(1).join(QStringLiteral(", "))};
    if (std::isfinite(weight)) lines << QString::number(weight, 'f', 2);
    const double line = std::min(QFontMetricsF(axisFont()).height(), (box.height() - 4) / lines.size());
    double y = box.center().y() - line * lines.size() / 2;
    for (const QString& text : lines) {
        painter.drawText(QRectF(box.x() + 3, y, box.width() - 6, line), Qt::AlignCenter,
                         QFontMetricsF(axisFont()).elidedText(text, Qt::ElideRight, box.width() - 6));
        y += line;
    }
}

void ChainView::paintRow(QPainter& painter, const std::vector<Row>& rows, std::size_t index, const QSizeF& size) const {
    const Row& row = rows[index];
    const QRectF first = boxOf(rows, index, 0, size);
    painter.setPen(tokens().text);
    painter.setFont(textFont());
    const double middle = first.center().y();
    painter.drawText(QRectF(kMargin, middle - 17, kTitleWidth - 8, 17), Qt::AlignLeft | Qt::AlignVCenter, row.title);
    painter.setPen(tokens().muted);
    painter.setFont(secondaryFont());
    painter.drawText(QRectF(kMargin, middle, kTitleWidth - 8, 16), Qt::AlignLeft | Qt::AlignVCenter, row.note);
    for (std::size_t stage = 0; stage < row.plan->stages.size(); ++stage) {
        const QRectF box = boxOf(rows, index, stage, size);
        if (stage > 0) {
            painter.setPen(QPen(tokens().muted, 1.2));
            painter.setBrush(tokens().muted);
            const double x = box.left() - 2;
            painter.drawLine(QPointF(box.left() - kGap + 1, middle), QPointF(x - 3, middle));
            painter.drawPolygon(QPolygonF({QPointF(x, middle), QPointF(x - 5, middle - 3), QPointF(x - 5, middle + 3)}));
        }
        paintBox(painter, box, row.plan->stages[stage], weightOf(row, stage));
    }
}

void ChainView::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    const std::vector<Row> all = rows();
    if (all.empty()) {
        painter.setFont(textFont());
        painter.setPen(tokens().muted);
        painter.drawText(QRectF(QPointF(), size).adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("Projector and predictor appear for runs that learn without labels."));
        return;
    }
    for (std::size_t row = 0; row < all.size(); ++row)
        paintRow(painter, all, row, size);
}

void ChainView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintFigure(painter, size());
}

bool ChainView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const std::vector<Row> all = rows();
    QString tip;
    for (std::size_t row = 0; row < all.size(); ++row)
        for (std::size_t stage = 0; stage < all[row].plan->stages.size(); ++stage) {
            if (!boxOf(all, row, stage, size()).contains(help->pos())) continue;
            const HeadStage& chosen = all[row].plan->stages[stage];
            const double weight = weightOf(all[row], stage);
            tip = tr("%1, layer %2\n%3").arg(all[row].title).arg(stage + 1).arg(blockWords(chosen));
            if (std::isfinite(weight)) tip += tr("\nmixing weight %1").arg(weight, 0, 'f', 3);
        }
    QToolTip::showText(help->globalPos(), tip, this);
    return true;
}

void ChainView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu;
    const SnapshotPtr snapshot = m_timeline->current();
    if (snapshot && !snapshot->genotype.chains.empty())
        menu.addAction(tr("Copy the genotype"), this, [snapshot] {
            QApplication::clipboard()->setText(QString::fromStdString(genotypeText(snapshot->genotype)));
        });
    addFigureActions(menu, this, *this, *m_timeline);
    menu.exec(event->globalPos());
}

QString ChainView::figureTitle() const {
    return tr("Layers of projector and predictor");
}

QString ChainView::figureCsv() const {
    QString csv = QStringLiteral("head,version,layer,operation,layers,weight\n");
    for (const Row& row : rows())
        for (std::size_t stage = 0; stage < row.plan->stages.size(); ++stage)
            csv += QStringLiteral("%1,%2,%3,%4,\"%5\",%6\n")
                       .arg(row.title, row.note)
                       .arg(stage + 1)
                       .arg(operationOf(row.plan->stages[stage]), blockWords(row.plan->stages[stage]))
                       .arg(weightOf(row, stage), 0, 'g', 17);
    return csv;
}

} // namespace dnas
