// Which augmentations make the two views of an image for a siamese network (thesis 5.2.3).
// Place: part of a siamese request; applied by engine/data/view_policy.h.
#pragma once

namespace dnas {

struct ViewPolicy {
    bool enabled = true;   ///< false: both views are the image as it is (the ablation of table 5.2)
    bool crop = true;      ///< random area and ratio, resized to the image's size
    double cropArea = 0.2; ///< smallest part of the area that a crop keeps, 0.01..1
    bool jitter = true;    ///< brightness, contrast, saturation, hue
    bool grey = true;
    bool flip = true;
    bool blur = false;     ///< the paper leaves it out for images as small as CIFAR's
};

} // namespace dnas
