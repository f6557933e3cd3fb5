// Meta-Album's labels.csv: which image file is of which class.
// Place: read by folder.cpp. Source: Meta-Album data format (Ullah et al. 2022), columns FILE_NAME and CATEGORY.
// Thread rule: a plain function.
#pragma once

#include <string>
#include <vector>

namespace dnas {

struct LabelledFile {
    std::string file;     ///< name below images/
    std::string category; ///< class
};

/// Reads comma-separated text with a header line; fields may be quoted ("" inside quotes is a quote, line breaks stay).
/// Throws EngineError(Data) naming file, line and what is expected: a missing column, a short row, an open quote, an
/// empty field, a file name that leaves the images folder, a file of more than 256 MiB.
std::vector<LabelledFile> readLabelsCsv(const std::string& path);

} // namespace dnas
