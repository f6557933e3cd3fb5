#include "app/wizard/resources_page.h"

#include "app/wizard/draft_model.h"
#include "app/wizard/option_form.h"
#include "app/wizard/sweep_form.h"
#include "engine/api/error.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>
#include <QtConcurrent>

#include <cmath>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace dnas {
namespace {

const QLocale& english() {
    static const QLocale locale(QLocale::English);
    return locale;
}

/// What decides time and memory: everything but name and seed.
std::string workHash(Request request) {
    request.name.clear();
    request.seed = 0;
    return requestHash(request);
}

} // namespace

QString durationText(double seconds) {
    if (!std::isfinite(seconds) || seconds < 0) return ResourcesPage::tr("unknown");
    const auto total = static_cast<qint64>(std::llround(seconds));
    if (total < 60) return ResourcesPage::tr("%1 s").arg(total);
    if (total < 3600) return ResourcesPage::tr("%1 min %2 s").arg(total / 60).arg(total % 60);
    if (total < 48 * 3600) return ResourcesPage::tr("%1 h %2 min").arg(total / 3600).arg(total % 3600 / 60);
    return ResourcesPage::tr("%1 days").arg(english().toString(seconds / 86400, 'f', 1));
}

QString memoryText(double megabytes) {
    if (megabytes < 1000) return ResourcesPage::tr("%1 MB").arg(english().toString(megabytes, 'f', 0));
    return ResourcesPage::tr("%1 GB").arg(english().toString(megabytes / 1000, 'f', megabytes < 10000 ? 2 : 0));
}

QString countText(std::int64_t count) {
    if (count < 100000) return english().toString(static_cast<qlonglong>(count));
    return ResourcesPage::tr("%1 M").arg(english().toString(static_cast<double>(count) / 1e6, 'f', 2));
}

double machineMemoryMb() {
#ifdef Q_OS_UNIX
    return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
#else
    return 0;
#endif
}

ResourcesPage::ResourcesPage(DraftModel* model, std::shared_ptr<EngineRunner> runner, bool searchRunning, QWidget* parent)
    : WizardPage(model, parent), m_runner(std::move(runner)), m_searchRunning(searchRunning),
      m_form(new OptionForm(model, {OptionSection::Resources}, OptionForm::Width::Normal, this)), m_sweep(new SweepForm(model, this)),
      m_seeds(new QLineEdit(QString::fromStdString(seedsText(model->draft().seeds)), this)), m_seedHelp(new QLabel(this)) {
    m_seeds->setObjectName(QStringLiteral("resources.seeds"));
    m_seeds->setAccessibleName(tr("Seeds"));
    m_seeds->setAlignment(Qt::AlignRight);
    m_seeds->setFixedWidth(150);
    m_seedHelp->setProperty("role", "muted");
    m_seedHelp->setWordWrap(true);
    auto* seedLabel = new QLabel(tr("Seeds"), this);
    seedLabel->setFixedWidth(190);
    seedLabel->setBuddy(m_seeds);
    auto* seedRow = new QHBoxLayout;
    seedRow->setSpacing(12);
    seedRow->addWidget(seedLabel);
    seedRow->addWidget(m_seeds);
    seedRow->addWidget(m_seedHelp, 1);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(6);
    layout->addWidget(m_form);
    layout->addLayout(seedRow);
    layout->addWidget(m_sweep);
    layout->addSpacing(14);
    layout->addWidget(makeCard());
    layout->addStretch(1);

    connect(m_seeds, &QLineEdit::textEdited, this, &ResourcesPage::takeSeeds);
    connect(m_form, &OptionForm::problemChanged, this, &WizardPage::problemChanged);
    connect(m_sweep, &SweepForm::problemChanged, this, &WizardPage::problemChanged);
    connect(m_measure, &QPushButton::clicked, this, &ResourcesPage::measure);
    connect(&m_watcher, &QFutureWatcher<Measurement>::finished, this, &ResourcesPage::showMeasurement);
    connect(model, &DraftModel::changed, this, &ResourcesPage::showEstimate);
    takeSeeds(m_seeds->text());
}

QWidget* ResourcesPage::makeCard() {
    auto* card = new QFrame(this);
    card->setObjectName(QStringLiteral("card"));
    auto* row = new QHBoxLayout(card);
    row->setContentsMargins(16, 12, 16, 12);
    row->setSpacing(28);
    const auto figure = [&](QLabel*& value, QLabel*& note, const QString& text) {
        value = new QLabel(QStringLiteral("–"), card);
        value->setProperty("role", "figure");
        note = new QLabel(text, card);
        note->setProperty("role", "muted");
        auto* column = new QVBoxLayout;
        column->setSpacing(2);
        column->addWidget(value);
        column->addWidget(note);
        row->addLayout(column);
    };
    figure(m_time, m_timeNote, tr("time of the run"));
    figure(m_memory, m_memoryNote, tr("peak memory, of %1").arg(memoryText(machineMemoryMb())));
    figure(m_weights, m_weightsNote, tr("weights"));
    row->addStretch(1);
    m_where = new QLabel(card);
    m_where->setProperty("role", "muted");
    m_where->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_where->setWordWrap(true);
    row->addWidget(m_where, 2);
    m_busy = new QProgressBar(card);
    m_busy->setRange(0, 0);
    m_busy->setFixedWidth(90);
    m_busy->setTextVisible(false);
    m_busy->hide();
    row->addWidget(m_busy);
    m_measure = new QPushButton(tr("Measure"), card);
    m_measure->setObjectName(QStringLiteral("resources.measure"));
    m_measure->setEnabled(!m_searchRunning);
    row->addWidget(m_measure);
    m_where->setText(m_searchRunning ? tr("A search is running: measuring now would slow it down and mislead you.")
                                     : tr("One real step tells; it takes a few seconds."));
    return card;
}

QString ResourcesPage::problem() const {
    for (const QString& problem : {m_seedProblem, m_sweep->problem()})
        if (!problem.isEmpty()) return problem;
    return m_form->problem();
}

void ResourcesPage::takeSeeds(const QString& text) {
    try {
        const std::vector<std::uint64_t> seeds = parseSeeds(text.toStdString());
        m_seedProblem.clear();
        m_seedHelp->setText(seeds.size() == 1
                                ? tr("Whole numbers like 2, 3, 7 or 1-5; each is an experiment of its own.")
                                : tr("%1 experiments, one after another.").arg(seeds.size()));
        m_model->change([&](RequestDraft& draft) { draft.seeds = seeds; });
    } catch (const EngineError& error) {
        m_seedProblem = QString::fromStdString(error.full());
        m_seedHelp->setText(m_seedProblem);
    }
    Q_EMIT problemChanged();
}

void ResourcesPage::measure() {
    if (m_watcher.isRunning() || m_searchRunning) return;
    if (m_measure->hasFocus()) setFocus(); // not to the next button, which cancels
    m_measure->setEnabled(false);
    m_busy->show();
    m_where->setText(tr("Measuring one step…"));
    m_watcher.setFuture(QtConcurrent::run([runner = m_runner, request = m_model->draft().request()]() -> Measurement {
        const std::string hash = workHash(request);
        try {
            return {hash, runner->estimate(request), {}};
        } catch (const EngineError& error) {
            return {hash, std::nullopt, QString::fromStdString(error.full())};
        } catch (const std::exception& error) {
            return {hash, std::nullopt, QString::fromLocal8Bit(error.what())};
        }
    }));
}

void ResourcesPage::showMeasurement() {
    const Measurement measurement = m_watcher.result();
    m_busy->hide();
    m_measure->setEnabled(true);
    m_measure->setText(tr("Measure again"));
    m_estimate = measurement.estimate;
    m_measured = measurement.hash;
    if (!m_estimate) {
        for (QLabel* value : {m_time, m_memory, m_weights}) value->setText(QStringLiteral("–"));
        m_where->setText(measurement.error);
        return;
    }
    showEstimate();
}

void ResourcesPage::showEstimate() {
    if (!m_estimate || m_watcher.isRunning()) return;
    const RunEstimate& estimate = *m_estimate;
    const auto runs = static_cast<double>(m_model->draft().requestCount());
    const QString step = tr("estimated from one real step of %1 s").arg(english().toString(estimate.stepSeconds, 'g', 2));
    m_time->setText(durationText(runs * estimate.totalSeconds));
    m_timeNote->setText(runs > 1 ? tr("%1 times %2, %3").arg(runs).arg(durationText(estimate.totalSeconds), step) : step);
    m_memory->setText(memoryText(estimate.peakMb));
    const double room = machineMemoryMb();
    const bool tooLarge = !estimate.gpu && room > 0 && estimate.peakMb > room;
    m_memoryNote->setText(estimate.gpu ? tr("peak memory of the GPU")
                          : tooLarge   ? tr("more than the %1 of this machine: a smaller batch, fewer channels").arg(memoryText(room))
                                       : tr("peak memory, of %1").arg(memoryText(room)));
    m_memoryNote->setProperty("role", tooLarge ? "bad" : "muted");
    m_memoryNote->style()->polish(m_memoryNote);
    m_weights->setText(countText(estimate.parameters));
    const bool stale = workHash(m_model->draft().request()) != m_measured;
    for (QLabel* value : {m_time, m_memory, m_weights, m_timeNote, m_memoryNote, m_weightsNote}) value->setEnabled(!stale);
    m_where->setText(stale ? tr("The options changed since this was measured.") : tr("measured just now on %1").arg(QString::fromStdString(estimate.device)));
}

} // namespace dnas
