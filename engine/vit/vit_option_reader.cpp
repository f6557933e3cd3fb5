#include "engine/vit/vit_option_reader.h"

#include "engine/api/error.h"
#include "engine/vit/mobile_vit.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

namespace dnas {

namespace {

const std::vector<std::string>& keys() {
    static const std::vector<std::string> all{
        "architecture", "image_size",     "patch_size", "in_chans",    "num_classes", "embed_dim",
        "depth",        "num_heads",      "head_dim",   "block_heads", "mlp_hidden_dim", "norm_order",
        "activation",   "layer_norm_eps", "pool",       "input_scale", "mean",        "std",
        "classes",      "stage_blocks"};
    return all;
}

template <class Number> bool parse(const std::string& text, Number& value) {
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    return result.ec == std::errc() && result.ptr == end;
}

std::string shortText(double value) {
    std::ostringstream text;
    text << value;
    return text.str();
}

std::string joined(const std::vector<int>& values) {
    std::string text;
    for (int value : values)
        text += (text.empty() ? "" : ",") + std::to_string(value);
    return text;
}

std::string joined(const std::vector<float>& values) {
    std::string text;
    for (float value : values) {
        char digits[32];
        const auto result = std::to_chars(digits, digits + sizeof digits, value); // the shortest that reads back equal
        text += (text.empty() ? "" : ",") + std::string(digits, result.ptr);
    }
    return text;
}

std::string joined(const std::vector<std::string>& values) {
    std::string text;
    for (const std::string& value : values)
        text += (text.empty() ? "" : ",") + value;
    return text;
}

} // namespace

void requireVitOption(const std::string& key) {
    if (std::find(keys().begin(), keys().end(), key) != keys().end()) return;
    throw EngineError(ErrorCode::Usage, "A vision transformer has no option '" + key + "'.", "Known: " + joined(keys()) + ".");
}

void VitOptionReader::refuse(const std::string& key, const std::string& expected) const {
    const auto found = m_options.find(key);
    const std::string value = found == m_options.end() ? "" : found->second.substr(0, 80);
    throw EngineError(ErrorCode::Format, m_where + ": its option " + key + " is '" + value + "'; expected: " + expected + ".");
}

std::string VitOptionReader::take(const std::string& key, const std::string& otherwise) const {
    if (const auto found = m_options.find(key); found != m_options.end()) return found->second;
    m_assumed.push_back(key + "=" + otherwise);
    return otherwise;
}

int VitOptionReader::integer(const std::string& key, int otherwise, bool told) const {
    if (told && !has(key)) return otherwise;
    int value = 0;
    if (!parse(take(key, std::to_string(otherwise)), value)) refuse(key, "a whole number");
    return value;
}

double VitOptionReader::real(const std::string& key, double otherwise) const {
    double value = 0;
    if (!parse(take(key, shortText(otherwise)), value) || !std::isfinite(value)) refuse(key, "a number");
    return value;
}

int VitOptionReader::word(const std::string& key, const std::vector<std::string>& words, int otherwise) const {
    const std::string text = take(key, words[static_cast<std::size_t>(otherwise)]);
    const auto found = std::find(words.begin(), words.end(), text);
    if (found == words.end()) refuse(key, joined(words));
    return static_cast<int>(found - words.begin());
}

std::vector<std::string> VitOptionReader::texts(const std::string& key) const {
    std::vector<std::string> values;
    const auto found = m_options.find(key);
    std::istringstream stream(found == m_options.end() ? std::string() : found->second);
    for (std::string value; std::getline(stream, value, ',');)
        values.push_back(value);
    return values;
}

std::vector<int> VitOptionReader::integers(const std::string& key) const {
    std::vector<int> values;
    for (const std::string& text : texts(key))
        if (!parse(text, values.emplace_back())) refuse(key, "whole numbers separated by commas");
    return values;
}

std::vector<float> VitOptionReader::channelValues(const std::string& key, int channels, const std::string& otherwise) const {
    std::vector<float> values;
    std::istringstream stream(take(key, otherwise));
    for (std::string text; std::getline(stream, text, ',');)
        if (!parse(text, values.emplace_back()) || !std::isfinite(values.back())) refuse(key, "numbers separated by commas");
    if (values.size() == 1) values.resize(static_cast<std::size_t>(channels), values.front());
    if (values.size() != static_cast<std::size_t>(channels)) refuse(key, std::to_string(channels) + " numbers, one a channel");
    return values;
}

VitOptions vitOptions(const VitSpec& spec, const VitInput& input) {
    constexpr const char* kActivations[] = {"gelu", "relu", "silu"};
    VitOptions options{{"architecture", "vit"},
                       {"image_size", std::to_string(spec.imageSize)},
                       {"patch_size", std::to_string(spec.patchSize)},
                       {"in_chans", std::to_string(spec.channels)},
                       {"num_classes", std::to_string(spec.classes)},
                       {"embed_dim", std::to_string(spec.width)},
                       {"depth", std::to_string(spec.depth())},
                       {"head_dim", std::to_string(spec.headWidth)},
                       {"block_heads", joined(spec.heads)},
                       {"mlp_hidden_dim", std::to_string(spec.mlpWidth)},
                       {"norm_order", spec.postNorm ? "post" : "pre"},
                       {"activation", kActivations[static_cast<int>(spec.activation)]},
                       {"layer_norm_eps", shortText(spec.epsilon)},
                       {"pool", spec.pool == VitPool::ClassToken ? "cls_token" : "mean"},
                       {"input_scale", "pixels/255"},
                       {"mean", joined(input.mean)},
                       {"std", joined(input.deviation)}};
    if (spec.isMobile()) { // its sizes follow from its name
        for (const char* key : {"patch_size", "embed_dim", "head_dim", "mlp_hidden_dim", "norm_order", "activation", "pool"})
            options.erase(key);
        options["architecture"] = mobileLayout(spec.family).name;
        options["stage_blocks"] = joined(spec.stageBlocks);
    }
    if (!input.classNames.empty()) options["classes"] = joined(input.classNames);
    return options;
}

} // namespace dnas
