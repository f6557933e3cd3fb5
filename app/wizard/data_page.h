// What the search learns from: the data set, what is in it, and how it is divided.
// The set is inspected on a worker thread while one types; counts and images stand beside the choice.
// Thread rule: GUI thread.
#pragma once

#include "app/engine_runner.h"
#include "app/wizard/wizard_page.h"

#include <QFutureWatcher>
#include <QTimer>

#include <memory>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace dnas {

class ClassBars;
class MotorPreview;
class OptionForm;
class PreviewGrid;

class DataPage : public WizardPage {
    Q_OBJECT
  public:
    DataPage(DraftModel* model, std::shared_ptr<EngineRunner> runner, QWidget* parent);
    QString title() const override { return tr("Task and data"); }
    void enter() override;
    QString problem() const override;

  private:
    /// Data set or error: what an inspection came to.
    struct Inspection {
        std::string spec;
        int imageSize = 0;
        ColorModel colors = ColorModel::Stored;
        std::optional<DataInfo> info;
        std::vector<std::vector<PreviewImage>> channels; ///< of each preview; empty for Stored
        QString error;
    };

    QWidget* makeSource();
    QWidget* makeContents();
    void showSpec(const std::string& spec);
    std::string specFromFields() const;
    void showFolderRow();
    void takeSpec();
    void browse();
    void inspect();
    void showInspection();
    void showSplit();
    QString motorSplit() const;

    std::shared_ptr<EngineRunner> m_runner;
    QComboBox* m_kind;
    QWidget* m_images; ///< what is in it: images, or the series of a motor
    MotorPreview* m_motor;
    QWidget* m_folderRow;
    QLineEdit* m_folder;
    QPushButton* m_browse;
    OptionForm* m_form;
    QLabel* m_split;
    QLabel* m_summary;
    QLabel* m_error;
    ClassBars* m_bars;
    PreviewGrid* m_preview;
    QTimer m_delay; ///< one inspection for a burst of key strokes
    QFutureWatcher<Inspection> m_watcher;
    std::string m_asked; ///< spec of the inspection under way or done
    int m_askedSize = -1;
    ColorModel m_askedColors = ColorModel::Stored;
    bool m_done = false;
    QString m_problem;
};

} // namespace dnas
