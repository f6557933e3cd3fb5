#include "widgets/layer_table.h"

#include "widgets/cell_reading.h"
#include "widgets/confusion_grid.h"
#include "widgets/palette.h"
#include "widgets/segmented_control.h"
#include "widgets/theme_notifier.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPointer>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTreeView>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace dnas {

namespace {

enum Column { Name, Kind, Output, Parameters, MultiplyAdds, Share, ColumnCount };
enum Role { SortRole = Qt::UserRole, ShareRole };

constexpr double kFigureRow = 20, kFigureHead = 30, kMargin = 14, kBarText = 52;

struct LayerGroup {
    QString title;
    std::vector<LayerRow> rows;
    std::int64_t parameters = 0, multiplyAdds = 0;
};

std::vector<LayerGroup> groupsOf(const std::vector<LayerRow>& rows) {
    std::vector<LayerGroup> groups;
    std::vector<std::string> keys;
    for (const LayerRow& row : rows) {
        const auto found = std::find(keys.begin(), keys.end(), row.group);
        const auto index = static_cast<std::size_t>(found - keys.begin());
        if (found == keys.end()) {
            keys.push_back(row.group);
            groups.push_back({layerGroupTitle(row.group), {}, 0, 0});
        }
        groups[index].rows.push_back(row);
        groups[index].parameters += row.parameters;
        groups[index].multiplyAdds += row.multiplyAdds;
    }
    return groups;
}

QString shapeText(const LayerRow& row) {
    return QStringLiteral("%1 \u00d7 %2 \u00d7 %3").arg(row.channels).arg(row.height).arg(row.width);
}

/// The group above says the rest.
QString nameWithin(const LayerRow& row) {
    const bool prefixed = row.name.rfind(row.group + ".", 0) == 0;
    return QString::fromStdString(prefixed ? row.name.substr(row.group.size() + 1) : row.name);
}

QString layersText(std::size_t count) {
    return count == 1 ? LayerTable::tr("1 layer") : LayerTable::tr("%1 layers").arg(count);
}

/// To the digit: parameters are compared with those of papers.
QString exactText(std::int64_t value) {
    return value == 0 ? QStringLiteral("\u2013") : QLocale(QLocale::English).toString(static_cast<qlonglong>(value));
}

void paintShare(QPainter& painter, const QRectF& rect, double share, const QColor& text) {
    const double width = std::max(0.0, rect.width() - kBarText);
    const QRectF bar(rect.left(), rect.center().y() - 4, width, 8);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().grid);
    painter.drawRoundedRect(bar, 2, 2);
    painter.setBrush(tokens().accent);
    if (share > 0) painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(std::max(1.0, width * share), 8)), 2, 2);
    painter.setPen(text);
    painter.drawText(QRectF(bar.right(), rect.top(), kBarText - 4, rect.height()), Qt::AlignRight | Qt::AlignVCenter,
                     percentText(share));
}

class ShareBars final : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index); // ground and selection; there is no text
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setFont(secondaryFont());
        paintShare(*painter, QRectF(option.rect).adjusted(6, 0, -2, 0), index.data(ShareRole).toDouble(),
                   index.parent().isValid() ? tokens().muted : tokens().text);
        painter->restore();
    }
};

QList<QStandardItem*> itemsOf(const QStringList& texts, const std::array<QVariant, ColumnCount>& keys, bool bold) {
    QList<QStandardItem*> items;
    for (int column = 0; column < ColumnCount; ++column) {
        auto* item = new QStandardItem(column < Share ? texts[column] : QString());
        item->setEditable(false);
        item->setData(keys[static_cast<std::size_t>(column)], SortRole);
        if (column >= Output && column < Share) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        if (column == Share) {
            item->setData(keys[Share], ShareRole);
            item->setData(percentText(keys[Share].toDouble()), Qt::AccessibleTextRole);
        }
        QFont font = secondaryFont();
        font.setBold(bold);
        item->setFont(font);
        items << item;
    }
    items[Name]->setToolTip(texts[Name]);
    items[Kind]->setToolTip(texts[Kind]);
    return items;
}

} // namespace

QString layerGroupTitle(const std::string& group) {
    const QString key = QString::fromStdString(group);
    if (key == QLatin1String("stem")) return LayerTable::tr("Stem");
    if (key == QLatin1String("head")) return LayerTable::tr("Head");
    if (key == QLatin1String("auxiliary head")) return LayerTable::tr("Auxiliary head (training only)");
    return key.startsWith(QLatin1String("cells.")) ? LayerTable::tr("Cell %1").arg(key.mid(6)) : key;
}

class LayerTable::Impl {
  public:
    explicit Impl(LayerTable* table)
        : model(new QStandardItemModel(table)), sorted(new QSortFilterProxyModel(table)), view(new QTreeView),
          nothing(new QLabel(tr("The layers appear when a network is chosen."))), stack(new QStackedLayout(table)) {
        sorted->setSourceModel(model);
        sorted->setSortRole(SortRole);
        view->setModel(sorted);
        view->setItemDelegateForColumn(Share, new ShareBars(view));
        view->setAccessibleName(tr("Layers of the network"));
        view->setFrameShape(QFrame::NoFrame);
        view->setUniformRowHeights(true);
        view->setSortingEnabled(true);
        view->setAllColumnsShowFocus(true);
        view->setTextElideMode(Qt::ElideMiddle);
        view->setIndentation(14);
        view->header()->setSortIndicatorClearable(true);
        view->header()->setSortIndicator(-1, Qt::AscendingOrder);
        view->header()->setMinimumSectionSize(40);
        view->header()->setStretchLastSection(true);
        nothing->setAlignment(Qt::AlignCenter);
        nothing->setWordWrap(true);
        stack->addWidget(view);
        stack->addWidget(nothing);
        stack->setCurrentIndex(1);
    }

    double share(std::int64_t parameters, std::int64_t multiplyAdds) const {
        const std::int64_t all = sharesMadds ? totalMultiplyAdds : totalParameters;
        return all > 0 ? static_cast<double>(sharesMadds ? multiplyAdds : parameters) / static_cast<double>(all) : 0;
    }

    void fill() {
        std::vector<bool> open;
        for (int row = 0; row < model->rowCount(); ++row)
            open.push_back(view->isExpanded(sorted->mapFromSource(model->index(row, 0))));
        open.resize(groups.size(), false);
        model->clear();
        model->setHorizontalHeaderLabels(
            {tr("Layer"), tr("Kind"), tr("Output"), tr("Parameters"), tr("Multiply-adds"), tr("Share")});
        for (int column : {Output, Parameters, MultiplyAdds})
            model->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        int place = 0; // in the network: the order of names
        for (const LayerGroup& group : groups) {
            const LayerRow& last = group.rows.back();
            const auto items =
                itemsOf({group.title, layersText(group.rows.size()), shapeText(last), exactText(group.parameters),
                         exactText(group.multiplyAdds)},
                        {place, static_cast<int>(group.rows.size()), outputSize(last), qlonglong(group.parameters),
                         qlonglong(group.multiplyAdds), share(group.parameters, group.multiplyAdds)},
                        true);
            for (const LayerRow& row : group.rows)
                items[Name]->appendRow(
                    itemsOf({nameWithin(row), QString::fromStdString(row.kind), shapeText(row),
                             exactText(row.parameters), exactText(row.multiplyAdds)},
                            {place++, QString::fromStdString(row.kind), outputSize(row), qlonglong(row.parameters),
                             qlonglong(row.multiplyAdds), share(row.parameters, row.multiplyAdds)},
                            false));
            model->appendRow(items);
        }
        for (std::size_t row = 0; row < open.size(); ++row)
            view->setExpanded(sorted->mapFromSource(model->index(static_cast<int>(row), 0)), open[row]);
        fitColumns();
    }

    static double outputSize(const LayerRow& row) { return static_cast<double>(row.channels) * row.height * row.width; }

    /// In a narrow table columns go: the bars, the cost that is not chosen, the kinds; what is left belongs to the names.
    void fitColumns() {
        if (model->columnCount() < ColumnCount) return;
        QFont bold = secondaryFont(); // that of the groups
        bold.setBold(true);
        const QFontMetrics metrics(bold);
        const auto width = [&](const char* widest) { return metrics.horizontalAdvance(QString::fromUtf8(widest)) + 20; };
        constexpr int kLeastName = 110, kLeastShare = 60;
        const std::array<int, ColumnCount> least{kLeastName, width("convolution 3x3"), width("512 × 112 × 112"), width("10,000,000"), width("1,000,000,000"), kLeastShare};
        int rest = view->viewport()->width() - std::accumulate(least.begin(), least.end(), 0);
        for (int column = Name + 1; column < ColumnCount; ++column) view->setColumnHidden(column, false);
        for (const int column : {int(Share), int(sharesMadds ? Parameters : MultiplyAdds), int(Kind)}) {
            if (rest >= 0) break;
            view->setColumnHidden(column, true);
            rest += least[static_cast<std::size_t>(column)];
        }
        for (int column = Name + 1; column < ColumnCount; ++column) view->setColumnWidth(column, least[static_cast<std::size_t>(column)]);
        const bool bars = !view->isColumnHidden(Share); // they are the last column, which stretches
        view->setColumnWidth(Name, kLeastName + std::max(0, bars ? rest * 3 / 5 : rest));
    }

    void applyColours() {
        view->setStyleSheet(QStringLiteral("QTreeView{background:%1;border:0;selection-background-color:%2;"
                                           "selection-color:%3;font-size:12px}QTreeView::item{height:22px}"
                                           "QHeaderView::section{font-size:12px;padding:4px 6px}")
                                .arg(tokens().panel.name(), tokens().accentBackground.name(), tokens().text.name()));
        nothing->setStyleSheet(QStringLiteral("color:%1").arg(tokens().muted.name()));
    }

    std::vector<LayerRow> rows;
    std::vector<LayerGroup> groups;
    std::int64_t totalParameters = 0, totalMultiplyAdds = 0;
    bool sharesMadds = false;
    QStandardItemModel* model;
    QSortFilterProxyModel* sorted;
    QTreeView* view;
    QLabel* nothing;
    QStackedLayout* stack;
    QPointer<SegmentedControl> control;
};

LayerTable::LayerTable(QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>(this)) {
    setAccessibleName(tr("Layers of the network"));
    setFocusProxy(m->view);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { m->applyColours(); });
    m->applyColours();
}

LayerTable::~LayerTable() = default;

void LayerTable::setRows(const std::vector<LayerRow>& rows) {
    m->rows = rows;
    m->groups = groupsOf(rows);
    m->totalParameters = m->totalMultiplyAdds = 0;
    for (const LayerGroup& group : m->groups) {
        m->totalParameters += group.parameters;
        m->totalMultiplyAdds += group.multiplyAdds;
    }
    m->fill();
    m->view->collapseAll();
    m->stack->setCurrentIndex(rows.empty() ? 1 : 0);
    setAccessibleDescription(remark());
    Q_EMIT remarkChanged(remark());
}

void LayerTable::setSharesMultiplyAdds(bool multiplyAdds) {
    if (m->control) m->control->setCurrentIndex(multiplyAdds ? 1 : 0);
    if (multiplyAdds == m->sharesMadds) return;
    m->sharesMadds = multiplyAdds;
    m->fill();
}

bool LayerTable::sharesMultiplyAdds() const {
    return m->sharesMadds;
}

QWidget* LayerTable::controls() {
    if (m->control) return m->control;
    m->control = new SegmentedControl({tr("parameters"), tr("multiply-adds")});
    m->control->setToolTip(tr("What the bars are shares of"));
    m->control->setCurrentIndex(m->sharesMadds ? 1 : 0);
    connect(m->control, &SegmentedControl::currentIndexChanged, this,
            [this](int index) { setSharesMultiplyAdds(index == 1); });
    return m->control;
}

QString LayerTable::remark() const {
    if (m->rows.empty()) return {};
    return tr("%1 parameters, %2 multiply-adds in %3 layers")
        .arg(countText(static_cast<double>(m->totalParameters)), countText(static_cast<double>(m->totalMultiplyAdds)))
        .arg(m->rows.size());
}

bool LayerTable::event(QEvent* event) {
    if (event->type() == QEvent::Show || event->type() == QEvent::Resize) m->fitColumns();
    return QWidget::event(event);
}

QSizeF LayerTable::figureSize() const {
    return {880, kFigureHead + kFigureRow * static_cast<double>(m->groups.size() + 1) + kMargin};
}

void LayerTable::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    painter.setRenderHint(QPainter::Antialiasing);
    const double widths[] = {190, 70, 130, 95, 115};
    const auto paintRow = [&](double y, const QStringList& texts) {
        double x = kMargin;
        for (int i = 0; i < texts.size(); ++i) {
            painter.drawText(QRectF(x, y, widths[i], kFigureRow),
                             (i ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, texts[i]);
            x += widths[i];
        }
        return QRectF(x + 16, y, size.width() - kMargin - x - 16, kFigureRow);
    };
    painter.setFont(axisFont());
    painter.setPen(tokens().muted);
    const QRectF head = paintRow(6, {tr("Part"), tr("Layers"), tr("Output"), tr("Parameters"), tr("Multiply-adds")});
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter,
                     m->sharesMadds ? tr("Share of the multiply-adds") : tr("Share of the parameters"));
    painter.setPen(tokens().line);
    painter.drawLine(QPointF(kMargin, kFigureHead - 2), QPointF(size.width() - kMargin, kFigureHead - 2));
    double y = kFigureHead;
    painter.setFont(secondaryFont());
    for (const LayerGroup& group : m->groups) {
        painter.setPen(tokens().text);
        const QRectF bar = paintRow(y, {group.title, QString::number(group.rows.size()), shapeText(group.rows.back()),
                                        exactText(group.parameters), exactText(group.multiplyAdds)});
        paintShare(painter, bar, m->share(group.parameters, group.multiplyAdds), tokens().muted);
        y += kFigureRow;
    }
    painter.setPen(tokens().text);
    QFont bold = secondaryFont();
    bold.setBold(true);
    painter.setFont(bold);
    paintRow(y, {tr("Total"), QString::number(m->rows.size()), QString(), exactText(m->totalParameters),
                 exactText(m->totalMultiplyAdds)});
    painter.restore();
}

QString LayerTable::figureGap() const {
    return m->groups.empty() ? m->nothing->text() : QString();
}

QString LayerTable::figureCsv() const {
    return QString::fromStdString(layerTableCsv(m->rows));
}

} // namespace dnas
