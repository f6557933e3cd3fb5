#include "widgets/parse_controls.h"

#include "widgets/parse_words.h"
#include "widgets/run_timeline.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>

#include <cmath>

namespace dnas {

namespace {
constexpr int kSliderSteps = 200; // 0.005 a step
}

ParseControls::ParseControls(RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m_timeline(timeline), m_method(new QComboBox), m_slider(new QSlider(Qt::Horizontal)),
      m_threshold(new QDoubleSpinBox), m_edges(new QSpinBox), m_kept(new QSpinBox), m_skipCap(new QSpinBox), m_thresholdLabel(new QLabel),
      m_edgesLabel(new QLabel), m_keptLabel(new QLabel) {
    for (ParseMethod method : {ParseMethod::Darts, ParseMethod::Sparse, ParseMethod::Edge, ParseMethod::Complete})
        m_method->addItem(parseMethodText(method), static_cast<int>(method));
    m_method->setMinimumContentsLength(10);
    m_method->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_slider->setRange(0, kSliderSteps);
    m_slider->setPageStep(kSliderSteps / 20);
    m_slider->setMinimumHeight(20); // the handle is higher than the groove that style sheets measure
    m_threshold->setRange(0, 1);
    m_threshold->setSingleStep(0.01);
    m_threshold->setDecimals(3);
    m_edges->setRange(1, 8);
    m_kept->setRange(0, 8);
    m_kept->setToolTip(tr("So many of a node's best edges stay whatever their weight: with 1 no node falls out of the network"));
    m_skipCap->setRange(-1, 64);
    m_skipCap->setSpecialValueText(tr("no limit"));
    m_skipCap->setToolTip(tr("Largest number of skip connections a cell may keep; the weakest give way"));
    m_slider->setAccessibleName(tr("Threshold"));
    arrange();
    connect(m_method, &QComboBox::currentIndexChanged, this, &ParseControls::write);
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int value) { m_threshold->setValue(static_cast<double>(value) / kSliderSteps); });
    connect(m_threshold, &QDoubleSpinBox::valueChanged, this, &ParseControls::write);
    connect(m_edges, &QSpinBox::valueChanged, this, &ParseControls::write);
    connect(m_kept, &QSpinBox::valueChanged, this, &ParseControls::write);
    connect(m_skipCap, &QSpinBox::valueChanged, this, &ParseControls::write);
    connect(timeline, &RunTimeline::parseRuleChanged, this, &ParseControls::showRule);
    connect(timeline, &RunTimeline::runChanged, this, &ParseControls::showRule);
    showRule();
}

void ParseControls::arrange() {
    auto* method = new QLabel(tr("&Parse"));
    auto* skipCap = new QLabel(tr("&Skip cap"));
    m_thresholdLabel->setText(tr("&Threshold t"));
    m_edgesLabel->setText(tr("&Edges per node"));
    method->setBuddy(m_method);
    skipCap->setBuddy(m_skipCap);
    m_thresholdLabel->setBuddy(m_threshold);
    m_edgesLabel->setBuddy(m_edges);
    m_keptLabel->setText(tr("&At least"));
    m_keptLabel->setBuddy(m_kept);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(5);
    grid->addWidget(method, 0, 0, 1, 2);
    grid->addWidget(m_method, 1, 0, 1, 2);
    grid->addWidget(m_thresholdLabel, 2, 0);
    grid->addWidget(m_threshold, 2, 1);
    grid->addWidget(m_slider, 3, 0, 1, 2);
    grid->addWidget(m_edgesLabel, 4, 0);
    grid->addWidget(m_keptLabel, 4, 1);
    grid->addWidget(m_edges, 5, 0);
    grid->addWidget(m_kept, 5, 1);
    grid->addWidget(skipCap, 6, 0);
    grid->addWidget(m_skipCap, 6, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
}

void ParseControls::showRule() {
    const DiscretizeSpec& rule = m_timeline->parseRule();
    const QSignalBlocker b1(m_method), b2(m_slider), b3(m_threshold), b4(m_edges), b5(m_skipCap), b6(m_kept);
    m_method->setCurrentIndex(m_method->findData(static_cast<int>(rule.method)));
    // The box that is being typed into keeps its text.
    if (m_threshold->value() != rule.threshold) m_threshold->setValue(rule.threshold);
    m_slider->setValue(static_cast<int>(std::lround(rule.threshold * kSliderSteps)));
    m_edges->setValue(rule.edgesPerNode);
    m_kept->setValue(rule.keptEdges);
    m_skipCap->setValue(rule.skipCap);
    const bool threshold = rule.method != ParseMethod::Darts;
    const bool edges = rule.method == ParseMethod::Darts || rule.method == ParseMethod::Sparse;
    for (QWidget* widget :
         {static_cast<QWidget*>(m_slider), static_cast<QWidget*>(m_threshold), static_cast<QWidget*>(m_thresholdLabel)})
        widget->setEnabled(threshold);
    for (QWidget* widget : {static_cast<QWidget*>(m_edges), static_cast<QWidget*>(m_edgesLabel)})
        widget->setEnabled(edges);
    for (QWidget* widget : {static_cast<QWidget*>(m_kept), static_cast<QWidget*>(m_keptLabel)})
        widget->setEnabled(rule.method == ParseMethod::Sparse);
}

void ParseControls::write() {
    const DiscretizeSpec before = m_timeline->parseRule();
    DiscretizeSpec rule = before; // what has no control stays
    rule.method = static_cast<ParseMethod>(m_method->currentData().toInt());
    rule.threshold = m_threshold->value();
    rule.edgesPerNode = m_edges->value();
    rule.keptEdges = m_kept->value();
    rule.skipCap = m_skipCap->value();
    m_timeline->setParseRule(rule);
    if (!(rule == before)) Q_EMIT ruleEdited(before);
}

} // namespace dnas
