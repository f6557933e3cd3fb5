#include "engine/store/checksum.h"
#include "engine/store/snapshot_record.h"
#include "tests/engine/store/fixtures.h"

namespace dnas::test {
namespace {

TEST(Checksum, DependsOnEveryFieldAndOnWhereFieldsEnd) {
    EXPECT_NE(Checksum().add("ab").add("c").value(), Checksum().add("a").add("bc").value());
    EXPECT_NE(Checksum().add(std::int64_t(1)).value(), Checksum().add(std::int64_t(2)).value());
    EXPECT_NE(Checksum().add(1.0).value(), Checksum().add(1.0 + 1e-15).value());
    EXPECT_EQ(Checksum().add(kNaN).value(), Checksum().add(-kNaN).value());
    EXPECT_EQ(Checksum().add(0.0).value(), Checksum().add(-0.0).value());
}

TEST(SnapshotRecord, ASnapshotComesBackWithEveryBit) {
    const Snapshot snapshot = makeSnapshot(3);
    expectEqual(*SnapshotDecoder().decode(encodeSnapshot(snapshot)), snapshot);
}

TEST(SnapshotRecord, AnAlmostEmptySnapshotComesBack) {
    Snapshot snapshot;
    snapshot.alpha = {makeGroup("only alpha", 2, 3, kNaN)};
    const SnapshotPtr back = SnapshotDecoder().decode(encodeSnapshot(snapshot));
    EXPECT_TRUE(back->confidence.empty());
    EXPECT_TRUE(back->dominant.empty());
    EXPECT_TRUE(back->genotype == Genotype{});
    EXPECT_TRUE(back->alpha[0].raw[5] != back->alpha[0].raw[5]);
}

TEST(SnapshotRecord, TheScatterOfFeaturesComesBackAndIsCheckedForSense) {
    Snapshot snapshot = makeSnapshot(3);
    snapshot.scatter = {{0.1, -2.5}, {1e-9, 3}, {1, 0}, {"cat", "dog"}, 0.5, 0.25};
    const EpochRecord record = encodeSnapshot(snapshot);
    const FeatureScatter back = SnapshotDecoder().decode(record)->scatter;
    EXPECT_EQ(back.x, snapshot.scatter.x);
    EXPECT_EQ(back.y, snapshot.scatter.y);
    EXPECT_EQ(back.labels, snapshot.scatter.labels);
    EXPECT_EQ(back.classNames, snapshot.scatter.classNames);
    EXPECT_EQ(back.explainedY, 0.25);
    snapshot.scatter.labels[0] = 2; // no such class
    const EpochRecord wrong = encodeSnapshot(snapshot);
    EXPECT_EQ(errorOf([&] { SnapshotDecoder().decode(wrong); }).code(), ErrorCode::Format);
}

TEST(SnapshotRecord, TheChecksumCoversExperimentMetricsAlphaAndGenotype) {
    const EpochRecord record = encodeSnapshot(makeSnapshot(3));
    const std::uint32_t sum = record.checksum(1);
    EXPECT_EQ(encodeSnapshot(makeSnapshot(3)).checksum(1), sum);
    EXPECT_NE(record.checksum(2), sum);
    const auto changed = [&](auto change) {
        EpochRecord copy = record;
        change(copy);
        return copy.checksum(1) != sum;
    };
    EXPECT_TRUE(changed([](EpochRecord& r) { r.epoch = 4; }));
    EXPECT_TRUE(changed([](EpochRecord& r) { r.extra += " "; }));
    EXPECT_TRUE(changed([](EpochRecord& r) { r.genotype += " "; }));
    EXPECT_TRUE(changed([](EpochRecord& r) { r.metrics[2].second = 0; }));
    EXPECT_TRUE(changed([](EpochRecord& r) { r.metrics.pop_back(); }));
    EXPECT_TRUE(changed([](EpochRecord& r) { r.groups[1].raw[9] ^= 1; }));
    EXPECT_TRUE(changed([](EpochRecord& r) { r.groups[1].weights[9] ^= 1; }));
    EXPECT_TRUE(changed([](EpochRecord& r) { r.groups[1].confidence[9] ^= 1; }));
    EXPECT_TRUE(changed([](EpochRecord& r) { r.groups[0].labels[9] ^= 1; }));
}

TEST(SnapshotRecord, RecordsThatContradictThemselvesAreRefused) {
    const EpochRecord record = encodeSnapshot(makeSnapshot(3));
    const auto refused = [&](auto change) {
        EpochRecord copy = record;
        change(copy);
        const EngineError e = errorOf([&] { SnapshotDecoder().decode(copy); });
        EXPECT_EQ(e.code(), ErrorCode::Format);
        return std::string(e.what());
    };
    EXPECT_TRUE(
        contains(refused([](EpochRecord& r) { r.groups[0].raw.pop_back(); }), "alpha has 783 bytes, expected 784"));
    EXPECT_TRUE(contains(refused([](EpochRecord& r) { r.groups[0].confidence.pop_back(); }), "confidence has"));
    EXPECT_TRUE(contains(refused([](EpochRecord& r) { r.extra = "{"; }), "does not parse"));
    EXPECT_TRUE(contains(refused([](EpochRecord& r) { r.groups[0].labels = R"({"rows":[[1,2,3]],"columns":[]})"; }),
                         "does not parse"));
}

} // namespace
} // namespace dnas::test
