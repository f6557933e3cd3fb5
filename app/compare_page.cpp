#include "app/compare_page.h"

#include "app/figures.h"
#include "app/option_differences.h"
#include "app/plural.h"
#include "engine/api/published_genotypes.h"
#include "widgets/alpha_difference.h"
#include "widgets/architecture_diff.h"
#include "widgets/cell_reading.h"
#include "widgets/curves_view.h"
#include "widgets/distance_heatmap.h"
#include "widgets/figure_menu.h"
#include "widgets/panel.h"
#include "widgets/panel_grid.h"
#include "widgets/segmented_control.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSlider>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace dnas {
namespace {

constexpr std::array<int, 2> kRows{4, 5}, kColumns{1, 1};
constexpr int kSliderWidth = 120, kMostChoice = 260;

bool hasOperations(const Genotype& genotype) {
    return std::any_of(genotype.cells.begin(), genotype.cells.end(), [](const CellGenotype& cell) { return !cell.edges.empty(); });
}

QString nameOf(const LoadedExperimentPtr& run) {
    return QString::fromStdString(run->record.summary.name);
}

} // namespace

ComparePage::ComparePage(QWidget* parent)
    : QWidget(parent), m_options(new QTableWidget), m_curves(new CurvesView(&m_first)), m_architecture(new ArchitectureDiff),
      m_changes(new QListWidget), m_alpha(new AlphaDifference),
      m_distances(new DistanceHeatmap), m_withPublished(new QCheckBox(tr("add published cells"))), m_grid(new PanelGrid(kRows, kColumns)) {
    setObjectName(QStringLiteral("comparePage"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(10);
    layout->addWidget(makeHead());
    layout->addWidget(m_grid, 1);

    m_options->setAccessibleName(tr("Options that differ"));
    m_options->setFrameShape(QFrame::NoFrame);
    m_options->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_options->setSelectionMode(QAbstractItemView::ContiguousSelection);
    m_options->setShowGrid(false);
    m_options->verticalHeader()->hide();
    m_options->verticalHeader()->setDefaultSectionSize(26);
    m_options->horizontalHeader()->setHighlightSections(false);
    m_options->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_options->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto* options = new QWidget;
    auto* optionColumn = new QVBoxLayout(options);
    optionColumn->setContentsMargins(1, 1, 1, 6);
    m_sameOptions = new QLabel(tr("These runs do not differ in any option."), options);
    m_sameOptions->setProperty("role", "muted");
    m_sameOptions->setAlignment(Qt::AlignCenter);
    optionColumn->addWidget(m_options);
    optionColumn->addWidget(m_sameOptions);

    Panel* curves = m_grid->addPanel(tr("Learning curves"), m_curves);
    curves->addControl(m_curves->controls());
    curves->setRemark(m_curves->remark());
    connect(m_curves, &CurvesView::remarkChanged, curves, [curves](const QString& text) { curves->setRemark(text); });
    m_grid->addPanel(tr("Options that differ"), options);
    Panel* cell = m_grid->addPanel(tr("Difference of the cells"), makeArchitecture());
    m_cell = new QComboBox;
    m_cell->setAccessibleName(tr("Cell"));
    m_cell->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    cell->addControl(m_cell);
    Panel* alpha = m_grid->addPanel(tr("Difference of alpha"), m_alpha);
    auto* scale = new SegmentedControl({tr("raw"), tr("weight")});
    scale->setCurrentIndex(1);
    alpha->addControl(scale);
    alpha->setRemark(tr("second minus first"));
    connect(scale, &SegmentedControl::currentIndexChanged, m_alpha, [this](int index) { m_alpha->setRaw(index == 0); });
    addDistances(alpha);
    connect(m_cell, &QComboBox::currentIndexChanged, this, &ComparePage::showPair);
    const auto ofPair = [this] { return originOf({timelineOf(m_before->currentIndex()), timelineOf(m_after->currentIndex())}); };
    addFigureMenu(m_architecture, m_architecture, ofPair);
    addFigureMenu(m_alpha, m_alpha, ofPair);
    addFigureMenu(m_distances, m_distances, [this] {
        QVector<const RunTimeline*> placed;
        for (const int run : m_placed) placed << timelineOf(run);
        return originOf(placed);
    });
    connect(&m_first, &RunTimeline::currentChanged, this, [this] { // chosen in the chart
        if (const SnapshotPtr chosen = m_first.current(); chosen && !m_moving) m_epoch->setValue(chosen->epoch + 1);
    });
}

QWidget* ComparePage::makeHead() {
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_title = new QLabel(head);
    m_title->setProperty("role", "title");
    m_before = new QComboBox(head);
    m_before->setAccessibleName(tr("First run"));
    m_after = new QComboBox(head);
    m_after->setAccessibleName(tr("Second run"));
    auto* swap = new QPushButton(tr("&Swap"), head);
    swap->setToolTip(tr("Exchange first and second"));
    auto* close = new QPushButton(tr("&Back to the run"), head);
    close->setProperty("role", "flat");
    auto* arrow = new QLabel(QStringLiteral("→"), head);
    m_epoch = new QSlider(Qt::Horizontal, head);
    m_epoch->setMinimum(1);
    m_epoch->setMinimumWidth(kSliderWidth / 2);
    m_epoch->setMaximumWidth(kSliderWidth);
    m_epoch->setAccessibleName(tr("Epoch of all runs"));
    m_epochText = new QLabel(head);
    m_epochText->setProperty("role", "muted");
    connect(m_epoch, &QSlider::valueChanged, this, &ComparePage::showEpoch);
    row->addWidget(m_title);
    row->addStretch(1);
    row->addWidget(m_epoch);
    row->addWidget(m_epochText);
    for (QComboBox* box : {m_before, m_after}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
        box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        box->setMaximumWidth(kMostChoice);
        connect(box, &QComboBox::currentIndexChanged, this, &ComparePage::fillChoosers);
    }
    row->addWidget(m_before, 2);
    row->addWidget(arrow);
    row->addWidget(m_after, 2);
    row->addWidget(swap);
    row->addWidget(close);
    connect(swap, &QPushButton::clicked, this, [this] {
        const int before = m_before->currentIndex();
        const QSignalBlocker quiet(m_before);
        m_before->setCurrentIndex(m_after->currentIndex());
        m_after->setCurrentIndex(before);
    });
    connect(close, &QPushButton::clicked, this, &ComparePage::closeAsked);
    return head;
}

QWidget* ComparePage::makeArchitecture() {
    auto* page = new QWidget;
    m_summary = new QLabel(page);
    m_summary->setProperty("role", "muted");
    m_summary->setWordWrap(true);
    m_changes->setAccessibleName(tr("Edges that differ"));
    m_changes->setFrameShape(QFrame::NoFrame);
    m_changes->setFixedWidth(212); // "~ input k-2 → 0: dil 5 → skip"
    m_changes->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_changes->setTextElideMode(Qt::ElideMiddle);
    auto* side = new QVBoxLayout;
    side->setContentsMargins(0, 8, 8, 8);
    side->addWidget(m_summary);
    side->addWidget(m_changes, 1);
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(1, 1, 1, 4);
    row->setSpacing(4);
    row->addWidget(m_architecture, 1);
    row->addLayout(side);
    return page;
}

void ComparePage::addDistances(Panel* panel) {
    m_withPublished->setToolTip(tr("Add published architectures, so that distances have something to be read against"));
    m_distancePage = panel->addPage(tr("Distance"), m_distances);
    panel->addControl(m_distances->controls(), m_distancePage);
    panel->addControl(m_withPublished, m_distancePage);
    showDistanceRemark();
    connect(m_distances, &DistanceHeatmap::remarkChanged, this, &ComparePage::showDistanceRemark);
    connect(m_withPublished, &QCheckBox::toggled, this, &ComparePage::showDistances);
    connect(m_distances, &DistanceHeatmap::pairChosen, this, [this](int a, int b) {
        const int placed = static_cast<int>(m_placed.size());
        if (a >= placed || b >= placed) return; // a published one has neither curves nor alpha
        const QSignalBlocker quiet(m_before);
        m_before->setCurrentIndex(m_placed[static_cast<std::size_t>(a)]);
        m_after->setCurrentIndex(m_placed[static_cast<std::size_t>(b)]);
        fillChoosers();
    });
}

void ComparePage::showDistances() {
    QStringList names;
    std::vector<Genotype> genotypes;
    m_placed.clear();
    int empty = 0;
    for (int run = 0; run < runCount(); ++run) {
        const SnapshotPtr shown = snapshotOf(run);
        if (!shown || !hasOperations(shown->genotype)) {
            if (shown) ++empty;
            continue;
        }
        m_placed.push_back(run);
        names << nameOf(m_runs[static_cast<std::size_t>(run)]);
        genotypes.push_back(shown->genotype);
    }
    if (m_withPublished->isChecked())
        for (const char* name : {"DARTS_V1", "DARTS_V2", "PC_DARTS_cifar", "PDARTS", "FairDARTS_a"}) {
            names << QString::fromLatin1(name);
            genotypes.push_back(publishedGenotype(name));
        }
    m_distances->setArchitectures(names, std::move(genotypes));
    m_leftOut = empty == 0 ? QString() : plural(empty, tr("; %n run without any operation left out"), tr("; %n runs without any operation left out"));
    showDistanceRemark();
}

void ComparePage::showDistanceRemark() {
    m_grid->panels().back()->setRemark(m_distances->remark() + m_leftOut, m_distancePage);
}

void ComparePage::setRuns(const std::vector<LoadedExperimentPtr>& runs) {
    m_runs = runs;
    m_curves->setOverlays({});
    m_others.clear();
    m_first.clear();
    QVector<RunTimeline*> overlays;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        RunTimeline* timeline = &m_first;
        if (i > 0) {
            m_others.push_back(std::make_unique<RunTimeline>());
            timeline = m_others.back().get();
            overlays << timeline;
        }
        timeline->setRun(identityOf(runs[i]->record), runs[i]->record.snapshots, runs[i]->record.events);
    }
    m_curves->setOverlays(overlays);
    m_title->setText(tr("%1 runs compared").arg(runs.size()));
    int epochs = 1;
    for (const LoadedExperimentPtr& run : runs)
        if (!run->record.snapshots.empty()) epochs = std::max(epochs, run->record.snapshots.back()->epoch + 1);
    {
        const QSignalBlocker quiet(m_epoch);
        m_epoch->setMaximum(epochs);
        m_epoch->setValue(epochs);
        m_epoch->setEnabled(epochs > 1);
    }
    showOptions();
    const QSignalBlocker quietBefore(m_before), quietAfter(m_after);
    for (QComboBox* box : {m_before, m_after}) {
        box->clear();
        for (const LoadedExperimentPtr& run : runs) box->addItem(nameOf(run));
    }
    m_before->setCurrentIndex(runs.empty() ? -1 : 0);
    m_after->setCurrentIndex(runs.size() > 1 ? 1 : -1);
    showEpoch();
}

void ComparePage::showOptions() {
    std::vector<Request> requests;
    QStringList heads{tr("Option")};
    for (const LoadedExperimentPtr& run : m_runs) {
        requests.push_back(run->record.request);
        heads << nameOf(run);
    }
    const std::vector<OptionDifference> lines = requests.empty() ? std::vector<OptionDifference>() : differingOptions(requests);
    m_options->clear();
    m_options->setColumnCount(static_cast<int>(heads.size()));
    m_options->setHorizontalHeaderLabels(heads);
    m_options->setRowCount(static_cast<int>(lines.size()));
    for (int row = 0; row < m_options->rowCount(); ++row) {
        const OptionDifference& line = lines[static_cast<std::size_t>(row)];
        auto* label = new QTableWidgetItem(line.label);
        label->setToolTip(line.key);
        m_options->setItem(row, 0, label);
        for (int i = 0; i < line.values.size(); ++i) m_options->setItem(row, i + 1, new QTableWidgetItem(line.values[i].isEmpty() ? QStringLiteral("–") : line.values[i]));
    }
    m_options->resizeColumnsToContents();
    m_options->horizontalHeader()->setStretchLastSection(true);
    m_options->setVisible(!lines.empty());
    m_sameOptions->setVisible(lines.empty());
}

RunTimeline* ComparePage::timelineOf(int run) {
    return run <= 0 ? &m_first : m_others[static_cast<std::size_t>(run - 1)].get();
}

SnapshotPtr ComparePage::snapshotOf(int run) {
    return run < 0 || run >= runCount() ? nullptr : timelineOf(run)->current();
}

void ComparePage::showEpoch() {
    m_moving = true;
    for (int run = 0; run < runCount(); ++run) {
        RunTimeline* timeline = timelineOf(run);
        int shown = 0;
        for (int i = 0; i < timeline->count(); ++i)
            if (timeline->snapshots()[static_cast<std::size_t>(i)]->epoch < m_epoch->value()) shown = i;
        timeline->setCurrentIndex(shown);
    }
    m_moving = false;
    m_epochText->setText(tr("epoch %1 of %2").arg(m_epoch->value()).arg(m_epoch->maximum()));
    showDistances();
    fillChoosers();
}

/// The cells of the second run; each is laid over the one of the same name in the first, else over the one at its place.
void ComparePage::fillChoosers() {
    const SnapshotPtr after = snapshotOf(m_after->currentIndex());
    QStringList titles;
    if (after)
        for (const CellGenotype& cell : after->genotype.cells) titles << groupTitle(cell.name);
    const QSignalBlocker quiet(m_cell);
    const int before = m_cell->currentIndex();
    m_cell->clear();
    m_cell->addItems(titles);
    m_cell->setCurrentIndex(std::clamp(before, titles.isEmpty() ? -1 : 0, static_cast<int>(titles.size()) - 1));
    m_cell->setEnabled(titles.size() > 1);
    showPair();
}

namespace {

/// The one of the same name, else the one at the same place, else nothing.
template <typename Item>
const Item* partnerOf(const std::vector<Item>& items, const std::string& name, std::size_t place) {
    for (const Item& item : items)
        if (item.name == name) return &item;
    return place < items.size() ? &items[place] : nullptr;
}

} // namespace

void ComparePage::showPair() {
    const SnapshotPtr before = snapshotOf(m_before->currentIndex()), after = snapshotOf(m_after->currentIndex());
    const int chosen = m_cell->currentIndex();
    CellGenotype first, second;
    m_alpha->clear();
    if (before && after && chosen >= 0) {
        const auto place = static_cast<std::size_t>(chosen);
        second = after->genotype.cells[place];
        if (const CellGenotype* partner = partnerOf(before->genotype.cells, second.name, place)) first = *partner;
        const AlphaGroup* newer = partnerOf(after->alpha, second.name, place);
        const AlphaGroup* older = partnerOf(before->alpha, second.name, place);
        if (newer && older) m_alpha->setGroups(*older, *newer);
    }
    m_architecture->setCells(first, second);
    m_summary->setText(m_architecture->summary());
    m_changes->clear();
    for (const QString& line : m_architecture->changes()) {
        auto* item = new QListWidgetItem(line, m_changes);
        item->setToolTip(line);
    }
}

} // namespace dnas
