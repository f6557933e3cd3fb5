#include "widgets/weight_histograms.h"

#include "widgets/cell_reading.h"
#include "widgets/confusion_grid.h"
#include "widgets/csv_text.h"
#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QAbstractTableModel>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPointer>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTableView>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

enum Column { Name, Histogram, Mean, Deviation, NearZero, ColumnCount };
constexpr int kSortRole = Qt::UserRole;
constexpr int kRowHeight = 30;
constexpr double kMargin = 14, kFigureHead = 30, kFigureName = 250, kFigureNumber = 80;
constexpr int kHistogramWidth = 4 * WeightHistogram::kBins + 16;

QString shapeText(const WeightHistogram& h) {
    QStringList extents;
    for (std::int64_t extent : h.shape)
        extents << QString::number(extent);
    return extents.isEmpty() ? WeightHistograms::tr("scalar") : extents.join(QStringLiteral(" \u00d7 "));
}

QString numberText(double value) {
    if (!std::isfinite(value)) return QStringLiteral("\u2013");
    return QString::number(value, 'g', 3).replace(QLatin1Char('-'), QChar(0x2212));
}

QString columnText(const WeightHistogram& h, int column) {
    switch (column) {
    case Name:
        return QString::fromStdString(h.name);
    case Mean:
        return numberText(h.mean);
    case Deviation:
        return numberText(h.deviation);
    case NearZero:
        return percentText(h.nearZeroShare());
    default:
        return {};
    }
}

QString tipText(const WeightHistogram& h) {
    QString text = WeightHistograms::tr(
                       "%1\n%2, %3 values\n%4 to %5\nmean %6, deviation %7\n%8 near zero (below 1 % of the largest)")
                       .arg(QString::fromStdString(h.name), shapeText(h))
                       .arg(h.count)
                       .arg(numberText(h.minimum), numberText(h.maximum), numberText(h.mean), numberText(h.deviation),
                            percentText(h.nearZeroShare()));
    if (h.nonFinite > 0) text += WeightHistograms::tr("\n%1 are no numbers").arg(h.nonFinite);
    return text;
}

/// Bars over [minimum, maximum], as high as the fullest bin; a tick where zero is.
void paintHistogram(QPainter& painter, const QRectF& rect, const WeightHistogram& h) {
    const std::int64_t most = *std::max_element(h.bins.begin(), h.bins.end());
    if (most == 0) return;
    const double width = rect.width() / WeightHistogram::kBins;
    const QColor colour = h.nonFinite > 0 ? tokens().bad : tokens().accent;
    for (int i = 0; i < WeightHistogram::kBins; ++i) {
        const auto count = static_cast<double>(h.bins[static_cast<std::size_t>(i)]);
        if (count == 0) continue;
        const double height = std::max(1.0, count / static_cast<double>(most) * rect.height());
        painter.fillRect(QRectF(rect.left() + i * width, rect.bottom() - height, std::max(1.0, width - 0.5), height),
                         colour);
    }
    painter.setPen(QPen(tokens().line, 1));
    painter.drawLine(rect.bottomLeft(), rect.bottomRight());
    if (!(h.minimum <= 0 && h.maximum >= 0 && h.maximum > h.minimum)) return;
    const double zero = rect.left() + rect.width() * (h.minimum / (h.minimum - h.maximum));
    painter.setPen(QPen(tokens().text, 1));
    painter.drawLine(QPointF(zero, rect.bottom()), QPointF(zero, rect.bottom() + 3));
}

class HistogramModel final : public QAbstractTableModel {
  public:
    using QAbstractTableModel::QAbstractTableModel;

    void setHistograms(std::vector<WeightHistogram> histograms) {
        beginResetModel();
        m_histograms = std::move(histograms);
        endResetModel();
    }
    const std::vector<WeightHistogram>& histograms() const { return m_histograms; }
    const WeightHistogram& at(int row) const { return m_histograms[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_histograms.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }

    QVariant data(const QModelIndex& index, int role) const override {
        const WeightHistogram& h = at(index.row());
        switch (role) {
        case Qt::DisplayRole:
            return columnText(h, index.column());
        case kSortRole:
            return sortKey(h, index);
        case Qt::ToolTipRole:
        case Qt::AccessibleDescriptionRole:
            return tipText(h);
        case Qt::TextAlignmentRole:
            return static_cast<int>((index.column() > Histogram ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        case Qt::FontRole:
            return secondaryFont();
        case Qt::ForegroundRole:
            return h.nonFinite > 0 && index.column() == Name ? QVariant(tokens().bad) : QVariant();
        default:
            return {};
        }
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
        if (orientation != Qt::Horizontal) return {};
        if (role == Qt::TextAlignmentRole)
            return static_cast<int>((section > Histogram ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        const QString titles[] = {WeightHistograms::tr("Tensor"), WeightHistograms::tr("Values"),
                                  WeightHistograms::tr("Mean"), WeightHistograms::tr("Deviation"),
                                  WeightHistograms::tr("Near zero")};
        return role == Qt::DisplayRole ? QVariant(titles[section]) : QVariant();
    }

  private:
    /// Names stay in the order of the network; histograms sort by their width. NaN goes below every number.
    static QVariant sortKey(const WeightHistogram& h, const QModelIndex& index) {
        const double values[] = {static_cast<double>(index.row()), h.maximum - h.minimum, h.mean, h.deviation,
                                 h.nearZeroShare()};
        const double value = values[index.column()];
        return std::isnan(value) ? -INFINITY : value;
    }

    std::vector<WeightHistogram> m_histograms;
};

class HistogramBars final : public QStyledItemDelegate {
  public:
    HistogramBars(const HistogramModel* model, const QSortFilterProxyModel* shown, QObject* parent)
        : QStyledItemDelegate(parent), m_model(model), m_shown(shown) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        painter->save();
        paintHistogram(*painter, QRectF(option.rect).adjusted(8, 4, -8, -5),
                       m_model->at(m_shown->mapToSource(index).row()));
        painter->restore();
    }

  private:
    const HistogramModel* m_model;
    const QSortFilterProxyModel* m_shown;
};

} // namespace

class WeightHistograms::Impl {
  public:
    explicit Impl(WeightHistograms* widget)
        : q(widget), model(new HistogramModel(widget)), shown(new QSortFilterProxyModel(widget)), view(new QTableView),
          nothing(new QLabel), stack(new QStackedLayout(widget)) {
        shown->setSourceModel(model);
        shown->setSortRole(kSortRole);
        shown->setFilterKeyColumn(Name);
        shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
        view->setModel(shown);
        view->setItemDelegateForColumn(Histogram, new HistogramBars(model, shown, view));
        view->setAccessibleName(tr("Weights of the network"));
        view->setFrameShape(QFrame::NoFrame);
        view->setShowGrid(false);
        view->setSelectionBehavior(QAbstractItemView::SelectRows);
        view->setTabKeyNavigation(false);
        view->setWordWrap(false);
        view->setTextElideMode(Qt::ElideMiddle);
        view->setSortingEnabled(true);
        view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
        view->verticalHeader()->hide();
        view->verticalHeader()->setDefaultSectionSize(kRowHeight);
        view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
        view->horizontalHeader()->setSortIndicatorClearable(true);
        view->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
        view->horizontalHeader()->setHighlightSections(false);
        nothing->setAlignment(Qt::AlignCenter);
        nothing->setWordWrap(true);
        stack->addWidget(view);
        stack->addWidget(nothing);
    }

    void refresh() {
        const bool any = shown->rowCount() > 0;
        nothing->setText(model->rowCount() == 0 ? tr("Weights appear when the network has been trained.")
                                                : tr("No tensor has this text in its name."));
        stack->setCurrentIndex(any ? 0 : 1);
        q->setAccessibleDescription(any ? q->remark() : nothing->text());
        Q_EMIT q->remarkChanged(q->remark());
    }

    /// The name takes what is left.
    void fitColumns() {
        const QFontMetrics metrics(secondaryFont());
        const int number = metrics.horizontalAdvance(QStringLiteral("\u22121.23e\u221205")) + 24;
        int rest = view->viewport()->width();
        for (int column : {Mean, Deviation, NearZero}) {
            view->setColumnWidth(column, number);
            rest -= number;
        }
        const int histogram = std::min(kHistogramWidth, std::max(60, rest / 2));
        view->setColumnWidth(Histogram, histogram);
        view->setColumnWidth(Name, std::max(170, rest - histogram));
    }

    void applyColours() {
        view->setStyleSheet(QStringLiteral("QTableView{background:%1;border:0;selection-background-color:%2;"
                                           "selection-color:%3;font-size:12px}"
                                           "QHeaderView::section{font-size:12px;padding:4px 6px}")
                                .arg(tokens().panel.name(), tokens().accentBackground.name(), tokens().text.name()));
        nothing->setStyleSheet(QStringLiteral("color:%1").arg(tokens().muted.name()));
    }

    const WeightHistogram& at(int row) const { return model->at(shown->mapToSource(shown->index(row, 0)).row()); }

    WeightHistograms* q;
    HistogramModel* model;
    QSortFilterProxyModel* shown;
    QTableView* view;
    QLabel* nothing;
    QStackedLayout* stack;
    QPointer<QLineEdit> field;
};

WeightHistograms::WeightHistograms(QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>(this)) {
    setAccessibleName(tr("Weights of the network"));
    setFocusProxy(m->view);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { m->applyColours(); });
    m->applyColours();
    m->refresh();
}

WeightHistograms::~WeightHistograms() = default;

void WeightHistograms::setHistograms(std::vector<WeightHistogram> histograms) {
    m->model->setHistograms(std::move(histograms));
    m->refresh();
}

void WeightHistograms::setFilter(const QString& text) {
    if (m->field && m->field->text() != text) m->field->setText(text);
    m->shown->setFilterFixedString(text);
    m->refresh();
}

QWidget* WeightHistograms::controls() {
    if (m->field) return m->field;
    m->field = new QLineEdit;
    m->field->setPlaceholderText(tr("part of a name"));
    m->field->setAccessibleName(tr("Only tensors whose name contains"));
    m->field->setClearButtonEnabled(true);
    m->field->setMaximumWidth(180);
    connect(m->field, &QLineEdit::textChanged, this, &WeightHistograms::setFilter);
    return m->field;
}

QString WeightHistograms::remark() const {
    const auto& all = m->model->histograms();
    if (all.empty()) return {};
    std::int64_t values = 0, broken = 0;
    for (const WeightHistogram& h : all) {
        values += h.count;
        broken += h.nonFinite;
    }
    const QString text = tr("%1 tensors, %2 values").arg(all.size()).arg(countText(static_cast<double>(values)));
    return broken > 0 ? tr("%1, %2 are no numbers").arg(text).arg(broken) : text;
}

bool WeightHistograms::event(QEvent* event) {
    if (event->type() == QEvent::Show || event->type() == QEvent::Resize) m->fitColumns();
    return QWidget::event(event);
}

QSizeF WeightHistograms::figureSize() const {
    return {2 * kMargin + kFigureName + kHistogramWidth + 3 * kFigureNumber,
            kFigureHead + kRowHeight * std::max(1, m->shown->rowCount()) + kMargin};
}

void WeightHistograms::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    const double widths[] = {kFigureName, static_cast<double>(kHistogramWidth), kFigureNumber, kFigureNumber,
                             kFigureNumber};
    const auto paintRow = [&](double y, const auto& textOf) {
        double x = kMargin;
        for (int column = 0; column < ColumnCount; ++column) {
            const QRectF place(x, y, widths[column] - 6, kRowHeight);
            painter.drawText(place, (column > Histogram ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
                             QFontMetricsF(painter.font()).elidedText(textOf(column), Qt::ElideMiddle, place.width()));
            x += widths[column];
        }
    };
    painter.setFont(axisFont());
    painter.setPen(tokens().muted);
    paintRow(0, [&](int column) { return m->model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(); });
    painter.setPen(tokens().line);
    painter.drawLine(QPointF(kMargin, kFigureHead - 2), QPointF(size.width() - kMargin, kFigureHead - 2));
    painter.setFont(secondaryFont());
    for (int row = 0; row < m->shown->rowCount(); ++row) {
        const double y = kFigureHead + row * kRowHeight;
        painter.setPen(tokens().text);
        paintRow(y, [&](int column) { return columnText(m->at(row), column); });
        paintHistogram(painter, QRectF(kMargin + kFigureName, y + 4, kHistogramWidth - 16, kRowHeight - 9), m->at(row));
    }
    painter.restore();
}

QString WeightHistograms::figureGap() const {
    return m->model->rowCount() == 0 ? m->nothing->text() : QString();
}

QString WeightHistograms::figureCsv() const {
    QString csv = QStringLiteral("name,shape,count,non_finite,near_zero,minimum,maximum,mean,deviation");
    for (int i = 0; i < WeightHistogram::kBins; ++i)
        csv += QStringLiteral(",bin_%1").arg(i);
    csv += QLatin1Char('\n');
    for (const WeightHistogram& h : m->model->histograms()) {
        QStringList shape, fields;
        for (std::int64_t extent : h.shape)
            shape << QString::number(extent);
        fields << csvText(QString::fromStdString(h.name)) << csvText(shape.join(QLatin1Char('x')))
               << QString::number(h.count) << QString::number(h.nonFinite) << QString::number(h.nearZero);
        for (double value : {h.minimum, h.maximum, h.mean, h.deviation})
            fields << csvNumber(value);
        for (std::int64_t count : h.bins)
            fields << QString::number(count);
        csv += fields.join(QLatin1Char(',')) + QLatin1Char('\n');
    }
    return csv;
}

} // namespace dnas
