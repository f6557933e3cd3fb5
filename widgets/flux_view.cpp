#include "widgets/flux_view.h"

#include "engine/api/error.h"
#include "widgets/chart.h"
#include "widgets/motor_legend.h"
#include "widgets/palette.h"
#include "widgets/segmented_control.h"
#include "widgets/theme_notifier.h"

#include <QHBoxLayout>
#include <QPointer>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace dnas {

namespace {

constexpr int kPoints = 121;
constexpr double kLegendHeight = 26;
/// Room right of the curves for their labels and left of them for the axis, and the width of curves below which there
/// are no labels, in pixels.
constexpr double kLabelRoom = 84, kAxisRoom = 70, kNarrow = 130;
constexpr int kAcross = 41; ///< places of the other current among which the largest error is looked for
/// Places of the other current in its range, for psi_d and psi_q: the former is symmetric in i_q.
constexpr std::array<std::array<double, 3>, 2> kSlices{{{0.5, 0.7, 0.95}, {0.1, 0.5, 0.9}}};

double between(double low, double high, double part) {
    return low + part * (high - low);
}

} // namespace

class FluxView::Impl {
  public:
    explicit Impl(FluxView* view) : q(view), legend(new MotorLegend(view)) {
        auto* layout = new QVBoxLayout(view);
        layout->setContentsMargins(4, 4, 4, 4);
        layout->setSpacing(0);
        layout->addWidget(legend);
        auto* row = new QHBoxLayout;
        layout->addLayout(row, 1);
        for (int axis = 0; axis < 2; ++axis) {
            charts[axis] = new Chart(view);
            charts[axis]->setAccessibleName(axis == 0 ? tr("Flux linkage of the d axis")
                                                      : tr("Flux linkage of the q axis"));
            charts[axis]->setRefresh([this, axis] { draw(axis); }, {});
            row->addWidget(charts[axis]);
        }
        QObject::connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, view, [this] { legend->update(); });
    }

    bool hasResult() const { return searched != nullptr; }
    bool errorsShown() const { return errors && truth; }

    /// The current of a point: on its axis at `part` of the range, on the other one at `slice`.
    CurrentDq currentAt(int axis, double part, double slice) const {
        const double d = axis == 0 ? part : slice, qPart = axis == 0 ? slice : part;
        return {between(range.dMinA, range.dMaxA, d), between(range.qMinA, range.qMaxA, qPart)};
    }
    static double component(int axis, const FluxDq& flux) { return axis == 0 ? flux.dVs : flux.qVs; }

    double value(int axis, const FluxMap& map, double part, double slice) const {
        return component(axis, map.flux(currentAt(axis, part, slice)));
    }

    /// Over all places of the other current.
    double largestError(int axis, const FluxMap& map, double part) const {
        double largest = 0;
        for (int k = 0; k < kAcross; ++k) {
            const double slice = k / (kAcross - 1.0);
            largest = std::max(largest, std::abs(value(axis, map, part, slice) - value(axis, *truth, part, slice)));
        }
        return 1e3 * largest;
    }

    template <class Value> void addCurve(int axis, MotorModel model, QCPRange& span, const Value& valueAt) {
        QVector<double> x, y;
        for (int k = 0; k < kPoints; ++k) {
            const double part = k / (kPoints - 1.0);
            const CurrentDq i = currentAt(axis, part, 0);
            x << (axis == 0 ? i.dA : i.qA);
            y << valueAt(part);
            span.expand(y.last());
        }
        QCPGraph* graph = charts[axis]->addGraph();
        graph->setData(x, y, true);
        graph->setPen(motorPen(model));
    }

    std::vector<std::pair<MotorModel, const FluxMap*>> drawnModels() const {
        std::vector<std::pair<MotorModel, const FluxMap*>> models; // the one that matters last: on top
        if (truth && !errorsShown()) models.push_back({MotorModel::Truth, truth.get()});
        models.push_back({MotorModel::Baseline, baseline.get()});
        models.push_back({MotorModel::Searched, searched.get()});
        return models;
    }

    /// As a part of the width of the curves; 0 where the chart is too narrow.
    double labelRoom() const {
        const double curves = chartWidth - kAxisRoom - kLabelRoom;
        return curves >= kNarrow ? kLabelRoom / curves : 0;
    }

    void drawFluxes(int axis, QCPRange& span) {
        QVector<ChartLabel> labels;
        const double end = axis == 0 ? range.dMaxA : range.qMaxA;
        for (double slice : kSlices[static_cast<std::size_t>(axis)]) {
            for (const auto& [model, map] : drawnModels())
                addCurve(axis, model, span, [&, flux = map](double part) { return value(axis, *flux, part, slice); });
            const CurrentDq i = currentAt(axis, 1, slice);
            const QString text = axis == 0 ? tr("i_q %1 A") : tr("i_d %1 A");
            labels << ChartLabel{end,
                                 value(axis, *searched, 1, slice),
                                 text.arg(std::round(10 * (axis == 0 ? i.qA : i.dA)) / 10 + 0.0),
                                 tokens().muted,
                                 false,
                                 0};
        }
        if (labelRoom() > 0) charts[axis]->setCursor(end, false, labels);
    }

    void draw(int axis) {
        Chart* chart = charts[axis];
        chart->clearGraphs();
        chart->setCursor(0, false, {});
        const QString own = axis == 0 ? QStringLiteral("d") : QStringLiteral("q"),
                      other = axis == 0 ? QStringLiteral("q") : QStringLiteral("d");
        const QString yTitle = errorsShown() ? tr("largest error of \u03c8_%1 over i_%2, mVs").arg(own, other)
                                             : tr("\u03c8_%1, Vs").arg(own);
        chart->setAxisTitles(tr("i_%1, A").arg(own), yTitle);
        chart->xAxis->setLabel(tr("i_%1, A").arg(own));
        chart->yAxis->setLabel(yTitle);
        QCPRange x = axis == 0 ? QCPRange(range.dMinA, range.dMaxA) : QCPRange(range.qMinA, range.qMaxA);
        if (!hasResult()) return chart->setDataRange(x, {-1, 1});
        const double first = errorsShown() ? 0 : value(axis, *searched, 0, 0.5);
        QCPRange span(first, first);
        if (errorsShown()) {
            for (const auto& [model, map] : drawnModels())
                addCurve(axis, model, span, [&, flux = map](double part) { return largestError(axis, *flux, part); });
        } else {
            drawFluxes(axis, span);
            x.upper += labelRoom() * x.size();
        }
        const double margin = std::max(span.size() * 0.06, 1e-9);
        chart->setDataRange(x, {errorsShown() ? 0 : span.lower - margin, span.upper + margin});
    }

    void refresh() {
        legend->setHasTruth(truth && !errorsShown());
        for (Chart* chart : charts) {
            chart->resetZoom();
            chart->scheduleGraphs();
        }
    }

    FluxView* q;
    MotorLegend* legend;
    std::array<Chart*, 2> charts{};
    std::shared_ptr<const FluxMap> searched, baseline, truth;
    CurrentRange range;
    bool errors = false;
    double chartWidth = 0;
    QPointer<SegmentedControl> control;
};

std::shared_ptr<const FluxMap> knownFlux(const MotorSearchSpec& spec) {
    if (!spec.evaluateOnMap) return nullptr;
    try {
        return makeFluxMap(spec.motor.flux);
    } catch (const EngineError&) {
        return nullptr; // the stored errors stay; the view says that there is nothing to compare with
    }
}

FluxView::FluxView(QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>(this)) {
    setAccessibleName(tr("Flux linkages"));
}
FluxView::~FluxView() = default;

void FluxView::setResult(const MotorSearchResult& result, std::shared_ptr<const FluxMap> truth) {
    m->searched = makeFluxMap(result.searched.network);
    m->baseline = makeFluxMap(result.baseline.network);
    m->truth = std::move(truth);
    m->range = result.range;
    if (m->control) m->control->setEnabled(m->truth != nullptr);
    m->refresh();
    Q_EMIT remarkChanged(remark());
}

void FluxView::clear() {
    m->searched = m->baseline = m->truth = nullptr;
    m->refresh();
    Q_EMIT remarkChanged(remark());
}

void FluxView::setShowsErrors(bool errors) {
    if (m->control) m->control->setCurrentIndex(errors ? 1 : 0);
    if (errors == m->errors) return;
    m->errors = errors;
    m->refresh();
    Q_EMIT remarkChanged(remark());
}
bool FluxView::showsErrors() const {
    return m->errorsShown();
}

QWidget* FluxView::controls() {
    if (m->control) return m->control;
    m->control = new SegmentedControl({tr("flux"), tr("error")});
    m->control->setToolTip(tr("Flux linkages, or by how much the models are off"));
    m->control->setCurrentIndex(m->errors ? 1 : 0);
    m->control->setEnabled(m->truth != nullptr);
    connect(m->control, &SegmentedControl::currentIndexChanged, this,
            [this](int index) { setShowsErrors(index == 1); });
    return m->control;
}

QString FluxView::remark() const {
    if (!m->hasResult()) return tr("appears when the search has finished");
    return m->truth ? QString() : tr("no measured flux to compare with");
}

QString FluxView::figureTitle() const {
    return m->errorsShown() ? tr("Errors of the flux linkages") : tr("Flux linkages of the models");
}

void FluxView::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    m->legend->paintLegend(painter, QRectF(0, 4, size.width(), kLegendHeight - 4));
    const QSizeF half(size.width() / 2, size.height() - kLegendHeight);
    const double shown = std::exchange(m->chartWidth, half.width());
    for (int axis = 0; axis < 2; ++axis) {
        painter.save();
        painter.translate(axis * half.width(), kLegendHeight);
        m->charts[axis]->paintOn(painter, half);
        painter.restore();
    }
    m->chartWidth = shown;
    painter.restore();
}

void FluxView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m->chartWidth = width() / 2.0;
    for (Chart* chart : m->charts)
        chart->scheduleGraphs();
}

QString FluxView::figureGap() const {
    return m->searched ? QString() : tr("Flux linkages appear when the search has finished.");
}

QString FluxView::figureCsv() const {
    QString csv = QStringLiteral("i_d_A,i_q_A,model,psi_d_Vs,psi_q_Vs\n");
    if (!m->hasResult()) return csv;
    const auto number = [](double value) { return QString::number(value, 'g', 17); };
    const std::pair<const char*, const FluxMap*> models[] = {
        {"searched", m->searched.get()}, {"baseline", m->baseline.get()}, {"truth", m->truth.get()}};
    for (int axis = 0; axis < 2; ++axis)
        for (double slice : kSlices[static_cast<std::size_t>(axis)])
            for (int k = 0; k < kPoints; ++k)
                for (const auto& [name, map] : models) {
                    if (!map) continue;
                    const CurrentDq i = m->currentAt(axis, k / (kPoints - 1.0), slice);
                    const FluxDq flux = map->flux(i);
                    csv +=
                        QStringList{number(i.dA), number(i.qA), QLatin1String(name), number(flux.dVs), number(flux.qVs)}
                            .join(QLatin1Char(',')) +
                        QLatin1Char('\n');
                }
    return csv;
}

} // namespace dnas
