#include "widgets/chip_placement.h"

#include <QLineF>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr int kSamples = 33;
constexpr int kPasses = 3;
// Prices of a place: covering something is worst, being crossed by another line is bad, leaving the middle costs
// little.
constexpr double kCovers = 1000, kOutside = 700, kCrossed = 5, kOffMiddle = 24;

double overlap(const QRectF& a, const QRectF& b) {
    const QRectF common = a.intersected(b);
    return common.isEmpty() ? 0 : common.width() * common.height();
}

/// Improves all chips in turn, each against where the others are now.
class Placer {
  public:
    Placer(const QVector<ChipRequest>& requests, const QVector<QRectF>& obstacles, const QRectF& bounds)
        : m_requests(requests), m_obstacles(obstacles), m_bounds(bounds) {
        for (const ChipRequest& request : requests) {
            m_lines.push_back(resampled(request.line, kSamples));
            m_places.push_back(at(m_lines.size() - 1, kSamples / 2));
        }
    }

    QVector<QRectF> run() {
        for (int pass = 0; pass < kPasses; ++pass)
            for (int chip = 0; chip < m_requests.size(); ++chip)
                improve(chip);
        QVector<QRectF> kept;
        for (int chip = 0; chip < m_places.size(); ++chip) {
            const QRectF place = m_places[chip];
            const auto covers = [&](const QRectF& other) { return overlap(place, other) > 0; };
            const bool free = std::none_of(m_obstacles.begin(), m_obstacles.end(), covers) &&
                              std::none_of(kept.begin(), kept.end(), covers);
            kept.push_back(free ? place : QRectF());
        }
        return kept;
    }

  private:
    QRectF at(qsizetype chip, int sample) const {
        QRectF place(QPointF(), m_requests[chip].size);
        place.moveCenter(m_lines[chip][sample]);
        return place;
    }

    void improve(int chip) {
        double best = std::numeric_limits<double>::infinity();
        for (int sample = 3; sample < kSamples - 3; ++sample) {
            const QRectF place = at(chip, sample);
            const double price = priceOf(chip, sample, place, best);
            if (price >= best) continue;
            best = price;
            m_places[chip] = place;
        }
    }

    double priceOf(int chip, int sample, const QRectF& place, double limit) const {
        const double middle = (kSamples - 1) / 2.0;
        double price = kOffMiddle * std::pow((sample - middle) / middle, 2);
        const QRectF roomy = place.adjusted(-5, -4, 5, 4);
        if (!m_bounds.contains(place)) price += kOutside;
        for (const QRectF& obstacle : m_obstacles)
            if (overlap(roomy, obstacle) > 0) price += kCovers + overlap(place, obstacle);
        for (int other = 0; other < m_places.size(); ++other)
            if (other != chip && overlap(roomy, m_places[other]) > 0)
                price += kCovers + overlap(place, m_places[other]);
        for (int other = 0; other < m_lines.size() && price < limit; ++other)
            if (other != chip) price += kCrossed * crossings(m_lines[other], roomy);
        return price;
    }

    static int crossings(const QVector<QPointF>& line, const QRectF& rect) {
        int inside = 0;
        for (const QPointF& p : line)
            inside += rect.contains(p) ? 1 : 0;
        return std::min(inside, 3);
    }

    const QVector<ChipRequest>& m_requests;
    const QVector<QRectF>& m_obstacles;
    QRectF m_bounds;
    QVector<QVector<QPointF>> m_lines;
    QVector<QRectF> m_places;
};

} // namespace

QVector<QPointF> resampled(const QVector<QPointF>& line, int count) {
    if (line.isEmpty()) return QVector<QPointF>(count);
    double length = 0;
    for (int i = 1; i < line.size(); ++i)
        length += QLineF(line[i - 1], line[i]).length();
    QVector<QPointF> points{line.front()};
    double walked = 0;
    for (int i = 1; i < line.size(); ++i) {
        const QLineF piece(line[i - 1], line[i]);
        const double pieceLength = piece.length();
        while (points.size() < count - 1 && length * points.size() / (count - 1) <= walked + pieceLength &&
               pieceLength > 0)
            points.push_back(piece.pointAt((length * points.size() / (count - 1) - walked) / pieceLength));
        walked += pieceLength;
    }
    while (points.size() < count)
        points.push_back(line.back());
    return points;
}

QVector<QRectF> placeChips(const QVector<ChipRequest>& requests, const QVector<QRectF>& obstacles,
                           const QRectF& bounds) {
    return Placer(requests, obstacles, bounds).run();
}

} // namespace dnas
