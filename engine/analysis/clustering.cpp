#include "engine/api/clustering.h"

#include "engine/api/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace dnas {

namespace {

constexpr double kFarthest = std::numeric_limits<double>::max();

class Clusters {
  public:
    Clusters(const std::vector<double>& distances, std::size_t n) : m_n(n), m_given(distances), m_linkage(distances) {
        for (double& d : m_given)
            if (!(d < kFarthest)) d = kFarthest; // NaN, infinity
        m_linkage = m_given;
        for (std::size_t i = 0; i < n; ++i)
            m_leaves.push_back({static_cast<int>(i)});
    }
    /// Joins the two nearest clusters; the second becomes empty. @return false when only one is left.
    bool join() {
        std::size_t a = m_n, b = m_n;
        double nearest = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < m_n; ++i)
            for (std::size_t j = i + 1; j < m_n; ++j)
                if (!m_leaves[i].empty() && !m_leaves[j].empty() && linkage(i, j) < nearest) {
                    nearest = linkage(i, j);
                    a = i;
                    b = j;
                }
        if (a == m_n) return false;
        const double sizeA = static_cast<double>(m_leaves[a].size()), sizeB = static_cast<double>(m_leaves[b].size());
        for (std::size_t k = 0; k < m_n; ++k) // mean over all pairs; in shares, so that the farthest does not overflow
            linkage(a, k) = linkage(k, a) =
                linkage(a, k) * (sizeA / (sizeA + sizeB)) + linkage(b, k) * (sizeB / (sizeA + sizeB));
        append(m_leaves[a], m_leaves[b]);
        m_leaves[b].clear();
        return true;
    }
    const std::vector<int>& first() const { return m_leaves.front(); }

  private:
    double& linkage(std::size_t i, std::size_t j) { return m_linkage[i * m_n + j]; }
    double given(int i, int j) const {
        return m_given[static_cast<std::size_t>(i) * m_n + static_cast<std::size_t>(j)];
    }
    /// Of the four ways to lay two branches end to end, the one whose meeting ends are nearest; the first where they
    /// are equal.
    void append(std::vector<int>& a, std::vector<int>& b) const {
        const double asIs = given(a.back(), b.front()), turnB = given(a.back(), b.back()),
                     turnA = given(a.front(), b.front()), turnBoth = given(a.front(), b.back());
        const double best = std::min({asIs, turnB, turnA, turnBoth});
        if (best != asIs) {
            if (best != turnB) std::reverse(a.begin(), a.end());
            if (best == turnB || best != turnA) std::reverse(b.begin(), b.end());
        }
        a.insert(a.end(), b.begin(), b.end());
    }

    std::size_t m_n;
    std::vector<double> m_given, m_linkage; ///< [n, n]
    std::vector<std::vector<int>> m_leaves; ///< of each cluster, in order
};

} // namespace

std::vector<int> clusterOrder(const std::vector<double>& distances, std::size_t n) {
    if (distances.size() != n * n)
        throw EngineError(ErrorCode::Usage, "A clustering of " + std::to_string(n) + " things needs " +
                                                std::to_string(n * n) + " distances; given are " +
                                                std::to_string(distances.size()) + ".");
    if (n == 0) return {};
    Clusters clusters(distances, n);
    while (clusters.join()) {
    }
    return clusters.first();
}

} // namespace dnas
