// The readers behind loadDataSet, one a file format. They fill everything but `spec`, mean and deviation.
// All of them take files as hostile: sizes are checked against the file before memory is allocated.
// Thread rule: plain functions; readFolder decodes on several threads and joins them before it returns.
#pragma once

#include "engine/data/image_set.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dnas {

/// A set that would need more memory than this is refused.
constexpr std::uint64_t kMaxSetBytes = 16ull << 30;
constexpr std::uint64_t kMaxImages = 100'000'000;

/// MNIST's idx format, plain or gzip: train-images-idx3-ubyte[.gz], train-labels-idx1-ubyte[.gz], t10k-* or test-*.
/// @param classNames empty: the label numbers are the names.
DataSet readIdx(const std::string& directory, std::vector<std::string> classNames = {});

/// Fashion-MNIST from Debian's package dataset-fashion-mnist.
DataSet readFashionMnist();

/// CIFAR-10 binary: data_batch_*.bin (at least one), test_batch.bin and batches.meta.txt if they are there.
DataSet readCifar10(const std::string& directory);

/// CIFAR-100 binary: train.bin, test.bin and fine_label_names.txt if they are there. Fine labels.
DataSet readCifar100(const std::string& directory);

/// Image files: class subfolders, train/ and test/ (or val/) with class subfolders, or Meta-Album's images/ +
/// labels.csv. Sets without a coloured image stay grey; everything else becomes RGB; transparency is dropped.
DataSet readFolder(const std::string& directory, int side);

/// Throws EngineError(Data) with what is expected unless `directory` is a directory.
void requireDirectory(const std::string& directory, const std::string& expected);

/// Last part of the path, whatever slashes and dots it ends in.
std::string directoryName(const std::string& directory);

/// Throws EngineError(Data) unless at least two classes are present.
void requireUsable(const ImageSet& set, const std::string& where);

} // namespace dnas
