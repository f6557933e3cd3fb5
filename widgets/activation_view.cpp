#include "widgets/activation_view.h"

#include "widgets/chart.h"
#include "widgets/motor_legend.h"
#include "widgets/palette.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace dnas {

namespace {
constexpr int kPoints = 241;
constexpr double kReach = 3, kFormulaHeight = 34, kLegendHeight = 22,
                 kTallest = 8; ///< exp and x^2 would flatten the rest

double at(int point) {
    return kReach * (2.0 * point / (kPoints - 1) - 1);
}
} // namespace

class ActivationView::Impl {
  public:
    explicit Impl(ActivationView* view)
        : formulaLabel(new QLabel(view)), legend(new MotorLegend(view)), chart(new Chart(view)) {
        auto* layout = new QVBoxLayout(view);
        layout->setContentsMargins(4, 4, 4, 4);
        layout->setSpacing(0);
        layout->addWidget(formulaLabel);
        layout->addWidget(legend);
        layout->addWidget(chart, 1);
        legend->setHasTruth(false);
        formulaLabel->setFont(titleFont());
        formulaLabel->setContentsMargins(46, 4, 4, 0);
        formulaLabel->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        chart->setAccessibleName(ActivationView::tr("Activation"));
        chart->setRefresh([this] { draw(); }, {});
        chart->setAxisTitles(QStringLiteral("x"), QStringLiteral("A(x)"));
    }

    QString formulaText() const {
        return activation ? QStringLiteral("A(x) = ") + QString::fromStdString(formula(*activation)) : QString();
    }

    void addCurve(const Activation& a, const QPen& pen, QCPRange& span) {
        QVector<double> x, y;
        for (int k = 0; k < kPoints; ++k) {
            x << at(k);
            y << evaluate(a, at(k)).value;
            span.expand(std::clamp(y.last(), -kTallest, kTallest));
        }
        QCPGraph* graph = chart->addGraph();
        graph->setData(x, y, true);
        graph->setPen(pen);
    }

    void draw() {
        chart->clearGraphs();
        QCPRange span(-1, 1);
        addCurve(Activation{}, motorPen(MotorModel::Baseline), span);
        if (activation) addCurve(*activation, motorPen(MotorModel::Searched), span);
        chart->setDataRange({-kReach, kReach}, {span.lower - 0.06 * span.size(), span.upper + 0.06 * span.size()});
    }

    QLabel* formulaLabel;
    MotorLegend* legend;
    Chart* chart;
    std::optional<Activation> activation;
};

ActivationView::ActivationView(QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>(this)) {
    setAccessibleName(tr("Activation"));
    setActivation({});
}
ActivationView::~ActivationView() = default;

void ActivationView::setActivation(const std::optional<Activation>& activation) {
    m->activation = activation;
    m->formulaLabel->setText(activation ? m->formulaText() : tr("No activation was found yet."));
    setAccessibleDescription(m->formulaText());
    m->chart->resetZoom();
    m->chart->scheduleGraphs();
}

QString ActivationView::remark() const {
    return m->formulaText();
}

QString ActivationView::figureTitle() const {
    return tr("Activation found by the search");
}

void ActivationView::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    painter.setFont(titleFont());
    painter.setPen(tokens().text);
    painter.drawText(QRectF(50, 4, size.width() - 54, kFormulaHeight - 4), Qt::AlignVCenter, m->formulaText());
    m->legend->paintLegend(painter, QRectF(0, kFormulaHeight, size.width(), kLegendHeight));
    const double above = kFormulaHeight + kLegendHeight;
    painter.translate(0, above);
    m->chart->paintOn(painter, {size.width(), size.height() - above});
    painter.restore();
}

QString ActivationView::figureGap() const {
    return m->activation ? QString() : tr("No activation was found yet.");
}

QString ActivationView::figureCsv() const {
    QString csv = QStringLiteral("x,searched,baseline\n");
    const auto number = [](double value) { return QString::number(value, 'g', 17); };
    for (int k = 0; k < kPoints; ++k)
        csv += QStringList{number(at(k)), m->activation ? number(evaluate(*m->activation, at(k)).value) : QString(),
                           number(evaluate(Activation{}, at(k)).value)}
                   .join(QLatin1Char(',')) +
               QLatin1Char('\n');
    return csv;
}

} // namespace dnas
