#include "app/welcome_page.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace dnas {
namespace {

constexpr int kMostRecentShown = 6;

QLabel* label(const QString& text, const char* role, QWidget* parent) {
    auto* made = new QLabel(text, parent);
    made->setProperty("role", QString::fromLatin1(role));
    made->setWordWrap(true);
    return made;
}

QString shortFolder(const QString& path) {
    const QString folder = QFileInfo(path).path();
    const QString home = QDir::homePath();
    return folder.startsWith(home + QLatin1Char('/')) || folder == home ? QStringLiteral("~") + folder.mid(home.size()) : folder;
}

} // namespace

WelcomePage::WelcomePage(std::vector<ProjectTemplate> templates, QWidget* parent)
    : QWidget(parent), m_templates(std::move(templates)), m_recent(new QVBoxLayout) {
    setObjectName(QStringLiteral("welcomePage"));
    auto* cards = new QWidget(this);
    auto* right = new QVBoxLayout(cards);
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(10);
    right->addWidget(label(tr("Start from a template"), "section", cards));
    for (int index = 0; index < static_cast<int>(m_templates.size()); ++index) right->addWidget(makeCard(index));
    right->addStretch(1);
    cards->setMaximumWidth(560);

    auto* inside = new QWidget(this);
    auto* columns = new QHBoxLayout(inside);
    columns->setContentsMargins(40, 48, 40, 32);
    columns->setSpacing(56);
    columns->addStretch(1);
    columns->addWidget(makeLeft(), 4);
    columns->addWidget(cards, 6);
    columns->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setFocusPolicy(Qt::NoFocus); // the buttons have it
    scroll->setWidget(inside);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
}

QWidget* WelcomePage::makeLeft() {
    auto* side = new QWidget(this);
    side->setMaximumWidth(360);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(label(tr("DNAS Studio"), "hero", side));
    column->addWidget(label(tr("Search network architectures by gradient descent, and watch the search while it happens."), "muted", side));
    column->addSpacing(16);
    auto* fresh = new QPushButton(tr("New project…"), side);
    fresh->setProperty("role", "primary");
    fresh->setObjectName(QStringLiteral("welcome.new"));
    auto* open = new QPushButton(tr("Open project…"), side);
    column->addWidget(fresh);
    column->addWidget(open);
    column->addSpacing(16);
    column->addWidget(label(tr("Recent projects"), "section", side));
    m_recent->setSpacing(2);
    column->addLayout(m_recent);
    column->addStretch(1);
    connect(fresh, &QPushButton::clicked, this, &WelcomePage::newAsked);
    connect(open, &QPushButton::clicked, this, &WelcomePage::openAsked);
    return side;
}

QWidget* WelcomePage::makeCard(int index) {
    const ProjectTemplate& item = m_templates[index];
    auto* card = new QFrame(this);
    card->setObjectName(QStringLiteral("templateCard"));
    auto* start = new QPushButton(tr("Start"), card);
    start->setProperty("role", "primary");
    start->setObjectName(QStringLiteral("template.start.%1").arg(index));
    start->setAccessibleName(tr("Start %1").arg(item.name));
    auto* review = new QPushButton(tr("Look at the options first…"), card);
    review->setProperty("role", "link");
    review->setAccessibleName(tr("Look at the options of %1 first").arg(item.name));
    auto* name = label(item.name, "title", card);
    auto* text = new QVBoxLayout;
    text->setSpacing(4);
    text->addWidget(name);
    text->addWidget(label(item.description, "muted", card));
    text->addWidget(review, 0, Qt::AlignLeft);
    auto* row = new QHBoxLayout(card);
    row->setContentsMargins(16, 14, 16, 10);
    row->setSpacing(16);
    row->addLayout(text, 1);
    row->addWidget(start, 0, Qt::AlignVCenter);
    connect(start, &QPushButton::clicked, this, [this, index] { Q_EMIT templateStarted(index); });
    connect(review, &QPushButton::clicked, this, [this, index] { Q_EMIT templateReviewed(index); });
    return card;
}

void WelcomePage::setRecent(const QStringList& paths) {
    while (QLayoutItem* item = m_recent->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QString& path : paths.mid(0, kMostRecentShown)) {
        auto* button = new QPushButton(QStringLiteral("%1   %2").arg(QFileInfo(path).completeBaseName(), shortFolder(path)), this);
        button->setProperty("role", "link");
        button->setToolTip(path);
        connect(button, &QPushButton::clicked, this, [this, path] { Q_EMIT recentChosen(path); });
        m_recent->addWidget(button, 0, Qt::AlignLeft);
    }
    if (paths.isEmpty()) m_recent->addWidget(label(tr("None yet."), "muted", this));
}

} // namespace dnas
