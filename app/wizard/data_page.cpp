#include "app/wizard/data_page.h"

#include "app/wizard/data_preview.h"
#include "app/wizard/draft_model.h"
#include "app/wizard/motor_preview.h"
#include "app/wizard/option_form.h"
#include "engine/api/error.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <QtConcurrent>

#include <numeric>

namespace dnas {
namespace {

constexpr int kTypingPauseMs = 350;
constexpr int kPreviews = 40;

QString number(std::int64_t value) {
    return QLocale(QLocale::English).toString(static_cast<qlonglong>(value));
}

std::int64_t sum(const std::vector<std::int64_t>& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

} // namespace

DataPage::DataPage(DraftModel* model, std::shared_ptr<EngineRunner> runner, QWidget* parent)
    : WizardPage(model, parent), m_runner(std::move(runner)) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeSource(), 5);
    auto* rule = new QFrame(this);
    rule->setFrameShape(QFrame::VLine);
    layout->addWidget(rule);
    layout->addWidget(makeContents(), 4);

    m_delay.setSingleShot(true);
    m_delay.setInterval(kTypingPauseMs);
    connect(&m_delay, &QTimer::timeout, this, &DataPage::inspect);
    connect(&m_watcher, &QFutureWatcher<Inspection>::finished, this, &DataPage::showInspection);
    connect(m_kind, &QComboBox::activated, this, &DataPage::takeSpec);
    connect(m_folder, &QLineEdit::textEdited, this, &DataPage::takeSpec);
    connect(m_browse, &QPushButton::clicked, this, &DataPage::browse);
    connect(model, &DraftModel::changed, this, [this] {
        showSplit();
        m_delay.start();
    });
    connect(m_form, &OptionForm::problemChanged, this, &WizardPage::problemChanged);
    showSpec(model->draft().data);
    inspect();
}

QWidget* DataPage::makeSource() {
    auto* side = new QWidget(this);
    m_kind = new QComboBox(side);
    m_kind->setObjectName(QStringLiteral("data.kind"));
    m_kind->setAccessibleName(tr("Data set"));
    m_kind->addItem(tr("Fashion-MNIST (installed package)"), QStringLiteral("fashion-mnist"));
    m_kind->addItem(tr("CIFAR-10, binary version"), QStringLiteral("cifar10:"));
    m_kind->addItem(tr("CIFAR-100, binary version"), QStringLiteral("cifar100:"));
    m_kind->addItem(tr("Folder of images, one subfolder a class"), QStringLiteral("folder:"));
    m_kind->addItem(tr("Folder of idx files, as of MNIST"), QStringLiteral("idx:"));
    if (!m_model->draft().trains() && !m_model->draft().follower) {
        m_kind->insertSeparator(m_kind->count());
        m_kind->addItem(tr("Motor: simulated, iron that saturates"), QStringLiteral("motor:saturating"));
        m_kind->addItem(tr("Motor: simulated, linear"), QStringLiteral("motor:linear"));
        m_kind->addItem(tr("Motor: simulated on a measured flux map (CSV)"), QStringLiteral("motor:map:"));
        m_kind->addItem(tr("Motor: measured series (CSV)"), QStringLiteral("motor:series:"));
    }
    m_folderRow = new QWidget(side);
    m_folder = new QLineEdit(m_folderRow);
    m_folder->setObjectName(QStringLiteral("data.folder"));
    m_browse = new QPushButton(tr("Browse…"), m_folderRow);
    m_form = new OptionForm(m_model, {OptionSection::Data}, OptionForm::Width::Narrow, side);
    m_split = new QLabel(side);
    m_split->setProperty("role", "muted");
    m_split->setWordWrap(true);

    auto* folder = new QHBoxLayout(m_folderRow);
    folder->setContentsMargins(0, 0, 0, 0);
    folder->setSpacing(8);
    folder->addWidget(m_folder, 1);
    folder->addWidget(m_browse);
    auto* splitTitle = new QLabel(tr("How it is used"), side);
    splitTitle->setProperty("role", "section");
    auto* dataTitle = new QLabel(tr("Data set"), side);
    dataTitle->setProperty("role", "section");
    auto* column = new QVBoxLayout;
    column->setContentsMargins(20, 16, 20, 12);
    column->setSpacing(8);
    column->addWidget(dataTitle);
    column->addWidget(m_kind);
    column->addWidget(m_folderRow);
    column->addSpacing(10);
    column->addWidget(splitTitle);
    column->addWidget(m_split);
    column->addWidget(m_form, 1);
    side->setLayout(column);

    auto* scroll = new QScrollArea(this);
    scroll->setFocusPolicy(Qt::NoFocus); // the fields have it
    scroll->setWidget(side);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return scroll;
}

QWidget* DataPage::makeContents() {
    auto* side = new QWidget(this);
    m_images = new QWidget(side);
    m_motor = new MotorPreview(m_runner, side);
    m_summary = new QLabel(m_images);
    m_summary->setWordWrap(true);
    m_error = new QLabel(m_images);
    m_error->setWordWrap(true);
    m_error->setProperty("role", "bad");
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_bars = new ClassBars(m_images);
    m_preview = new PreviewGrid(m_images);
    auto* title = new QLabel(tr("What is in it"), side);
    title->setProperty("role", "section");
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(20, 16, 20, 12);
    column->setSpacing(8);
    column->addWidget(title);
    column->addWidget(m_images, 1);
    column->addWidget(m_motor, 1);
    auto* images = new QVBoxLayout(m_images);
    images->setContentsMargins(0, 0, 0, 0);
    images->setSpacing(8);
    images->addWidget(m_summary);
    images->addWidget(m_error);
    images->addWidget(m_preview);
    images->addWidget(m_bars, 1);
    connect(m_motor, &MotorPreview::inspected, this, [this] {
        showSplit();
        Q_EMIT problemChanged();
    });
    return side;
}

void DataPage::showSpec(const std::string& spec) {
    const QString text = QString::fromStdString(spec);
    for (int row = 0; row < m_kind->count(); ++row) {
        const QString kind = m_kind->itemData(row).toString();
        const bool folder = kind.endsWith(QLatin1Char(':'));
        if (folder ? !text.startsWith(kind) : text != kind) continue;
        m_kind->setCurrentIndex(row);
        m_folder->setText(folder ? text.mid(kind.size()) : QString());
    }
    showFolderRow();
}

void DataPage::showFolderRow() {
    const bool motor = m_model->draft().learnsMotor();
    m_folderRow->setVisible(m_kind->currentData().toString().endsWith(QLatin1Char(':')));
    const QString what = motor ? tr("CSV file") : tr("Folder of the data set");
    m_folder->setPlaceholderText(what);
    m_folder->setAccessibleName(what);
    m_images->setVisible(!motor);
    m_motor->setVisible(motor);
}

/// The method may have chosen other data meanwhile.
void DataPage::enter() {
    if (specFromFields() != m_model->draft().data) showSpec(m_model->draft().data);
    m_kind->setFocus();
}

std::string DataPage::specFromFields() const {
    const QString kind = m_kind->currentData().toString();
    return (kind.endsWith(QLatin1Char(':')) ? kind + m_folder->text().trimmed() : kind).toStdString();
}

void DataPage::takeSpec() {
    const std::string spec = specFromFields();
    if (!isMotorData(spec)) m_done = m_done && spec == m_asked; // what is known of the images stays known beside a motor
    m_model->change([&](RequestDraft& draft) { draft.setData(spec); });
    showFolderRow();
    Q_EMIT problemChanged();
}

void DataPage::browse() {
    const QString folder = m_model->draft().learnsMotor()
                               ? QFileDialog::getOpenFileName(this, tr("Measured motor"), m_folder->text(), tr("CSV files (*.csv);;All files (*)"))
                               : QFileDialog::getExistingDirectory(this, tr("Folder of the data set"), m_folder->text());
    if (folder.isEmpty()) return;
    m_folder->setText(folder);
    takeSpec();
}

void DataPage::inspect() {
    const Request request = m_model->draft().request();
    if (request.motor) return m_motor->inspect(request);
    const std::string spec = request.task.data;
    const int size = request.task.imageSize;
    const ColorModel colors = request.task.colors;
    if (spec == m_asked && size == m_askedSize && colors == m_askedColors) return;
    m_asked = spec;
    m_askedSize = size;
    m_askedColors = colors;
    m_done = false;
    m_problem.clear();
    if (QString::fromStdString(spec).endsWith(QLatin1Char(':'))) {
        m_summary->setText(tr("Choose the folder of the data set."));
        m_problem = m_summary->text();
        m_error->clear();
        m_model->setData(std::nullopt);
        Q_EMIT problemChanged();
        return;
    }
    m_summary->setText(tr("Reading the data set…"));
    m_error->clear();
    m_watcher.setFuture(QtConcurrent::run([runner = m_runner, spec, size, colors]() -> Inspection {
        try {
            Inspection inspection{spec, size, colors, runner->inspect(spec, size, kPreviews), {}, {}};
            if (colors != ColorModel::Stored)
                for (const PreviewImage& image : inspection.info->preview)
                    inspection.channels.push_back(runner->channels(image, colors));
            return inspection;
        } catch (const EngineError& error) {
            return {spec, size, colors, std::nullopt, {}, QString::fromStdString(error.full())};
        } catch (const std::exception& error) {
            return {spec, size, colors, std::nullopt, {}, QString::fromLocal8Bit(error.what())};
        }
    }));
    Q_EMIT problemChanged();
}

void DataPage::showInspection() {
    const Inspection inspection = m_watcher.result();
    if (inspection.spec != m_asked || inspection.imageSize != m_askedSize || inspection.colors != m_askedColors) return;
    m_done = true;
    m_problem = inspection.error;
    m_error->setText(inspection.error);
    m_model->setData(inspection.info);
    m_bars->setData(inspection.info);
    m_preview->setData(inspection.info, inspection.channels);
    if (inspection.info) {
        const DataInfo& info = *inspection.info;
        const QString colour = info.channels == 1 ? tr("grey") : tr("colour");
        QString text = tr("<b>%1</b>: %2 training images, %3 test images, %4 classes, %5 × %6 pixels, %7")
                           .arg(QString::fromStdString(info.name).toHtmlEscaped(), number(sum(info.trainCounts)),
                                number(sum(info.testCounts)), QString::number(info.classes))
                           .arg(info.width).arg(info.height).arg(colour);
        if (info.variableSize)
            text += tr(" (stored from %1 to %2 pixels)").arg(info.smallestSide).arg(info.largestSide);
        m_summary->setText(text);
    } else {
        m_summary->clear();
    }
    showSplit();
    Q_EMIT problemChanged();
}

void DataPage::showSplit() {
    const Request request = m_model->draft().request();
    const Task& task = request.task;
    if (request.motor) return m_split->setText(motorSplit());
    if (!m_model->data()) {
        m_split->clear();
        return;
    }
    const std::int64_t all = sum(m_model->data()->trainCounts);
    const std::int64_t used = task.subset > 0 ? std::min<std::int64_t>(task.subset, all) : all;
    if (request.training) {
        const auto held = static_cast<std::int64_t>(static_cast<double>(used) * request.training->holdout);
        m_split->setText(held > 0 ? tr("%1 of %2 training images: %3 train, %4 validate. Test images stay untouched.")
                                        .arg(number(used), number(all), number(used - held), number(held))
                                  : tr("%1 of %2 training images train; the test images validate every epoch.").arg(number(used), number(all)));
        return;
    }
    const auto weights = static_cast<std::int64_t>(static_cast<double>(used) * task.trainPortion);
    m_split->setText(tr("%1 of %2 training images: %3 train the weights, %4 train alpha. Test images stay untouched.")
                         .arg(number(used), number(all), number(weights), number(used - weights)));
}

QString DataPage::motorSplit() const {
    const MotorSearchSpec spec = *m_model->draft().request().motor;
    const auto all = static_cast<std::int64_t>(m_motor->samples());
    if (all == 0) return {};
    const std::int64_t used = std::min<std::int64_t>(spec.samples, all);
    const auto valid = static_cast<std::int64_t>(static_cast<double>(used) * spec.validPortion);
    return tr("%1 of %2 samples: %3 train the weights, %4 train alpha and choose among results. Fluxes serve to evaluate only.")
        .arg(number(used), number(all), number(used - valid), number(valid));
}

QString DataPage::problem() const {
    if (m_model->draft().learnsMotor()) return m_motor->problem().isEmpty() ? m_form->problem() : m_motor->problem();
    if (!m_problem.isEmpty()) return m_problem;
    if (!m_done) return tr("The data set is being read.");
    return m_form->problem();
}

} // namespace dnas
