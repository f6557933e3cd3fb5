// Rankings and their measure: pure functions of an index.
#include "engine/api/retrieval.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>

namespace dnas {

namespace {

constexpr int kHolidaysDigits = 6, kHolidaysGroupDigits = 4;

std::string stemOf(const std::string& name) {
    const std::size_t slash = name.rfind('/'), begin = slash == std::string::npos ? 0 : slash + 1, dot = name.rfind('.');
    return name.substr(begin, dot == std::string::npos || dot < begin ? dot : dot - begin);
}

bool isHolidays(const std::string& stem) {
    return stem.size() == kHolidaysDigits &&
           std::all_of(stem.begin(), stem.end(), [](unsigned char c) { return c >= '0' && c <= '9'; });
}

} // namespace

void groupItems(std::vector<RetrievalItem>& items) {
    const bool holidays = std::all_of(items.begin(), items.end(), [](const RetrievalItem& item) { return isHolidays(stemOf(item.name)); });
    for (RetrievalItem& item : items) {
        const std::string stem = stemOf(item.name);
        const std::size_t slash = item.name.rfind('/');
        item.group = holidays ? stem.substr(0, kHolidaysGroupDigits) : slash == std::string::npos ? "" : item.name.substr(0, slash);
        item.query = !holidays || stem.compare(kHolidaysGroupDigits, 2, "00") == 0;
    }
}

std::vector<RetrievalHit> rankItems(const RetrievalIndex& index, const float* feature, double threshold, int exclude) {
    std::vector<RetrievalHit> hits;
    hits.reserve(index.items.size());
    const std::size_t width = std::size_t(index.width);
    for (std::size_t i = 0; i < index.items.size(); ++i) {
        if (int(i) == exclude) continue;
        const float* row = index.features.data() + i * width;
        float dot = 0; // both have length 1
        for (std::size_t k = 0; k < width; ++k)
            dot += row[k] * feature[k];
        if (double(dot) > threshold) hits.push_back({int(i), double(dot)});
    }
    std::stable_sort(hits.begin(), hits.end(), [](const RetrievalHit& a, const RetrievalHit& b) { return a.similarity > b.similarity; });
    return hits;
}

double averagePrecision(const std::vector<bool>& relevantAt, int relevant) {
    if (relevant <= 0) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    int found = 0;
    for (std::size_t place = 0; place < relevantAt.size(); ++place)
        if (relevantAt[place]) sum += double(++found) / double(place + 1);
    return sum / relevant;
}

RetrievalScore evaluateRetrieval(const RetrievalIndex& index, double threshold) {
    std::map<std::string, int> sizes;
    for (const RetrievalItem& item : index.items)
        ++sizes[item.group];
    RetrievalScore score;
    double precision = 0, firsts = 0, seconds = 0;
    for (std::size_t q = 0; q < index.items.size(); ++q) {
        const RetrievalItem& item = index.items[q];
        const int relevant = sizes[item.group] - 1;
        if (!item.query || relevant == 0) continue;
        const auto start = std::chrono::steady_clock::now();
        const std::vector<RetrievalHit> hits = rankItems(index, index.features.data() + q * std::size_t(index.width), threshold, int(q));
        seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        std::vector<bool> relevantAt;
        for (const RetrievalHit& hit : hits)
            relevantAt.push_back(index.items[std::size_t(hit.item)].group == item.group);
        precision += averagePrecision(relevantAt, relevant);
        firsts += !relevantAt.empty() && relevantAt.front();
        ++score.queries;
    }
    const double count = score.queries > 0 ? score.queries : std::numeric_limits<double>::quiet_NaN();
    score.meanAveragePrecision = precision / count;
    score.precisionAt1 = firsts / count;
    score.querySeconds = seconds / count;
    return score;
}

} // namespace dnas
