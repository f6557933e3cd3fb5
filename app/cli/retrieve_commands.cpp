// dnas retrieve index | query | evaluate: finding images by an image.
#include "app/cli/command_line.h"
#include "app/cli/json_output.h"
#include "app/cli/text_table.h"

#include "engine/api/error.h"
#include "engine/api/retrieval.h"

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>

namespace dnas::cli {

namespace {

constexpr std::size_t kShownSkips = 5;

struct RetrieveArguments {
    std::string file, experiment, source, out, index, image, encoder = "stored";
    std::uint64_t seed = 2;
    double threshold = -2; ///< below every similarity
    int limit = 10;
    bool json = false;
};

EncoderKind kindOf(const std::string& text) {
    if (text == "random") return EncoderKind::Random;
    return text == "pixels" ? EncoderKind::Pixels : EncoderKind::Stored;
}

int makeIndex(const RetrieveArguments& a) {
    const auto reader = ProjectReader::open(a.file);
    const RetrievalIndex index = buildIndex(*reader, {kindOf(a.encoder), findExperiment(*reader, a.experiment), a.seed}, a.source);
    saveIndex(index, a.out);
    for (std::size_t i = 0; i < std::min(kShownSkips, index.skipped.size()); ++i)
        spdlog::warn("left out: {}", index.skipped[i]);
    if (index.skipped.size() > kShownSkips) spdlog::warn("and {} more", index.skipped.size() - kShownSkips);
    if (a.json)
        print({{"file", a.out}, {"encoder", index.encoder}, {"images", index.items.size()}, {"features", index.width}, {"skipped", index.skipped}});
    else
        std::cout << a.out << ": " << index.items.size() << " images, " << index.width << " features of " << index.encoder << "; "
                  << index.skipped.size() << " left out\n";
    return kOk;
}

int query(const RetrieveArguments& a) {
    const auto reader = ProjectReader::open(a.file);
    const RetrievalIndex index = loadIndex(a.index);
    const std::vector<float> feature = queryFeature(*reader, index, a.image);
    const auto start = std::chrono::steady_clock::now();
    std::vector<RetrievalHit> hits = rankItems(index, feature.data(), a.threshold);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const std::size_t found = hits.size();
    hits.resize(std::min(hits.size(), std::size_t(a.limit)));
    if (a.json) {
        Json list = Json::array();
        for (const RetrievalHit& hit : hits)
            list.push_back({{"image", index.items[std::size_t(hit.item)].name}, {"similarity", number(hit.similarity)}});
        print({{"query", a.image}, {"found", found}, {"seconds", number(seconds)}, {"hits", list}});
        return kOk;
    }
    TextTable table({"similarity", "image"});
    for (const RetrievalHit& hit : hits)
        table.add({fixed(hit.similarity, 4), index.items[std::size_t(hit.item)].name});
    std::cout << table.text() << found << " of " << index.items.size() << " images in " << fixed(seconds * 1e3, 2) << " ms\n";
    return kOk;
}

int evaluateIndex(const RetrieveArguments& a) {
    const RetrievalIndex index = loadIndex(a.index);
    const RetrievalScore score = evaluateRetrieval(index, a.threshold);
    if (score.queries == 0)
        throw EngineError(ErrorCode::Usage, a.index + " has no image with a partner: no folder holds two.",
                          "Put images that belong together into one folder, or use names of INRIA Holidays (100000.jpg).");
    if (a.json)
        print({{"encoder", index.encoder}, {"images", index.items.size()}, {"queries", score.queries},
               {"mean_average_precision", number(score.meanAveragePrecision)}, {"precision_at_1", number(score.precisionAt1)},
               {"query_seconds", number(score.querySeconds)}});
    else
        std::cout << index.encoder << ": mean average precision " << percent(score.meanAveragePrecision) << ", precision at 1 "
                  << percent(score.precisionAt1) << ", " << score.queries << " queries among " << index.items.size() << " images, "
                  << fixed(score.querySeconds * 1e3, 2) << " ms a query\n";
    return kOk;
}

} // namespace

void addRetrieveCommands(CLI::App& app, Command& chosen) {
    auto a = std::make_shared<RetrieveArguments>();
    CLI::App* retrieve = app.add_subcommand("retrieve", "Find images by an image");
    retrieve->require_subcommand(1);
    const auto add = [&](const char* word, const char* help, int (*body)(const RetrieveArguments&)) {
        CLI::App* command = retrieve->add_subcommand(word, help);
        command->add_flag("--json", a->json, "One JSON document on stdout");
        command->callback([a, body, &chosen] { chosen = [a, body] { return body(*a); }; });
        return command;
    };
    CLI::App* index = add("index", "Compute the features of a folder, an archive or a data set", makeIndex);
    index->add_option("FILE", a->file, "Project file")->required();
    index->add_option("EXPERIMENT", a->experiment, "Id or name of a pretraining, a fine-tuning or a training")->required();
    index->add_option("IMAGES", a->source, "Folder, .zip, image file, or data set: fashion-mnist | idx:DIR | cifar10:DIR | cifar100:DIR | folder:DIR")->required();
    index->add_option("--out", a->out, "File of the index (.safetensors)")->required();
    index->add_option("--encoder", a->encoder, "stored | random | pixels: the last two for comparison")
        ->check(CLI::IsMember({"stored", "random", "pixels"}))
        ->capture_default_str();
    index->add_option("--seed", a->seed, "Of random weights")->capture_default_str();
    CLI::App* ask = add("query", "Rank the images of an index by their similarity to an image", query);
    ask->add_option("FILE", a->file, "Project file that the index was made with")->required();
    ask->add_option("INDEX", a->index, "File of the index")->required();
    ask->add_option("IMAGE", a->image, "Image file")->required();
    ask->add_option("--limit", a->limit, "Most similar images that are listed")->check(CLI::Range(1, 1000000))->capture_default_str();
    CLI::App* measure = add("evaluate", "Mean average precision of an index: images of one folder belong together", evaluateIndex);
    measure->add_option("INDEX", a->index, "File of the index")->required();
    for (CLI::App* command : {ask, measure})
        command->add_option("--threshold", a->threshold, "tau: similarity that a hit must exceed, -1 to 1")->check(CLI::Range(-1.0, 1.0));
}

} // namespace dnas::cli
