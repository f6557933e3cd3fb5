#include "engine/interop/network_writers.h"

#include <sstream>

namespace dnas {

namespace {

constexpr const char* kHead = R"py(

def _put(root, name, module):
    *path, last = name.split(".")
    for part in path:
        if part not in root._modules:
            root.add_module(part, nn.Module())
        root = root._modules[part]
    root.add_module(last, module)


class Network(nn.Module):
    """Takes normalised images [batch, channels, height, width], gives logits; in training with an auxiliary head, both."""

    def __init__(self, drop_path=0.0):
        super().__init__()
        self.drop_path = drop_path
        for kind, name, inputs, arguments in LAYERS:
            if kind == "conv":
                _put(self, name, nn.Conv2d(**arguments, bias=False))
            elif kind == "norm":
                _put(self, name, nn.BatchNorm2d(arguments["channels"]))
            elif kind == "linear":
                _put(self, name, nn.Linear(arguments["inputs"], arguments["outputs"]))

    def forward(self, images):
        values = []
        for kind, name, inputs, arguments in LAYERS:
            x = images if kind == "input" else values[inputs[0]]
            if x is None or (arguments.get("auxiliary") and not self.training):
                values.append(None)
                continue
            if kind in ("conv", "norm", "linear"):
                x = self.get_submodule(name)(x)
            elif kind == "relu":
                x = F.relu(x)
            elif kind == "relu6":
                x = F.relu6(x)
            elif kind == "max":
                x = F.max_pool2d(x, **arguments["window"])
            elif kind == "average":
                x = F.avg_pool2d(x, **arguments["window"], count_include_pad=False)
            elif kind == "global":
                x = x.mean((2, 3))
            elif kind == "add":
                x = sum(values[i] for i in inputs)
            elif kind == "concat":
                x = torch.cat([values[i] for i in inputs], 1)
            elif kind == "slice":
                x = x[:, arguments["channel"]:arguments["channel"] + 1]
            elif kind == "shift":
                x = F.pad(x[:, :, 1:, 1:], (0, x.shape[3] % 2, 0, x.shape[2] % 2))
            elif kind == "drop" and self.training and self.drop_path > 0:
                keep = 1 - self.drop_path
                x = x * torch.bernoulli(torch.full((len(x), 1, 1, 1), keep, device=x.device)) / keep
            values.append(x)
        auxiliary = values[AUXILIARY] if AUXILIARY is not None else None
        return values[LOGITS] if auxiliary is None else (values[LOGITS], auxiliary)


def load(path):
    """The network with the weights of a .safetensors file, ready for inference."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    weights = {
        name: torch.frombuffer(data, dtype=torch.float32, count=(end - begin) // 4, offset=begin).reshape(entry["shape"])
        for name, entry in header.items()
        for begin, end in [entry["data_offsets"]]
    }
    network = Network()
    network.load_state_dict(weights)
    return network.eval()
)py";

std::string pair(int a, int b) {
    return "(" + std::to_string(a) + ", " + std::to_string(b) + ")";
}

const char* kindOf(LayerKind kind) {
    switch (kind) {
    case LayerKind::Input:
        return "input";
    case LayerKind::Convolution:
        return "conv";
    case LayerKind::BatchNorm:
        return "norm";
    case LayerKind::Relu:
        return "relu";
    case LayerKind::Relu6:
        return "relu6";
    case LayerKind::MaxPool:
        return "max";
    case LayerKind::AveragePool:
        return "average";
    case LayerKind::GlobalAverage:
        return "global";
    case LayerKind::Linear:
        return "linear";
    case LayerKind::Add:
        return "add";
    case LayerKind::Concat:
        return "concat";
    case LayerKind::Slice:
        return "slice";
    case LayerKind::Shift:
        return "shift";
    case LayerKind::DropPath:
        return "drop";
    }
    return "";
}

std::string windowText(const Window& w) {
    return "kernel_size=" + pair(w.kernelHeight, w.kernelWidth) + ", stride=" + pair(w.strideHeight, w.strideWidth) +
           ", padding=" + pair(w.padHeight, w.padWidth);
}

/// Arguments of a layer as a Python dict. Convolutions of an auxiliary head need no mark: their input is missing then.
std::string argumentsOf(const Layer& layer) {
    const Window& w = layer.window;
    switch (layer.kind) {
    case LayerKind::Convolution:
        return "dict(in_channels=" + std::to_string(layer.inChannels) +
               ", out_channels=" + std::to_string(layer.channels) + ", " + windowText(w) +
               ", dilation=" + std::to_string(w.dilation) + ", groups=" + std::to_string(w.groups) + ")";
    case LayerKind::BatchNorm:
        return "dict(channels=" + std::to_string(layer.channels) + ")";
    case LayerKind::Slice:
        return "dict(channel=" + std::to_string(layer.channel) + ")";
    case LayerKind::Linear:
        return "dict(inputs=" + std::to_string(layer.inChannels) + ", outputs=" + std::to_string(layer.channels) + ")";
    case LayerKind::MaxPool:
    case LayerKind::AveragePool:
        return "dict(window=dict(" + windowText(w) + ")" + (layer.auxiliary ? ", auxiliary=True)" : ")");
    default:
        return layer.auxiliary ? "dict(auxiliary=True)" : "{}";
    }
}

/// Text inside a Python comment or docstring: printable ASCII without quotes and backslashes.
std::string harmless(const std::string& text) {
    std::string result;
    for (char c : text.substr(0, 200))
        result += c >= ' ' && c < 127 && c != '"' && c != '\\' ? c : '_';
    return result;
}

} // namespace

std::string pytorchCode(const LayerGraph& graph, const std::string& name) {
    std::ostringstream code;
    code << "\"\"\"" << harmless(name) << " as a PyTorch module. Written by DNAS Studio " << DNAS_VERSION << ".\n\n"
         << "    network = load(\"weights.safetensors\")\n    logits = network(images)\n\"\"\"\n"
         << "import json\n\nimport torch\nimport torch.nn.functional as F\nfrom torch import nn\n\n"
         << "LOGITS, AUXILIARY = " << graph.logits << ", "
         << (graph.auxiliary < 0 ? "None" : std::to_string(graph.auxiliary)) << "\n\n"
         << "# kind, name of the tensors in the state_dict, inputs as indices into this list, arguments\nLAYERS = [\n";
    for (const Layer& layer : graph.layers) {
        code << "    (\"" << kindOf(layer.kind) << "\", \"" << layer.name << "\", [";
        for (std::size_t i = 0; i < layer.inputs.size(); ++i)
            code << (i ? ", " : "") << layer.inputs[i];
        code << "], " << argumentsOf(layer) << "),\n";
    }
    code << "]\n" << kHead;
    return code.str();
}

} // namespace dnas
