#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/log_import.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

using namespace dnas;

namespace {

const std::string kGenotype = "Genotype(normal=[('sep_conv_3x3', 0), ('skip_connect', 1), ('sep_conv_5x5', 0), ('dil_conv_3x3', 2)], "
                              "normal_concat=range(2, 4), reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), "
                              "('max_pool_3x3', 0)], reduce_concat=range(2, 4))";
const std::string kOther = "Genotype(normal=[('skip_connect', 0), ('skip_connect', 1), ('skip_connect', 0), ('skip_connect', 1)], "
                           "normal_concat=range(2, 4), reduce=[('skip_connect', 0), ('skip_connect', 1), ('skip_connect', 0), "
                           "('skip_connect', 1)], reduce_concat=range(2, 4))";

/// Five edges by eight operations as PyTorch prints them; `best` of each row has the weight `high`.
std::string tensor(int best, double high, double low) {
    std::string text = "tensor([[";
    for (int row = 0; row < 5; ++row) {
        if (row > 0) text += ",\n        [";
        for (int column = 0; column < 8; ++column) {
            char number[16];
            std::snprintf(number, sizeof number, "%.4f", column == best ? high : low);
            text += (column > 0 ? ", " : "") + std::string(number);
        }
        text += "]";
    }
    return text + "], device='cuda:0', grad_fn=<SoftmaxBackward>)\n";
}

std::string dartsLog() {
    std::string log = "05/01 12:00:00 PM gpu device = 0\n05/01 12:00:00 PM args = Namespace(arch_learning_rate=0.0003, seed=7, train_portion=0.5)\n";
    for (int epoch = 0; epoch < 2; ++epoch)
        log += "05/01 12:00:01 PM epoch " + std::to_string(epoch) + " lr 2.500000e-02\n05/01 12:00:01 PM genotype = " + (epoch ? kOther : kGenotype) + "\n" +
               tensor(4, 0.3, 0.1) + tensor(1, 0.3, 0.1) + "05/01 12:00:02 PM train 000 2.300000e+00 10.937500 50.000000\n" +
               "05/01 12:00:03 PM train 050 1.654321e+00 39.100000 88.000000\n05/01 12:00:04 PM train_acc 43.200000\n" +
               "05/01 12:00:05 PM valid 000 1.500000e+00 46.000000 90.000000\n05/01 12:00:06 PM valid_acc 46.900000\n";
    return log;
}

std::string errorOf(const std::string& text) {
    try {
        importLog(text, "a.txt");
    } catch (const EngineError& error) {
        EXPECT_EQ(error.code(), ErrorCode::Format);
        return error.what();
    }
    return {};
}

} // namespace

TEST(LogImport, ReadsGenotypeAlphaAndAccuraciesOfEveryEpoch) {
    const FinishedRun run = importLog(dartsLog(), "/logs/a.txt");
    ASSERT_EQ(run.snapshots.size(), 2u);
    EXPECT_NO_THROW(validate(run.request));
    EXPECT_EQ(run.request.recipe.method, kImportedMethod);
    EXPECT_EQ(run.request.recipe.epochs, 2);
    EXPECT_EQ(run.request.seed, 7u);
    EXPECT_EQ(run.request.name, "a.txt");
    const Snapshot& first = run.snapshots[0];
    EXPECT_EQ(first.genotype, parseGenotype(kGenotype));
    EXPECT_EQ(run.snapshots[1].genotype, parseGenotype(kOther));
    EXPECT_DOUBLE_EQ(first.metric("train_top1"), 0.432);
    EXPECT_DOUBLE_EQ(first.metric("valid_top1"), 0.469);
    EXPECT_DOUBLE_EQ(first.metric("train_loss"), 1.654321);
    EXPECT_DOUBLE_EQ(first.metric("train_top5"), 0.88);
    EXPECT_DOUBLE_EQ(first.metric("lr"), 0.025);
    EXPECT_TRUE(std::isnan(first.metric("seconds")));
    EXPECT_EQ(run.snapshots[1].metric("skip_count"), 4);
    ASSERT_EQ(first.alpha.size(), 2u);
    EXPECT_EQ(first.alpha[0].name, "normal");
    EXPECT_EQ(first.alpha[1].name, "reduce");
    EXPECT_EQ(first.alpha[0].columns.size(), 8u);
    EXPECT_DOUBLE_EQ(first.alpha[0].weight(3, 4), 0.3);
    EXPECT_DOUBLE_EQ(first.alpha[1].weight(3, 1), 0.3);
    EXPECT_NEAR(first.alpha[0].rawAt(3, 4), std::log(0.3), 1e-12);
}

TEST(LogImport, WithoutMatricesAlphaIsWhatTheGenotypeDecides) {
    const FinishedRun run = importLog(kGenotype + "\n" + kOther + "\n", "a.txt");
    ASSERT_EQ(run.snapshots.size(), 2u);
    EXPECT_EQ(run.snapshots[0].epochs, 2);
    const AlphaGroup& normal = run.snapshots[0].alpha[0];
    double sum = 0;
    for (double weight : normal.weights) sum += weight;
    EXPECT_DOUBLE_EQ(sum, 4);
}

TEST(LogImport, MatricesAloneAreParsedByTheDartsRule) {
    const FinishedRun run = importLog("epoch 0\n" + tensor(4, 0.3, 0.1) + tensor(3, 0.3, 0.1), "a.txt");
    ASSERT_EQ(run.snapshots.size(), 1u);
    EXPECT_EQ(run.snapshots[0].genotype.cells[0].edges[0].operation, "sep_conv_3x3");
    EXPECT_EQ(run.snapshots[0].genotype.cells[1].edges[0].operation, "skip_connect");
}

TEST(LogImport, TellsSoftmaxSigmoidAndRawNumbersApart) {
    const auto relaxOf = [](double high, double low) { return importLog("epoch 0\n" + tensor(4, high, low) + tensor(4, high, low), "a.txt"); };
    EXPECT_TRUE(std::holds_alternative<SoftmaxRelaxSpec>(relaxOf(0.3, 0.1).request.recipe.relax));
    const FinishedRun sigmoid = relaxOf(0.9, 0.4);
    EXPECT_TRUE(std::holds_alternative<SigmoidRelaxSpec>(sigmoid.request.recipe.relax));
    EXPECT_NEAR(sigmoid.snapshots[0].alpha[0].rawAt(0, 4), std::log(9.0), 1e-9);
    const FinishedRun raw = relaxOf(1.5, -0.5);
    EXPECT_TRUE(std::holds_alternative<SoftmaxRelaxSpec>(raw.request.recipe.relax));
    EXPECT_DOUBLE_EQ(raw.snapshots[0].alpha[0].rawAt(0, 4), 1.5);
    EXPECT_NEAR(raw.snapshots[0].alpha[0].weight(0, 4), std::exp(2.0) / (std::exp(2.0) + 7), 1e-12);
}

TEST(LogImport, ReadsIndividualCellsAndGenotypesOverSeveralLines) {
    const FinishedRun run = importLog("INFO Genotype_nested(\n  genes=[[('skip_connect', 2, 0)],\n [('sep_conv_3x3', 2, 1)],\n"
                                      " [('sep_conv_3x3', 2, 1)]], concat=range(2, 3), reductions=[1, 2])\n", "a.txt");
    ASSERT_EQ(run.snapshots.size(), 1u);
    EXPECT_EQ(run.snapshots[0].genotype.form, GenotypeForm::Nested);
    EXPECT_EQ(run.snapshots[0].alpha.size(), 3u);
    EXPECT_NO_THROW(validate(run.request));
}

TEST(LogImport, WhatIsMissingIsLeftOutWithANote) {
    const FinishedRun run = importLog(dartsLog() + "epoch 2 lr 1e-3\ntrain_acc 50\n", "a.txt");
    EXPECT_EQ(run.snapshots.size(), 2u);
    ASSERT_EQ(run.events.size(), 1u);
    EXPECT_NE(run.events[0].text.find("left out"), std::string::npos);
    const FinishedRun odd = importLog("epoch 0\n" + kGenotype + "\n" + tensor(4, 0.3, 0.1), "a.txt"); // one matrix for two cells
    EXPECT_NE(odd.events.at(0).text.find("1 matrices for 2 cells"), std::string::npos);
    EXPECT_EQ(odd.snapshots[0].alpha.size(), 2u);
}

TEST(LogImport, ErrorsNameTheLine) {
    EXPECT_EQ(errorOf("hello\nworld\n"), "a.txt: no line holds a Genotype(...) or an alpha matrix tensor([[...]]).");
    EXPECT_EQ(errorOf(""), "a.txt: no line holds a Genotype(...) or an alpha matrix tensor([[...]]).");
    EXPECT_NE(errorOf("x\ny\ngenotype = Genotype(normal=[('conv', 0)])\n").find("a.txt, line 3: column 30: unknown operation 'conv'"), std::string::npos);
    EXPECT_NE(errorOf("x\nGenotype(normal=\n[('conv', 0)])\n").find("a.txt, line 3: column 3"), std::string::npos);
    EXPECT_NE(errorOf("\nGenotype(normal=[('skip_connect', 0)").find("line 2: the genotype does not end"), std::string::npos);
    EXPECT_NE(errorOf("\n\ntensor([[0.1, 0.2],\n        [0.1]])").find("line 4: this row of the tensor has 1 numbers"), std::string::npos);
    EXPECT_NE(errorOf("tensor([[0.1, ..., 0.2]])").find("line 1: the tensor is abbreviated"), std::string::npos);
    EXPECT_NE(errorOf("tensor([[0.1, 0.2],\n        ...,\n        [0.1, 0.2]])").find("abbreviated"), std::string::npos);
    EXPECT_NE(errorOf("tensor([[[0.1]]])").find("more than two dimensions"), std::string::npos);
    EXPECT_NE(errorOf("tensor([[0.1, high]])").find("'high' in the tensor is no number"), std::string::npos);
}

TEST(LogImport, HostileTextsAreRefusedOrIgnoredButNeverHurt) {
    EXPECT_FALSE(errorOf(std::string(1 << 21, 'x')).empty());
    EXPECT_FALSE(errorOf("Genotype" + std::string(1 << 21, '(')).empty());
    EXPECT_FALSE(errorOf("tensor([[" + std::string(1 << 21, '1') + "]])").empty());
    EXPECT_FALSE(errorOf(std::string("tensor([[\0\0", 11)).empty());
    EXPECT_FALSE(errorOf("tensor(").empty());
    EXPECT_FALSE(errorOf("tensor([").empty());
    EXPECT_FALSE(errorOf("epoch 999999999999999999999 Genotype").empty());
    std::string rows = "tensor([[1]";
    for (int i = 0; i < 5000; ++i) rows += ",[1]";
    EXPECT_NE(errorOf(rows + "])").find("more than 4096 rows"), std::string::npos);
    const FinishedRun run = importLog("seed 3\r\n" + kGenotype + "\r\nepoch nan\nvalid_acc nan\n", "a.txt");
    EXPECT_TRUE(std::isnan(run.snapshots.at(0).metric("valid_top1")));
}

TEST(LogImport, AFileThatIsNotThereIsNamed) {
    try {
        importLogFile("/nowhere/log.txt");
        FAIL();
    } catch (const EngineError& error) {
        EXPECT_NE(std::string(error.what()).find("/nowhere/log.txt"), std::string::npos);
    }
    EXPECT_THROW(importLogFile("/"), EngineError);
}
