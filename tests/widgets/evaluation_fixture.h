// Evaluations of networks that never were, for the tests of their views.
#pragma once

#include "engine/api/evaluation.h"
#include "widgets/figure.h"
#include "widgets/palette.h"

#include <QApplication>
#include <QImage>
#include <QPainter>

#include <cmath>
#include <limits>

namespace dnas::test {

/// @param classes of which the last has no images when there are more than two
inline Evaluation evaluationOf(int classes, int imagesPerClass = 1000) {
    static const char* const kNames[] = {"airplane", "automobile", "bird",  "cat",  "deer",
                                         "dog",      "frog",       "horse", "ship", "truck"};
    Evaluation e;
    e.part = "test";
    e.classes = classes;
    e.top1 = 0.9321;
    e.top5 = 0.997;
    e.confusion.assign(static_cast<std::size_t>(classes) * static_cast<std::size_t>(classes), 0);
    const auto at = [&](int label, int guess) -> std::int64_t& {
        return e.confusion[static_cast<std::size_t>(label * classes + guess)];
    };
    for (int c = 0; c < classes; ++c) {
        e.classNames.push_back(classes == 10 ? kNames[c] : "class " + std::to_string(c));
        if (classes > 2 && c == classes - 1) break;
        at(c, c) = imagesPerClass;
        for (int k = 1; k < std::min(classes, 6); ++k) {
            const std::int64_t wrong = imagesPerClass * (7 + c % 5 * 4) / (200 * k);
            at(c, (c + k * k) % classes) += wrong;
            at(c, c) -= wrong;
        }
        e.images += imagesPerClass;
    }
    if (classes == 10) { // what everybody's network does
        at(3, 5) += 130;
        at(3, 3) -= 130;
    }
    return e;
}

/// 15 bins of a network that is too sure of itself; the lowest is empty, the second too careful.
inline Evaluation calibratedEvaluation() {
    Evaluation e = evaluationOf(10);
    e.calibrationError = 0.0423;
    for (int i = 0; i < 15; ++i) {
        CalibrationBin bin;
        bin.count = i == 0 ? 0 : 20 + i * i * i / 2 + (i == 14 ? 5000 : 0);
        bin.confidence = bin.count ? (i + 0.5) / 15 : std::nan("");
        bin.accuracy = bin.count ? bin.confidence + (i < 3 ? 0.06 : -0.012 * (i % 9)) : std::nan("");
        e.calibration.push_back(bin);
    }
    return e;
}

inline QImage painted(Figure& figure) {
    const PrintColors print;
    QImage image(figure.figureSize().toSize(), QImage::Format_RGB32);
    image.fill(Qt::magenta);
    QPainter painter(&image);
    figure.paintFigure(painter, figure.figureSize());
    return image;
}

inline void setTheme(ThemeChoice choice) {
    applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), choice);
}

} // namespace dnas::test
