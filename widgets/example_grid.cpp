#include "widgets/example_grid.h"

#include "widgets/confusion_grid.h"
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
#include <cmath>

namespace dnas {

namespace {

constexpr int kPadding = 8, kLine = 16, kTileWidth = 148, kSpacing = 6;
constexpr int kTileHeight = kThumbnail + 2 * kLine + 3 * kPadding;
constexpr int kFigureColumns = 5;

struct Tile {
    QImage image;
    QString label, guess;
    bool right = false;
    bool selected = false, focused = false;
};

void paintTile(QPainter& painter, const QRectF& rect, const Tile& tile) {
    const Tokens& t = tokens();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(tile.selected ? t.accentBackground : t.panelAlt);
    painter.setPen(QPen(tile.focused ? t.accent : t.line, tile.focused ? 2 : 1));
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6);
    const QRectF frame(rect.center().x() - kThumbnail / 2, rect.top() + kPadding, kThumbnail, kThumbnail);
    paintThumbnail(painter, frame, tile.image);
    const QFontMetricsF metrics(secondaryFont());
    QRectF line(rect.left() + kPadding, frame.bottom() + kPadding, rect.width() - 2 * kPadding, kLine);
    painter.setFont(secondaryFont());
    painter.setPen(t.text);
    painter.drawText(line, Qt::AlignCenter, metrics.elidedText(tile.label, Qt::ElideRight, line.width()));
    painter.setPen(tile.right ? t.good : t.bad);
    painter.drawText(line.translated(0, kLine), Qt::AlignCenter,
                     metrics.elidedText(tile.guess, Qt::ElideMiddle, line.width()));
    painter.restore();
}

} // namespace

QImage imageOf(const PreviewImage& preview) {
    const bool grey = preview.channels == 1;
    const int bytes = preview.width * (grey ? 1 : 3);
    if (preview.width <= 0 || preview.height <= 0 || (!grey && preview.channels != 3)) return {};
    if (preview.pixels.size() < static_cast<std::size_t>(bytes) * static_cast<std::size_t>(preview.height)) return {};
    const QImage::Format format = grey ? QImage::Format_Grayscale8 : QImage::Format_RGB888;
    return QImage(preview.pixels.data(), preview.width, preview.height, bytes, format).copy();
}

class ExampleGrid::Impl {
  public:
    explicit Impl(ExampleGrid* grid)
        : q(grid), list(new QListWidget), nothing(new QLabel), stack(new QStackedLayout(grid)) {
        list->setViewMode(QListView::IconMode);
        list->setMovement(QListView::Static);
        list->setResizeMode(QListView::Adjust);
        list->setSpacing(kSpacing);
        list->setFrameShape(QFrame::NoFrame);
        list->setUniformItemSizes(true);
        list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
        list->setItemDelegate(new TileDelegate(this, list));
        list->setAccessibleName(tr("Worst examples"));
        nothing->setAlignment(Qt::AlignCenter);
        nothing->setWordWrap(true);
        stack->addWidget(list);
        stack->addWidget(nothing);
    }

    QString className(int index) const {
        return index >= 0 && index < static_cast<int>(names.size())
                   ? QString::fromStdString(names[static_cast<std::size_t>(index)])
                   : QString::number(index);
    }

    Tile tileOf(int example) const {
        const WorstExample& w = worst[static_cast<std::size_t>(example)];
        Tile tile;
        tile.image = images[static_cast<std::size_t>(example)];
        tile.label = tr("label: %1").arg(className(w.label));
        tile.guess = tr("guess: %1, %2").arg(className(w.guess), percentText(w.confidence));
        tile.right = w.label == w.guess;
        return tile;
    }

    QString tip(int example) const {
        const WorstExample& w = worst[static_cast<std::size_t>(example)];
        const Tile tile = tileOf(example);
        return tr("%1\n%2\nloss %3\nimage %4")
            .arg(tile.label, tile.guess, QString::number(w.loss, 'f', 2))
            .arg(w.index);
    }

    void refresh() {
        list->clear();
        for (std::size_t i = 0; i < worst.size(); ++i) {
            if ((label >= 0 && worst[i].label != label) || (guess >= 0 && worst[i].guess != guess)) continue;
            const int example = static_cast<int>(i);
            const Tile tile = tileOf(example);
            auto* item = new QListWidgetItem(tile.label + QStringLiteral(", ") + tile.guess, list);
            item->setData(Qt::UserRole, example);
            item->setToolTip(tip(example));
        }
        nothing->setText(emptyText());
        stack->setCurrentIndex(list->count() > 0 ? 0 : 1);
        q->setAccessibleDescription(list->count() > 0 ? q->remark() : nothing->text());
        Q_EMIT q->remarkChanged(q->remark());
    }

    QString emptyText() const {
        if (worst.empty()) return tr("The worst examples appear when the network has been evaluated.");
        return tr("None of the %1 worst examples has label %2 and guess %3.")
            .arg(worst.size())
            .arg(label >= 0 ? className(label) : tr("any"), guess >= 0 ? className(guess) : tr("any"));
    }

    void applyColours() {
        list->setStyleSheet(QStringLiteral("QListWidget{background:%1;border:0}").arg(tokens().panel.name()));
        nothing->setStyleSheet(QStringLiteral("color:%1").arg(tokens().muted.name()));
    }

    class TileDelegate final : public QStyledItemDelegate {
      public:
        TileDelegate(const Impl* impl, QObject* parent) : QStyledItemDelegate(parent), m(impl) {}
        void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
            Tile tile = m->tileOf(index.data(Qt::UserRole).toInt());
            tile.selected = option.state.testFlag(QStyle::State_Selected);
            tile.focused = option.state.testFlag(QStyle::State_HasFocus) || tile.selected;
            paintTile(*painter, option.rect, tile);
        }
        QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
            return {kTileWidth, kTileHeight};
        }

      private:
        const Impl* m;
    };

    ExampleGrid* q;
    std::vector<std::string> names;
    std::vector<WorstExample> worst; ///< without their images
    std::vector<QImage> images;
    int label = -1, guess = -1;
    QListWidget* list;
    QLabel* nothing;
    QStackedLayout* stack;
};

ExampleGrid::ExampleGrid(QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>(this)) {
    setAccessibleName(tr("Worst examples"));
    setFocusProxy(m->list);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { m->applyColours(); });
    const auto choose = [this](const QListWidgetItem* item) { Q_EMIT exampleChosen(item->data(Qt::UserRole).toInt()); };
    connect(m->list, &QListWidget::itemActivated, this, choose); // the return key
    connect(m->list, &QListWidget::itemClicked, this, choose);
    m->applyColours();
    m->refresh();
}

ExampleGrid::~ExampleGrid() = default;

void ExampleGrid::setEvaluation(const Evaluation& evaluation) {
    m->names = evaluation.classNames;
    m->worst = evaluation.worst;
    m->images.clear();
    for (WorstExample& example : m->worst) {
        m->images.push_back(imageOf(example.image));
        example.image = {};
    }
    m->label = m->guess = -1;
    m->refresh();
}

void ExampleGrid::clear() {
    setEvaluation({});
}

void ExampleGrid::showPair(int label, int guess) {
    m->label = label;
    m->guess = guess;
    m->refresh();
}

std::vector<int> ExampleGrid::shown() const {
    std::vector<int> examples;
    for (int row = 0; row < m->list->count(); ++row)
        examples.push_back(m->list->item(row)->data(Qt::UserRole).toInt());
    return examples;
}

int ExampleGrid::selectedExample() const {
    const QListWidgetItem* item = m->list->currentItem();
    return item && item->isSelected() ? item->data(Qt::UserRole).toInt() : -1;
}

void ExampleGrid::setSelectedExample(int example) {
    const std::vector<int> examples = shown();
    const auto found = std::find(examples.begin(), examples.end(), example);
    m->list->setCurrentRow(found == examples.end() ? -1 : static_cast<int>(found - examples.begin()));
}

QString ExampleGrid::remark() const {
    if (m->worst.empty()) return {};
    const int count = m->list->count(), all = static_cast<int>(m->worst.size());
    return count == all ? tr("%1 images of the largest loss").arg(all) : tr("%1 of %2 images").arg(count).arg(all);
}

QSizeF ExampleGrid::figureSize() const {
    const int count = std::max(1, m->list->count()), columns = std::min(count, kFigureColumns);
    const int rows = (count + columns - 1) / columns;
    return {static_cast<double>(columns * (kTileWidth + kSpacing) + kSpacing),
            static_cast<double>(rows * (kTileHeight + kSpacing) + kSpacing)};
}

void ExampleGrid::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    const std::vector<int> examples = shown();
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const int row = static_cast<int>(i) / kFigureColumns, column = static_cast<int>(i) % kFigureColumns;
        const QPointF corner(kSpacing + column * (kTileWidth + kSpacing), kSpacing + row * (kTileHeight + kSpacing));
        paintTile(painter, QRectF(corner, QSizeF(kTileWidth, kTileHeight)), m->tileOf(examples[i]));
    }
    painter.restore();
}

QString ExampleGrid::figureGap() const {
    return m->list->count() > 0 ? QString() : m->emptyText();
}

QString ExampleGrid::figureCsv() const {
    QString csv = QStringLiteral("image,label,guess,confidence,loss\n");
    for (int example : shown()) {
        const WorstExample& w = m->worst[static_cast<std::size_t>(example)];
        csv += QStringList{QString::number(w.index), csvText(m->className(w.label)), csvText(m->className(w.guess)),
                           csvNumber(w.confidence), csvNumber(w.loss)}
                   .join(QLatin1Char(',')) +
               QLatin1Char('\n');
    }
    return csv;
}

} // namespace dnas
