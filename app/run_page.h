// The page of one experiment: header, four panels (the last with tabs), and the epoch scrubber, all on one timeline.
// Place: centre of the window. A live run, a stored run and a fixture look the same from here.
// Thread rule: GUI thread.
#pragma once

#include "widgets/run_timeline.h"

#include <QList>
#include <QWidget>

#include <utility>
#include <vector>

class QAction;
class QLabel;
class QStackedLayout;

namespace dnas {

class ActivationView;
class AlphaView;
class CellView;
class ChannelsView;
class ChainView;
class CurvesView;
class DominantView;
class EdgeView;
class EpochScrubber;
class FeatureScatterView;
class Figure;
class FluxView;
class MotorControlPage;
class Panel;
class PanelGrid;
class ParseTable;
class PruningView;
class VitStudyView;
class RunHeader;

class RunPage : public QWidget {
    Q_OBJECT
  public:
    explicit RunPage(QWidget* parent = nullptr);

    RunTimeline* timeline() { return &m_timeline; }
    RunHeader* header() const { return m_header; }
    CellView* cellView() const { return m_cell; }
    AlphaView* alphaView() const { return m_alpha; }
    CurvesView* curvesView() const { return m_curves; }
    EdgeView* edgeView() const { return m_edge; }
    ParseTable* parseTable() const { return m_parse; }
    ChainView* chainView() const { return m_chains; }
    FeatureScatterView* featureScatter() const { return m_features; }
    EpochScrubber* scrubber() const { return m_scrubber; }
    PruningView* pruningView() const { return m_pruning; } ///< null before the first pruning

    /// What a run is decides which pages its panels have.
    /// Siamese: a search of heads; Pretraining with given ones; Classifier: a probe or a fine-tuning of one.
    enum class Kind { Cells, Channels, Motor, Training, Siamese, Pretraining, Classifier, Pruning, VitTraining, VitStudy };
    enum class Place { Cell, Alpha, Curves, Choices };
    Kind kind() const;
    bool hasHeads() const; ///< a run of siamese networks, of any kind
    /// A further page of a panel, for runs of these kinds only. @return the panel, for controls and remarks, and the page
    std::pair<Panel*, int> addPage(Place place, const QString& title, QWidget* view, std::vector<Kind> kinds);
    void addControl(Place place, QWidget* control); ///< of the panel's first page

    /// Shows the panels, or in their place a sentence (nothing chosen, loading, damaged).
    void showRun();
    void showMessage(const QString& title, const QString& text);
    bool showsRun() const;
    QString message() const;

    /// The views of this kind of run as they are set now, those behind tabs included, as far as they have something to show.
    QList<Figure*> figuresOnView() const;
    void restorePanels(); ///< none maximised
    /// Commands of this page: a view behind a tab, a film. For the menu, and with it the command palette.
    const QList<QAction*>& commands() const { return m_commands; }

  Q_SIGNALS:
    void edgeSelected(int group, int row);
    void pruningViewMade(dnas::PruningView* view); ///< with the first pruning

  private:
    void joinGroups();
    void showKind();
    void showMotor();
    void addChannels();
    void addSiamesePages(); ///< chains in place of the cell, features beside the curves
    void addMonitors();
    void showCover(); ///< what takes the place of all panels
    void makeCommands();
    void openFilm();
    void selectEdge(int group, int row); ///< in every view

    RunTimeline m_timeline;
    QStackedLayout* m_stack;
    QLabel* m_messageTitle;
    QLabel* m_message;
    RunHeader* m_header;
    CellView* m_cell;
    AlphaView* m_alpha;
    CurvesView* m_curves;
    DominantView* m_dominant;
    EdgeView* m_edge;
    ParseTable* m_parse;
    ChainView* m_chains;
    FeatureScatterView* m_features;
    EpochScrubber* m_scrubber;
    PanelGrid* m_grid;
    struct KindPage {
        Panel* panel;
        int page;
        std::vector<Kind> kinds;
    };
    std::vector<KindPage> m_kindPages;
    FluxView* m_flux = nullptr; ///< with the first motor search
    ChannelsView* m_channels = nullptr; ///< made for the first run of one network a channel
    int m_channelsPage = 0;             ///< of the panel of cells
    ActivationView* m_activation = nullptr;
    CurvesView* m_spread = nullptr; ///< made for the first run of siamese networks, and further curves with it
    MotorControlPage* m_control = nullptr;
    PruningView* m_pruning = nullptr; ///< with the first pruning, in the place of all panels
    VitStudyView* m_vitStudy = nullptr; ///< likewise
    Panel* m_vitCurves = nullptr;       ///< of a training of a vision transformer, likewise
    QString m_cellMetric; ///< of the curves, while a motor search is shown
    QList<QAction*> m_commands;
};

} // namespace dnas
