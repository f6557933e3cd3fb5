#include "app/templates.h"

#include "engine/api/error.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QTemporaryDir>

namespace dnas {
namespace {

TEST(Templates, AllThatAreBuiltInGiveValidRequests) {
    const std::vector<ProjectTemplate> templates = builtInTemplates();
    ASSERT_FALSE(templates.empty());
    EXPECT_EQ(templates.front().name, "FairDARTS on Fashion-MNIST, quick look");
    for (const ProjectTemplate& item : templates) {
        SCOPED_TRACE(item.name.toStdString());
        for (const Request& request : item.draft.requests()) EXPECT_NO_THROW(validate(request.recipe));
        for (const auto& [key, value] : item.draft.overrides) {
            RequestDraft copy = item.draft;
            EXPECT_NO_THROW(copy.set(key, value)) << key;
        }
    }
}

TEST(Templates, AreReadWithEveryMember) {
    const ProjectTemplate item = parseTemplate(R"({"name": "N", "description": "D", "file": "f", "method": "darts", "preset": "paper",
        "data": "idx:/x", "overrides": {"epochs": "3"}, "seeds": [1, 5]})", "t.json");
    EXPECT_EQ(item.draft.method, "darts");
    EXPECT_EQ(item.draft.preset, Preset::Paper);
    EXPECT_EQ(item.draft.data, "idx:/x");
    EXPECT_EQ(item.draft.overrides.at("epochs"), "3");
    EXPECT_EQ(item.draft.seeds, (std::vector<std::uint64_t>{1, 5}));
}

TEST(Templates, NameTheMemberThatIsWrong) {
    const auto message = [](const char* json) -> std::string {
        try {
            parseTemplate(json, "bad.json");
            return "accepted";
        } catch (const EngineError& error) {
            return error.what();
        }
    };
    EXPECT_NE(message("{").find("bad.json"), std::string::npos);
    EXPECT_NE(message(R"({"name": 3})").find("'name'"), std::string::npos);
    const char* form = R"({"name": "N", "description": "D", "file": "f", "method": "darts", "preset": "fast", "data": "d"})";
    EXPECT_NE(message(form).find("'fast'"), std::string::npos);
}

TEST(ProjectPaths, NeverNameAFileThatExists) {
    QTemporaryDir folder;
    const QString first = unusedProjectPath(folder.path(), "fashion");
    EXPECT_TRUE(first.endsWith("/fashion.dnas"));
    QFile file(first);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    EXPECT_TRUE(unusedProjectPath(folder.path(), "fashion").endsWith("/fashion 2.dnas"));
}

} // namespace
} // namespace dnas
