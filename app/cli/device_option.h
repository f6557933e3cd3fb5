// The option --device of commands that measure: the CPU unless something else is asked for.
#pragma once

#include "engine/api/device.h"

#include <CLI/CLI.hpp>

#include <map>
#include <string>

namespace dnas::cli {

inline void addDeviceOption(CLI::App& command, DeviceChoice& device) {
    const std::map<std::string, DeviceChoice> words{{"auto", DeviceChoice::Auto}, {"cpu", DeviceChoice::Cpu}, {"cuda", DeviceChoice::Cuda}};
    command.add_option("--device", device, "auto | cpu | cuda [cpu]")->transform(CLI::CheckedTransformer(words))->type_name("DEVICE");
}

} // namespace dnas::cli
