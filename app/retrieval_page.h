// Finding images by an image: any stored encoder of the project indexes a folder, an archive or a data set; then a query
// ranks it. Mean average precision and the time of a query stand beside.
// Place: a page of the window's centre; laid out in retrieval_page_layout.cpp. Indexing, queries and measures are made on a thread of its own.
// Thread rule: GUI thread. Source: thesis 5.1.3 (equation 5.5, threshold tau), 5.2.6.
#pragma once

#include "app/engine_runner.h"
#include "app/task_thread.h"
#include "engine/api/control.h"
#include "widgets/run_timeline.h"

#include <QImage>
#include <QTimer>
#include <QWidget>

#include <map>
#include <memory>
#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSlider;
class QSpinBox;

namespace dnas {

class HitGrid;

class RetrievalPage final : public QWidget {
    Q_OBJECT
  public:
    explicit RetrievalPage(std::shared_ptr<EngineRunner> runner, QWidget* parent = nullptr);
    ~RetrievalPage() override; ///< ends what is under way

    void setProject(const QString& path); ///< empty: none
    void setExperiments(const std::vector<ExperimentSummary>& experiments);
    void chooseEncoder(std::int64_t experiment);

    void setSource(const QString& source);
    void startIndexing();
    void stop();
    void ask(const QString& imageFile);
    void askWith(int item); ///< of the index
    bool busy() const { return m_control != nullptr; }
    const RetrievalIndex* index() const { return m_index.get(); }
    HitGrid* grid() const { return m_grid; }
    QComboBox* encoderChooser() const { return m_encoder; }
    QDoubleSpinBox* threshold() const { return m_threshold; }

  Q_SIGNALS:
    void closeAsked();
    void indexed();
    void measured();
    void answered();
    void failed(const QString& message);
    void told(const QString& message); ///< for the log

  private:
    struct Query {
        QString name;
        int item = -1; ///< of the index; -1 = a file
        std::vector<float> feature;
        QImage image;
    };
    static constexpr int kPictureSide = 192, kSideWidth = 250; ///< of the query, of what stands beside the images
    QWidget* makeHead();
    QWidget* makeSource();
    QWidget* makeSide();
    void browse();
    void takeIndex(RetrievalIndex index);
    void measure();
    void takeQuery(Query query);
    void rank(); ///< the query by the threshold in force; pictures follow
    void showHits(const std::vector<RetrievalHit>& hits);
    void showState();
    void clearIndex();

    std::shared_ptr<EngineRunner> m_runner;
    QString m_project;
    std::shared_ptr<const RetrievalIndex> m_index;
    Query m_query;
    std::shared_ptr<RunControl> m_control; ///< of the indexing under way; null while idle
    int m_percent = 0;
    int m_rankings = 0; ///< counts up: pictures of an older ranking are dropped
    RunTimeline m_origin; ///< of no run: provenance of the figure
    QComboBox *m_encoder, *m_kind, *m_source;
    QPushButton *m_start, *m_browse, *m_choose;
    QLabel *m_state, *m_skipped, *m_picture, *m_queryName, *m_answer, *m_score;
    QSlider* m_slider;
    QDoubleSpinBox* m_threshold;
    QSpinBox* m_limit;
    HitGrid* m_grid;
    std::map<int, QImage> m_images; ///< of items that have been shown
    QTimer m_settle; ///< after the last change of the threshold
    TaskThread m_worker, m_meter; ///< last: join before the rest goes; measures do not hold up queries
};

} // namespace dnas
