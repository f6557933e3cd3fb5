#include "widgets/flux_view.h"

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

namespace dnas {

namespace {

constexpr int kPoints = 121;
constexpr double kLegendHeight = 26;
constexpr std::array<double, 3> kSlices{0.1, 0.5, 0.9}; ///< places of the other current in its range

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

    double shown(int axis, const FluxMap& map, const CurrentDq& i) const {
        const double value = component(axis, map.flux(i));
        return errorsShown() ? 1e3 * (value - component(axis, truth->flux(i))) : value;
    }

    void addCurve(int axis, const FluxMap& map, double slice, const QPen& pen, QCPRange& span) {
        QVector<double> x, y;
        for (int k = 0; k < kPoints; ++k) {
            const CurrentDq i = currentAt(axis, k / (kPoints - 1.0), slice);
            x << (axis == 0 ? i.dA : i.qA);
            y << shown(axis, map, i);
            span.expand(y.last());
        }
        QCPGraph* graph = charts[axis]->addGraph();
        graph->setData(x, y, true);
        graph->setPen(pen);
    }

    void draw(int axis) {
        Chart* chart = charts[axis];
        chart->clearGraphs();
        const QString unit = errorsShown() ? tr("error of \u03c8_%1, mVs") : tr("\u03c8_%1, Vs");
        chart->setAxisTitles(axis == 0 ? tr("i_d, A") : tr("i_q, A"),
                             unit.arg(axis == 0 ? QLatin1Char('d') : QLatin1Char('q')));
        chart->xAxis->setLabel(axis == 0 ? tr("i_d, A") : tr("i_q, A"));
        chart->yAxis->setLabel(unit.arg(axis == 0 ? QLatin1Char('d') : QLatin1Char('q')));
        if (!hasResult()) {
            chart->setDataRange({-1, 1}, {-1, 1});
            return;
        }
        QCPRange span(shown(axis, *searched, currentAt(axis, 0, 0.5)), shown(axis, *searched, currentAt(axis, 0, 0.5)));
        QVector<ChartLabel> labels;
        for (double slice : kSlices) {
            if (truth && !errorsShown()) addCurve(axis, *truth, slice, motorPen(MotorModel::Truth), span);
            addCurve(axis, *baseline, slice, motorPen(MotorModel::Baseline), span);
            addCurve(axis, *searched, slice, motorPen(MotorModel::Searched), span);
            const CurrentDq end = currentAt(axis, 1, slice);
            const QString text = axis == 0 ? tr("i_q %1 A") : tr("i_d %1 A");
            labels << ChartLabel{axis == 0 ? end.dA : end.qA,
                                 shown(axis, errorsShown() ? *baseline : *searched, end),
                                 text.arg(axis == 0 ? end.qA : end.dA, 0, 'g', 3),
                                 tokens().muted,
                                 false,
                                 0};
        }
        const double margin = std::max(span.size() * 0.06, 1e-9);
        const QCPRange x = axis == 0 ? QCPRange(range.dMinA, range.dMaxA) : QCPRange(range.qMinA, range.qMaxA);
        chart->setDataRange(x, {span.lower - margin, span.upper + margin});
        chart->setCursor(x.upper, false, labels);
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
    QPointer<SegmentedControl> control;
};

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
    for (int axis = 0; axis < 2; ++axis) {
        painter.save();
        painter.translate(axis * half.width(), kLegendHeight);
        m->charts[axis]->paintOn(painter, half);
        painter.restore();
    }
    painter.restore();
}

QString FluxView::figureCsv() const {
    QString csv = QStringLiteral("i_d_A,i_q_A,model,psi_d_Vs,psi_q_Vs\n");
    if (!m->hasResult()) return csv;
    const auto number = [](double value) { return QString::number(value, 'g', 17); };
    const std::pair<const char*, const FluxMap*> models[] = {
        {"searched", m->searched.get()}, {"baseline", m->baseline.get()}, {"truth", m->truth.get()}};
    for (int axis = 0; axis < 2; ++axis)
        for (double slice : kSlices)
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
