// How the retrieval page is laid out.
#include "app/retrieval_page.h"

#include "widgets/figure_menu.h"
#include "widgets/hit_grid.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>

#include <cmath>

namespace dnas {
namespace {

constexpr int kSliderSteps = 100; ///< of a similarity of 1
constexpr int kUsualLimit = 60, kMostHits = 500, kSettleMs = 150;

QLabel* mutedLabel(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setProperty("role", "muted");
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

RetrievalPage::RetrievalPage(std::shared_ptr<EngineRunner> runner, QWidget* parent)
    : QWidget(parent), m_runner(std::move(runner)), m_encoder(new QComboBox), m_kind(new QComboBox), m_source(new QComboBox),
      m_start(new QPushButton), m_browse(new QPushButton(tr("Browse"))), m_choose(new QPushButton(tr("Choose an &image…"))),
      m_state(mutedLabel(this)), m_skipped(mutedLabel(this)), m_picture(new QLabel), m_queryName(mutedLabel(this)), m_answer(new QLabel), m_score(new QLabel),
      m_slider(new QSlider(Qt::Horizontal)), m_threshold(new QDoubleSpinBox), m_limit(new QSpinBox), m_grid(new HitGrid),
      m_worker(QStringLiteral("retrieval")), m_meter(QStringLiteral("retrieval measure")) {
    setObjectName(QStringLiteral("retrievalPage"));
    auto* panel = new QFrame(this);
    panel->setObjectName(QStringLiteral("panel"));
    auto* inside = new QHBoxLayout(panel);
    inside->setContentsMargins(14, 12, 6, 8);
    inside->setSpacing(14);
    inside->addWidget(makeSide());
    inside->addWidget(m_grid, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(10);
    layout->addWidget(makeHead());
    layout->addWidget(makeSource());
    layout->addWidget(panel, 1);
    addFigureMenu(m_grid, m_grid, &m_origin);
    connect(m_grid, &HitGrid::chosen, this, &RetrievalPage::askWith);
    clearIndex();
}

QWidget* RetrievalPage::makeHead() {
    auto* head = new QWidget(this);
    auto* title = new QLabel(tr("Find images by an image"), head);
    title->setProperty("role", "title");
    auto* close = new QPushButton(tr("&Back to the run"), head);
    close->setProperty("role", "flat");
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(title);
    row->addStretch(1);
    row->addWidget(close);
    connect(close, &QPushButton::clicked, this, &RetrievalPage::closeAsked);
    return head;
}

QWidget* RetrievalPage::makeSource() {
    auto* bar = new QWidget(this);
    m_encoder->setAccessibleName(tr("Encoder"));
    m_encoder->setToolTip(tr("The run whose backbone makes the features"));
    m_kind->setAccessibleName(tr("Weights"));
    m_kind->addItem(tr("what it has learnt"), static_cast<int>(EncoderKind::Stored));
    m_kind->addItem(tr("random weights"), static_cast<int>(EncoderKind::Random));
    m_kind->addItem(tr("the pixels themselves"), static_cast<int>(EncoderKind::Pixels));
    m_kind->setToolTip(tr("The last two are what an encoder must be better than"));
    m_source->setAccessibleName(tr("Images"));
    m_source->setEditable(true);
    m_source->setInsertPolicy(QComboBox::NoInsert);
    m_source->addItem(QStringLiteral("fashion-mnist"));
    m_source->setCurrentText({});
    m_source->lineEdit()->setPlaceholderText(tr("folder, .zip, or data set like cifar10:FOLDER"));
    m_encoder->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_encoder->setMinimumContentsLength(16);
    auto* menu = new QMenu(m_browse);
    menu->addAction(tr("A &folder…"), this, [this] {
        const QString path = QFileDialog::getExistingDirectory(this, tr("Folder of images"));
        if (!path.isEmpty()) setSource(path);
    });
    menu->addAction(tr("An &archive…"), this, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Archive of images"), {}, tr("Archives (*.zip)"));
        if (!path.isEmpty()) setSource(path);
    });
    m_browse->setMenu(menu);
    m_start->setProperty("role", "primary");
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_encoder, 2);
    row->addWidget(m_kind);
    row->addWidget(new QLabel(tr("on"), bar));
    row->addWidget(m_source, 3);
    row->addWidget(m_browse);
    row->addWidget(m_start);
    connect(m_start, &QPushButton::clicked, this, [this] { busy() ? stop() : startIndexing(); });
    connect(m_source, &QComboBox::editTextChanged, this, &RetrievalPage::showState);
    connect(m_encoder, &QComboBox::currentIndexChanged, this, &RetrievalPage::showState);
    return bar;
}

QWidget* RetrievalPage::makeSide() {
    auto* side = new QWidget(this);
    side->setFixedWidth(kSideWidth);
    m_picture->setFixedSize(kPictureSide, kPictureSide);
    m_picture->setAccessibleName(tr("Query"));
    m_threshold->setRange(-1, 1);
    m_threshold->setSingleStep(0.01);
    m_threshold->setValue(-1);
    m_threshold->setAccessibleName(tr("Threshold"));
    m_threshold->setToolTip(tr("tau: similarity that an image must exceed to be found (thesis 5.1.3)"));
    m_slider->setRange(-kSliderSteps, kSliderSteps);
    m_slider->setValue(-kSliderSteps);
    m_slider->setAccessibleName(tr("Threshold"));
    m_limit->setRange(1, kMostHits);
    m_limit->setValue(kUsualLimit);
    m_limit->setAccessibleName(tr("Most images shown"));
    auto* threshold = new QHBoxLayout;
    threshold->addWidget(m_slider, 1);
    threshold->addWidget(m_threshold);
    auto* form = new QFormLayout;
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    auto* thresholdLabel = new QLabel(tr("&Threshold"), side);
    thresholdLabel->setBuddy(m_threshold);
    form->addRow(thresholdLabel, threshold);
    form->addRow(tr("&Show at most"), m_limit);
    for (QLabel* label : {m_answer, m_score}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    auto* indexTitle = new QLabel(tr("Index"), side), *queryTitle = new QLabel(tr("Query"), side);
    for (QLabel* title : {indexTitle, queryTitle}) title->setProperty("role", "section");
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(queryTitle);
    column->addWidget(m_picture, 0, Qt::AlignLeft);
    column->addWidget(m_queryName);
    column->addWidget(m_choose);
    column->addLayout(form);
    column->addWidget(m_answer);
    column->addSpacing(6);
    column->addWidget(indexTitle);
    column->addWidget(m_score);
    column->addWidget(m_state);
    column->addWidget(m_skipped);
    column->addStretch(1);
    connect(m_choose, &QPushButton::clicked, this, &RetrievalPage::browse);
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) { m_threshold->setValue(double(value) / kSliderSteps); });
    connect(m_threshold, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(static_cast<int>(std::lround(value * kSliderSteps)));
        m_settle.start();
    });
    connect(m_limit, &QSpinBox::valueChanged, this, &RetrievalPage::rank);
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs); // a slider on its way asks for nothing
    connect(&m_settle, &QTimer::timeout, this, [this] {
        rank();
        measure();
    });
    return side;
}

} // namespace dnas
