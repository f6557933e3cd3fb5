// The parse in words: what the rule is, why an edge got the operations it has, and for how long it has had them.
// Thread rule: none, values only.
#pragma once

#include "engine/api/discretize.h"

#include <QString>

namespace dnas {

class RunTimeline;

/// "sparse, threshold 0.85, 2 edges a node, at most 2 skips"
QString parseDescription(const DiscretizeSpec& rule);

/// One row of the choice: "edge: two best of an edge >= t", with a real sign.
QString parseMethodText(ParseMethod method);

/// Why an operation was kept or not: a few words ("below 0.85"), and a sentence of its own.
QString verdictText(ParseVerdict verdict, const DiscretizeSpec& rule);
QString verdictSentence(ParseVerdict verdict, const DiscretizeSpec& rule);

/// Why the parse took an operation of this edge, or none. @param row of `group`, which is a cell.
QString parseSentence(const AlphaGroup& group, int row, const DiscretizeSpec& rule);

/// "Stable for 9 epochs.": since when the parse in force gives this edge the operations of the current epoch.
QString stabilitySentence(const RunTimeline& timeline, int group, int row);

} // namespace dnas
