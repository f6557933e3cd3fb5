// Conditions on metrics as a text: "top1 > 0.7", "skips <= 2 and parameters < 3M".
// Place: the filter of the run table. Grammar: condition {("and" | ",") condition}; condition = NAME OPERATOR NUMBER;
// OPERATOR is one of < <= > >= = == !=; NUMBER may end in %, k, M or G. NAME is a metric of the newest epoch, or one of the
// short words top1 (best validation top-1), loss (valid_loss), skips (skip_count), macs (multiply_adds), epochs, seed.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dnas {

class MetricFilter {
  public:
    /// Gives the value of a metric; NaN when a run has none.
    using Values = std::function<double(const std::string& metric)>;

    MetricFilter() = default; ///< accepts everything
    /// Throws EngineError(Format) naming the column and what is expected there. An empty text accepts everything.
    /// Metric names are not checked here: see unknownName().
    static MetricFilter parse(std::string_view text);

    /// A comparison with NaN is false, != included: a run without the value is not shown.
    bool accepts(const Values& values) const;
    /// First name that is not among `known`; empty when all are.
    std::string unknownName(const std::vector<std::string>& known) const;

  private:
    enum class Relation { Less, LessEqual, Greater, GreaterEqual, Equal, NotEqual };
    struct Condition {
        std::string metric; ///< short words replaced
        Relation relation = Relation::Less;
        double bound = 0;
    };
    static bool holds(const Condition& condition, double value);
    friend class MetricFilterReader;
    std::vector<Condition> m_conditions;
};

} // namespace dnas
