#include "widgets/run_timeline.h"

#include <algorithm>

namespace dnas {

RunTimeline::RunTimeline(QObject* parent) : QObject(parent) {}

void RunTimeline::setRun(RunIdentity identity, std::vector<SnapshotPtr> snapshots, std::vector<RunEvent> events) {
    m_identity = std::move(identity);
    m_parsed = {};
    m_snapshots = std::move(snapshots);
    m_events = std::move(events);
    m_parse = m_identity.request.recipe.discretize;
    m_cut = {};
    m_measured = {};
    m_current = usualIndex();
    m_followLive = m_current == count() - 1;
    m_live = false;
    Q_EMIT runChanged();
    Q_EMIT parseRuleChanged();
    Q_EMIT followLiveChanged(m_followLive);
    Q_EMIT currentChanged(m_current);
}

void RunTimeline::clear() {
    setRun({}, {}, {});
}

int RunTimeline::usualIndex() const {
    const std::optional<PruningSpec>& pruning = m_identity.request.pruning;
    if (!pruning || pruning->runs < 2) return count() - 1;
    const auto proposed = std::find(m_snapshots.begin(), m_snapshots.end(), proposedGates(*pruning, m_snapshots));
    return proposed == m_snapshots.end() ? count() - 1 : static_cast<int>(proposed - m_snapshots.begin());
}

void RunTimeline::append(SnapshotPtr snapshot) {
    const auto same = std::find_if(m_snapshots.begin(), m_snapshots.end(),
                                   [&](const SnapshotPtr& s) { return s->epoch >= snapshot->epoch; });
    m_snapshots.erase(same, m_snapshots.end()); // a resumed run repeats epochs that an older checkpoint did not know
    m_snapshots.push_back(std::move(snapshot));
    Q_EMIT dataChanged();
    if (m_followLive || m_current >= count()) {
        m_current = count() - 1;
        Q_EMIT currentChanged(m_current);
    }
}

void RunTimeline::addEvent(const RunEvent& event) {
    m_events.push_back(event);
    Q_EMIT dataChanged();
}

SnapshotPtr RunTimeline::current() const {
    return m_current >= 0 && m_current < count() ? m_snapshots[m_current] : nullptr;
}
SnapshotPtr RunTimeline::previous() const {
    return m_current >= 1 && m_current < count() ? m_snapshots[m_current - 1] : nullptr;
}
const RunTimeline::Parsed& RunTimeline::parsed(const SnapshotPtr& snapshot, Parser parser) const {
    if (!snapshot || m_parsed.snapshot != snapshot) {
        m_parsed = {snapshot, parser(*this, snapshot), {}};
        if (m_parsed.genotype && m_parsed.genotype->form == GenotypeForm::Nested)
            m_parsed.states = dnas::cellStates(*m_parsed.genotype);
    }
    return m_parsed;
}

bool RunTimeline::parseIsRecipes() const {
    return m_parse == m_identity.request.recipe.discretize;
}

void RunTimeline::setCurrentIndex(int index) {
    index = std::clamp(index, count() > 0 ? 0 : -1, count() - 1);
    const bool follow = index == count() - 1;
    if (follow != m_followLive) {
        m_followLive = follow;
        Q_EMIT followLiveChanged(follow);
    }
    if (index == m_current) return;
    m_current = index;
    Q_EMIT currentChanged(index);
}

void RunTimeline::setFollowLive(bool follow) {
    if (follow) {
        setCurrentIndex(count() - 1);
    } else if (m_followLive) {
        m_followLive = false;
        Q_EMIT followLiveChanged(false);
    }
}

void RunTimeline::setLive(bool live) {
    if (live == m_live) return;
    m_live = live;
    if (live && m_current == usualIndex())
        setFollowLive(true);
    else if (!live && m_followLive)
        setCurrentIndex(usualIndex());
    Q_EMIT liveChanged(live);
}

void RunTimeline::setParseRule(const DiscretizeSpec& rule) {
    if (rule == m_parse) return;
    m_parse = rule;
    m_parsed = {};
    Q_EMIT parseRuleChanged();
}

void RunTimeline::setGateCut(const GateCut& cut) {
    if (cut == m_cut) return;
    m_cut = cut;
    Q_EMIT gateCutChanged();
}

void RunTimeline::setMeasured(MeasuredMasks measured) {
    m_measured = std::move(measured);
    Q_EMIT measuredChanged();
}

void RunTimeline::addSpeed(const VitMask& mask, const VitSpeed& speed) {
    if (speed.cancelled) return;
    m_measured.speeds[mask] = speed;
    Q_EMIT measuredChanged();
}

void RunTimeline::addAccuracy(const VitMask& mask, const VitEvaluation& evaluation) {
    if (evaluation.cancelled) return;
    m_measured.accuracies[{evaluation.data, evaluation.limit}][mask] = evaluation;
    Q_EMIT measuredChanged();
}

void RunTimeline::resetParseRule() {
    setParseRule(m_identity.request.recipe.discretize);
}

} // namespace dnas
