// How a data set is called in front of people. Thread rule: any thread.
#pragma once

#include <QString>

#include <string>

namespace dnas {

/// "Fashion-MNIST", "CIFAR-10", or the last folder of the path.
/// @param spec of a task's data: "cifar10:/data/cifar-10-batches-bin"
QString dataText(const std::string& spec);

} // namespace dnas
