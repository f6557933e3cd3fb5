#include "engine/api/genotype_diff.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace dnas {

namespace {

using Place = std::pair<int, int>; ///< to, from: sorts in the order of the conventions

std::map<Place, std::vector<std::string>> operationsOf(const CellGenotype& cell) {
    std::map<Place, std::vector<std::string>> operations;
    for (const GenotypeEdge& edge : cell.edges) operations[{edge.to, edge.from}].push_back(edge.operation);
    for (auto& [place, names] : operations) std::sort(names.begin(), names.end());
    return operations;
}

std::vector<std::string> onlyIn(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    std::vector<std::string> rest;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
    return rest;
}

} // namespace

CellDifference differenceOf(const CellGenotype& before, const CellGenotype& after) {
    std::map<Place, std::vector<std::string>> first = operationsOf(before), second = operationsOf(after);
    std::map<Place, int> places;
    for (const auto* operations : {&first, &second})
        for (const auto& [place, names] : *operations) places[place] = 0;
    CellDifference result;
    const auto add = [&](EdgeChange change, const Place& place, const std::string& old, const std::string& now) {
        result.edges.push_back({change, place.second, place.first, old, now});
        ++(change == EdgeChange::Equal     ? result.equal
           : change == EdgeChange::Added   ? result.added
           : change == EdgeChange::Removed ? result.removed
                                           : result.changed);
    };
    for (const auto& [place, unused] : places) {
        const std::vector<std::string>& a = first[place];
        const std::vector<std::string>& b = second[place];
        const std::vector<std::string> gone = onlyIn(a, b), fresh = onlyIn(b, a);
        std::vector<std::string> same;
        std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(same));
        for (const std::string& name : same) add(EdgeChange::Equal, place, name, name);
        const std::size_t pairs = std::min(gone.size(), fresh.size());
        for (std::size_t i = 0; i < pairs; ++i) add(EdgeChange::Changed, place, gone[i], fresh[i]);
        for (std::size_t i = pairs; i < gone.size(); ++i) add(EdgeChange::Removed, place, gone[i], {});
        for (std::size_t i = pairs; i < fresh.size(); ++i) add(EdgeChange::Added, place, {}, fresh[i]);
    }
    return result;
}

} // namespace dnas
