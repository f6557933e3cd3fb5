#include "app/status_line.h"
#include "app/plural.h"

#include "widgets/palette.h"

#include <QLabel>
#include <QLocale>
#include <QPushButton>

#include <cmath>

namespace dnas {
namespace {

QString secondsAgo(qint64 seconds) {
    if (seconds < 60) return StatusLine::tr("%1 s ago").arg(seconds);
    if (seconds < 3600) return StatusLine::tr("%1 min ago").arg(seconds / 60);
    return StatusLine::tr("%1 h ago").arg(seconds / 3600);
}

} // namespace

StatusLine::StatusLine(QWidget* parent) : QStatusBar(parent) {
    setSizeGripEnabled(false);
    const auto left = [this] {
        auto* label = new QLabel(this);
        addWidget(label);
        return label;
    };
    const auto right = [this] {
        auto* label = new QLabel(this);
        addPermanentWidget(label);
        return label;
    };
    m_dot = left();
    m_what = left();
    m_speed = left();
    m_memory = left();
    m_saved = right();
    m_skips = right();
    m_warnings = new QPushButton(this);
    addPermanentWidget(m_warnings);
    m_what->setObjectName(QStringLiteral("status.what"));
    m_memory->setObjectName(QStringLiteral("status.memory"));
    connect(m_warnings, &QPushButton::clicked, this, &StatusLine::warningsClicked);
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &StatusLine::updateSaved);
    showState(RunController::State::Idle, 0);
    showWarnings(0);
}

namespace {

/// @param phase of StepProgress
QString phaseText(const std::string& phase) {
    if (phase == "evaluating") return StatusLine::tr("Evaluating");
    if (phase == "saving") return StatusLine::tr("Saving");
    if (phase == "training") return StatusLine::tr("Training");
    if (phase == "pretraining") return StatusLine::tr("Pretraining");
    if (phase == "fine-tuning") return StatusLine::tr("Fine-tuning");
    if (phase == "probing") return StatusLine::tr("Probing");
    return StatusLine::tr("Searching");
}

} // namespace

void StatusLine::showState(RunController::State state, int waiting) {
    m_state = state;
    m_waiting = waiting;
    const Tokens& t = tokens();
    const bool idle = state == RunController::State::Idle;
    const QColor color = idle ? t.faint : state == RunController::State::Running ? t.good : t.warning;
    m_dot->setText(QStringLiteral("<span style='color:%1'>●</span>").arg(color.name()));
    switch (state) {
    case RunController::State::Idle: m_what->setText(tr("Ready")); break;
    case RunController::State::Running: m_what->setText(tr("Starting…")); break;
    case RunController::State::Paused: m_what->setText(tr("Paused")); break;
    case RunController::State::Stopping: m_what->setText(tr("Stopping…")); break;
    }
    if (waiting > 0) m_what->setText(m_what->text() + tr(" · %1 waiting").arg(waiting));
    if (!idle) {
        m_tick.start();
        return;
    }
    m_tick.stop();
    m_savedEpoch = -1;
    for (QLabel* label : {m_speed, m_memory, m_saved, m_skips}) label->clear();
}

void StatusLine::showProgress(const StepProgress& p) {
    if (m_state != RunController::State::Running) return;
    QString text = tr("%1 · epoch %2").arg(phaseText(p.phase)).arg(p.epoch + 1);
    if (p.steps > 0) text += tr(", step %1 of %2").arg(p.step).arg(p.steps); // epochs of a motor have no steps to tell
    if (m_waiting > 0) text += tr(" · %1 waiting").arg(m_waiting);
    m_what->setText(text);
    const QLocale locale(QLocale::English);
    m_speed->setText(p.imagesPerSecond > 0 ? tr("%1 images/s").arg(locale.toString(p.imagesPerSecond, 'f', 0)) : QString());
    QString memory = tr("%1 GB peak").arg(locale.toString(p.peakMb / 1000, 'f', 2));
    if (p.gpuPeakMb > 0) memory += tr(" · GPU %1 GB").arg(locale.toString(p.gpuPeakMb / 1000, 'f', 2));
    if (p.gpuPercent >= 0) memory += tr(", %1 % busy").arg(p.gpuPercent);
    m_memory->setText(memory);
}

void StatusLine::showSaved(const Snapshot& snapshot, int skipLimit) {
    m_savedEpoch = snapshot.epoch;
    m_savedAt = QDateTime::currentDateTime();
    updateSaved();
    const double skips = snapshot.metric("skip_count");
    if (std::isnan(skips)) return;
    m_skips->setText(skipLimit > 0 ? tr("Skip count %1 (limit %2)").arg(skips).arg(skipLimit) : tr("Skip count %1").arg(skips));
}

void StatusLine::updateSaved() {
    if (m_savedEpoch < 0) return;
    m_saved->setText(tr("Saved at epoch %1, %2").arg(m_savedEpoch + 1).arg(secondsAgo(m_savedAt.secsTo(QDateTime::currentDateTime()))));
}

void StatusLine::showWarnings(int count) {
    m_warnings->setText(count == 0 ? tr("No warnings") : plural(count, tr("%n warning"), tr("%n warnings")));
    m_warnings->setToolTip(tr("Show the log"));
}

} // namespace dnas
