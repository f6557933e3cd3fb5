#include "widgets/pruning_view.h"

#include "widgets/block_column.h"
#include "engine/api/vit_work.h"
#include "widgets/chart.h"
#include "widgets/chart_figure.h"
#include "widgets/gate_bars.h"
#include "widgets/palette.h"
#include "widgets/panel.h"
#include "widgets/pruning_charts.h"
#include "widgets/run_timeline.h"
#include "widgets/segmented_control.h"
#include "widgets/theme_notifier.h"

#include <QAction>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <map>

namespace dnas {

namespace {

constexpr int kUpper = 6, kLower = 4, kChart = 5, kColumn = 3; ///< shares of rows and columns
constexpr int kNarrowChart = 170; ///< three of them and the column fit beside the docks of a small window
constexpr int kRestMs = 350; ///< without a move, after which a threshold is worth a measurement

QString count(std::int64_t value) {
    const QLocale locale;
    if (value >= 1000000000) return locale.toString(value / 1e9, 'f', 1) + QStringLiteral(" G");
    if (value >= 1000000) return locale.toString(value / 1e6, 'f', 1) + QStringLiteral(" M");
    return value >= 10000 ? locale.toString(value / 1e3, 'f', 1) + QStringLiteral(" k") : locale.toString(qlonglong(value));
}

QString csvNumber(double value) { return QString::number(value, 'g', 17); }

/// A value in large over what it is.
class KeyFigure final : public QWidget {
  public:
    explicit KeyFigure(const QString& title) : m_value(new QLabel), m_title(new QLabel(title)) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        for (QLabel* label : {m_value, m_title}) {
            label->setTextFormat(Qt::PlainText);
            label->setAlignment(Qt::AlignRight);
            column->addWidget(label);
        }
        QFont font = titleFont();
        font.setBold(true);
        m_value->setFont(font);
        m_title->setFont(axisFont());
        m_title->setProperty("role", "muted");
    }
    void set(const QString& value) {
        m_value->setText(value);
        setAccessibleName(m_title->text() + QStringLiteral(": ") + value);
    }

  private:
    QLabel *m_value, *m_title;
};

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
        auto* head = new QVBoxLayout;
        head->setSpacing(6);
        buildHead(head);
        grid->addLayout(head, 0, 0, 1, 4);
        gatesPanel = new Panel(tr("Gates and threshold"), bars);
        gatesPanel->addControl(scaleControl);
        gatesPanel->addControl(box);
        gatesPanel->setRemark(tr("drag the line, arrow keys, or type"));
        grid->addWidget(gatesPanel, 1, 0, 1, 3);
        networkPanel = new Panel(tr("Network"), column);
        grid->addWidget(networkPanel, 1, 3, 2, 1);
        const QString titles[] = {tr("Search"), tr("Throughput here"), tr("Accuracy")};
        for (int i = 0; i < 3; ++i) {
            charts[i] = new Chart;
            charts[i]->setMinimumWidth(kNarrowChart);
            charts[i]->setAccessibleName(titles[i]);
            chartPanels[i] = new Panel(titles[i], charts[i]);
            grid->addWidget(chartPanels[i], 2, i);
        }
        new ChartFigure(charts[0], timeline, QStringLiteral("pruning-search"), titles[0], [this] { return searchCsv(); });
        new ChartFigure(charts[1], timeline, QStringLiteral("pruning-throughput"), titles[1], [this] { return speedCsv(); });
        new ChartFigure(charts[2], timeline, QStringLiteral("pruning-accuracy"), titles[2], [this] { return accuracyCsv(); });
        maximise(nullptr, false);
        for (Panel* panel : {gatesPanel, networkPanel, chartPanels[0], chartPanels[1], chartPanels[2]})
            connect(panel, &Panel::maximiseRequested, q, [this, panel](bool on) { maximise(panel, on); });
        box->setDecimals(3);
        box->setSingleStep(0.01);
        box->setPrefix(tr("t = "));
        box->setAccessibleName(tr("Threshold"));
        scaleControl->setToolTip(tr("Compare the threshold with sigma(alpha), or with alpha itself"));
        column->setContentsMargins(8, 8, 8, 8);
    }

    /// Commands over key figures: side by side they would not fit beside the docks of a small window.
    void buildHead(QVBoxLayout* head) {
        auto *row = new QHBoxLayout, *figures = new QHBoxLayout;
        row->setSpacing(8);
        head->addLayout(row);
        head->addLayout(figures);
        const auto addButton = [&](const QString& text) {
            auto* button = new QPushButton(QString(text).remove(QLatin1Char('&')));
            row->addWidget(button);
            return button;
        };
        const auto addAction = [&](const QString& text, auto body) {
            auto* action = new QAction(text, q);
            connect(action, &QAction::triggered, q, body);
            actions.append(action);
            q->addAction(action);
            return action;
        };
        const auto add = [&](const QString& text, auto body) { connect(addButton(text), &QPushButton::clicked, addAction(text, body), &QAction::trigger); };
        add(tr("&Sweep all thresholds"), [this] { Q_EMIT q->speedWanted(masksOfSweep()); });
        add(tr("Measure &accuracy…"), [this] { Q_EMIT q->accuracyWanted({current}); });
        add(tr("&Fine-tune and compare…"), [this] { Q_EMIT q->tuneWanted(current); });
        auto* save = new QMenu(q); // of three buttons there is no room beside the docks of a small window
        save->addAction(addAction(tr("Save pruned &weights…"), [this] { Q_EMIT q->saveWanted(current, true); }));
        save->addAction(addAction(tr("Save &mask…"), [this] { Q_EMIT q->saveWanted(current, false); }));
        save->addAction(addAction(tr("&Keep mask as…"), [this] { Q_EMIT q->keepWanted(current, bars->threshold(), scale()); }));
        addButton(tr("Save"))->setMenu(save);
        status->setTextFormat(Qt::PlainText);
        status->setProperty("role", "muted");
        row->addStretch(1);
        figures->addWidget(status);
        figures->addStretch(1);
        for (KeyFigure* figure : {kept, parameters, products, speedFigure, accuracyFigure}) {
            figures->addWidget(figure);
            figures->addSpacing(8);
        }
    }

    void maximise(Panel* panel, bool on) {
        for (Panel* other : {gatesPanel, networkPanel, chartPanels[0], chartPanels[1], chartPanels[2]}) {
            other->setVisible(!on || other == panel);
            other->setMaximised(on && other == panel);
        }
        // An empty row or column with a stretch would still take its share.
        grid->setRowStretch(1, !on || panel == gatesPanel || panel == networkPanel ? kUpper : 0);
        grid->setRowStretch(2, !on || panel != gatesPanel ? kLower : 0);
        for (int i = 0; i < 3; ++i)
            grid->setColumnStretch(i, !on || panel == gatesPanel || panel == chartPanels[i] ? kChart : 0);
        grid->setColumnStretch(3, !on || panel == networkPanel ? kColumn : 0);
    }

    void connectAll() {
        connect(timeline, &RunTimeline::runChanged, q, [this] { startAnew(); });
        connect(timeline, &RunTimeline::dataChanged, q, [this] { charts[0]->scheduleGraphs(); });
        connect(timeline, &RunTimeline::currentChanged, q, [this] { takeGates(); });
        connect(bars, &GateBars::thresholdMoved, q, [this] { showMask(); });
        connect(bars, &GateBars::thresholdSettled, q, &PruningView::thresholdEdited);
        connect(box, &QDoubleSpinBox::valueChanged, q, [this](double value) {
            const double before = bars->threshold();
            bars->setThreshold(value);
            showMask();
            if (bars->threshold() != before) Q_EMIT q->thresholdEdited(before, bars->threshold());
        });
        connect(scaleControl, &SegmentedControl::currentIndexChanged, q, [this] { takeGates(); });
        connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, q, [this] { refreshCharts(); });
        charts[0]->setRefresh([this] { drawSearch(charts[0], timeline->snapshots(), spec, iteration()); }, {});
        charts[1]->setRefresh([this] { drawSpeeds(); }, {});
        charts[2]->setRefresh([this] { drawAccuracies(); }, {});
        rest.setSingleShot(true);
        rest.setInterval(kRestMs);
        connect(&rest, &QTimer::timeout, q, [this] {
            if (q->isVisible() && !timeline->isLive() && !current.empty() && !speeds.count(current)) Q_EMIT q->speedWanted({current});
        });
    }

    GateScale scale() const { return scaleControl->currentIndex() == 1 ? GateScale::Raw : GateScale::Sigmoid; }
    double iteration() const {
        const SnapshotPtr s = timeline->current();
        return s ? s->epoch % std::max(1, spec.iterations) + 1 : 0;
    }

    void startAnew() {
        const std::optional<PruningSpec>& pruning = timeline->identity().request.pruning;
        if (!pruning) return;
        spec = *pruning;
        speeds.clear();
        accuracies.clear();
        whole = vitCost(spec.network);
        column->setMobile(spec.network.isMobile());
        current.clear();
        bars->setThreshold(kThesisThreshold);
        chartPanels[0]->setRemark(spec.runs > 1 ? tr("%1 runs, 95 % interval").arg(spec.runs) : tr("proxy over iterations"));
        networkPanel->setRemark(tr("%n block(s)", nullptr, spec.network.depth()));
        takeGates();
    }

    void takeGates() {
        if (!timeline->identity().request.pruning) return;
        const SnapshotPtr snapshot = timeline->current();
        gates = snapshot ? gateValues(*snapshot, scale()) : GateValues();
        bars->setGates(spec.network, gates, scale());
        {
            const QSignalBlocker quiet(box);
            box->setRange(bars->lowest(), bars->highest());
        }
        showMask();
        charts[0]->scheduleGraphs();
    }

    int modules() const { return spec.granularity == PruningGranularity::Block ? spec.network.depth() : keptHeads(fullMask(spec.network)); }
    int keptModules(const VitMask& mask) const {
        return spec.granularity == PruningGranularity::Block ? keptBlocks(mask) : keptHeads(mask);
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
        kept->set(tr("%1 of %2").arg(keptModules(current)).arg(modules()));
        parameters->set(withShare(cost.parameters, whole.parameters));
        products->set(withShare(cost.multiplyAdds, whole.multiplyAdds));
        Q_EMIT q->maskChanged();
        showMeasured();
        rest.start();
    }

    static QString withShare(std::int64_t value, std::int64_t of) {
        const double change = of > 0 ? 100.0 * static_cast<double>(value - of) / static_cast<double>(of) : 0;
        return std::abs(change) < 0.5 ? count(value) : tr("%1  −%2 %").arg(count(value), QLocale().toString(-change, 'f', 0));
    }

    void showMeasured() {
        const QLocale locale;
        const auto speed = speeds.find(current);
        if (speed == speeds.end()) {
            speedFigure->set(QStringLiteral("–"));
        } else {
            const VitSpeed& s = speed->second;
            speedFigure->set(tr("×%1 ± %2").arg(locale.toString(s.ratio, 'f', 2), locale.toString((s.ratioHigh - s.ratioLow) / 2, 'f', 2)));
            chartPanels[1]->setRemark(tr("images/s, batch %1").arg(s.pruned.batch));
        }
        const auto accuracy = accuracies.find(current);
        accuracyFigure->set(accuracy == accuracies.end() ? QStringLiteral("–") : tr("%1 %").arg(locale.toString(100 * accuracy->second.top1, 'f', 1)));
        charts[1]->scheduleGraphs();
        charts[2]->scheduleGraphs();
    }

    std::vector<VitMask> masksOfSweep() const {
        std::vector<VitMask> masks;
        for (const ThresholdRange& range : thresholdSweep(spec.network, gates))
            if (!speeds.count(range.mask)) masks.push_back(range.mask);
        return masks;
    }

    template <class Measured, class Point> std::vector<MeasuredPoint> pointsOf(const std::map<VitMask, Measured>& all, const Point& point) const {
        std::vector<MeasuredPoint> points;
        for (const auto& [mask, measured] : all) {
            MeasuredPoint p = point(measured);
            p.kept = keptModules(mask);
            p.current = mask == current;
            points.push_back(p);
        }
        std::sort(points.begin(), points.end(), [](const MeasuredPoint& a, const MeasuredPoint& b) { return a.kept < b.kept; });
        return points;
    }

    QString keptTitle() const { return spec.granularity == PruningGranularity::Block ? tr("blocks kept") : tr("heads kept"); }

    void drawSpeeds() {
        const auto points = pointsOf(speeds, [](const VitSpeed& s) {
            return MeasuredPoint{0, s.pruned.imagesPerSecond(), s.pruned.batch / s.pruned.high, s.pruned.batch / s.pruned.low, false};
        });
        drawMeasured(charts[1], points, modules(), keptTitle(), 0);
    }

    void drawAccuracies() {
        const auto points = pointsOf(accuracies, [](const VitEvaluation& e) {
            const double half = e.images > 0 ? 196 * std::sqrt(e.top1 * (1 - e.top1) / e.images) : 0;
            return MeasuredPoint{0, 100 * e.top1, 100 * e.top1 - half, 100 * e.top1 + half, false};
        });
        drawMeasured(charts[2], points, modules(), keptTitle(), 100);
    }

    QString searchCsv() const {
        QString csv = QStringLiteral("iteration,run,objective,random,unpruned\n");
        for (const SnapshotPtr& s : timeline->snapshots())
            csv += QStringLiteral("%1,%2,%3,%4,%5\n")
                       .arg(s->epoch % std::max(1, spec.iterations) + 1)
                       .arg(QString::fromStdString(s->stage), csvNumber(s->metric("objective")), csvNumber(s->metric("random")), csvNumber(s->metric("unpruned")));
        return csv;
    }

    QString speedCsv() const {
        QString csv = QStringLiteral("kept,batch,images_per_second,ratio,ratio_low,ratio_high,mask\n");
        for (const auto& [mask, s] : speeds)
            csv += QStringLiteral("%1,%2,%3,%4,%5,%6,%7\n")
                       .arg(keptModules(mask)).arg(s.pruned.batch)
                       .arg(csvNumber(s.pruned.imagesPerSecond()), csvNumber(s.ratio), csvNumber(s.ratioLow), csvNumber(s.ratioHigh), QString::fromStdString(maskDigits(mask)));
        return csv;
    }

    QString accuracyCsv() const {
        QString csv = QStringLiteral("kept,top1,images,part,data,mask\n");
        for (const auto& [mask, e] : accuracies)
            csv += QStringLiteral("%1,%2,%3,%4,\"%5\",%6\n")
                       .arg(keptModules(mask)).arg(csvNumber(e.top1)).arg(e.images)
                       .arg(QString::fromStdString(e.part), QString::fromStdString(e.data), QString::fromStdString(maskDigits(mask)));
        return csv;
    }

    void refreshCharts() {
        for (Chart* chart : charts)
            chart->scheduleGraphs();
    }

    PruningView* q;
    RunTimeline* timeline;
    GateBars* bars = new GateBars;
    BlockColumn* column = new BlockColumn;
    SegmentedControl* scaleControl = new SegmentedControl({QStringLiteral("σ(α)"), QStringLiteral("α")});
    QDoubleSpinBox* box = new QDoubleSpinBox;
    QLabel* status = new QLabel;
    KeyFigure* kept = new KeyFigure(tr("kept"));
    KeyFigure* parameters = new KeyFigure(tr("parameters"));
    KeyFigure* products = new KeyFigure(tr("multiply-adds"));
    KeyFigure* speedFigure = new KeyFigure(tr("throughput, measured"));
    KeyFigure* accuracyFigure = new KeyFigure(tr("accuracy"));
    Panel *gatesPanel = nullptr, *networkPanel = nullptr;
    Chart* charts[3] = {};
    Panel* chartPanels[3] = {};
    QGridLayout* grid = nullptr;
    QList<QAction*> actions;
    QTimer rest;

    PruningSpec spec;
    GateValues gates;
    VitMask current;
    VitCost whole;
    std::map<VitMask, VitSpeed> speeds;
    std::map<VitMask, VitEvaluation> accuracies;
};

PruningView::PruningView(RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    setAccessibleName(tr("Pruning"));
    setFocusProxy(m->bars);
    m->startAnew();
}
PruningView::~PruningView() = default;

double PruningView::threshold() const { return m->bars->threshold(); }
GateScale PruningView::scale() const { return m->scale(); }
const VitMask& PruningView::mask() const { return m->current; }
const VitSpec& PruningView::network() const { return m->spec.network; }
const QList<QAction*>& PruningView::commands() const { return m->actions; }
bool PruningView::knowsSpeed(const VitMask& mask) const { return m->speeds.count(mask) > 0; }
bool PruningView::knowsAccuracy(const VitMask& mask) const { return m->accuracies.count(mask) > 0; }
void PruningView::setStatus(const QString& text) { m->status->setText(text); }

void PruningView::setThreshold(double threshold) {
    m->bars->setThreshold(threshold);
    m->showMask();
}

void PruningView::setScale(GateScale scale) { m->scaleControl->setCurrentIndex(scale == GateScale::Raw ? 1 : 0); }

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
            setThreshold((low + high) / 2);
            if (this->mask() == mask) return true;
            setScale(before); // on that axis it lies beyond the end
            setThreshold(threshold);
        }
    }
    return false;
}

void PruningView::setSpeed(const VitMask& mask, const VitSpeed& speed) {
    if (speed.cancelled) return;
    m->speeds[mask] = speed;
    m->showMeasured();
}

void PruningView::setAccuracy(const VitMask& mask, const VitEvaluation& evaluation) {
    if (evaluation.cancelled) return;
    m->accuracies[mask] = evaluation;
    m->chartPanels[2]->setRemark(tr("%1 images").arg(QLocale().toString(evaluation.images)));
    m->showMeasured();
}

void PruningView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m->rest.start();
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

} // namespace dnas
