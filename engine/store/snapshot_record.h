// A snapshot in the form in which it is stored: texts, numbers and bytes, without SQLite.
// Place: written by project_writer.cpp, read by project_reader.cpp. One epoch is one record with one checksum.
// Thread rule: plain values; a SnapshotDecoder belongs to one thread.
#pragma once

#include "engine/api/snapshot.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace dnas {

struct AlphaGroupRecord {
    std::string name;
    std::string labels;     ///< JSON {"rows": [[label, from, to], ...], "columns": [name, ...]}
    std::string raw;        ///< float64, little-endian, [rows, columns]
    std::string weights;    ///< the same
    std::string confidence; ///< float64 pairs (entropy, margin), one a row; empty when the snapshot has none
};

struct EpochRecord {
    int epoch = 0;
    std::string extra;    ///< JSON {"epochs", "stage", "frozen", "dominant": [{group, threshold, counts}]}
    std::string genotype; ///< JSON of genotype_text.h; empty for an empty genotype
    std::vector<std::pair<std::string, double>> metrics;
    std::vector<AlphaGroupRecord> groups;

    std::uint32_t checksum(std::int64_t experiment) const;
};

EpochRecord encodeSnapshot(const Snapshot& snapshot);

/// Decodes the epochs of one experiment; what repeats is parsed once.
class SnapshotDecoder {
  public:
    /// Throws EngineError(Format) when the record contradicts itself.
    SnapshotPtr decode(const EpochRecord& record);

  private:
    struct Labels {
        std::vector<AlphaRow> rows;
        std::vector<std::string> columns;
    };
    const Labels& labels(const std::string& text);
    const Genotype& genotype(const std::string& text);
    void addGroup(Snapshot& snapshot, const AlphaGroupRecord& record);

    std::map<std::string, Labels> m_labels;
    std::map<std::string, Genotype> m_genotypes;
};

} // namespace dnas
