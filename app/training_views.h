// What the page of a training shows beside its curves: the layers of its network, what it is worth on the test images,
// its weights, and the handcrafted networks on the same data. Evaluations are made when asked for, on a thread of their own, and kept while the program runs.
// Place: pages of the run page; commands of the window. Thread rule: GUI thread.
#pragma once

#include "app/engine_runner.h"
#include "app/task_thread.h"

#include <QObject>
#include <QString>

#include <map>
#include <memory>
#include <vector>

class QPushButton;

namespace dnas {

class BaselineOverlays;
class CalibrationView;
class ConfusionView;
class ExampleGrid;
class LayerTable;
class Panel;
class RunPage;
class WeightHistograms;

class TrainingViews : public QObject {
    Q_OBJECT
  public:
    TrainingViews(RunPage* page, std::shared_ptr<EngineRunner> runner, QObject* parent);

    void setProject(const QString& path); ///< forgets what was evaluated
    /// Evaluates weights of the training on the page, the best ones if not said otherwise. Answer: the views, or failed.
    void evaluate(const EvaluationOptions& options);
    void evaluate() { evaluate({}); }
    /// Asks first which weights, and on what images.
    void askAndEvaluate();
    /// Writes the weights; the ending of `out` chooses the form. Answer: exported, or failed.
    /// @param weights best or last
    void exportWeights(const QString& out, const QString& weights = QStringLiteral("best"));
    /// The training on the page has other weights than before.
    void refresh();
    bool canEvaluate() const; ///< a training with a finished epoch is on the page

    ConfusionView* confusion() const { return m_confusion; }
    LayerTable* layers() const { return m_layers; }
    WeightHistograms* weights() const { return m_weights; }
    BaselineOverlays* baselines() const { return m_baselines; }

  Q_SIGNALS:
    void failed(const QString& message);
    void exported(const QString& text);
    void evaluated();
    void readinessChanged(); ///< canEvaluate may have another answer

  private:
    void showRun();
    void showEvaluation();
    void enableButtons();
    void showRemark(const QString& text);
    void showWeights();
    std::int64_t experiment() const;

    RunPage* m_page;
    std::shared_ptr<EngineRunner> m_runner;
    QString m_project;
    LayerTable* m_layers;
    ConfusionView* m_confusion;
    CalibrationView* m_calibration;
    ExampleGrid* m_worst;
    WeightHistograms* m_weights;
    BaselineOverlays* m_baselines;
    QPushButton *m_button, *m_other;
    EvaluationOptions m_asked; ///< what the dialog was left with
    Panel* m_panel; ///< of the evaluation's pages
    std::vector<int> m_evaluationPages;
    std::map<std::int64_t, std::shared_ptr<const Evaluation>> m_evaluations;
    std::int64_t m_running = 0; ///< experiment whose evaluation is under way
    TaskThread m_worker;        ///< last: joins before the rest goes
};

} // namespace dnas
