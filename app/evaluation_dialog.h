// Asks which weights of a training are evaluated, and on what images.
// Place: beside "Evaluate" on the page of a training. Thread rule: GUI thread.
#pragma once

#include "engine/api/evaluation.h"

#include <QDialog>

class QComboBox;
class QLineEdit;

namespace dnas {

class EvaluationDialog final : public QDialog {
    Q_OBJECT
  public:
    /// @param before what was asked for last
    explicit EvaluationDialog(const EvaluationOptions& before, QWidget* parent = nullptr);
    EvaluationOptions options() const;

  private:
    void chooseFile();

    EvaluationOptions m_before;
    QComboBox *m_weights, *m_part; ///< the data of an entry: the word of EvaluationOptions
    QLineEdit* m_data;
};

} // namespace dnas
