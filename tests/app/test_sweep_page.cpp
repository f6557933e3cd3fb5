#include "app/sweep_page.h"

#include "tests/app/window_fixture.h"
#include "widgets/sweep_view.h"

#include <QComboBox>

namespace dnas {
namespace {

using SweepPageTest = MainWindowTest;

SweepRun runWith(const std::map<std::string, std::string>& options, std::uint64_t seed = 2) {
    SweepRun run{makeRequest("fairdarts", Preset::Quick), nullptr};
    for (const auto& [key, value] : options) setOption(run.request, key, value);
    run.request.seed = seed;
    return run;
}

TEST(SweptOptions, AreThoseInWhichRunsDifferAndNothingElse) {
    const SweepRun like = runWith({});
    const std::vector<SweepRun> runs{like, runWith({}, 3), runWith({{"w01", "1"}}), runWith({{"w01", "2"}}), runWith({{"w01", "1"}, {"epochs", "3"}}),
                                     runWith({{"w01", "1"}, {"epochs", "3"}, {"lr", "0.3"}}), {makeRequest("darts", Preset::Quick), nullptr}};
    const std::vector<std::vector<std::string>> expected{{"w01"}, {"epochs", "w01"}};
    EXPECT_EQ(sweptOptions(runs, like.request), expected) << "most values first; neither seeds, nor three options, nor other methods";
    EXPECT_TRUE(sweptOptions({like}, like.request).empty());
}

TEST_F(SweepPageTest, DrawsASweepThatTheWizardAskedFor) {
    ASSERT_TRUE(openNew());
    RequestDraft draft;
    draft.set("epochs", "2");
    draft.sweep = {{"w01", {"1", "5", "10"}}};
    window->startExperiments(draft);
    ASSERT_TRUE(wait([&] { return window->model()->experiments().size() == 3 && !window->controller()->busy() && window->controller()->queue().empty(); }));
    window->showExperiment(first().id);
    ASSERT_TRUE(wait([&] { return timeline()->count() == 2 && actions()->sweeps->isEnabled(); }));
    actions()->sweeps->trigger();
    SweepPage* page = window->sweepPage();
    ASSERT_TRUE(wait([&] { return page->optionChooser()->count() == 1; }));
    EXPECT_EQ(page->optionChooser()->currentData().toString(), "w01");
    EXPECT_EQ(page->message(), "");
    EXPECT_EQ(page->view()->figureCsv().trimmed().split('\n').size(), 4) << page->view()->figureCsv().toStdString();
    page->metricChooser()->setCurrentIndex(page->metricChooser()->findData("valid_loss"));
    EXPECT_TRUE(page->view()->figureCsv().contains("loss"));
}

TEST_F(SweepPageTest, SaysHowToStartASweepWhereThereIsNone) {
    ASSERT_TRUE(openNew());
    ASSERT_TRUE(startSearch(1, 1));
    ASSERT_TRUE(waitIdle());
    ASSERT_TRUE(wait([&] { return actions()->sweeps->isEnabled(); }));
    actions()->sweeps->trigger();
    EXPECT_TRUE(wait([&] { return window->sweepPage()->message().contains("New from this one"); }));
}

} // namespace
} // namespace dnas
