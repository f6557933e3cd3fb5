#include "widgets/vit_study_view.h"

#include "widgets/chart.h"
#include "widgets/figure_menu.h"
#include "widgets/palette.h"
#include "widgets/panel.h"
#include "widgets/run_timeline.h"
#include "widgets/theme_notifier.h"
#include "widgets/vit_study_charts.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPainter>
#include <QStandardItemModel>
#include <QTreeView>

#include <cmath>

namespace dnas {

namespace {

const QString kNone = QStringLiteral("\u2014");

QString number(double value, int digits) { return std::isfinite(value) ? QLocale().toString(value, 'f', digits) : kNone; }

QString percentText(double fraction) {
    return std::isfinite(fraction) ? QStringLiteral("%1 %").arg(number(100 * fraction, 1)) : kNone;
}

QString withInterval(double rho, const CorrelationInterval& interval) {
    if (!std::isfinite(interval.low) || !std::isfinite(interval.high)) return number(rho, 2);
    return VitStudyView::tr("%1  (%2 to %3)").arg(number(rho, 2), number(interval.low, 2), number(interval.high, 2));
}

template <class Value> SampleSummary over(const ComparedSet& set, Value value) {
    std::vector<double> values;
    for (const VitComparison& run : set.runs)
        values.push_back(value(run));
    return summaryOf(values);
}

QString quoted(QString text) {
    if (!text.contains(QLatin1Char(',')) && !text.contains(QLatin1Char('"'))) return text;
    return QLatin1Char('"') + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
}

} // namespace

class VitStudyView::Impl {
  public:
    Impl(VitStudyView* view, RunTimeline* run) : q(view), timeline(run) {
        auto* grid = new QGridLayout(q);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setSpacing(10);
        for (int i = 0; i < 2; ++i) {
            charts[i] = new Chart;
            panels[i] = new Panel({}, charts[i]);
            grid->addWidget(panels[i], 0, i);
        }
        tablePanel = new Panel(tr("Results"), table);
        panels[2] = tablePanel;
        grid->addWidget(tablePanel, 1, 0, 1, 2);
        grid->setRowStretch(0, 3);
        grid->setRowStretch(1, 2);
        grid->setColumnStretch(0, 3);
        grid->setColumnStretch(1, 2);
        for (const ProxyInfo& info : pruningProxies())
            proxy->addItem(QString::fromUtf8(info.title), static_cast<int>(info.proxy));
        proxy->setAccessibleName(tr("Proxy"));
        panels[1]->addControl(proxy);
        table->setModel(model);
        table->setAccessibleName(tr("Results"));
        table->setFrameShape(QFrame::NoFrame);
        table->setRootIsDecorated(false);
        table->setUniformRowHeights(true);
        table->setAllColumnsShowFocus(true);
        table->header()->setStretchLastSection(false);
        for (Panel* panel : panels)
            connect(panel, &Panel::maximiseRequested, q, [this, panel](bool on) { maximise(panel, on); });
        charts[0]->setRefresh([this] { drawLeft(); }, [] {});
        charts[1]->setRefresh([this] { drawRight(); }, [] {});
        connect(proxy, &QComboBox::currentIndexChanged, q, [this] {
            charts[1]->resetZoom();
            charts[1]->scheduleGraphs();
        });
        connect(timeline, &RunTimeline::runChanged, q, [this] { startAnew(); });
        connect(timeline, &RunTimeline::dataChanged, q, [this] { refresh(); });
        connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, q, [this] { applyColours(); });
        startAnew();
    }

    bool compares() const {
        const std::optional<VitWorkSpec>& work = timeline->identity().request.vitWork;
        return !work || work->work == VitWork::Compare;
    }

    void startAnew() {
        const bool comparing = compares();
        const QString titles[] = {comparing ? tr("Accuracy gained by pruning") : tr("Proxies and accuracy"),
                                  comparing ? tr("Throughput") : tr("Samples")};
        for (int i = 0; i < 2; ++i) {
            panels[i]->setTitle(titles[i]);
            charts[i]->setAccessibleName(titles[i]);
            charts[i]->resetZoom();
        }
        panels[0]->setRemark(comparing ? tr("points of top-1; box: quartiles") : tr("|ρ|, 95 % intervals"));
        panels[1]->setRemark(comparing ? tr("images/s, 95 % intervals") : tr("top-1, %"));
        proxy->setVisible(!comparing);
        applyColours();
    }

    void applyColours() {
        table->setStyleSheet(QStringLiteral("QTreeView{background:%1;border:0;selection-background-color:%2;selection-color:%3;font-size:12px}"
                                            "QTreeView::item{height:24px}QHeaderView::section{font-size:12px;padding:4px 6px}")
                                 .arg(tokens().panel.name(), tokens().accentBackground.name(), tokens().text.name()));
        refresh();
    }

    void refresh() {
        fill();
        for (Chart* chart : charts)
            chart->scheduleGraphs();
    }

    void maximise(Panel* panel, bool on) {
        for (Panel* other : panels) {
            other->setVisible(!on || other == panel);
            other->setMaximised(on && other == panel);
        }
    }

    void addRow(const QStringList& texts) {
        QList<QStandardItem*> items;
        for (const QString& text : texts) {
            items << new QStandardItem(text);
            items.back()->setEditable(false);
            if (items.size() > 1) items.back()->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        }
        model->appendRow(items);
    }

    void fill() {
        model->clear();
        compares() ? fillComparison() : fillCorrelations();
        for (int column = 0; column < model->columnCount(); ++column) {
            if (column > 0) model->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            table->resizeColumnToContents(column);
            table->setColumnWidth(column, table->columnWidth(column) + 14);
        }
    }

    void fillComparison() {
        model->setHorizontalHeaderLabels({tr("Data"), tr("Runs"), tr("Whole, before"), tr("Pruned, before"), tr("Whole"), tr("Pruned"), tr("Gain, points"),
                                          tr("Inference"), tr("Training")});
        for (const ComparedSet& set : comparedSets(timeline->snapshots())) {
            const auto mean = [&](auto value) { return over(set, value).mean; };
            const SampleSummary gain = over(set, [](const VitComparison& c) { return 100 * c.improvement(); });
            const auto times = [](double ratio) { return std::isfinite(ratio) ? QStringLiteral("×") + number(ratio, 2) : kNone; };
            addRow({QString::fromStdString(set.data), QLocale().toString(static_cast<int>(set.runs.size())),
                    percentText(mean([](const VitComparison& c) { return c.whole.before; })), percentText(mean([](const VitComparison& c) { return c.pruned.before; })),
                    percentText(mean([](const VitComparison& c) { return c.whole.after; })), percentText(mean([](const VitComparison& c) { return c.pruned.after; })),
                    std::isfinite(gain.interval) ? tr("%1 ± %2").arg(number(gain.mean, 2), number(gain.interval, 2)) : number(gain.mean, 2),
                    times(mean([](const VitComparison& c) { return c.pruned.testRate / c.whole.testRate; })),
                    times(mean([](const VitComparison& c) { return c.pruned.trainRate / c.whole.trainRate; }))});
        }
        tablePanel->setRemark(tr("top-1 before and after fine-tuning; throughput pruned over whole"));
    }

    void fillCorrelations() {
        model->setHorizontalHeaderLabels({tr("Proxy"), tr("Spearman’s ρ"), tr("Pearson’s ρ")});
        const std::size_t samples = timeline->snapshots().size();
        if (samples > 0)
            for (const ProxyCorrelation& c : proxyCorrelations(timeline->snapshots()))
                addRow({QString::fromUtf8(proxyInfo(c.proxy).title), withInterval(c.spearman, c.spearmanInterval), withInterval(c.pearson, c.pearsonInterval)});
        tablePanel->setRemark(tr("%1 random prunings, 95 % intervals").arg(QLocale().toString(static_cast<int>(samples))));
    }

    void drawLeft() {
        if (compares())
            drawImprovements(charts[0], comparedSets(timeline->snapshots()));
        else
            drawCorrelations(charts[0], timeline->snapshots().empty() ? std::vector<ProxyCorrelation>() : proxyCorrelations(timeline->snapshots()));
    }

    void drawRight() {
        if (compares())
            drawThroughput(charts[1], comparedSets(timeline->snapshots()));
        else
            drawSamples(charts[1], timeline->snapshots(), static_cast<PruningProxy>(proxy->currentData().toInt()));
    }

    VitStudyView* q;
    RunTimeline* timeline;
    Chart* charts[2] = {};
    Panel* panels[3] = {};
    Panel* tablePanel = nullptr;
    QComboBox* proxy = new QComboBox;
    QTreeView* table = new QTreeView;
    QStandardItemModel* model = new QStandardItemModel(table);
};

VitStudyView::VitStudyView(RunTimeline* timeline, QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    setAccessibleName(tr("Study of a vision transformer"));
    setFocusProxy(m->table);
    addFigureMenu(this, this, timeline);
}
VitStudyView::~VitStudyView() = default;

int VitStudyView::rowCount() const { return m->model->rowCount(); }
QString VitStudyView::cell(int row, int column) const {
    const QStandardItem* item = m->model->item(row, column);
    return item ? item->text() : QString();
}

QString VitStudyView::figureTitle() const { return m->compares() ? tr("Pruned against whole network") : tr("Proxies and accuracy"); }

void VitStudyView::paintFigure(QPainter& painter, const QSizeF& size) {
    m->drawLeft();
    m->drawRight();
    const QSizeF left(size.width() * 0.6, size.height()), right(size.width() - left.width(), size.height());
    m->charts[0]->paintOn(painter, left);
    painter.save();
    painter.translate(left.width(), 0);
    m->charts[1]->paintOn(painter, right);
    painter.restore();
}

QString VitStudyView::figureCsv() const {
    QString csv;
    if (m->compares()) {
        csv = QStringLiteral("data,run,network,top1_before,top1,train_images_per_second,test_images_per_second\n");
        for (const VitComparison& c : vitComparisons(m->timeline->snapshots()))
            for (const auto& [name, t] : {std::pair(QStringLiteral("whole"), c.whole), std::pair(QStringLiteral("pruned"), c.pruned)}) {
                csv += QStringLiteral("%1,%2,%3").arg(quoted(QString::fromStdString(c.data))).arg(c.run).arg(name);
                for (const double value : {t.before, t.after, t.trainRate, t.testRate})
                    csv += QLatin1Char(',') + QString::number(value, 'g', 17);
                csv += QLatin1Char('\n');
            }
        return csv;
    }
    csv = QStringLiteral("sample,top1");
    for (const ProxyInfo& info : pruningProxies())
        csv += QLatin1Char(',') + QString::fromUtf8(info.name);
    csv += QLatin1Char('\n');
    for (const SnapshotPtr& s : m->timeline->snapshots()) {
        csv += QStringLiteral("%1,%2").arg(s->epoch).arg(s->metric("valid_top1"), 0, 'g', 17);
        for (const ProxyInfo& info : pruningProxies())
            csv += QLatin1Char(',') + QString::number(s->metric(proxyMetric(info.proxy)), 'g', 17);
        csv += QLatin1Char('\n');
    }
    return csv;
}

} // namespace dnas
