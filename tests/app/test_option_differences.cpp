#include "app/option_differences.h"

#include <gtest/gtest.h>

namespace dnas {
namespace {

QStringList valuesOf(const std::vector<OptionDifference>& lines, const QString& key) {
    for (const OptionDifference& line : lines)
        if (line.key == key) return line.values;
    return {};
}

TEST(OptionDifferences, EqualRequestsDifferInNothing) {
    const Request request = makeRequest("fairdarts", Preset::Quick);
    EXPECT_TRUE(differingOptions({request, request}).empty());
    EXPECT_TRUE(differingOptions({request}).empty());
    EXPECT_TRUE(differingOptions({}).empty());
}

TEST(OptionDifferences, NamesMethodSeedAndEveryOptionThatIsNotTheSame) {
    Request a = makeRequest("fairdarts", Preset::Quick), b = makeRequest("darts-first", Preset::Quick), c = b;
    b.seed = 9;
    c.recipe.epochs = 77;
    const std::vector<OptionDifference> lines = differingOptions({a, b, c});
    EXPECT_EQ(lines.front().key, "method");
    EXPECT_EQ(valuesOf(lines, "seed"), (QStringList{"2", "9", "2"}));
    EXPECT_EQ(valuesOf(lines, "epochs"), (QStringList{"12 epochs", "12 epochs", "77 epochs"}));
    EXPECT_EQ(valuesOf(lines, "w01"), (QStringList{"10", "", ""})) << "only FairDARTS has it";
    EXPECT_TRUE(valuesOf(lines, "batch").isEmpty());
}

} // namespace
} // namespace dnas
