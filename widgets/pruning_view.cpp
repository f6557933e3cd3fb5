#include "widgets/pruning_view.h"

#include "widgets/block_column.h"
#include "widgets/chart.h"
#include "widgets/chart_figure.h"
#include "widgets/csv_text.h"
#include "widgets/data_text.h"
#include "widgets/figure_menu.h"
#include "widgets/gate_bars.h"
#include "widgets/palette.h"
#include "widgets/panel.h"
#include "widgets/pruning_charts.h"
#include "widgets/pruning_head.h"
#include "widgets/pruning_measured.h"
#include "widgets/pruning_words.h"
#include "widgets/segmented_control.h"
#include "widgets/theme_notifier.h"

#include <QAction>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr int kUpper = 6, kLower = 4, kChart = 5, kColumn = 3; ///< shares of rows and columns
constexpr int kNarrowChart = 170; ///< three of them and the column fit beside the docks of a small window
constexpr int kLeastGates = 120, kLeastChart = 100; ///< heights, with which all of it fits a screen of 720 lines
constexpr int kRestMs = 350; ///< without a move, after which a threshold is worth a measurement
enum { Search, Speed, Accuracy, Charts };

QString count(std::int64_t value) {
    const QLocale locale;
    if (value >= 1000000000) return locale.toString(value / 1e9, 'f', 1) + QStringLiteral(" G");
    if (value >= 1000000) return locale.toString(value / 1e6, 'f', 1) + QStringLiteral(" M");
    return value >= 10000 ? locale.toString(value / 1e3, 'f', 1) + QStringLiteral(" k") : locale.toString(qlonglong(value));
}

/// A chooser that a panel shows or hides with its page, and that is itself there only where there is a choice.
QWidget* wrapped(QComboBox* box) {
    auto* holder = new QWidget;
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(box);
    box->hide();
    return holder;
}

} // namespace

class PruningView::Impl {
  public:
    Impl(PruningView* view, RunTimeline* run) : q(view), timeline(run) {
        build();
        connectAll();
    }

    void build() {
        grid = new QGridLayout(q);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setSpacing(10);
        buildHead();
        grid->addWidget(head, 0, 0, 1, 4);
        gatesPanel = new Panel(tr("Gates and threshold"), bars);
        gatesPanel->addControl(wrapped(runBox));
        gatesPanel->addControl(scaleControl);
        gatesPanel->addControl(box);
        grid->addWidget(gatesPanel, 1, 0, 1, 3);
        networkPanel = new Panel(tr("Network"), column);
        grid->addWidget(networkPanel, 1, 3, 2, 1);
        buildCharts();
        for (Panel* panel : {gatesPanel, chartPanels[0], chartPanels[1], chartPanels[2]}) panel->setLeastView(panel == gatesPanel ? kLeastGates : kLeastChart);
        maximise(nullptr, false);
        for (Panel* panel : {gatesPanel, networkPanel, chartPanels[0], chartPanels[1], chartPanels[2]})
            connect(panel, &Panel::maximiseRequested, q, [this, panel](bool on) { maximise(panel, on); });
        box->setDecimals(3);
        box->setSingleStep(0.01);
        box->setPrefix(tr("t = "));
        box->setAccessibleName(tr("Threshold"));
        box->setKeyboardTracking(false); // half a number is no threshold
        runBox->setAccessibleName(tr("Run of the search"));
        runBox->setToolTip(tr("The gates that each run of the search ended with"));
        scaleControl->setToolTip(tr("Compare the threshold with \u03c3(\u03b1) or with \u03b1 itself. The thesis leaves open which: it speaks of \u201cthresholding \u03b1\u201d, and its "
                                    "figure 6.11 shows values between 0 and 1. On \u03b1, \u03c3(\u03b1) \u2265 0.65 is \u03b1 \u2265 0.619."));
        column->setContentsMargins(8, 8, 8, 8);
        offerFigure(bars, q);
        offerFigure(column, column);
    }

    void buildCharts() {
        const QString titles[] = {tr("Search"), tr("Throughput"), tr("Accuracy")};
        for (int i = 0; i < Charts; ++i) {
            charts[i] = new Chart;
            charts[i]->setMinimumWidth(kNarrowChart);
            charts[i]->setAccessibleName(titles[i]);
            chartPanels[i] = new Panel(titles[i], charts[i]);
            grid->addWidget(chartPanels[i], 2, i);
        }
        dataBox->setAccessibleName(tr("Data of the accuracy"));
        dataBox->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        dataBox->setMinimumContentsLength(8);
        chartPanels[Accuracy]->addControl(wrapped(dataBox));
        for (int i : {Speed, Accuracy}) {
            axisControls[i] = new SegmentedControl({keptAxis(), tr("t")});
            axisControls[i]->setToolTip(tr("Over what is kept, or over the threshold (thesis figure 6.10)"));
            chartPanels[i]->addControl(axisControls[i]);
        }
        figures[Search] = new ChartFigure(charts[Search], timeline, QStringLiteral("pruning-search"), titles[Search], [this] { return searchCsv(); });
        figures[Speed] = new ChartFigure(charts[Speed], timeline, QStringLiteral("pruning-throughput"), tr("Throughput of pruned networks"),
                                         [this] { return speedCsv(timeline->measured().speeds, places()); });
        figures[Accuracy] = new ChartFigure(charts[Accuracy], timeline, QStringLiteral("pruning-accuracy"), tr("Accuracy of pruned networks"),
                                            [this] { return accuracyCsv(timeline->measured(), places()); });
    }

    void offerFigure(QWidget* widget, Figure* figure) {
        widget->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(widget, &QWidget::customContextMenuRequested, q, [this, widget, figure](const QPoint& place) {
            QMenu menu;
            addFigureActions(menu, q, *figure, *timeline);
            menu.exec(widget->mapToGlobal(place));
        });
    }

    void buildHead() {
        const auto add = [&](const QString& text, auto body) {
            auto* action = new QAction(text, q);
            connect(action, &QAction::triggered, q, body);
            actions.append(action);
            q->addAction(action);
            return action;
        };
        head->addButton(add(tr("&Sweep all thresholds"), [this] { sweepSpeeds(); }));
        QAction* one = add(tr("Measure &accuracy\u2026"), [this] { Q_EMIT q->accuracyWanted({current}); });
        QAction* all = add(tr("S&weep accuracy\u2026"), [this] { Q_EMIT q->accuracyWanted(masksOfSweep()); });
        head->addMenu(tr("Accuracy"), {one, all}); // of a button each there is no room beside the docks of a small window
        QAction* tune = add(tr("&Fine-tune and compare\u2026"), [this] { Q_EMIT q->tuneWanted(current); });
        tune->setIconText(tr("Fine-tune\u2026"));
        head->addButton(tune);
        QAction* weights = add(tr("Save pruned &weights\u2026"), [this] { Q_EMIT q->saveWanted(current, true); });
        QAction* mask = add(tr("Save &mask\u2026"), [this] { Q_EMIT q->saveWanted(current, false); });
        QAction* keep = add(tr("&Keep mask as\u2026"), [this] { Q_EMIT q->keepWanted(current, timeline->gateCut()); });
        head->addMenu(tr("Save"), {weights, mask, keep});
        connect(head, &PruningHead::stopWanted, q, &PruningView::stopWanted);
    }

    void maximise(Panel* panel, bool on) {
        for (Panel* other : {gatesPanel, networkPanel, chartPanels[0], chartPanels[1], chartPanels[2]}) {
            other->setVisible(!on || other == panel);
            other->setMaximised(on && other == panel);
        }
        // An empty row or column with a stretch would still take its share.
        grid->setRowStretch(1, !on || panel == gatesPanel || panel == networkPanel ? kUpper : 0);
        grid->setRowStretch(2, !on || panel != gatesPanel ? kLower : 0);
        for (int i = 0; i < Charts; ++i)
            grid->setColumnStretch(i, !on || panel == gatesPanel || panel == chartPanels[i] ? kChart : 0);
        grid->setColumnStretch(3, !on || panel == networkPanel ? kColumn : 0);
    }

    void connectAll() {
        connect(timeline, &RunTimeline::runChanged, q, [this] { startAnew(); });
        connect(timeline, &RunTimeline::dataChanged, q, [this] {
            showRuns();
            charts[Search]->scheduleGraphs();
        });
        connect(timeline, &RunTimeline::currentChanged, q, [this] { takeGates(); });
        connect(timeline, &RunTimeline::gateCutChanged, q, [this] { takeCut(); });
        connect(timeline, &RunTimeline::measuredChanged, q, [this] { takeMeasured(); });
        connect(timeline, &RunTimeline::liveChanged, q, [this](bool live) {
            showRuns();
            if (!live) rest.start(); // nothing was measured while the search went on
        });
        connect(bars, &GateBars::thresholdMoved, q, [this](double value) { timeline->setGateCut({value, q->scale()}); });
        connect(bars, &GateBars::thresholdSettled, q,
                [this](double before, double after, bool step) { Q_EMIT q->cutEdited({before, q->scale()}, {after, q->scale()}, step); });
        connect(box, &QDoubleSpinBox::valueChanged, q, [this](double value) { edit({value, q->scale()}, true); });
        connect(scaleControl, &SegmentedControl::currentIndexChanged, q,
                [this](int index) { edit(onScale(timeline->gateCut(), index == 1 ? GateScale::Raw : GateScale::Sigmoid), false); });
        connect(runBox, &QComboBox::activated, q, [this](int run) {
            const std::vector<int> ends = runEnds(timeline->snapshots());
            if (run >= 0 && run < static_cast<int>(ends.size())) timeline->setCurrentIndex(ends[static_cast<std::size_t>(run)]);
        });
        connectCharts();
        rest.setSingleShot(true);
        rest.setInterval(kRestMs);
        connect(&rest, &QTimer::timeout, q, [this] {
            if (q->isVisible() && !timeline->isLive() && !current.empty() && !timeline->measured().speeds.count(current)) Q_EMIT q->speedWanted({current}, false);
        });
    }

    void connectCharts() {
        connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, q, [this] {
            for (Chart* chart : charts) chart->scheduleGraphs();
        });
        connect(dataBox, &QComboBox::activated, q, [this](int index) {
            chosenData = dataAt(index);
            showMeasured();
        });
        for (int i : {Speed, Accuracy})
            connect(axisControls[i], &SegmentedControl::currentIndexChanged, q, [this](int index) {
                for (int other : {Speed, Accuracy}) {
                    axisControls[other]->setCurrentIndex(index);
                    charts[other]->resetZoom();
                    charts[other]->scheduleGraphs();
                }
            });
        charts[Search]->setRefresh([this] { drawSearch(charts[Search], timeline->snapshots(), spec, iteration()); }, {});
        charts[Speed]->setRefresh([this] { drawMeasured(charts[Speed], speedPoints(timeline->measured().speeds, places()), axisOf(Speed)); }, {});
        charts[Accuracy]->setRefresh([this] { drawMeasured(charts[Accuracy], accuracyPoints(accuracies(), places()), axisOf(Accuracy)); }, {});
    }

    double iteration() const {
        const SnapshotPtr s = timeline->current();
        return s ? s->epoch % std::max(1, spec.iterations) + 1 : 0;
    }

    void startAnew() {
        const std::optional<PruningSpec>& pruning = timeline->identity().request.pruning;
        if (!pruning) return;
        spec = *pruning;
        whole = vitCost(spec.network);
        column->setMobile(spec.network.isMobile());
        current.clear();
        chosenData = {};
        chartPanels[Search]->setRemark(spec.runs > 1 ? tr("%1 runs, 95 % interval").arg(spec.runs) : tr("proxy over iterations"));
        networkPanel->setRemark(tr("%n block(s)", nullptr, spec.network.depth()));
        for (int i : {Speed, Accuracy}) axisControls[i]->setLabels({keptAxis(), tr("t")});
        takeGates();
        takeMeasured();
    }

    /// Of another iteration.
    void takeGates() {
        if (!timeline->identity().request.pruning) return;
        const SnapshotPtr snapshot = timeline->current();
        gates = snapshot ? gateValues(*snapshot, timeline->gateCut().scale) : GateValues();
        sweep = thresholdSweep(spec.network, gates);
        bars->setGates(spec.network, gates, timeline->gateCut().scale);
        shownScale = timeline->gateCut().scale;
        {
            const QSignalBlocker quiet(box), still(scaleControl);
            box->setRange(bars->lowest(), bars->highest());
            scaleControl->setCurrentIndex(shownScale == GateScale::Raw ? 1 : 0);
        }
        showRuns();
        bars->setThreshold(timeline->gateCut().threshold);
        showMask();
        for (Chart* chart : charts) chart->scheduleGraphs();
    }

    void takeCut() {
        if (timeline->gateCut().scale != shownScale) return takeGates();
        bars->setThreshold(timeline->gateCut().threshold);
        showMask();
        if (overThreshold())
            for (int i : {Speed, Accuracy}) charts[i]->scheduleGraphs();
    }

    void edit(const GateCut& cut, bool step) {
        const GateCut before = timeline->gateCut();
        timeline->setGateCut(cut);
        if (cut != before) Q_EMIT q->cutEdited(before, cut, step);
    }

    /// Which run, which iteration, and the choice of another run.
    void showRuns() {
        if (!timeline->identity().request.pruning) return;
        const int runs = spec.runs > 1 ? static_cast<int>(runEnds(timeline->snapshots()).size()) : 0;
        const int best = timeline->isLive() ? -1 : bestRun(*timeline);
        runBox->clear();
        for (int run = 0; run < runs; ++run) runBox->addItem(run == best ? tr("run %1, best").arg(run + 1) : tr("run %1").arg(run + 1));
        runBox->setCurrentIndex(runOnView(*timeline));
        runBox->setVisible(runs > 1);
        const QString text = runText(*timeline);
        gatesPanel->setRemark(text.isEmpty() ? tr("drag the line, arrow keys, or type") : text);
    }

    /// Everything that the threshold decides at once.
    void showMask() {
        {
            const QSignalBlocker quiet(box);
            box->setValue(bars->threshold());
        }
        VitMask mask = maskAt(spec.network, gates, bars->threshold());
        if (mask == current) return;
        current = std::move(mask);
        column->setMask(current);
        const VitCost cost = vitCost(prunedSpec(spec.network, current));
        head->kept->set(tr("%1 of %2").arg(keptModules(spec, current)).arg(modulesOf(spec)));
        head->parameters->set(count(cost.parameters), change(cost.parameters, whole.parameters));
        head->products->set(count(cost.multiplyAdds), change(cost.multiplyAdds, whole.multiplyAdds));
        Q_EMIT q->maskChanged();
        showMeasured();
        rest.start();
    }

    static QString change(std::int64_t value, std::int64_t of) {
        const double part = of > 0 ? 100.0 * static_cast<double>(of - value) / static_cast<double>(of) : 0;
        return std::abs(part) < 0.5 ? QString() : tr("\u2212%1 %").arg(QLocale().toString(part, 'f', 0));
    }

    // ---- what was measured ----

    const std::map<VitMask, VitEvaluation>& accuracies() const {
        static const std::map<VitMask, VitEvaluation> none;
        const auto& all = timeline->measured().accuracies;
        const auto found = all.find(chosenData);
        return found != all.end() ? found->second : all.empty() ? none : all.begin()->second;
    }

    AccuracyData dataAt(int index) const {
        for (const auto& [data, found] : timeline->measured().accuracies)
            if (index-- == 0) return data;
        return {};
    }

    /// New measurements: what came last is looked at.
    void takeMeasured() {
        const auto& all = timeline->measured().accuracies;
        for (const auto& [data, found] : all) {
            if (const auto before = shownCounts.find(data); before == shownCounts.end() || before->second != found.size()) chosenData = data;
        }
        shownCounts.clear();
        for (const auto& [data, found] : all) shownCounts[data] = found.size();
        dataBox->clear();
        int index = 0;
        for (const auto& [data, found] : all) {
            const QString images = data.limit > 0 ? tr("%1, %2 images").arg(dataText(data.data), QLocale().toString(data.limit)) : dataText(data.data);
            dataBox->addItem(images);
            dataBox->setItemData(index, QString::fromStdString(data.data), Qt::ToolTipRole);
            if (data == chosenData) dataBox->setCurrentIndex(index);
            ++index;
        }
        dataBox->setVisible(all.size() > 1);
        showMeasured();
    }

    void showMeasured() {
        const QLocale locale;
        const auto& speeds = timeline->measured().speeds;
        const auto speed = speeds.find(current);
        if (speed == speeds.end()) {
            head->speed->set(QStringLiteral("\u2013"), {}, tr("Throughput of this mask is measured when the threshold rests."));
        } else {
            const VitSpeed& s = speed->second;
            head->speed->set(tr("\u00d7%1 \u00b1 %2").arg(locale.toString(s.ratio, 'f', 2), locale.toString((s.ratioHigh - s.ratioLow) / 2, 'f', 2)), {},
                             tr("%1 images a second, the whole network %2; batch %3, %4 threads, %5 passes of each in turns; the spread is that of the "
                                "middle 80 %. %6")
                                 .arg(locale.toString(s.pruned.imagesPerSecond(), 'f', 1), locale.toString(s.whole.imagesPerSecond(), 'f', 1))
                                 .arg(s.pruned.batch).arg(s.pruned.threads).arg(s.pruned.repeats).arg(QString::fromStdString(s.machine)));
        }
        const auto accuracy = accuracies().find(current);
        if (accuracy == accuracies().end()) {
            head->accuracy->set(QStringLiteral("\u2013"), {}, tr("Accuracy of this mask is not measured."));
        } else {
            const VitEvaluation& e = accuracy->second;
            head->accuracy->set(tr("%1 \u00b1 %2 %").arg(locale.toString(100 * e.top1, 'f', 1), locale.toString(accuracySpread(e), 'f', 1)), {},
                                tr("Top-1 of %1 images of the %2 part of %3, without fine-tuning; with its 95 % interval")
                                    .arg(locale.toString(e.images), QString::fromStdString(e.part), QString::fromStdString(e.data)));
        }
        const auto& shown = accuracies();
        chartPanels[Speed]->setRemark(speeds.empty() ? QString() : tr("images/s"));
        chartPanels[Accuracy]->setRemark(shown.empty() ? QString() : tr("%1, %2 images").arg(dataText(shown.begin()->second.data), locale.toString(shown.begin()->second.images)));
        charts[Speed]->scheduleGraphs();
        charts[Accuracy]->scheduleGraphs();
    }

    std::vector<VitMask> masksOfSweep() const {
        std::vector<VitMask> masks;
        for (const ThresholdRange& range : sweep) masks.push_back(range.mask);
        return masks;
    }

    void sweepSpeeds() {
        std::vector<VitMask> unknown = masksOfSweep();
        const auto& speeds = timeline->measured().speeds;
        unknown.erase(std::remove_if(unknown.begin(), unknown.end(), [&](const VitMask& mask) { return speeds.count(mask) > 0; }), unknown.end());
        if (unknown.empty()) return head->setStatus(tr("every threshold is measured"), false);
        Q_EMIT q->speedWanted(unknown, true);
    }

    bool overThreshold() const { return axisControls[Speed]->currentIndex() == 1; }
    QString keptAxis() const { return tr("kept"); }
    MaskPlaces places() const { return {spec, sweep, current, bars->lowest(), bars->highest()}; }

    MeasuredAxis axisOf(int chart) const {
        MeasuredAxis axis;
        axis.threshold = overThreshold();
        axis.low = bars->lowest();
        axis.high = bars->highest();
        axis.at = bars->threshold();
        axis.modules = modulesOf(spec);
        axis.title = axis.threshold                                   ? tr("threshold on %1").arg(shownScale == GateScale::Raw ? tr("\u03b1") : tr("\u03c3(\u03b1)"))
                     : spec.granularity == PruningGranularity::Block ? tr("blocks kept")
                                                                     : tr("heads kept");
        axis.valueTitle = chart == Speed ? tr("images a second") : tr("accuracy in %");
        axis.highest = chart == Speed ? 0 : 100;
        axis.empty = chart == Speed ? tr("not measured yet:\nSweep all thresholds") : tr("not measured yet:\nAccuracy, Sweep accuracy\u2026");
        return axis;
    }

    QString searchCsv() const {
        QString csv = QStringLiteral("iteration,run,objective,random,unpruned,proxy,proxy_random,proxy_unpruned\n");
        for (const SnapshotPtr& s : timeline->snapshots())
            csv += QStringLiteral("%1,%2,%3,%4,%5,%6,%7,%8\n")
                       .arg(s->epoch % std::max(1, spec.iterations) + 1)
                       .arg(QString::fromStdString(s->stage), csvNumber(s->metric("objective")), csvNumber(s->metric("random")), csvNumber(s->metric("unpruned")),
                            csvNumber(s->metric("proxy")), csvNumber(s->metric("proxy_random")), csvNumber(s->metric("proxy_unpruned"))); // values of table 6.1
        return csv;
    }

    PruningView* q;
    RunTimeline* timeline;
    PruningHead* head = new PruningHead;
    GateBars* bars = new GateBars;
    BlockColumn* column = new BlockColumn;
    QComboBox *runBox = new QComboBox, *dataBox = new QComboBox;
    SegmentedControl* scaleControl = new SegmentedControl({QStringLiteral("\u03c3(\u03b1)"), QStringLiteral("\u03b1")});
    SegmentedControl* axisControls[Charts] = {};
    QDoubleSpinBox* box = new QDoubleSpinBox;
    Panel *gatesPanel = nullptr, *networkPanel = nullptr;
    Chart* charts[Charts] = {};
    Panel* chartPanels[Charts] = {};
    ChartFigure* figures[Charts] = {};
    QGridLayout* grid = nullptr;
    QList<QAction*> actions;
    QTimer rest;

    PruningSpec spec;
    GateValues gates;
    std::vector<ThresholdRange> sweep; ///< of these gates
    GateScale shownScale = GateScale::Sigmoid;
    VitMask current;
    VitCost whole;
    AccuracyData chosenData;                          ///< of the accuracies on view
    std::map<AccuracyData, std::size_t> shownCounts; ///< masks of each
};

PruningView::PruningView(RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    setAccessibleName(tr("Pruning"));
    setFocusProxy(m->bars);
    m->startAnew();
}
PruningView::~PruningView() = default;

double PruningView::threshold() const { return m->bars->threshold(); }
GateScale PruningView::scale() const { return m->timeline->gateCut().scale; }
const VitMask& PruningView::mask() const { return m->current; }
const VitSpec& PruningView::network() const { return m->spec.network; }
const QList<QAction*>& PruningView::commands() const { return m->actions; }
QList<Figure*> PruningView::figures() { return {this, m->column, m->figures[Search], m->figures[Speed], m->figures[Accuracy]}; }
void PruningView::setStatus(const QString& text, bool stoppable) { m->head->setStatus(text, stoppable); }
void PruningView::setThreshold(double threshold) { m->timeline->setGateCut({threshold, scale()}); }
void PruningView::setScale(GateScale scale) { m->timeline->setGateCut(onScale(m->timeline->gateCut(), scale)); }

bool PruningView::chooseMask(const VitMask& mask) {
    const SnapshotPtr snapshot = m->timeline->current();
    if (!snapshot) return false;
    const bool raw = scale() == GateScale::Raw;
    for (const GateScale scale : {raw ? GateScale::Raw : GateScale::Sigmoid, raw ? GateScale::Sigmoid : GateScale::Raw}) {
        const GateValues values = gateValues(*snapshot, scale);
        for (const ThresholdRange& range : thresholdSweep(m->spec.network, values)) {
            if (range.mask != mask) continue;
            if (mask == this->mask()) return true;
            const GateScale before = this->scale();
            const double threshold = this->threshold();
            setScale(scale);
            const double low = std::max(range.low, m->bars->lowest()), high = std::min(range.high, m->bars->highest());
            if (!(range.low < threshold && threshold <= range.high)) setThreshold((low + high) / 2);
            if (this->mask() == mask) return true;
            setScale(before); // on that axis it lies beyond the end
            setThreshold(threshold);
        }
    }
    return false;
}

void PruningView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m->rest.start();
}

void PruningView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m->charts[Search]->scheduleGraphs(); // its legend fits the width
}

void PruningView::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    m->bars->paintBars(painter, size, false);
    painter.restore();
}

QString PruningView::figureCsv() const {
    QString csv = QStringLiteral("block,head,gate,kept\n");
    const auto line = [&](std::size_t block, int head, double gate, bool kept) {
        csv += QStringLiteral("%1,%2,%3,%4\n").arg(block).arg(head < 0 ? QString() : QString::number(head), QString::number(gate, 'g', 17)).arg(kept ? 1 : 0);
    };
    for (std::size_t k = 0; k < m->current.size(); ++k) {
        const std::vector<bool>& block = m->current[k];
        if (k < m->gates.blocks.size()) line(k, -1, m->gates.blocks[k], std::find(block.begin(), block.end(), true) != block.end());
        for (std::size_t head = 0; k < m->gates.heads.size() && head < block.size(); ++head)
            line(k, static_cast<int>(head), m->gates.heads[k][head], block[head]);
    }
    return csv;
}

namespace {

/// Draws one figure of a view that is never shown.
class PruningFigure final : public QWidget, public Figure {
  public:
    PruningFigure(std::unique_ptr<PruningView> view, Figure* figure) : m_view(std::move(view)), m_figure(figure) {}
    QString figureName() const override { return m_figure->figureName(); }
    QString figureTitle() const override { return m_figure->figureTitle(); }
    QSizeF figureSize() const override { return m_figure->figureSize(); }
    void paintFigure(QPainter& painter, const QSizeF& size) override { m_figure->paintFigure(painter, size); }
    QString figureCsv() const override { return m_figure->figureCsv(); }

  private:
    std::unique_ptr<PruningView> m_view;
    Figure* m_figure;
};

} // namespace

std::unique_ptr<QWidget> makePruningFigure(const QString& name, RunTimeline* timeline) {
    auto view = std::make_unique<PruningView>(timeline);
    for (Figure* figure : view->figures())
        if (figure->figureName() == name) return std::make_unique<PruningFigure>(std::move(view), figure);
    return nullptr;
}

} // namespace dnas
