// What a user can undo: names, notes, tags, the bin, kept genotypes, added runs, the cut of a pruning, what-if parses.
// Place: pushed on the window's QUndoStack; each command sends its change to the project's worker.
// Thread rule: GUI thread. A command holds a guarded pointer: after its project is closed it does nothing.
#pragma once

#include "app/open_project.h"
#include "widgets/run_timeline.h"

#include <QPointer>
#include <QStringList>
#include <QUndoCommand>

#include <chrono>
#include <functional>
#include <memory>

namespace dnas {

class RenameCommand final : public QUndoCommand {
  public:
    RenameCommand(OpenProject* project, std::int64_t experiment, const QString& before, const QString& after);
    void undo() override { apply(m_before); }
    void redo() override { apply(m_after); }

  private:
    void apply(const QString& name);
    QPointer<OpenProject> m_project;
    std::int64_t m_experiment;
    QString m_before, m_after;
};

class NotesCommand final : public QUndoCommand {
  public:
    NotesCommand(OpenProject* project, std::int64_t experiment, const QString& before, const QString& after);
    void undo() override { apply(m_before); }
    void redo() override { apply(m_after); }

  private:
    void apply(const QString& notes);
    QPointer<OpenProject> m_project;
    std::int64_t m_experiment;
    QString m_before, m_after;
};

class TagsCommand final : public QUndoCommand {
  public:
    TagsCommand(OpenProject* project, std::int64_t experiment, const QStringList& before, const QStringList& after);
    void undo() override { apply(m_before); }
    void redo() override { apply(m_after); }

  private:
    void apply(const QStringList& tags);
    QPointer<OpenProject> m_project;
    std::int64_t m_experiment;
    QStringList m_before, m_after;
};

/// Moves an experiment into the bin or, with `inBin` false, out of it.
class BinCommand final : public QUndoCommand {
  public:
    BinCommand(OpenProject* project, std::int64_t experiment, const QString& name, bool inBin);
    void undo() override { apply(!m_inBin); }
    void redo() override { apply(m_inBin); }

  private:
    void apply(bool inBin);
    QPointer<OpenProject> m_project;
    std::int64_t m_experiment;
    bool m_inBin;
};

/// Threshold and scale of a pruning. The window applies them, and shows that pruning first where another run is on view.
class CutCommand final : public QUndoCommand {
  public:
    using Apply = std::function<void(std::int64_t experiment, const GateCut& cut)>;
    /// @param step of several that follow one another within a second: they are undone together
    CutCommand(Apply apply, std::int64_t experiment, const GateCut& before, const GateCut& after, bool step);
    void undo() override { m_apply(m_experiment, m_before); }
    void redo() override;
    int id() const override { return 1; } ///< of what merges
    bool mergeWith(const QUndoCommand* other) override;

  private:
    Apply m_apply;
    std::int64_t m_experiment;
    GateCut m_before, m_after;
    bool m_step, m_first = true; ///< the stack calls redo at once
    std::chrono::steady_clock::time_point m_when = std::chrono::steady_clock::now();
};

class RunTimeline;

/// A what-if parse of the run on view. What was set within a second is one step: a slider that is dragged, digits.
class ParseRuleCommand final : public QUndoCommand {
  public:
    ParseRuleCommand(RunTimeline* timeline, const DiscretizeSpec& before, const DiscretizeSpec& after);
    void undo() override { apply(m_before); }
    void redo() override { apply(m_after); }
    int id() const override { return 2; }
    bool mergeWith(const QUndoCommand* other) override;

  private:
    void apply(const DiscretizeSpec& rule); ///< nothing when another run is on view: its what-ifs are its own
    QPointer<RunTimeline> m_timeline;
    std::int64_t m_experiment;
    DiscretizeSpec m_before, m_after;
    std::chrono::steady_clock::time_point m_made = std::chrono::steady_clock::now();
};

/// Keeps a genotype or a mask under its name or, with `keep` false, drops one that is kept.
class KeepGenotypeCommand final : public QUndoCommand {
  public:
    KeepGenotypeCommand(OpenProject* project, std::int64_t experiment, KeptGenotype genotype, bool keep = true);
    void undo() override { apply(!m_keep); }
    void redo() override { apply(m_keep); }

  private:
    void apply(bool keep);
    QPointer<OpenProject> m_project;
    std::int64_t m_experiment;
    /// Its id is written and read by the project's worker only, where edits keep their order.
    std::shared_ptr<KeptGenotype> m_genotype;
    bool m_keep;
};

/// A run that was added from outside (imported, drawn at random): it is there already; undo moves it to the bin.
class AddRunCommand final : public QUndoCommand {
  public:
    AddRunCommand(OpenProject* project, std::int64_t experiment, const QString& name);
    void undo() override;
    void redo() override;

  private:
    QPointer<OpenProject> m_project;
    std::int64_t m_experiment;
    bool m_first = true; ///< the stack calls redo at once
};

} // namespace dnas
