#include "app/wizard/method_page.h"

#include "app/wizard/draft_model.h"
#include "app/plural.h"
#include "engine/api/catalogue.h"
#include "engine/api/options.h"
#include "widgets/palette.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QScrollArea>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace dnas {
namespace {

constexpr int kIdRole = Qt::UserRole;
constexpr int kIdeaRole = Qt::UserRole + 1;
constexpr int kYearRole = Qt::UserRole + 2;
constexpr int kSearchRole = Qt::UserRole + 3;
constexpr int kListWidth = 380;

/// Name and year on one line, the idea in up to two lines below.
class MethodDelegate final : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {200, option.fontMetrics.height() * 3 + 22};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Tokens& theme = tokens();
        const bool selected = option.state & QStyle::State_Selected;
        painter->save();
        painter->fillRect(option.rect, selected ? theme.accentBackground : theme.panel);
        if (selected) painter->fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())), theme.accent);
        painter->setPen(theme.line);
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        const QRect inside = option.rect.adjusted(14, 8, -14, -8);
        QFont bold = option.font;
        bold.setBold(true);
        painter->setFont(bold);
        painter->setPen(theme.text);
        painter->drawText(inside, Qt::AlignLeft | Qt::AlignTop, index.data(Qt::DisplayRole).toString());
        painter->setFont(option.font);
        painter->setPen(theme.muted);
        painter->drawText(inside, Qt::AlignRight | Qt::AlignTop, index.data(kYearRole).toString());
        drawIdea(*painter, inside.adjusted(0, option.fontMetrics.height() + 4, 0, 0), index.data(kIdeaRole).toString());
        painter->restore();
    }

  private:
    static void drawIdea(QPainter& painter, const QRect& place, const QString& idea) {
        QTextLayout layout(idea, painter.font());
        layout.beginLayout();
        qreal y = 0;
        for (int number = 0; number < 2; ++number) {
            QTextLine line = layout.createLine();
            if (!line.isValid()) break;
            line.setLineWidth(place.width());
            if (number == 1) { // the second line takes the rest, cut at the edge
                const QString rest = painter.fontMetrics().elidedText(idea.mid(line.textStart()), Qt::ElideRight, place.width());
                painter.drawText(QPointF(place.left(), place.top() + y + line.ascent()), rest);
                break;
            }
            line.draw(&painter, place.topLeft());
            y += line.height();
        }
        layout.endLayout();
    }
};

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

} // namespace

MethodPage::MethodPage(DraftModel* model, QWidget* parent)
    : WizardPage(model, parent), m_search(new QLineEdit(this)), m_list(new QListWidget(this)), m_name(new QLabel(this)),
      m_source(new QLabel(this)), m_paper(new QLabel(this)), m_idea(new QLabel(this)), m_tags(new QWidget(this)),
      m_tagRows(new QVBoxLayout(m_tags)), m_facts(new QLabel(this)) {
    const int count = static_cast<int>(methodCatalogue().size());
    m_search->setPlaceholderText(plural(count, tr("Search %n method by name, year, idea, author"), tr("Search %n methods by name, year, idea, author")));
    m_search->setAccessibleName(tr("Search methods"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_list->setAccessibleName(tr("Methods"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new MethodDelegate(m_list));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const MethodInfo& info : methodCatalogue()) {
        auto* item = new QListWidgetItem(text(info.name), m_list);
        item->setData(kIdRole, text(info.id));
        item->setData(kIdeaRole, text(info.idea));
        item->setData(kYearRole, QString::number(info.year));
        item->setData(Qt::AccessibleDescriptionRole, text(info.idea));
        QStringList words{text(info.name), text(info.id), QString::number(info.year), text(info.idea), text(info.authors),
                          text(info.venue), text(info.paper), text(info.family)};
        for (const std::string& tag : info.tags) words << text(tag);
        item->setData(kSearchRole, words.join(QLatin1Char(' ')));
        if (info.id == model->draft().method) m_list->setCurrentItem(item);
    }
    m_name->setProperty("role", "title");
    m_source->setProperty("role", "muted");
    m_paper->setWordWrap(true);
    m_paper->setProperty("role", "muted");
    m_idea->setWordWrap(true);
    m_idea->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_tagRows->setContentsMargins(0, 4, 0, 4);

    auto* left = new QVBoxLayout;
    left->setContentsMargins(14, 12, 0, 0);
    left->addWidget(m_search);
    left->addWidget(m_list);
    auto* details = new QWidget;
    auto* right = new QVBoxLayout(details);
    right->setContentsMargins(20, 16, 20, 16);
    right->setSpacing(8);
    for (QWidget* widget : {static_cast<QWidget*>(m_name), static_cast<QWidget*>(m_source), static_cast<QWidget*>(m_paper),
                            static_cast<QWidget*>(m_idea), m_tags})
        right->addWidget(widget);
    auto* factsTitle = new QLabel(tr("In the paper"), this);
    factsTitle->setProperty("role", "section");
    right->addSpacing(10);
    right->addWidget(factsTitle);
    right->addWidget(m_facts);
    right->addStretch(1);
    auto* scroll = new QScrollArea(this); // some methods have more options than a small screen has lines
    scroll->setWidget(details);
    scroll->setAccessibleName(tr("About the method")); // read, and scrolled by keyboard
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* rule = new QFrame(this);
    rule->setFrameShape(QFrame::VLine);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(left, 2);
    layout->addWidget(rule);
    layout->addWidget(scroll, 3);
    m_list->setMaximumWidth(kListWidth + 60);
    connect(m_search, &QLineEdit::textChanged, this, &MethodPage::filter);
    connect(m_list, &QListWidget::currentItemChanged, this, &MethodPage::choose);
    choose();
}

/// The data may have chosen the method meanwhile.
void MethodPage::enter() {
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->data(kIdRole).toString().toStdString() == m_model->draft().method) m_list->setCurrentRow(row);
    m_search->setFocus();
    m_list->scrollToItem(m_list->currentItem());
}

QString MethodPage::problem() const {
    return m_list->currentItem() ? QString() : tr("Choose a method.");
}

/// Arrow keys move through the list while one types in the search field.
bool MethodPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down) {
            QKeyEvent copy(key->type(), key->key(), key->modifiers());
            QCoreApplication::sendEvent(m_list, &copy);
            return true;
        }
    }
    return WizardPage::eventFilter(watched, event);
}

void MethodPage::filter(const QString& typed) {
    const QStringList words = typed.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    QListWidgetItem* first = nullptr;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem* item = m_list->item(row);
        const QString all = item->data(kSearchRole).toString();
        const bool matches = std::all_of(words.begin(), words.end(), [&](const QString& word) {
            return all.contains(word, Qt::CaseInsensitive);
        });
        item->setHidden(!matches);
        if (matches && !first) first = item;
    }
    if (first && (!m_list->currentItem() || m_list->currentItem()->isHidden())) m_list->setCurrentItem(first);
}

void MethodPage::choose() {
    const QListWidgetItem* item = m_list->currentItem();
    const MethodInfo* info = item ? findMethod(item->data(kIdRole).toString().toStdString()) : nullptr;
    if (!info) return;
    describe(*info);
    if (info->id != m_model->draft().method) m_model->change([&](RequestDraft& draft) { draft.setMethod(info->id); });
    Q_EMIT problemChanged();
}

void MethodPage::describe(const MethodInfo& info) {
    m_name->setText(text(info.name));
    m_source->setText(tr("%1, %2 · %3").arg(text(info.authors), text(info.venue), text(info.equations)));
    m_paper->setText(text(info.paper));
    m_idea->setText(text(info.idea));
    showTags(info.tags);
    m_facts->setText(facts(info.id));
}

/// Rows that need no more width than a small wizard has.
void MethodPage::showTags(const std::vector<std::string>& tags) {
    constexpr int kRowWidth = 480;
    qDeleteAll(m_tags->findChildren<QLabel*>());
    while (QLayoutItem* row = m_tagRows->takeAt(0)) delete row;
    QHBoxLayout* row = nullptr;
    int width = 0;
    for (const std::string& tag : tags) {
        auto* chip = new QLabel(text(tag), m_tags);
        chip->setProperty("role", "chip");
        chip->ensurePolished();
        width += chip->sizeHint().width() + m_tagRows->spacing();
        if (!row || width > kRowWidth) {
            if (row) row->addStretch(1);
            row = new QHBoxLayout;
            m_tagRows->addLayout(row);
            width = chip->sizeHint().width() + m_tagRows->spacing();
        }
        row->addWidget(chip);
    }
    if (row) row->addStretch(1);
}

/// The values of the paper that tell most about a method, as a small table.
QString MethodPage::facts(const std::string& method) const {
    using S = OptionSection;
    QString rows;
    for (const Option& option : optionsOf(makeRequest(method, Preset::Paper))) {
        if (option.section != S::Search && option.section != S::Space && option.section != S::Method) continue;
        const QString unit = option.unit.empty() || option.unit == text(option.label).toLower().toStdString() ? QString() : QLatin1Char(' ') + text(option.unit);
        rows += QStringLiteral("<tr><td style='padding-right:24px;color:%1'>%2</td><td>%3%4</td></tr>")
                    .arg(tokens().muted.name(), text(option.label).toHtmlEscaped(), text(option.value).toHtmlEscaped(), unit);
    }
    return QStringLiteral("<table cellspacing='0' cellpadding='2'>%1</table>").arg(rows);
}

} // namespace dnas
