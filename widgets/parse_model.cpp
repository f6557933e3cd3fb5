#include "widgets/parse_model.h"

#include "widgets/alpha_view.h"
#include "widgets/palette.h"
#include "widgets/parse_words.h"

#include <QFont>
#include <QPainter>
#include <QPixmap>

#include <cmath>

namespace dnas {

namespace {

QString number(double value) {
    return std::isfinite(value) ? QString::number(value, 'f', 3).replace(QLatin1Char('-'), QChar(0x2212))
                                : QStringLiteral("\u2014");
}

/// The colour of an operation, as in the legends.
QPixmap swatch(const QColor& colour) {
    constexpr int kSize = 10, kScale = 2;
    QPixmap pixmap(kSize * kScale, kSize * kScale);
    pixmap.setDevicePixelRatio(kScale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(1, 1, 8, 8), 2, 2);
    return pixmap;
}

} // namespace

void ParseModel::setGroup(const AlphaGroup* group, const DiscretizeSpec& rule) {
    std::vector<ParseReason> reasons = group ? explainParse(*group, rule) : std::vector<ParseReason>();
    const auto sameRow = [](const AlphaRow& a, const AlphaRow& b) { return a.from == b.from && a.to == b.to; };
    const bool sameShape =
        group && reasons.size() == m_reasons.size() && group->columns == m_group.columns &&
        std::equal(group->rows.begin(), group->rows.end(), m_group.rows.begin(), m_group.rows.end(), sameRow);
    m_rule = rule;
    if (sameShape) {
        m_reasons = std::move(reasons);
        if (!m_reasons.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_group = group ? AlphaGroup{group->name, group->rows, group->columns, {}, {}} : AlphaGroup();
    m_reasons = std::move(reasons);
    endResetModel();
}

void ParseModel::setSelectedRow(int row) {
    if (row == m_selectedRow) return;
    m_selectedRow = row;
    if (!m_reasons.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {Qt::BackgroundRole});
}

int ParseModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_reasons.size());
}

int ParseModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString ParseModel::cellText(const ParseReason& reason, int column) const {
    const AlphaRow& row = m_group.rows[static_cast<std::size_t>(reason.row)];
    const QString operation = QString::fromStdString(m_group.columns[static_cast<std::size_t>(reason.column)]);
    switch (column) {
    case Edge:
        return edgeLabel(row);
    case Operation:
        return operationLabel(operation);
    case Weight:
        return number(reason.weight);
    case Margin:
        return number(reason.margin);
    default:
        return verdictText(reason.verdict, m_rule);
    }
}

QString ParseModel::toolTip(const ParseReason& reason) const {
    const QString operation = QString::fromStdString(m_group.columns[static_cast<std::size_t>(reason.column)]);
    return tr("%1: %2\nweight %3, margin to the best other operation of the edge %4\n%5")
        .arg(edgeLabel(m_group.rows[static_cast<std::size_t>(reason.row)]), operation, number(reason.weight),
             number(reason.margin), verdictSentence(reason.verdict, m_rule));
}

QVariant ParseModel::sortKey(const ParseReason& reason, int column) const {
    switch (column) {
    case Edge:
        return reason.row;
    case Operation:
        return reason.column;
    case Weight:
        return reason.weight;
    case Margin:
        return reason.margin;
    default:
        return static_cast<int>(reason.verdict);
    }
}

QVariant ParseModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const ParseReason& reason = m_reasons[static_cast<std::size_t>(index.row())];
    const bool kept = reason.verdict == ParseVerdict::Kept;
    const bool isNumber = index.column() == Weight || index.column() == Margin;
    switch (role) {
    case Qt::DisplayRole:
        return cellText(reason, index.column());
    case Qt::ToolTipRole:
        return toolTip(reason);
    case Qt::DecorationRole:
        if (index.column() != Operation) return {};
        return swatch(operationColor(QString::fromStdString(m_group.columns[static_cast<std::size_t>(reason.column)])));
    case Qt::TextAlignmentRole:
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        return kept ? tokens().text : tokens().muted;
    case Qt::BackgroundRole:
        return reason.row == m_selectedRow ? QVariant(tokens().accentBackground) : QVariant();
    case Qt::FontRole: {
        QFont font = secondaryFont();
        font.setBold(kept);
        return font;
    }
    case SortRole:
        return sortKey(reason, index.column());
    case KeptRole:
        return kept;
    case RowRole:
        return reason.row;
    case NodeRole:
        return m_group.rows[static_cast<std::size_t>(reason.row)].to;
    default:
        return {};
    }
}

QVariant ParseModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    const bool isNumber = section == Weight || section == Margin;
    if (role == Qt::TextAlignmentRole) return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Operation) return tr("Operation");
    if (role == Qt::ToolTipRole && section == Margin) return tr("To the best other operation of the edge");
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case Edge:
        return tr("Edge");
    case Operation:
        return tr("Op.");
    case Weight:
        return tr("Weight");
    case Margin:
        return tr("Margin");
    default:
        return tr("Verdict");
    }
}

} // namespace dnas
