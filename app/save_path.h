// Where to save, with the ending that the chosen kind of file has. Thread rule: GUI thread.
#pragma once

#include <QString>

class QWidget;

namespace dnas {

/// The path as it is where it ends as one of `filters` ("Weights (*.safetensors);;ONNX (*.onnx)"); else with the ending
/// of the chosen filter, or of the first where none is chosen.
QString withEnding(const QString& path, const QString& filters, const QString& chosen);

/// @param chosen gets the filter that was chosen @return empty when nothing was chosen
QString askSavePath(QWidget* parent, const QString& title, const QString& proposal, const QString& filters, QString* chosen = nullptr);

} // namespace dnas
