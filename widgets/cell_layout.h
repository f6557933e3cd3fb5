// Where the nodes of a cell stand and how its edges run. The SKELETON is laid out (inputs, all intermediate nodes, all
// candidate edges, output), once for a number of nodes, so that nothing moves between epochs.
// The program `dot` does it, asynchronously; until it answers, and where it is missing, a built-in layered layout of
// the same form serves. What dot prints is parsed as text from outside: anything odd in it and the built-in layout
// stays. Thread rule: GUI thread only.
#pragma once

#include <QHash>
#include <QObject>
#include <QPointF>
#include <QVector>

#include <map>
#include <optional>
#include <utility>

class QProcess;

namespace dnas {

/// Positions in the unit square, x to the right, y down. Node numbers as in genotype.h; the output comes last.
struct CellPlacement {
    QVector<QPointF> nodes; ///< [2 + intermediate nodes + 1]
    /// Bezier control points (3 n + 1) of the edge (from, to), from the middle of one node to the middle of the other.
    std::map<std::pair<int, int>, QVector<QPointF>> routes;

    int output() const { return static_cast<int>(nodes.size()) - 1; }
};

/// Two nodes a column, edges that skip a column arched outwards.
CellPlacement layeredPlacement(int intermediateNodes);

/// The skeleton in Graphviz's language: also the key of the cache.
QByteArray skeletonGraph(int intermediateNodes);

/// Reads dot's `plain` output. @return nothing when any line is not what the format promises or a node is missing.
std::optional<CellPlacement> parsePlainLayout(const QByteArray& text, int intermediateNodes);

/// Asks dot and remembers its answers.
class CellLayout final : public QObject {
    Q_OBJECT
  public:
    static CellLayout& instance();
    explicit CellLayout(QObject* parent = nullptr) : QObject(parent) {}

    /// At once. The first call for a number of nodes also asks dot; placementChanged follows if it answers.
    CellPlacement placement(int intermediateNodes);

    /// For figures without a window: returns when dot has answered what was asked, or was too slow.
    void waitForAnswers();

  Q_SIGNALS:
    void placementChanged(int intermediateNodes);

  private:
    void ask(int intermediateNodes, const QByteArray& graph);
    void answered(int intermediateNodes, const QByteArray& graph, const QByteArray& text);

    QHash<QByteArray, CellPlacement> m_placements; ///< by graph text
};

} // namespace dnas
