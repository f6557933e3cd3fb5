#include "app/edit_commands.h"

#include "widgets/run_timeline.h"

#include <QCoreApplication>

#include <utility>

namespace dnas {
namespace {

constexpr std::chrono::milliseconds kSameBurst{1000}; ///< steps that are no further apart belong together

QString tr(const char* text) {
    return QCoreApplication::translate("EditCommands", text);
}

} // namespace

RenameCommand::RenameCommand(OpenProject* project, std::int64_t experiment, const QString& before, const QString& after)
    : QUndoCommand(tr("rename to %1").arg(after)), m_project(project), m_experiment(experiment), m_before(before),
      m_after(after) {}

void RenameCommand::apply(const QString& name) {
    if (!m_project) return;
    m_project->edit([id = m_experiment, name = name.toStdString()](Project& project) { project.rename(id, name); });
}

NotesCommand::NotesCommand(OpenProject* project, std::int64_t experiment, const QString& before, const QString& after)
    : QUndoCommand(tr("edit notes")), m_project(project), m_experiment(experiment), m_before(before), m_after(after) {}

void NotesCommand::apply(const QString& notes) {
    if (!m_project) return;
    m_project->edit([id = m_experiment, notes = notes.toStdString()](Project& project) { project.setNotes(id, notes); });
}

TagsCommand::TagsCommand(OpenProject* project, std::int64_t experiment, const QStringList& before,
                         const QStringList& after)
    : QUndoCommand(tr("edit tags")), m_project(project), m_experiment(experiment), m_before(before), m_after(after) {}

void TagsCommand::apply(const QStringList& tags) {
    if (!m_project) return;
    std::vector<std::string> words;
    for (const QString& tag : tags) words.push_back(tag.toStdString());
    m_project->edit([id = m_experiment, words](Project& project) { project.setTags(id, words); });
}

BinCommand::BinCommand(OpenProject* project, std::int64_t experiment, const QString& name, bool inBin)
    : QUndoCommand((inBin ? tr("move %1 to the bin") : tr("restore %1")).arg(name)), m_project(project),
      m_experiment(experiment), m_inBin(inBin) {}

void BinCommand::apply(bool inBin) {
    if (!m_project) return;
    m_project->edit([id = m_experiment, inBin](Project& project) { project.moveToBin(id, inBin); });
}

ParseRuleCommand::ParseRuleCommand(RunTimeline* timeline, const DiscretizeSpec& before, const DiscretizeSpec& after)
    : QUndoCommand(tr("what-if parse")), m_timeline(timeline), m_experiment(timeline->identity().experiment), m_before(before), m_after(after) {}

bool ParseRuleCommand::mergeWith(const QUndoCommand* other) {
    const auto* next = static_cast<const ParseRuleCommand*>(other);
    if (next->m_experiment != m_experiment || next->m_made - m_made > std::chrono::seconds(1)) return false;
    m_after = next->m_after;
    m_made = next->m_made;
    if (m_before == m_after) setObsolete(true);
    return true;
}

void ParseRuleCommand::apply(const DiscretizeSpec& rule) {
    if (!m_timeline || m_timeline->identity().experiment != m_experiment) return setObsolete(true);
    m_timeline->setParseRule(rule);
}

KeepGenotypeCommand::KeepGenotypeCommand(OpenProject* project, std::int64_t experiment, KeptGenotype genotype, bool keep)
    : QUndoCommand((keep ? tr("keep %1") : tr("drop %1")).arg(QString::fromStdString(genotype.name))), m_project(project),
      m_experiment(experiment), m_genotype(std::make_shared<KeptGenotype>(std::move(genotype))), m_keep(keep) {}

/// Put back, it has the id that other commands know it by.
void KeepGenotypeCommand::apply(bool keep) {
    if (!m_project) return;
    m_project->edit([id = m_experiment, genotype = m_genotype, keep](Project& project) {
        if (keep)
            genotype->id = project.keepGenotype(id, *genotype);
        else
            project.dropKeptGenotype(genotype->id);
    });
}

AddRunCommand::AddRunCommand(OpenProject* project, std::int64_t experiment, const QString& name)
    : QUndoCommand(tr("add %1").arg(name)), m_project(project), m_experiment(experiment) {}

void AddRunCommand::undo() {
    if (m_project) m_project->edit([id = m_experiment](Project& project) { project.moveToBin(id, true); });
}

void AddRunCommand::redo() {
    if (std::exchange(m_first, false) || !m_project) return;
    m_project->edit([id = m_experiment](Project& project) { project.moveToBin(id, false); });
}

CutCommand::CutCommand(Apply apply, std::int64_t experiment, const GateCut& before, const GateCut& after, bool step)
    : QUndoCommand(before.scale == after.scale ? tr("move the threshold") : tr("change the scale of the gates")), m_apply(std::move(apply)),
      m_experiment(experiment), m_before(before), m_after(after), m_step(step) {}

void CutCommand::redo() {
    if (!std::exchange(m_first, false)) m_apply(m_experiment, m_after);
}

bool CutCommand::mergeWith(const QUndoCommand* other) {
    const auto* next = dynamic_cast<const CutCommand*>(other);
    const bool follows = next && m_step && next->m_step && next->m_experiment == m_experiment && next->m_before == m_after;
    if (!follows || next->m_when - m_when > kSameBurst) return false;
    m_after = next->m_after;
    m_when = next->m_when;
    return true;
}

} // namespace dnas
