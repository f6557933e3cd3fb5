#include "app/motor_control_page.h"

#include "app/attempt.h"
#include "widgets/figure_menu.h"

#include <QLabel>
#include <QVBoxLayout>
#include <QtConcurrent>

namespace dnas {

QVector<TorqueView::Run> torqueRuns(const MotorSpec& motor, const MotorSearchResult& result, const FluxMap& truth) {
    TorqueControlSpec spec;
    spec.range = result.range;
    const std::pair<QString, std::shared_ptr<const FluxMap>> models[] = {{MotorControlPage::tr("searched"), makeFluxMap(result.searched.network)},
                                                                         {MotorControlPage::tr("tanh baseline"), makeFluxMap(result.baseline.network)},
                                                                         {MotorControlPage::tr("linear"), makeFluxMap(result.linear)}};
    QVector<TorqueView::Run> runs;
    for (const auto& [name, model] : models) runs.append({name, controlTorque(motor, truth, *model, spec)});
    return runs;
}

MotorControlPage::MotorControlPage(const RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m_view(new TorqueView(this)), m_message(new QLabel(this)) {
    m_message->setWordWrap(true);
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setProperty("role", "muted");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_message, 1);
    column->addWidget(m_view, 1);
    addFigureMenu(m_view, m_view, timeline);
    connect(&m_watcher, &QFutureWatcher<Answer>::finished, this, [this] {
        const Answer answer = m_watcher.result();
        if (answer.job != m_job) return;
        m_view->setRuns(answer.runs);
        say(answer.error);
        Q_EMIT remarkChanged(m_view->remark());
    });
    clear();
}

void MotorControlPage::setResult(const MotorSpec& motor, const MotorSearchResult& result, std::shared_ptr<const FluxMap> truth) {
    clear();
    if (!truth) return say(tr("The motor's true flux is not known: there is nothing to control."));
    m_job = std::make_shared<const Job>(Job{motor, result, std::move(truth)});
    if (isVisible()) start();
}

void MotorControlPage::clear() {
    m_job.reset();
    m_asked = false;
    m_view->setRuns({});
    say(tr("The motor is controlled when the search has finished."));
    Q_EMIT remarkChanged({});
}

void MotorControlPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_job && !m_asked) start();
}

void MotorControlPage::start() {
    m_asked = true;
    say(tr("Controlling the motor…"));
    m_watcher.setFuture(QtConcurrent::run(&MotorControlPage::control, m_job));
}

MotorControlPage::Answer MotorControlPage::control(std::shared_ptr<const Job> job) {
    Answer answer{job, {}, {}};
    answer.error = errorOf([&] { answer.runs = torqueRuns(job->motor, job->result, *job->truth); });
    return answer;
}

void MotorControlPage::say(const QString& message) {
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
    m_view->setVisible(message.isEmpty());
}

} // namespace dnas
