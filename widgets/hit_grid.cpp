#include "widgets/hit_grid.h"

#include "widgets/csv_text.h"
#include "widgets/palette.h"
#include "widgets/theme_notifier.h"
#include "widgets/thumbnail.h"

#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QStackedLayout>
#include <QStyledItemDelegate>

#include <algorithm>

namespace dnas {

namespace {

constexpr int kPadding = 8, kLine = 16, kTileWidth = 124, kSpacing = 6;
constexpr int kTileHeight = kThumbnail + 2 * kLine + 3 * kPadding;
constexpr int kFigureColumns = 6;

using Relevance = HitTile::Relevance;

/// The mark of relevance is a sign and a colour: either alone is enough.
QString similarityText(const HitTile& tile) {
    const QString number = QString::number(tile.similarity, 'f', 3);
    return tile.relevance == Relevance::Relevant ? QStringLiteral("✓ ") + number : number;
}

void paintTile(QPainter& painter, const QRectF& rect, const HitTile& tile, bool selected) {
    const Tokens& t = tokens();
    const bool relevant = tile.relevance == Relevance::Relevant;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(selected ? t.accentBackground : t.panelAlt);
    painter.setPen(QPen(selected ? t.accent : relevant ? t.good : t.line, selected ? 2 : 1));
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6);
    const QRectF frame(rect.center().x() - kThumbnail / 2, rect.top() + kPadding, kThumbnail, kThumbnail);
    paintThumbnail(painter, frame, tile.image);
    painter.setPen(t.line); // a white drawing has no border of its own
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(frame.adjusted(-0.5, -0.5, 0.5, 0.5));
    QRectF line(rect.left() + kPadding, frame.bottom() + kPadding, rect.width() - 2 * kPadding, kLine);
    painter.setFont(secondaryFont());
    painter.setPen(relevant ? t.good : t.text);
    painter.drawText(line, Qt::AlignCenter, similarityText(tile));
    painter.setPen(t.muted);
    painter.drawText(line.translated(0, kLine), Qt::AlignCenter,
                     QFontMetricsF(secondaryFont()).elidedText(tile.name, Qt::ElideMiddle, line.width()));
    painter.restore();
}

} // namespace

class HitGrid::Impl {
  public:
    explicit Impl(HitGrid* grid) : list(new QListWidget), nothing(new QLabel), stack(new QStackedLayout(grid)) {
        list->setViewMode(QListView::IconMode);
        list->setMovement(QListView::Static);
        list->setResizeMode(QListView::Adjust);
        list->setSpacing(kSpacing);
        list->setFrameShape(QFrame::NoFrame);
        list->setUniformItemSizes(true);
        list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
        list->setItemDelegate(new TileDelegate(this, list));
        list->setAccessibleName(HitGrid::tr("Most similar images"));
        nothing->setAlignment(Qt::AlignCenter);
        nothing->setWordWrap(true);
        nothing->setMargin(24);
        stack->addWidget(list);
        stack->addWidget(nothing);
    }

    void applyColours() {
        list->setStyleSheet(QStringLiteral("QListWidget{background:%1;border:0}").arg(tokens().panel.name()));
        nothing->setStyleSheet(QStringLiteral("color:%1").arg(tokens().muted.name()));
    }

    const HitTile& tileOf(const QModelIndex& index) const { return hits[static_cast<std::size_t>(index.row())]; }

    class TileDelegate final : public QStyledItemDelegate {
      public:
        TileDelegate(const Impl* impl, QObject* parent) : QStyledItemDelegate(parent), m(impl) {}
        void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
            paintTile(*painter, option.rect, m->tileOf(index), option.state.testFlag(QStyle::State_Selected));
        }
        QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {kTileWidth, kTileHeight}; }

      private:
        const Impl* m;
    };

    std::vector<HitTile> hits;
    QListWidget* list;
    QLabel* nothing;
    QStackedLayout* stack;
};

HitGrid::HitGrid(QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>(this)) {
    setAccessibleName(tr("Most similar images"));
    setFocusProxy(m->list);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { m->applyColours(); });
    connect(m->list, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) { Q_EMIT chosen(item->data(Qt::UserRole).toInt()); });
    m->applyColours();
    setHits({});
}

HitGrid::~HitGrid() = default;

void HitGrid::setHits(std::vector<HitTile> hits) {
    m->list->clear();
    m->hits = std::move(hits);
    for (std::size_t i = 0; i < m->hits.size(); ++i) {
        const HitTile& tile = m->hits[i];
        auto* item = new QListWidgetItem(tr("%1: similarity %2").arg(tile.name, similarityText(tile)), m->list);
        item->setData(Qt::UserRole, tile.item);
        item->setToolTip(tr("%1\nplace %2, similarity %3\nDouble-click to ask with this image").arg(tile.name).arg(i + 1).arg(similarityText(tile)));
    }
    m->stack->setCurrentIndex(m->hits.empty() ? 1 : 0);
}

void HitGrid::setNothing(const QString& text) {
    m->nothing->setText(text);
}

const std::vector<HitTile>& HitGrid::hits() const {
    return m->hits;
}

QSizeF HitGrid::figureSize() const {
    const int count = std::max(1, static_cast<int>(m->hits.size())), columns = std::min(count, kFigureColumns);
    const int rows = (count + columns - 1) / columns;
    return {static_cast<double>(columns * (kTileWidth + kSpacing) + kSpacing), static_cast<double>(rows * (kTileHeight + kSpacing) + kSpacing)};
}

void HitGrid::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    for (std::size_t i = 0; i < m->hits.size(); ++i) {
        const int row = static_cast<int>(i) / kFigureColumns, column = static_cast<int>(i) % kFigureColumns;
        const QPointF corner(kSpacing + column * (kTileWidth + kSpacing), kSpacing + row * (kTileHeight + kSpacing));
        paintTile(painter, QRectF(corner, QSizeF(kTileWidth, kTileHeight)), m->hits[i], false);
    }
    painter.restore();
}

QString HitGrid::figureCsv() const {
    QString csv = QStringLiteral("rank,image,similarity,relevant\n");
    for (std::size_t i = 0; i < m->hits.size(); ++i) {
        const HitTile& tile = m->hits[i];
        const QString relevant = tile.relevance == Relevance::Unknown ? QString() : QString::number(tile.relevance == Relevance::Relevant ? 1 : 0);
        csv += QStringList{QString::number(i + 1), csvText(tile.name), csvNumber(tile.similarity), relevant}.join(QLatin1Char(',')) + QLatin1Char('\n');
    }
    return csv;
}

} // namespace dnas
