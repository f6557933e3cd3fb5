// Weights of a training, and of files that no training made: evaluated and exported, by value.
#include "engine/api/error.h"
#include "engine/api/evaluation.h"
#include "engine/api/genotype_text.h"
#include "engine/api/session.h"
#include "engine/api/weight_export.h"
#include "engine/core/random_streams.h"
#include "engine/interop/safetensors.h"
#include "engine/interop/state_dict.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace dnas;
using namespace dnas::test;

namespace {

constexpr int kSide = 32; // an auxiliary head needs 8 pixels behind two reductions
const char* const kCells = "Genotype(normal=[('sep_conv_3x3', 0), ('skip_connect', 1)], normal_concat=[2], "
                           "reduce=[('max_pool_3x3', 0), ('skip_connect', 1)], reduce_concat=[2])";
const char* const kOtherCells = "Genotype(normal=[('dil_conv_3x3', 0), ('skip_connect', 1)], normal_concat=[2], "
                                "reduce=[('max_pool_3x3', 0), ('skip_connect', 1)], reduce_concat=[2])";

/// Two classes, bright left or bright right.
void writeImages(const std::filesystem::path& folder) {
    RandomStream random(1, "images");
    for (int i = 0; i < 48; ++i) {
        const std::filesystem::path file = folder / (i % 2 ? "right" : "left") / (std::to_string(i) + ".pgm");
        std::filesystem::create_directories(file.parent_path());
        std::ofstream out(file, std::ios::binary);
        out << "P5\n" << kSide << " " << kSide << "\n255\n";
        for (int y = 0; y < kSide; ++y)
            for (int x = 0; x < kSide; ++x)
                out.put(static_cast<char>(((x >= kSide / 2) == (i % 2 == 1) ? 150 : 20) + random.below(60)));
    }
}

std::string refusal(const std::function<void()>& body) {
    try {
        body();
        return {};
    } catch (const EngineError& e) {
        return e.what();
    }
}

std::string bytesOf(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class TrainedNetworks : public testing::Test {
  protected:
    TrainedNetworks() : project(Project::open((folder / "test.dnas").string())) { writeImages(folder / "images"); }

    Request training(const char* network) {
        Request request = makeTraining(network, Preset::Quick);
        request.task.data = "folder:" + (folder / "images").string();
        request.task.imageSize = kSide;
        request.task.subset = 0;
        request.task.crop = request.task.flip = false;
        request.training->cells = 3;
        request.training->channels = 4;
        request.training->holdout = 0.25;
        request.training->auxiliary = true;
        request.training->label = network == kCells ? "mine" : "another";
        request.recipe.epochs = 2;
        request.recipe.batch = 9; // odd
        request.resources.threads = 1;
        return request;
    }
    std::int64_t train(const Request& request) {
        RunObserver observer;
        RunControl control;
        const Outcome outcome = runExperiment(*project, request, observer, control, 0);
        EXPECT_EQ(outcome.status, ExperimentStatus::Finished) << outcome.message;
        return outcome.experiment;
    }
    EvaluationOptions weights(const std::string& file) const {
        EvaluationOptions options;
        options.weights = file;
        options.part = "train";
        return options;
    }
    std::string exported(std::int64_t id, const std::string& name) {
        const std::string path = (folder / name).string();
        exportWeights(*project->reader(), id, "best", path);
        return path;
    }
    /// The file without the tensors that begin so, and without or with other metadata.
    std::string copyOf(const std::string& path, const std::string& leaveOut, const std::map<std::string, std::string>& metadata) {
        const SafetensorsFile file = SafetensorsFile::open(path);
        std::map<std::string, TensorEntry> entries = entriesOf(file);
        for (auto entry = entries.begin(); entry != entries.end();)
            entry = !leaveOut.empty() && entry->first.rfind(leaveOut, 0) == 0 ? entries.erase(entry) : std::next(entry);
        const std::string copy = (folder / "copy.safetensors").string();
        writeSafetensors(copy, entries, metadata);
        return copy;
    }

    TemporaryFolder folder;
    std::unique_ptr<Project> project;
};

} // namespace

TEST_F(TrainedNetworks, AreWorthWhatTheirTrainingRecorded) {
    const std::int64_t id = train(training(kCells));
    const auto reader = project->reader();
    const ExperimentRecord record = reader->experiment(id);
    EvaluationOptions options;
    options.weights = "last";
    options.part = "validation";
    const Evaluation e = evaluate(*reader, id, options);
    EXPECT_EQ(e.images, 12);
    EXPECT_DOUBLE_EQ(e.top1, record.snapshots.back()->metric("valid_top1"));
    EXPECT_NEAR(e.loss, record.snapshots.back()->metric("valid_loss"), 1e-5);
    EXPECT_EQ(e.classNames, (std::vector<std::string>{"left", "right"}));
    std::int64_t hits = 0, all = 0;
    for (int row = 0; row < 2; ++row)
        for (int column = 0; column < 2; ++column) {
            all += e.confusion[static_cast<std::size_t>(2 * row + column)];
            if (row == column) hits += e.confusion[static_cast<std::size_t>(2 * row + column)];
        }
    EXPECT_EQ(all, 12);
    EXPECT_DOUBLE_EQ(static_cast<double>(hits) / 12, e.top1);
}

TEST_F(TrainedNetworks, WeightsInAFileAreWorthTheSameWithAndWithoutTheirTraining) {
    const Request request = training(kCells);
    const std::int64_t id = train(request);
    const Evaluation own = evaluate(*project->reader(), id, weights("best"));
    const std::string file = exported(id, "w.safetensors");
    EXPECT_DOUBLE_EQ(evaluate(*project->reader(), id, weights(file)).loss, own.loss);
    EXPECT_DOUBLE_EQ(evaluateFile(request, weights(file)).loss, own.loss);
    const std::string bare = copyOf(file, "", {}); // as PyTorch writes it: the data tell what images it takes
    EXPECT_DOUBLE_EQ(evaluateFile(request, weights(bare)).loss, own.loss);
}

TEST_F(TrainedNetworks, TheFilesNormalisationCountsNotThatOfTheData) {
    const Request request = training(kCells);
    const std::int64_t id = train(request);
    const std::string file = exported(id, "w.safetensors");
    std::map<std::string, std::string> metadata = SafetensorsFile::open(file).metadata();
    std::string& images = metadata.at("images");
    const std::size_t mean = images.find("\"mean\":[") + 8;
    images.replace(mean, images.find(']', mean) - mean, "0.9");
    const std::string other = copyOf(file, "", metadata);
    EXPECT_NE(evaluateFile(request, weights(other)).loss, evaluateFile(request, weights(file)).loss);
    EXPECT_DOUBLE_EQ(evaluate(*project->reader(), id, weights(other)).loss, evaluateFile(request, weights(other)).loss);
}

TEST_F(TrainedNetworks, WeightsOfAnotherNetworkOrOfOtherImagesAreRefusedByName) {
    const std::int64_t id = train(training(kCells)), other = train(training(kOtherCells));
    const std::string file = exported(other, "w.safetensors");
    const std::string message = refusal([&] { evaluate(*project->reader(), id, weights(file)); });
    EXPECT_NE(message.find("another network, 'another'"), std::string::npos) << message;
    EXPECT_NE(message.find("those of 'mine'"), std::string::npos) << message;
    EXPECT_NE(refusal([&] { evaluateFile(training(kCells), weights(file)); }), "");
    Request small = training(kOtherCells);
    small.task.imageSize = 24;
    small.training->auxiliary = false;
    EXPECT_NE(refusal([&] { evaluateFile(small, weights(file)); }).find("32x32x1 in 2 classes; here they are 24x24x1"), std::string::npos);
}

// D-DARTS's model.py: the second convolution of NetworkImageNet's stem has stride 1.
TEST_F(TrainedNetworks, ForeignWeightsOfIndividualCellsForImageNetAreRefusedForTheyWouldFit) {
    const char* const individual = "Genotype_nested(genes=[[('sep_conv_3x3', 2, 0)]], concat=range(2, 3), reductions=[])";
    Request request = training(individual);
    request.training->auxiliary = false;
    request.training->stem = Stem::ImageNet;
    const std::string file = exported(train(request), "w.safetensors");
    EXPECT_NO_THROW(evaluateFile(request, weights(file))) << "written here";
    try {
        evaluateFile(request, weights(copyOf(file, "", {})));
        ADD_FAILURE() << "accepted";
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Unsupported);
        EXPECT_NE(std::string(e.what()).find("by 4"), std::string::npos);
    }
}

TEST_F(TrainedNetworks, AHeadThatIsNotInTheFileIsNotExported) {
    const Request request = training(kCells);
    const std::int64_t id = train(request);
    const std::string file = exported(id, "w.safetensors");
    EXPECT_TRUE(hasAuxiliaryHead(entriesOf(SafetensorsFile::open(file))));
    const std::string headless = copyOf(file, "auxiliary_head.", {});
    const std::string out = (folder / "out.safetensors").string();
    exportWeights(*project->reader(), id, headless, out);
    EXPECT_FALSE(hasAuxiliaryHead(entriesOf(SafetensorsFile::open(out)))) << "a head of random weights is worth nothing";
    const std::string part = copyOf(file, "auxiliary_head.classifier", {});
    const std::string message = refusal([&] { exportWeights(*project->reader(), id, part, out); });
    EXPECT_NE(message.find("Missing: auxiliary_head.classifier.bias"), std::string::npos) << message;
}

TEST_F(TrainedNetworks, AnExportWithoutATrainingHoldsTheSameTensors) {
    const Request request = training(kCells);
    const std::string file = exported(train(request), "w.safetensors");
    const std::string out = (folder / "out.safetensors").string();
    const std::string bare = copyOf(file, "", {});
    exportFile(request, bare, "", out); // channels and classes as the tensors tell
    const SafetensorsFile before = SafetensorsFile::open(file), after = SafetensorsFile::open(out);
    ASSERT_EQ(after.names(), before.names());
    for (const std::string& name : before.names()) {
        const TensorEntry &a = before.at(name), &b = after.at(name);
        EXPECT_TRUE(a.shape == b.shape && std::equal(a.data, a.data + a.size, b.data)) << name;
    }
    EXPECT_FALSE(after.metadata().count("images")) << "nobody knows the mean of the images";
    exportFile(request, bare, request.task.data, out);
    EXPECT_TRUE(SafetensorsFile::open(out).metadata().count("images"));
}

TEST_F(TrainedNetworks, AnOnnxFileSaysWhatItsImagesAndClassesAre) {
    const std::string bytes = bytesOf(exported(train(training(kCells)), "w.onnx"));
    for (const char* word : {"color_model", "stored", "[\"left\",\"right\"]", "deviation"})
        EXPECT_NE(bytes.find(word), std::string::npos) << word;
}
