#include "widgets/measurement_table.h"

#include "widgets/metric_title.h"
#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QDateTime>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QStackedLayout>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTreeView>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

enum Column { What, Value, Spread, Conditions, When, ColumnCount };
constexpr int kShareRole = Qt::UserRole; ///< of the value column: 0..1 of an accuracy; none otherwise

const QString kNone = QStringLiteral("\u2014");

bool isShare(const QString& metric) {
    return metric.contains(QLatin1String("top1")) || metric.contains(QLatin1String("top5"));
}

bool isLatency(const QString& metric) {
    return metric.startsWith(QLatin1String("latency_"));
}

/// An accuracy is a bar behind its number.
class ValueDelegate final : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const QVariant share = index.data(kShareRole);
        if (share.isValid()) {
            const QRectF cell = QRectF(option.rect).adjusted(4, 3, -4, -3);
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(tokens().accentBackground);
            painter->drawRoundedRect(QRectF(cell.topLeft(), QSizeF(cell.width() * share.toDouble(), cell.height())), 2, 2);
            painter->restore();
        }
        QStyledItemDelegate::paint(painter, option, index);
    }
};

/// Three digits, never an exponent.
QString digits(double value) {
    const double size = std::abs(value);
    return QString::number(value, 'f', size < 10 ? 2 : size < 100 ? 1 : 0);
}

/// In the unit of the value.
QString spreadText(const QString& metric, const Measurement& m) {
    if (!std::isfinite(m.low) || !std::isfinite(m.high)) return kNone;
    return MeasurementTable::tr("%1 to %2").arg(digits(m.low * shownScale(metric)), digits(m.high * shownScale(metric)));
}

QString whenText(const Measurement& m) {
    const QDateTime time = QDateTime::fromString(QString::fromStdString(m.measured), Qt::ISODate);
    return time.isValid() ? QLocale().toString(time.toLocalTime(), QLocale::ShortFormat) : kNone;
}

} // namespace

double shownScale(const QString& metric) {
    return isShare(metric) ? 100 : isLatency(metric) ? 1000 : 1;
}

QString shownUnit(const QString& metric) {
    return isShare(metric) ? QStringLiteral("%") : isLatency(metric) ? MeasurementTable::tr("ms") : QString();
}

QString measuredText(const QString& metric, double value) {
    if (!std::isfinite(value)) return kNone;
    const double shown = value * shownScale(metric);
    if (isShare(metric)) return QStringLiteral("%1 %").arg(shown, 0, 'f', 1);
    return isLatency(metric) ? MeasurementTable::tr("%1 ms").arg(digits(shown)) : digits(shown);
}

class MeasurementTable::Impl {
  public:
    explicit Impl(MeasurementTable* table)
        : model(new QStandardItemModel(table)), view(new QTreeView),
          nothing(new QLabel(tr("Nothing was measured of this run yet."))), stack(new QStackedLayout(table)) {
        view->setModel(model);
        view->setItemDelegateForColumn(Value, new ValueDelegate(view));
        view->setAccessibleName(tr("Measured after the run"));
        view->setFrameShape(QFrame::NoFrame);
        view->setRootIsDecorated(false);
        view->setUniformRowHeights(true);
        view->setAllColumnsShowFocus(true);
        view->setTextElideMode(Qt::ElideRight);
        nothing->setAlignment(Qt::AlignCenter);
        nothing->setWordWrap(true);
        stack->addWidget(view);
        stack->addWidget(nothing);
        stack->setCurrentIndex(1);
    }

    void fill() {
        model->clear();
        model->setHorizontalHeaderLabels({tr("Measured"), tr("Value"), tr("10 % to 90 %"), tr("How"), tr("When")});
        for (const Measurement& m : measurements) {
            const QString metric = QString::fromStdString(m.name), machine = QString::fromStdString(m.machine);
            const QStringList texts{metricTitle(metric), measuredText(metric, m.value), spreadText(metric, m),
                                    QString::fromStdString(m.conditions), whenText(m)};
            QList<QStandardItem*> items;
            QStringList whole{QStringLiteral("%1: %2").arg(texts[What], texts[Value]), texts[Conditions], texts[When], machine};
            whole.removeAll(QString());
            for (const QString& text : texts) {
                items << new QStandardItem(text);
                items.back()->setEditable(false);
                items.back()->setToolTip(whole.join(QLatin1Char('\n')));
            }
            items[Value]->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            if (isShare(metric) && std::isfinite(m.value)) items[Value]->setData(std::clamp(m.value, 0.0, 1.0), kShareRole);
            model->appendRow(items);
        }
        fitColumns();
    }

    /// What has no room is in the tooltip.
    void fitColumns() {
        if (model->columnCount() < ColumnCount) return;
        int rest = view->viewport()->width();
        for (int column = 0; column < ColumnCount; ++column) {
            view->setColumnHidden(column, false);
            view->resizeColumnToContents(column);
            const int width = std::max(view->columnWidth(column) + 6, column == Value ? 90 : 0);
            view->setColumnWidth(column, width);
            rest -= width;
            view->setColumnHidden(column, column > Value && rest < 0);
        }
    }

    void applyColours() {
        view->setStyleSheet(QStringLiteral("QTreeView{background:%1;border:0;selection-background-color:%2;"
                                           "selection-color:%3;font-size:12px}QTreeView::item{height:24px}"
                                           "QHeaderView::section{font-size:12px;padding:4px 6px}")
                                .arg(tokens().panel.name(), tokens().accentBackground.name(), tokens().text.name()));
        nothing->setStyleSheet(QStringLiteral("color:%1").arg(tokens().muted.name()));
    }

    const Measurement* find(const char* name) const {
        for (const Measurement& m : measurements)
            if (m.name == name) return &m;
        return nullptr;
    }

    std::vector<Measurement> measurements;
    QStandardItemModel* model;
    QTreeView* view;
    QLabel* nothing;
    QStackedLayout* stack;
};

MeasurementTable::MeasurementTable(QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>(this)) {
    setAccessibleName(tr("Measured after the run"));
    setFocusProxy(m->view);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { m->applyColours(); });
    m->applyColours();
}

MeasurementTable::~MeasurementTable() = default;

void MeasurementTable::setMeasurements(std::vector<Measurement> measurements) {
    const auto later = [](const Measurement& one) { // a search loses in this order
        const std::vector<std::string> order{"supernet_top1", "inherited_top1", "retrained_top1"};
        return std::find(order.begin(), order.end(), one.name) - order.begin();
    };
    std::stable_sort(measurements.begin(), measurements.end(),
                     [&](const Measurement& a, const Measurement& b) { return later(a) < later(b); });
    m->measurements = std::move(measurements);
    m->fill();
    m->stack->setCurrentIndex(m->measurements.empty() ? 1 : 0);
    setAccessibleDescription(remark());
    Q_EMIT remarkChanged(remark());
}

const std::vector<Measurement>& MeasurementTable::measurements() const {
    return m->measurements;
}

QString MeasurementTable::remark() const {
    const Measurement *supernet = m->find("supernet_top1"), *inherited = m->find("inherited_top1");
    if (!supernet || !inherited) return {};
    return tr("discretisation costs %1 points").arg(100 * (supernet->value - inherited->value), 0, 'f', 1);
}

bool MeasurementTable::event(QEvent* event) {
    if (event->type() == QEvent::Show || event->type() == QEvent::Resize) m->fitColumns();
    return QWidget::event(event);
}

} // namespace dnas
