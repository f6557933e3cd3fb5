#include "widgets/alpha_view.h"

#include "widgets/alpha_strip.h"
#include "widgets/cell_reading.h"
#include "widgets/figure_menu.h"
#include "widgets/group_chooser.h"
#include "widgets/group_strip.h"
#include "widgets/head_layout.h"
#include "widgets/palette.h"
#include "widgets/segmented_control.h"
#include "widgets/theme_notifier.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPointer>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace dnas {

class AlphaView::Impl {
  public:
    explicit Impl(RunTimeline* timeline) : m_timeline(timeline) {}

    /// The group at the current epoch, nullptr when there is none that can be drawn.
    const AlphaGroup* group() const {
        const AlphaGroup* alpha = groupAt(m_timeline->current(), m_group);
        return alpha && isWellFormed(*alpha) ? alpha : nullptr;
    }

    std::vector<ParseReason> reasons() const {
        const AlphaGroup* alpha = group();
        return alpha && isCell(*alpha) ? explainParse(*alpha, m_timeline->parseRule()) : std::vector<ParseReason>();
    }

    AlphaStripInput input() const {
        AlphaStripInput strip{group(), m_raw, m_selectedRow, {}};
        for (const ParseReason& reason : reasons())
            strip.kept.push_back(reason.verdict == ParseVerdict::Kept);
        return strip;
    }

    void paint(QPainter& painter, const QSizeF& size) const {
        painter.fillRect(QRectF(QPointF(), size), tokens().panel);
        if (const AlphaGroup* alpha = group()) {
            paintAlphaStrip(painter, input(), AlphaGeometry(*alpha, size));
            return;
        }
        painter.setFont(textFont());
        painter.setPen(tokens().muted);
        painter.drawText(QRectF(QPointF(), size).adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap,
                         m_timeline->current() ? tr("This epoch has no architecture parameters.")
                                               : tr("Architecture parameters appear after the first epoch."));
    }

    QString tip(int row, int column) const {
        const AlphaGroup* alpha = group();
        if (!alpha || row < 0 || column < 0) return {};
        const auto r = static_cast<std::size_t>(row), c = static_cast<std::size_t>(column);
        int rank = 1;
        for (std::size_t other = 0; other < alpha->columnCount(); ++other)
            if (alpha->weight(r, other) > alpha->weight(r, c)) ++rank;
        QString text = tr("%1: %2").arg(edgeLabel(alpha->rows[r]), QString::fromStdString(alpha->columns[c]));
        text += tr("\nweight %1, \u03b1 %2").arg(alpha->weight(r, c), 0, 'f', 3).arg(alpha->rawAt(r, c), 0, 'f', 3);
        text += tr("\nrank %1 of %2").arg(rank).arg(alpha->columnCount());
        const std::vector<ParseReason> all = reasons();
        if (all.empty()) return text;
        const ParseReason& reason = all[r * alpha->columnCount() + c];
        text += tr(", margin to the best other %1").arg(reason.margin, 0, 'f', 3);
        return text + QLatin1Char('\n') + tr(dnas::text(reason.verdict));
    }

    RunTimeline* m_timeline;
    int m_group = 0;
    int m_selectedRow = -1;
    bool m_raw = false;
    QPointer<QWidget> m_controls;
    GroupChooser* m_chooser = nullptr;
    QPointer<AlphaThumbnails> m_strip;
    SegmentedControl* m_scale = nullptr;
};

AlphaView::AlphaView(RunTimeline* timeline, QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>(timeline)) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Architecture parameters, edges by operations"));
    addFigureMenu(this, this, timeline);
    const auto repaint = [this] { update(); };
    connect(timeline, &RunTimeline::runChanged, this, [this] {
        m->m_selectedRow = -1;
        if (!m->group()) setGroup(0);
        update();
        Q_EMIT remarkChanged(remark()); // the relaxation may be another
    });
    connect(timeline, &RunTimeline::currentChanged, this, repaint);
    connect(timeline, &RunTimeline::dataChanged, this, repaint);
    connect(timeline, &RunTimeline::parseRuleChanged, this, repaint);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, repaint);
}

AlphaView::~AlphaView() = default;

void AlphaView::setGroup(int group) {
    if (m->m_controls) m->m_chooser->setGroup(group);
    if (m->m_strip) m->m_strip->setGroup(group);
    if (group == m->m_group) return;
    m->m_group = group;
    m->m_selectedRow = -1;
    update();
    Q_EMIT groupChanged(group);
}

int AlphaView::group() const {
    return m->m_group;
}

void AlphaView::setRaw(bool raw) {
    if (m->m_controls) m->m_scale->setCurrentIndex(raw ? 0 : 1);
    if (raw == m->m_raw) return;
    m->m_raw = raw;
    if (m->m_strip) m->m_strip->setRaw(raw);
    update();
    Q_EMIT remarkChanged(remark());
}

void AlphaView::setSelectedRow(int row) {
    if (row == m->m_selectedRow) return;
    m->m_selectedRow = row;
    update();
}

int AlphaView::selectedRow() const {
    return m->m_selectedRow;
}

QWidget* AlphaView::controls() {
    if (m->m_controls) return m->m_controls;
    m->m_controls = HeadLayout::controlRow({m->m_chooser = new GroupChooser(m->m_timeline),
                                            m->m_scale = new SegmentedControl({tr("raw"), tr("weight")})});
    m->m_chooser->setGroup(m->m_group);
    m->m_scale->setCurrentIndex(m->m_raw ? 0 : 1);
    connect(m->m_chooser, &GroupChooser::groupChosen, this, &AlphaView::setGroup);
    connect(m->m_scale, &SegmentedControl::currentIndexChanged, this, [this](int index) { setRaw(index == 0); });
    return m->m_controls;
}

QWidget* AlphaView::strip() {
    if (!m->m_strip) {
        m->m_strip = new AlphaThumbnails(m->m_timeline);
        m->m_strip->setGroup(m->m_group);
        m->m_strip->setRaw(m->m_raw);
        connect(m->m_strip, &GroupStrip::groupChosen, this, &AlphaView::setGroup);
    }
    return m->m_strip;
}

QString AlphaView::remark() const {
    if (m->m_raw) return tr("\u03b1");
    const bool sigmoid = std::holds_alternative<SigmoidRelaxSpec>(m->m_timeline->identity().request.recipe.relax);
    return sigmoid ? tr("\u03c3(\u03b1)") : tr("softmax \u03b1");
}

QString AlphaView::figureName() const {
    const AlphaGroup* group = groupAt(m->m_timeline->current(), m->m_group);
    return group ? QStringLiteral("alpha-") + groupSlug(group->name) : QStringLiteral("alpha");
}

QString AlphaView::figureTitle() const {
    const AlphaGroup* group = groupAt(m->m_timeline->current(), m->m_group);
    return group ? tr("Architecture parameters: %1").arg(groupTitle(group->name)) : tr("Architecture parameters");
}

QSizeF AlphaView::figureSize() const {
    const AlphaGroup* group = m->group();
    if (!group) return {480, 360};
    return {200.0 + 46.0 * static_cast<double>(group->columnCount()),
            60.0 + 21.0 * static_cast<double>(group->rowCount())};
}

void AlphaView::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    m->paint(painter, size);
    painter.restore();
}

QString AlphaView::figureCsv() const {
    QString csv = QStringLiteral("group,row,from,to,operation,raw,weight,kept\n");
    const AlphaGroup* group = m->group();
    if (!group) return csv;
    const std::vector<char> kept = m->input().kept;
    const auto number = [](double value) { return QString::number(value, 'g', 17); };
    for (std::size_t row = 0; row < group->rowCount(); ++row)
        for (std::size_t column = 0; column < group->columnCount(); ++column) {
            const std::size_t entry = row * group->columnCount() + column;
            csv += QStringList{QString::fromStdString(group->name),
                               QString::number(row),
                               QString::number(group->rows[row].from),
                               QString::number(group->rows[row].to),
                               QString::fromStdString(group->columns[column]),
                               number(group->rawAt(row, column)),
                               number(group->weight(row, column)),
                               QString::number(entry < kept.size() && kept[entry] ? 1 : 0)}
                       .join(QLatin1Char(',')) +
                   QLatin1Char('\n');
        }
    return csv;
}

void AlphaView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    m->paint(painter, size());
}

void AlphaView::mouseMoveEvent(QMouseEvent* event) {
    const AlphaGroup* group = m->group();
    const bool onRow = group && AlphaGeometry(*group, size()).rowAt(event->position()) >= 0;
    setCursor(onRow ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void AlphaView::mousePressEvent(QMouseEvent* event) {
    const AlphaGroup* group = m->group();
    if (!group || event->button() != Qt::LeftButton) return;
    const int row = AlphaGeometry(*group, size()).rowAt(event->position());
    if (row < 0) return;
    setSelectedRow(row);
    Q_EMIT edgeSelected(m->m_group, row);
}

void AlphaView::keyPressEvent(QKeyEvent* event) {
    const AlphaGroup* group = m->group();
    if (!group) return QWidget::keyPressEvent(event);
    const int last = static_cast<int>(group->rowCount()) - 1;
    const int groups = static_cast<int>(m->m_timeline->current()->alpha.size());
    int row = m->m_selectedRow;
    switch (event->key()) {
    case Qt::Key_Up:
        row = row < 0 ? last : std::max(0, row - 1);
        break;
    case Qt::Key_Down:
        row = std::min(last, row + 1);
        break;
    case Qt::Key_Home:
        row = 0;
        break;
    case Qt::Key_End:
        row = last;
        break;
    case Qt::Key_Left:
        return setGroup(std::max(0, m->m_group - 1));
    case Qt::Key_Right:
        return setGroup(std::min(groups - 1, m->m_group + 1));
    default:
        return QWidget::keyPressEvent(event);
    }
    setSelectedRow(row);
    Q_EMIT edgeSelected(m->m_group, row);
}

bool AlphaView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const AlphaGroup* group = m->group();
    QString text;
    if (group) {
        const AlphaGeometry geometry(*group, size());
        text = m->tip(geometry.rowAt(help->pos()), geometry.columnAt(help->pos()));
    }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace dnas
