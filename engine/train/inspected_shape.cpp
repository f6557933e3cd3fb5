#include "engine/api/color_model.h"
#include "engine/api/data_info.h"
#include "engine/api/retraining.h"

namespace dnas {

NetworkShape inspectedShape(const Request& request) {
    NetworkShape shape = retrainShape(request);
    const std::string& data = request.task.data;
    if (data == "fashion-mnist" || data.rfind("cifar", 0) == 0) return shape; // of these the request alone tells
    const DataInfo info = inspectData(data, request.task.imageSize);
    shape.inputChannels = static_cast<int>(channelNames(request.task.colors, info.channels).size());
    shape.height = info.height;
    shape.width = info.width;
    shape.classes = info.classes;
    return shape;
}

} // namespace dnas
