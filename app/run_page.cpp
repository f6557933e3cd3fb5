#include "app/run_page.h"

#include "app/film_dialog.h"
#include "app/motor_control_page.h"
#include "engine/api/baseline.h"
#include "widgets/activation_view.h"
#include "widgets/alpha_view.h"
#include "widgets/cell_view.h"
#include "widgets/channels_view.h"
#include "widgets/chain_view.h"
#include "widgets/curves_view.h"
#include "widgets/dominant_view.h"
#include "widgets/edge_view.h"
#include "widgets/epoch_scrubber.h"
#include "widgets/feature_scatter.h"
#include "widgets/figure_menu.h"
#include "widgets/flux_view.h"
#include "widgets/panel.h"
#include "widgets/panel_grid.h"
#include "widgets/parse_table.h"
#include "widgets/pruning_view.h"
#include "widgets/run_header.h"
#include "widgets/vit_study_view.h"

#include <QAction>
#include <QLabel>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace dnas {
namespace {

constexpr std::array<int, 2> kColumns{5, 4}; // the cell needs more width than the strips
constexpr std::array<int, 2> kRows{7, 6};    // and both more height than the charts

/// A view and, for runs with individual cells, the strip of all of them under it.
QWidget* overStrip(QWidget* view, QWidget* strip) {
    auto* both = new QWidget;
    auto* column = new QVBoxLayout(both);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(view, 1);
    column->addWidget(strip);
    both->setFocusProxy(view);
    return both;
}

} // namespace

RunPage::RunPage(QWidget* parent)
    : QWidget(parent), m_stack(new QStackedLayout(this)), m_messageTitle(new QLabel), m_message(new QLabel),
      m_header(new RunHeader(&m_timeline)), m_cell(new CellView(&m_timeline)), m_alpha(new AlphaView(&m_timeline)),
      m_curves(new CurvesView(&m_timeline)), m_dominant(new DominantView(&m_timeline)),
      m_edge(new EdgeView(&m_timeline)), m_parse(new ParseTable(&m_timeline)),
      m_chains(new ChainView(&m_timeline)), m_features(new FeatureScatterView(&m_timeline)), m_scrubber(new EpochScrubber(&m_timeline)), m_grid(new PanelGrid(kRows, kColumns)) {
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(10, 8, 10, 10);
    column->setSpacing(10);
    column->addWidget(m_header);
    column->addWidget(m_grid, 1);
    column->addWidget(m_scrubber);

    const auto follow = [](Panel* panel, auto* view, int page = 0) {
        panel->addControl(view->controls(), page);
        panel->setRemark(view->remark(), page);
        using View = std::remove_pointer_t<decltype(view)>;
        connect(view, &View::remarkChanged, panel, [=](const QString& remark) { panel->setRemark(remark, page); });
    };
    Panel* cell = m_grid->addPanel(tr("Cell if stopped now"), overStrip(m_cell, m_cell->strip()));
    follow(cell, m_cell);
    Panel* alpha = m_grid->addPanel(tr("Alpha"), overStrip(m_alpha, m_alpha->strip()));
    follow(alpha, m_alpha);
    Panel* curves = m_grid->addPanel(tr("Learning curves"), m_curves);
    follow(curves, m_curves);
    Panel* choices = m_grid->addPanel(tr("Dominant"), m_dominant);
    follow(choices, m_dominant);
    follow(choices, m_edge, choices->addPage(tr("Edge"), m_edge));
    follow(choices, m_parse, choices->addPage(tr("Parse"), m_parse));
    m_kindPages = {{cell, 0, {Kind::Cells, Kind::Channels}},
                   {alpha, 0, {Kind::Cells, Kind::Channels, Kind::Motor, Kind::Siamese}},
                   {curves, 0, {Kind::Cells, Kind::Channels, Kind::Motor, Kind::Training, Kind::Siamese, Kind::Pretraining, Kind::Classifier}}};
    for (int page = 0; page < 2; ++page)
        m_kindPages.push_back({choices, page, {Kind::Cells, Kind::Channels, Kind::Motor, Kind::Siamese}});
    m_kindPages.push_back({choices, 2, {Kind::Cells, Kind::Channels}});
    m_dominant->setAccessibleName(tr("Dominant operations"));
    m_cell->setAccessibleName(tr("Cell if stopped now"));
    m_alpha->setAccessibleName(tr("Alpha"));
    joinGroups();
    addSiamesePages();
    connect(&m_timeline, &RunTimeline::runChanged, this, &RunPage::showKind);
    connect(&m_timeline, &RunTimeline::runChanged, this, &RunPage::showCover);
    makeCommands();
    restorePanels();

    auto* note = new QWidget(this);
    auto* noteColumn = new QVBoxLayout(note);
    m_messageTitle->setProperty("role", "title");
    m_message->setProperty("role", "muted");
    for (QLabel* label : {m_messageTitle, m_message}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignHCenter);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    noteColumn->setContentsMargins(60, 20, 60, 20);
    noteColumn->addStretch(2);
    noteColumn->addWidget(m_messageTitle);
    noteColumn->addWidget(m_message);
    noteColumn->addStretch(3);
    m_stack->addWidget(page);
    m_stack->addWidget(note);
}

/// Cell, alpha and the explained parse show the same group and the same edge.
void RunPage::joinGroups() {
    const auto toAll = [this](int group) {
        if (m_cell->group() != group) m_cell->setGroup(group);
        if (m_alpha->group() != group) m_alpha->setGroup(group);
        if (m_parse->group() != group) m_parse->setGroup(group);
    };
    connect(m_cell, &CellView::groupChanged, this, toAll);
    connect(m_alpha, &AlphaView::groupChanged, this, toAll);
    connect(m_parse, &ParseTable::groupChanged, this, toAll);
    connect(m_cell, &CellView::edgeSelected, this, &RunPage::selectEdge);
    connect(m_alpha, &AlphaView::edgeSelected, this, &RunPage::selectEdge);
    connect(m_parse, &ParseTable::edgeSelected, this, &RunPage::selectEdge);
}

RunPage::Kind RunPage::kind() const {
    const Request& request = m_timeline.identity().request;
    if (request.siamese && learnsLabels(*request.siamese)) return Kind::Classifier;
    if (request.siamese) return request.siamese->stage == SiameseStage::Search ? Kind::Siamese : Kind::Pretraining;
    if (request.pruning) return Kind::Pruning;
    if (request.vitWork) return request.vitWork->work == VitWork::Train ? Kind::VitTraining : Kind::VitStudy;
    if (request.motor) return Kind::Motor;
    if (request.training) return Kind::Training;
    const auto* space = std::get_if<CellSpaceSpec>(&request.recipe.space);
    return space && space->networks == NetworkCount::PerChannel ? Kind::Channels : Kind::Cells;
}

bool RunPage::hasHeads() const {
    return m_timeline.identity().request.siamese.has_value();
}

std::pair<Panel*, int> RunPage::addPage(Place place, const QString& title, QWidget* view, std::vector<Kind> kinds) {
    Panel* panel = m_grid->panels()[static_cast<int>(place)];
    const int page = panel->addPage(title, view);
    view->setAccessibleName(title);
    m_kindPages.push_back({panel, page, std::move(kinds)});
    showKind();
    return {panel, page};
}

void RunPage::addControl(Place place, QWidget* control) {
    m_kindPages[static_cast<std::size_t>(place)].panel->addControl(control); // the first pages, in the order of Place
}

/// A panel always keeps a page: what is shown comes before what is hidden.
void RunPage::showKind() {
    if (kind() == Kind::Motor || m_flux) showMotor();
    const std::optional<TrainSpec>& training = m_timeline.identity().request.training;
    const bool channels = kind() == Kind::Channels || (training && training->network.rfind("Genotype_channels(", 0) == 0);
    if (channels && !m_channels) return addChannels(); // comes back here
    if (hasHeads() && !m_spread) return addMonitors(); // so does this
    const auto fits = [this](const KindPage& page) { return std::find(page.kinds.begin(), page.kinds.end(), kind()) != page.kinds.end(); };
    for (Panel* panel : m_grid->panels()) {
        const auto isIts = [panel](const KindPage& page) { return page.panel == panel; };
        if (std::none_of(m_kindPages.begin(), m_kindPages.end(), [&](const KindPage& page) { return isIts(page) && fits(page); })) continue;
        for (const bool visible : {true, false})
            for (const KindPage& page : m_kindPages)
                if (isIts(page) && fits(page) == visible) panel->setPageVisible(page.page, visible);
    }
    Panel* cell = m_grid->panels()[static_cast<int>(Place::Cell)];
    if (m_channels) cell->setPageVisible(m_channelsPage, channels);
    cell->setTitle(m_timeline.identity().method == QLatin1String(kBaselineMethod) ? tr("Cell of this sample") : tr("Cell if stopped now"));
}

void RunPage::addSiamesePages() {
    const auto tell = [](std::pair<Panel*, int> place, auto* view) {
        place.first->setRemark(view->remark(), place.second);
        using View = std::remove_pointer_t<decltype(view)>;
        connect(view, &View::remarkChanged, place.first,
                [place](const QString& remark) { place.first->setRemark(remark, place.second); });
    };
    tell(addPage(Place::Cell, tr("Heads"), m_chains, {Kind::Siamese, Kind::Pretraining, Kind::Classifier}), m_chains);
    tell(addPage(Place::Curves, tr("Features"), m_features, {Kind::Siamese, Kind::Pretraining}), m_features);
}

/// Whether the features collapse, beside the alpha of a search and in its place where there is none; of classifiers
/// loss and rate beside the accuracy.
void RunPage::addMonitors() {
    std::array<CurvesView*, 4> views{};
    for (CurvesView*& view : views) view = new CurvesView(&m_timeline); // all of them before a page is added: that comes back here
    const auto [spread, rank, loss, rate] = views;
    m_spread = spread;
    const auto add = [this](Place place, const QString& title, CurvesView* view, const char* metric, std::vector<Kind> kinds) {
        view->setMetric(QLatin1String(metric));
        const auto [panel, page] = addPage(place, title, view, std::move(kinds));
        panel->addControl(view->controls(), page);
        panel->setRemark(view->remark(), page);
        connect(view, &CurvesView::remarkChanged, panel, [panel = panel, page = page](const QString& remark) { panel->setRemark(remark, page); });
    };
    add(Place::Alpha, tr("Spread of the features"), spread, "spread", {Kind::Siamese, Kind::Pretraining});
    add(Place::Choices, tr("Rank"), rank, "effective_rank", {Kind::Siamese, Kind::Pretraining});
    add(Place::Alpha, tr("Loss"), loss, "loss", {Kind::Classifier});
    add(Place::Choices, tr("Learning rate"), rate, "lr", {Kind::Classifier});
}

/// A motor search has no cells: flux and activation take their place, and the loss that of the accuracy.
void RunPage::showMotor() {
    const std::optional<MotorSearchSpec>& motor = m_timeline.identity().request.motor;
    if (!m_flux) {
        m_flux = new FluxView;
        m_activation = new ActivationView;
        m_control = new MotorControlPage(&m_timeline); // all of them before a page is added: that comes back here
        addFigureMenu(m_flux, m_flux, &m_timeline);
        addFigureMenu(m_activation, m_activation, &m_timeline);
        const auto [panel, page] = addPage(Place::Cell, tr("Flux"), m_flux, {Kind::Motor});
        panel->addControl(m_flux->controls(), page);
        connect(m_flux, &FluxView::remarkChanged, panel, [panel = panel, page = page](const QString& remark) { panel->setRemark(remark, page); });
        addPage(Place::Cell, tr("Activation"), m_activation, {Kind::Motor});
        const auto [controlPanel, control] = addPage(Place::Cell, tr("Control"), m_control, {Kind::Motor});
        connect(m_control, &MotorControlPage::remarkChanged, controlPanel,
                [panel = controlPanel, page = control](const QString& remark) { panel->setRemark(remark, page); });
    }
    if (motor && m_cellMetric.isEmpty()) {
        m_cellMetric = m_curves->metric();
        m_curves->setMetric(QStringLiteral("loss"));
        m_curves->setLogarithmic(true);
    } else if (!motor && !m_cellMetric.isEmpty()) {
        m_curves->setMetric(std::exchange(m_cellMetric, {}));
        m_curves->setLogarithmic(false);
    }
    const std::shared_ptr<const MotorSearchResult>& result = m_timeline.identity().motor;
    m_activation->setActivation(result ? std::optional(result->searched.network.activation) : std::nullopt);
    if (result) {
        const std::shared_ptr<const FluxMap> truth = knownFlux(*motor);
        m_flux->setResult(*result, truth);
        m_control->setResult(motor->motor, *result, truth);
    } else {
        m_flux->clear();
        m_control->clear();
    }
}

/// A run of one network a channel shows them side by side; a click on a searched cell shows it whole.
void RunPage::addChannels() {
    m_channels = new ChannelsView(&m_timeline);
    const auto [panel, page] = addPage(Place::Cell, tr("Channels"), m_channels, {Kind::Channels});
    panel->setRemark(m_channels->remark(), page);
    connect(m_channels, &ChannelsView::remarkChanged, panel, [panel = panel, page = page](const QString& remark) { panel->setRemark(remark, page); });
    connect(m_channels, &ChannelsView::groupChosen, this, [this, panel = panel](int group) {
        if (kind() != Kind::Channels) return; // of a training there is no alpha to look at
        m_cell->setGroup(group);
        panel->setCurrentPage(0);
    });
    m_channelsPage = page;
    panel->setCurrentPage(page);
}

/// What is done with vision transformers knows no cells: one view takes the place of all panels.
void RunPage::showCover() {
    QWidget* cover = nullptr;
    if (kind() == Kind::Pruning) {
        if (!m_pruning) {
            m_pruning = new PruningView(&m_timeline);
            Q_EMIT pruningViewMade(m_pruning);
        }
        cover = m_pruning;
    } else if (kind() == Kind::VitStudy) {
        if (!m_vitStudy) m_vitStudy = new VitStudyView(&m_timeline);
        cover = m_vitStudy;
    } else if (kind() == Kind::VitTraining) {
        if (!m_vitCurves) {
            auto* curves = new CurvesView(&m_timeline);
            m_vitCurves = new Panel(tr("Learning curves"), curves);
            m_vitCurves->addControl(curves->controls());
            m_vitCurves->setRemark(curves->remark());
            connect(curves, &CurvesView::remarkChanged, m_vitCurves, [this](const QString& remark) { m_vitCurves->setRemark(remark); });
        }
        cover = m_vitCurves;
    }
    m_grid->setCover(cover);
}

void RunPage::makeCommands() {
    const auto add = [this](const QString& text, const QString& keys, auto slot) {
        auto* action = new QAction(text, this);
        action->setShortcut(QKeySequence(keys));
        connect(action, &QAction::triggered, this, slot);
        m_commands.append(action);
        addAction(action);
    };
    Panel* choices = m_grid->panels().back();
    const auto show = [this, choices](int page, QWidget* view) {
        return [this, choices, page, view] {
            if (!choices->isVisible()) restorePanels();
            choices->setCurrentPage(page);
            m_grid->ensureWidgetVisible(choices, 0, 0);
            view->setFocus(Qt::ShortcutFocusReason);
        };
    };
    add(tr("Show &dominant operations"), tr("Ctrl+1"), show(0, m_dominant));
    add(tr("Show the &edge over time"), tr("Ctrl+2"), show(1, m_edge));
    add(tr("E&xplain the parse"), tr("Ctrl+3"), show(2, m_parse));
    add(tr("Save as a f&ilm…"), tr("Ctrl+Shift+E"), [this] { openFilm(); });
    connect(m_scrubber, &EpochScrubber::filmRequested, this, &RunPage::openFilm);
}

void RunPage::openFilm() {
    if (m_timeline.count() == 0) return;
    m_scrubber->play(false);
    auto* dialog = new FilmDialog(&m_timeline, m_cell->group(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void RunPage::selectEdge(int group, int row) {
    m_cell->highlightEdge(group, row);
    m_alpha->setGroup(group);
    m_alpha->setSelectedRow(row);
    m_parse->highlightEdge(group, row);
    m_edge->setEdge(group, row);
    Q_EMIT edgeSelected(group, row);
}

void RunPage::restorePanels() {
    m_grid->restore();
}

void RunPage::showRun() {
    m_stack->setCurrentIndex(0);
}

void RunPage::showMessage(const QString& title, const QString& text) {
    m_messageTitle->setText(title);
    m_message->setText(text);
    m_stack->setCurrentIndex(1);
}

bool RunPage::showsRun() const {
    return m_stack->currentIndex() == 0;
}

QString RunPage::message() const {
    return showsRun() ? QString() : m_messageTitle->text() + QLatin1Char('\n') + m_message->text();
}

} // namespace dnas
