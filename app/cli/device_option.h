// The option --device: where a command computes.
#pragma once

#include "engine/api/device.h"

#include <CLI/CLI.hpp>

#include <map>
#include <string>

namespace dnas::cli {

/// @param device as it is where the option is not given
inline void addDeviceOption(CLI::App& command, DeviceChoice& device) {
    const std::map<std::string, DeviceChoice> words{{"auto", DeviceChoice::Auto}, {"cpu", DeviceChoice::Cpu}, {"cuda", DeviceChoice::Cuda}};
    std::string usual;
    for (const auto& [word, choice] : words)
        if (choice == device) usual = word;
    command.add_option("--device", device, "auto | cpu | cuda [" + usual + "]")->transform(CLI::CheckedTransformer(words))->type_name("DEVICE");
}

} // namespace dnas::cli
