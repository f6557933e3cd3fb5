// Several values of one option, or of two: an experiment for each value, or pair of values.
// Place: the wizard's page of resources, under the seeds. Thread rule: GUI thread.
#pragma once

#include <QString>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;

namespace dnas {

class DraftModel;

class SweepForm : public QWidget {
    Q_OBJECT
  public:
    SweepForm(DraftModel* model, QWidget* parent);
    QString problem() const { return m_problem; }

  Q_SIGNALS:
    void problemChanged();

  private:
    struct Axis {
        QComboBox* option;
        QLineEdit* values;
    };
    Axis makeAxis(int number, const QString& title);
    void fillOptions(); ///< those of the draft; a chosen one stays while it exists
    void proposeValues(const Axis& axis);
    void take();
    void describe();

    DraftModel* m_model;
    Axis m_axes[2];
    QLabel* m_help;
    QString m_problem;
    bool m_taking = false; ///< the change of the draft is this form's own
};

} // namespace dnas
