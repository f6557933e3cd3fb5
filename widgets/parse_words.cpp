#include "widgets/parse_words.h"

#include "widgets/cell_reading.h"

#include <QCoreApplication>

#include <algorithm>

namespace dnas {

namespace {

constexpr int kFarthestLook = 500; // epochs that are parsed for one sentence: it is said anew while the scrubber moves

QString tr(const char* text) {
    return QCoreApplication::translate("dnas::ParseWords", text);
}

QString number(double value) {
    return QString::number(value, 'f', 2);
}

bool hasThreshold(const DiscretizeSpec& rule) {
    return rule.method != ParseMethod::Darts;
}
bool choosesEdges(const DiscretizeSpec& rule) {
    return rule.method == ParseMethod::Darts || rule.method == ParseMethod::Sparse;
}

QString keptSentence(const AlphaGroup& group, const std::vector<ParseReason>& kept, const DiscretizeSpec& rule) {
    const ParseReason& best = kept.front();
    QString why;
    const bool reaches = !hasThreshold(rule) || best.weight >= rule.threshold;
    if (hasThreshold(rule)) why = tr("weight %1 reaches the threshold").arg(number(best.weight));
    if (!reaches) {
        why = rule.keptEdges == 1 ? tr("weight %1 is below the threshold, but the best edge of a node stays in any case").arg(number(best.weight))
                                  : tr("weight %1 is below the threshold, but the best %2 edges of a node stay in any case").arg(number(best.weight)).arg(rule.keptEdges);
    } else if (choosesEdges(rule)) {
        const QString edge = tr("the edge is among the best %1 of its node").arg(rule.edgesPerNode);
        why = why.isEmpty() ? tr("weight %1, %2").arg(number(best.weight), edge) : tr("%1 and %2").arg(why, edge);
    }
    if (kept.size() > 1) return tr("Kept: %1 operations on this edge reach the threshold.").arg(kept.size());
    const QString operation = QString::fromStdString(group.columns[static_cast<std::size_t>(best.column)]);
    if (best.margin < 0) return tr("Kept: %1, %2.").arg(operation, why);
    return tr("Kept: %1, %2. Margin to the runner-up %3.").arg(operation, why, number(best.margin));
}

QString refusedSentence(const AlphaGroup& group, const ParseReason& best, const DiscretizeSpec& rule) {
    const QString operation = QString::fromStdString(group.columns[static_cast<std::size_t>(best.column)]);
    switch (best.verdict) {
    case ParseVerdict::BelowThreshold:
        return tr("Not kept: the best operation, %1, is %2 below the threshold.")
            .arg(operation, QString::number(rule.threshold - best.weight, 'f', 3));
    case ParseVerdict::EdgeNotInTop:
        return tr("Not kept: the edge is not among the best %1 of its node; its best operation, %2, has weight %3.")
            .arg(QString::number(rule.edgesPerNode), operation, number(best.weight));
    case ParseVerdict::OverSkipCap:
        return tr("Not kept: %1 is one skip connection more than the cap of %2 allows.")
            .arg(operation)
            .arg(rule.skipCap);
    default:
        return tr("Not kept: %1.").arg(QCoreApplication::translate("dnas::ParseVerdict", text(best.verdict)));
    }
}

/// Kept operations of one edge at one epoch, in column order.
std::vector<std::string> operationsOf(const AlphaGroup* group, int from, int to, const DiscretizeSpec& rule) {
    std::vector<std::string> operations;
    for (const GenotypeEdge& edge : cellOf(group, rule).edges)
        if (edge.from == from && edge.to == to) operations.push_back(edge.operation);
    std::sort(operations.begin(), operations.end());
    return operations;
}

} // namespace

QString parseDescription(const DiscretizeSpec& rule) {
    QStringList parts{QString::fromLatin1(name(rule.method))};
    if (hasThreshold(rule)) parts << tr("threshold %1").arg(number(rule.threshold));
    if (choosesEdges(rule)) parts << tr("%1 edges a node").arg(rule.edgesPerNode);
    if (rule.method == ParseMethod::Sparse && rule.keptEdges > 0) parts << tr("the best %1 in any case").arg(rule.keptEdges);
    if (rule.skipCap >= 0) parts << tr("at most %1 skips").arg(rule.skipCap);
    return parts.join(QStringLiteral(", "));
}

QString parseMethodText(ParseMethod method) {
    switch (method) {
    case ParseMethod::Darts:
        return tr("darts: best edges of a node");
    case ParseMethod::Sparse:
        return tr("sparse: best edges \u2265 t");
    case ParseMethod::Edge:
        return tr("edge: two best of an edge \u2265 t");
    case ParseMethod::Complete:
        return tr("complete: all weights \u2265 t");
    }
    return {};
}

QString verdictText(ParseVerdict verdict, const DiscretizeSpec& rule) {
    switch (verdict) {
    case ParseVerdict::Kept:
        return tr("kept");
    case ParseVerdict::NoneExcluded:
        return tr("none excluded");
    case ParseVerdict::NotBestOfEdge:
        return rule.method == ParseMethod::Edge ? tr("not in two best") : tr("not the best");
    case ParseVerdict::EdgeNotInTop:
        return tr("edge not in top %1").arg(rule.edgesPerNode);
    case ParseVerdict::BelowThreshold:
        return tr("below %1").arg(number(rule.threshold));
    case ParseVerdict::OverSkipCap:
        return tr("over skip cap %1").arg(rule.skipCap);
    }
    return {};
}

QString verdictSentence(ParseVerdict verdict, const DiscretizeSpec& rule) {
    switch (verdict) {
    case ParseVerdict::Kept:
        return tr("Kept.");
    case ParseVerdict::NoneExcluded:
        return tr("Not kept: 'none' stands for no operation and is never taken.");
    case ParseVerdict::NotBestOfEdge:
        return rule.method == ParseMethod::Edge ? tr("Not kept: two other operations of this edge rank higher.")
                                                : tr("Not kept: another operation of this edge ranks higher.");
    case ParseVerdict::EdgeNotInTop:
        return tr("Not kept: best of its edge, but the edge is not among the best %1 of its node.")
            .arg(rule.edgesPerNode);
    case ParseVerdict::BelowThreshold:
        return tr("Not kept: its weight is below the threshold of %1.").arg(number(rule.threshold));
    case ParseVerdict::OverSkipCap:
        return tr("Not kept: the cell may hold at most %1 skip connections, and stronger ones come first.")
            .arg(rule.skipCap);
    }
    return {};
}

QString parseSentence(const AlphaGroup& group, int row, const DiscretizeSpec& rule) {
    std::vector<ParseReason> kept;
    const ParseReason* best = nullptr;
    const std::vector<ParseReason> reasons = explainParse(group, rule);
    for (const ParseReason& reason : reasons) {
        if (reason.row != row) continue;
        if (reason.verdict == ParseVerdict::Kept) kept.push_back(reason);
        if (reason.verdict == ParseVerdict::NoneExcluded || reason.verdict == ParseVerdict::NotBestOfEdge) continue;
        if (!best || reason.weight > best->weight) best = &reason;
    }
    std::sort(kept.begin(), kept.end(), [](const ParseReason& a, const ParseReason& b) { return a.weight > b.weight; });
    if (!kept.empty()) return keptSentence(group, kept, rule);
    return best ? refusedSentence(group, *best, rule) : tr("Not kept: no operation of this edge may be taken.");
}

QString stabilitySentence(const RunTimeline& timeline, int group, int row) {
    const AlphaGroup* now = groupAt(timeline.current(), group);
    if (!now || !isCell(*now) || row < 0 || row >= static_cast<int>(now->rowCount())) return {};
    const AlphaRow& edge = now->rows[static_cast<std::size_t>(row)];
    const DiscretizeSpec& rule = timeline.parseRule();
    const std::vector<std::string> operations = operationsOf(now, edge.from, edge.to, rule);
    int epochs = 1, index = timeline.currentIndex() - 1;
    for (; index >= 0 && epochs < kFarthestLook; --index, ++epochs) {
        const AlphaGroup* before = groupAt(timeline.snapshots()[static_cast<std::size_t>(index)], group);
        if (operationsOf(before, edge.from, edge.to, rule) != operations) break;
    }
    if (epochs == kFarthestLook && index >= 0) return tr("Stable for %1 epochs and more.").arg(epochs);
    if (index < 0) return epochs > 1 ? tr("So since the start.") : QString();
    return epochs > 1 ? tr("Stable for %1 epochs.").arg(epochs) : tr("Changed in this epoch.");
}

} // namespace dnas
