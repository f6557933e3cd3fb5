#include "app/kept_panel.h"

#include "engine/api/cost.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/pruned_export.h"
#include "widgets/label_style.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace dnas {

namespace {

enum Column { Name, Epoch, How, What, Parameters, MultiplyAdds, ColumnCount };

/// What is left of the network, for people, and its costs; `what` says why there are none.
struct Reading {
    QString what;
    std::int64_t parameters = -1, multiplyAdds = -1;
};

Reading readMask(const VitMask& mask, const Request& request) {
    if (!request.pruning) return {KeptPanel::tr("a mask, but the run is no pruning"), -1, -1};
    const VitSpec& whole = request.pruning->network;
    const VitCost cost = vitCost(prunedSpec(whole, mask));
    return {KeptPanel::tr("%1 of %2 blocks, %3 of %4 heads").arg(keptBlocks(mask)).arg(whole.depth()).arg(keptHeads(mask)).arg(keptHeads(fullMask(whole))),
            cost.parameters, cost.multiplyAdds};
}

Reading readGenotype(const std::string& text, const Request& request) {
    const Genotype genotype = parseGenotype(text);
    QStringList skips;
    for (const int count : skipCounts(genotype)) skips << QString::number(count);
    const NetworkCost cost = networkCost(genotype, retrainShape(request));
    return {skips.isEmpty() ? QString() : KeptPanel::tr("skips: %1").arg(skips.join(QStringLiteral(", "))), cost.parameters, cost.multiplyAdds};
}

Reading read(const KeptGenotype& kept, const Request& request) {
    try {
        const VitMask mask = keptMask(kept.genotype);
        return mask.empty() ? readGenotype(kept.genotype, request) : readMask(mask, request);
    } catch (const EngineError& error) { // a project from elsewhere, or an operation that this version does not know
        return {QString::fromStdString(error.what()), -1, -1};
    }
}

QString countOrDash(std::int64_t value) {
    return value < 0 ? QStringLiteral("\u2014") : QLocale().toString(qlonglong(value));
}

} // namespace

KeptPanel::KeptPanel(QWidget* parent)
    : QWidget(parent), m_empty(new QLabel(this)), m_list(new QTreeWidget(this)), m_show(new QPushButton(tr("Show"), this)),
      m_train(new QPushButton(tr("Train…"), this)), m_copy(new QPushButton(tr("Copy text"), this)), m_drop(new QPushButton(tr("Drop"), this)) {
    m_list->setAccessibleName(tr("What was kept of this run"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels({tr("Name"), tr("Epoch"), tr("Parsed by"), tr("What it is"), tr("Parameters"), tr("Multiply-adds")});
    for (const int number : {Epoch, Parameters, MultiplyAdds}) m_list->headerItem()->setTextAlignment(number, Qt::AlignRight | Qt::AlignVCenter);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(What, QHeaderView::Stretch);
    m_empty->setProperty("role", "muted");
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {m_show, m_train, m_copy, m_drop}) buttons->addWidget(button);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->addWidget(m_list, 1);
    column->addWidget(m_empty, 1);
    column->addLayout(buttons);
    setMinimumSize(240, 140);

    m_list->installEventFilter(this);
    const auto tell = [this](auto signal) {
        return [this, signal] {
            if (const KeptGenotype* kept = current()) Q_EMIT (this->*signal)(*kept);
        };
    };
    connect(m_show, &QPushButton::clicked, this, tell(&KeptPanel::showAsked));
    connect(m_train, &QPushButton::clicked, this, tell(&KeptPanel::trainAsked));
    connect(m_drop, &QPushButton::clicked, this, tell(&KeptPanel::dropAsked));
    connect(m_copy, &QPushButton::clicked, this, [this] {
        if (const KeptGenotype* kept = current()) Q_EMIT copyAsked(QString::fromStdString(kept->genotype));
    });
    connect(m_list, &QTreeWidget::itemActivated, this, tell(&KeptPanel::showAsked));
    connect(m_list, &QTreeWidget::currentItemChanged, this, &KeptPanel::updateButtons);
    show(Request(), {}, false);
}

void KeptPanel::show(const Request& request, const std::vector<KeptGenotype>& kept, bool editable) {
    const KeptGenotype* before = current();
    const std::int64_t chosen = before ? before->id : 0;
    m_kept = kept;
    m_editable = editable;
    m_list->clear();
    for (const KeptGenotype& one : m_kept) {
        const Reading reading = read(one, request);
        auto* item = new QTreeWidgetItem(m_list, {QString::fromStdString(one.name), QLocale().toString(one.epoch + 1), QString::fromStdString(one.parse), reading.what,
                                                  countOrDash(reading.parameters), countOrDash(reading.multiplyAdds)});
        for (const int number : {Epoch, Parameters, MultiplyAdds}) item->setTextAlignment(number, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(What, reading.what);
        if (one.id == chosen) m_list->setCurrentItem(item);
    }
    if (!m_list->currentItem() && !m_kept.empty()) m_list->setCurrentItem(m_list->topLevelItem(0));
    for (int i = 0; i < ColumnCount; ++i)
        if (i != What) m_list->resizeColumnToContents(i);
    const bool masks = request.pruning.has_value();
    m_list->headerItem()->setText(Epoch, masks ? tr("Iteration") : tr("Epoch"));
    m_list->headerItem()->setText(How, masks ? tr("Gates that stay") : tr("Parsed by"));
    m_train->setText(masks ? tr("Fine-tune and compare…") : tr("Train…"));
    m_empty->setText(masks ? tr("No mask of this run is kept yet. Move the threshold, then Save, Keep mask as.")
                           : tr("No genotype of this run is kept yet. Choose an epoch and a parse, then Keep as in the inspector."));
    m_list->setVisible(!m_kept.empty());
    m_empty->setVisible(m_kept.empty());
    updateButtons();
}

void KeptPanel::choose(const QString& name) {
    const QList<QTreeWidgetItem*> found = m_list->findItems(name, Qt::MatchExactly, Name);
    if (!found.isEmpty()) m_list->setCurrentItem(found.back());
}

const KeptGenotype* KeptPanel::current() const {
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    return row >= 0 && row < static_cast<int>(m_kept.size()) ? &m_kept[static_cast<std::size_t>(row)] : nullptr;
}

void KeptPanel::updateButtons() {
    const bool any = current() != nullptr;
    for (QPushButton* button : {m_show, m_copy}) button->setEnabled(any);
    for (QPushButton* button : {m_train, m_drop}) button->setEnabled(any && m_editable);
}

/// Delete drops here, and must not reach the window, which would move the run on view to the bin.
bool KeptPanel::eventFilter(QObject* watched, QEvent* event) {
    const bool key = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (!key || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Delete) return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress) m_drop->click();
    event->accept();
    return true;
}

} // namespace dnas
