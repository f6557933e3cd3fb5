// Several numbers of the same kind, such as those of independent runs, in a few.
// Place: comparisons of networks, searches of several runs. Thread rule: pure functions.
#pragma once

#include <vector>

namespace dnas {

/// Of several numbers: the five of a box plot (quartiles by linear interpolation), mean and half its 95 % interval
/// (Student's t); NaN where there is none.
struct SampleSummary {
    int count = 0;
    double low = 0, lowerQuartile = 0, median = 0, upperQuartile = 0, high = 0, mean = 0, interval = 0;
};
SampleSummary summaryOf(std::vector<double> values);

} // namespace dnas
