// Asks on which images the accuracy of pruned networks is measured.
// Place: "Measure accuracy" and "Sweep accuracy" of a pruning. Thread rule: GUI thread.
#pragma once

#include <QDialog>

class QComboBox;
class QPushButton;
class QSpinBox;

namespace dnas {

class AccuracyDialog final : public QDialog {
    Q_OBJECT
  public:
    /// @param masks so many networks are evaluated
    explicit AccuracyDialog(int masks, QWidget* parent = nullptr);
    QString data() const; ///< data spec
    int limit() const;    ///< only the first so many images; 0 = all
    void setData(const QString& data);
    void setLimit(int images);

  public Q_SLOTS:
    void accept() override; ///< remembers the data

  private:
    QComboBox* m_data;
    QSpinBox* m_limit;
    QPushButton* m_measure;
};

} // namespace dnas
