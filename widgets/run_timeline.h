// The snapshots and events of one run, and the epoch that is looked at: the model behind every view.
// A live run, a stored run and a test fixture fill it in the same way.
// Thread rule: GUI thread; the engine's snapshots arrive by queued signals.
#pragma once

#include "engine/api/liveness.h"
#include "engine/api/mask_measurement.h"
#include "engine/api/pruning.h"
#include "engine/api/request.h"
#include "engine/api/snapshot.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace dnas {

/// What a view says about where its data come from; goes into the metadata of exports.
struct RunIdentity {
    qint64 experiment = 0;
    QString name, method, data;
    quint64 seed = 0;
    Request request; ///< recipe: parse rule, thresholds, space
    std::shared_ptr<const MotorSearchResult> motor; ///< of a finished motor search
    QString versions; ///< of what computed it: program, LibTorch, compiler; empty where nobody knows
};

/// Where the gates of a pruning are cut.
struct GateCut {
    double threshold = kThesisThreshold;
    GateScale scale = GateScale::Sigmoid;
    bool operator==(const GateCut& other) const { return threshold == other.threshold && scale == other.scale; }
    bool operator!=(const GateCut& other) const { return !(*this == other); }
};

class RunTimeline final : public QObject {
    Q_OBJECT
  public:
    explicit RunTimeline(QObject* parent = nullptr);

    /// Replaces everything; usualIndex() becomes current, and is followed where it is the last.
    void setRun(RunIdentity identity, std::vector<SnapshotPtr> snapshots, std::vector<RunEvent> events);
    void clear();
    /// A finished epoch of a live run. Replaces the snapshot of the same epoch if there is one.
    void append(SnapshotPtr snapshot);
    void addEvent(const RunEvent& event);

    const RunIdentity& identity() const { return m_identity; }
    const std::vector<SnapshotPtr>& snapshots() const { return m_snapshots; }
    const std::vector<RunEvent>& events() const { return m_events; }
    int count() const { return static_cast<int>(m_snapshots.size()); }

    /// Index into snapshots(), -1 when there are none.
    int currentIndex() const { return m_current; }
    SnapshotPtr current() const;  ///< nullptr when there are none
    SnapshotPtr previous() const; ///< the one before current, nullptr at the first
    /// Where one looks first: the last epoch; of a pruning of several runs the end of the best, which is what it proposes.
    int usualIndex() const;
    bool followsLive() const { return m_followLive; }
    /// Whether a search is adding epochs to this run; false after setRun.
    bool isLive() const { return m_live; }

    /// The parse in force: the recipe's own, or a what-if. Views that show a genotype parse by it.
    const DiscretizeSpec& parseRule() const { return m_parse; }
    bool parseIsRecipes() const;

    /// The cut in force of a pruning's gates: the thesis's, or what the user made of it.
    const GateCut& gateCut() const { return m_cut; }
    /// What was measured of a pruning's masks.
    const MeasuredMasks& measured() const { return m_measured; }

    /// What a parse makes of a snapshot.
    struct Parsed {
        SnapshotPtr snapshot;
        std::optional<Genotype> genotype;
        std::vector<CellState> states; ///< of individual cells
    };
    using Parser = std::optional<Genotype> (*)(const RunTimeline& timeline, const SnapshotPtr& snapshot);
    /// Remembers the last answer: all views of an epoch ask for the same parse. Place: cell_reading.cpp only.
    const Parsed& parsed(const SnapshotPtr& snapshot, Parser parser) const;

  public Q_SLOTS:
    void setCurrentIndex(int index); ///< clamped; leaves follow-live unless it is the last
    void setFollowLive(bool follow);
    /// Who looks where a run usually stands follows it while it goes on, and sees what it proposes when it has ended.
    void setLive(bool live);
    void setParseRule(const dnas::DiscretizeSpec& rule);
    void resetParseRule();
    void setGateCut(const dnas::GateCut& cut);
    void setMeasured(dnas::MeasuredMasks measured);
    void addSpeed(const dnas::VitMask& mask, const dnas::VitSpeed& speed);                ///< a cancelled one tells nothing
    void addAccuracy(const dnas::VitMask& mask, const dnas::VitEvaluation& evaluation); ///< likewise

  Q_SIGNALS:
    void runChanged();  ///< another run: start anew
    void dataChanged(); ///< snapshots or events were added
    void currentChanged(int index);
    void followLiveChanged(bool follow);
    void liveChanged(bool live);
    void parseRuleChanged();
    void gateCutChanged();
    void measuredChanged();

  private:
    RunIdentity m_identity;
    std::vector<SnapshotPtr> m_snapshots;
    std::vector<RunEvent> m_events;
    int m_current = -1;
    bool m_followLive = true;
    bool m_live = false;
    DiscretizeSpec m_parse;
    GateCut m_cut;
    MeasuredMasks m_measured;
    mutable Parsed m_parsed;
};

} // namespace dnas
