#include "app/experiment_panel.h"

#include "app/experiment_delegate.h"
#include "app/plural.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dnas {

ExperimentPanel::ExperimentPanel(ExperimentModel* live, ExperimentModel* bin, QWidget* parent)
    : QWidget(parent), m_live(live), m_bin(bin), m_filter(new ExperimentFilter(this)),
      m_filterField(new QLineEdit(this)), m_list(new QListView(this)), m_empty(new QLabel(this)),
      m_binButton(new QPushButton(this)), m_tableButton(new QPushButton(tr("All runs as a table"), this)) {
    setObjectName(QStringLiteral("experimentPanel"));
    setAttribute(Qt::WA_StyledBackground);
    m_filter->setSourceModel(live);
    m_filterField->setPlaceholderText(tr("Filter: method, data, status, tag"));
    m_filterField->setAccessibleName(tr("Filter experiments"));
    m_filterField->setClearButtonEnabled(true);
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new ExperimentDelegate(m_list));
    m_list->setAccessibleName(tr("Experiments"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers); // F2 is an action of the window
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_empty->setProperty("role", "muted");
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignTop | Qt::AlignHCenter);
    m_empty->setMargin(16);
    m_binButton->setProperty("role", "link");
    m_binButton->hide();
    m_tableButton->setProperty("role", "link");
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection); // several: to compare them

    auto* filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(10, 10, 10, 8);
    filterRow->addWidget(m_filterField, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->setSpacing(0);
    layout->addLayout(filterRow);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_list, 1);
    auto* links = new QVBoxLayout;
    links->setContentsMargins(8, 4, 8, 0);
    links->setSpacing(0);
    links->addWidget(m_tableButton, 0, Qt::AlignLeft);
    links->addWidget(m_binButton, 0, Qt::AlignLeft);
    layout->addLayout(links);

    connect(m_filterField, &QLineEdit::textChanged, m_filter, &ExperimentFilter::setText);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (!current.isValid() || selected() == m_last) return;
        m_last = selected();
        Q_EMIT selectionChanged(m_last);
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        // A click below the last line: the run on view stays the one that commands speak of.
        QItemSelectionModel* selection = m_list->selectionModel();
        if (!selection->hasSelection() && m_list->currentIndex().isValid()) selection->select(m_list->currentIndex(), QItemSelectionModel::Select);
        Q_EMIT chosenAnew();
    });
    connect(m_tableButton, &QPushButton::clicked, this, &ExperimentPanel::tableAsked);
    for (QAbstractItemModel* model : {static_cast<QAbstractItemModel*>(m_filter), static_cast<QAbstractItemModel*>(m_bin)}) {
        connect(model, &QAbstractItemModel::modelReset, this, &ExperimentPanel::updateCount);
        connect(model, &QAbstractItemModel::rowsInserted, this, &ExperimentPanel::updateCount);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &ExperimentPanel::updateCount);
    }
    connect(m_filter, &QAbstractItemModel::modelReset, this, [this] { select(m_last); });
    connect(m_binButton, &QPushButton::clicked, this, [this] { showBin(!m_showsBin); });
    connect(m_list, &QListView::customContextMenuRequested, this, [this](const QPoint& place) {
        if (m_menu && m_list->indexAt(place).isValid()) m_menu->popup(m_list->viewport()->mapToGlobal(place));
    });
    updateCount();
}

std::int64_t ExperimentPanel::selected() const {
    const QModelIndex current = m_list->currentIndex();
    return current.isValid() ? current.data(ExperimentModel::IdRole).toLongLong() : 0;
}

void ExperimentPanel::select(std::int64_t experiment) {
    const ExperimentModel* source = m_showsBin ? m_bin : m_live;
    const QModelIndex index = m_filter->mapFromSource(source->indexOf(experiment));
    if (index.isValid() && index != m_list->currentIndex()) m_list->setCurrentIndex(index); // several may be selected around it
}

std::vector<std::int64_t> ExperimentPanel::selectedAll() const {
    std::vector<std::pair<int, std::int64_t>> rows;
    for (const QModelIndex& index : m_list->selectionModel()->selectedRows())
        if (!index.data(ExperimentModel::DamagedRole).toBool()) rows.emplace_back(index.row(), index.data(ExperimentModel::IdRole).toLongLong());
    std::sort(rows.begin(), rows.end());
    std::vector<std::int64_t> ids;
    for (const auto& [row, id] : rows) ids.push_back(id);
    return ids;
}

void ExperimentPanel::showBin(bool bin) {
    if (m_showsBin == bin) return;
    m_showsBin = bin;
    m_last = 0;
    m_filter->setSourceModel(bin ? m_bin : m_live);
    updateCount();
    Q_EMIT binShown(bin);
    const QModelIndex first = m_filter->index(0, 0);
    if (first.isValid()) m_list->setCurrentIndex(first);
}

void ExperimentPanel::editName() {
    if (m_list->currentIndex().isValid()) m_list->edit(m_list->currentIndex());
}

void ExperimentPanel::focusFilter() {
    m_filterField->setFocus();
    m_filterField->selectAll();
}

QString ExperimentPanel::countText() const {
    const int all = (m_showsBin ? m_bin : m_live)->rowCount();
    const int shown = m_filter->rowCount();
    return shown == all ? QString::number(all) : tr("%1 of %2").arg(shown).arg(all);
}

void ExperimentPanel::updateCount() {
    const int all = (m_showsBin ? m_bin : m_live)->rowCount();
    const int shown = m_filter->rowCount();
    Q_EMIT countChanged(countText());
    const int thrown = m_bin->rowCount();
    m_binButton->setText(m_showsBin ? tr("‹ Back to the experiments") : plural(thrown, tr("Bin: %n experiment"), tr("Bin: %n experiments")));
    m_binButton->setVisible(m_showsBin || thrown > 0);
    m_tableButton->setVisible(m_live->rowCount() > 0);
    m_empty->setVisible(shown == 0);
    m_list->setVisible(shown > 0);
    m_empty->setText(all > 0       ? tr("No experiment matches the filter.")
                     : m_showsBin  ? tr("The bin is empty.")
                                   : tr("No experiments yet. Start one with New experiment."));
}

} // namespace dnas
