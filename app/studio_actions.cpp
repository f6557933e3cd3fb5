#include "app/studio_actions.h"

#include "app/studio_style.h"

#include <QActionGroup>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QToolBar>
#include <QToolButton>
#include <QUndoStack>

namespace dnas {

StudioActions::StudioActions(QMainWindow* window, QUndoStack* stack) : QObject(window) {
    QMenuBar* bar = window->menuBar();
    makeFile(bar->addMenu(tr("&File")));
    makeEdit(bar->addMenu(tr("&Edit")), stack);
    makeExperiment(bar->addMenu(tr("E&xperiment")));
    m_view = bar->addMenu(tr("&View"));
    makeView(m_view);
    QMenu* tools = bar->addMenu(tr("&Tools"));
    makeTools(tools, bar->addMenu(tr("&Help")));
    makeToolBar(window);
    m_context = new QMenu(window);
    m_context->addActions({resumeExperiment, repeatExperiment, train, pretrain, probe, fineTune, removeFromQueue, queueEarlier, queueLater});
    m_context->addSeparator();
    m_context->addActions({compare, baseline});
    m_context->addSeparator();
    m_context->addActions({rename, editNotes, editTags, copyGenotype, copyRequest, exportFigures});
    m_context->addSeparator();
    m_context->addActions({moveToBin, restore});
    retheme();
}

QAction* StudioActions::add(QMenu* menu, const QString& text, const QKeySequence& keys, const QString& tip) {
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    if (!tip.isEmpty()) action->setToolTip(tip);
    menu->addAction(action);
    return action;
}

void StudioActions::makeFile(QMenu* menu) {
    newProject = add(menu, tr("&New project…"), QKeySequence::New);
    openProject = add(menu, tr("&Open project…"), QKeySequence::Open);
    m_recent = menu->addMenu(tr("Open &recent"));
    menu->addSeparator();
    importLog = add(menu, tr("&Import log…"), QKeySequence(tr("Ctrl+Shift+I")), tr("Keep the text log of a DARTS-family script as an experiment"));
    openGenotype = add(menu, tr("Open &genotype…"), QKeySequence(tr("Ctrl+G")), tr("Show the cells of any genotype, from a file or the clipboard"));
    menu->addSeparator();
    exportFigures = add(menu, tr("&Export figures…"), QKeySequence(tr("Ctrl+E")));
    report = add(menu, tr("Re&port…"), QKeySequence(tr("Ctrl+Shift+R")), tr("One page about this run, as PDF"));
    checkProject = add(menu, tr("Check &integrity"));
    menu->addSeparator();
    closeProject = add(menu, tr("&Close project"), QKeySequence::Close);
    quit = add(menu, tr("&Quit"), QKeySequence(tr("Ctrl+Q")));
}

void StudioActions::makeEdit(QMenu* menu, QUndoStack* stack) {
    undo = stack->createUndoAction(this, tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    redo = stack->createRedoAction(this, tr("&Redo"));
    redo->setShortcuts({QKeySequence(tr("Ctrl+Shift+Z")), QKeySequence(tr("Ctrl+Y"))});
    menu->addActions({undo, redo});
    menu->addSeparator();
    copyGenotype = add(menu, tr("&Copy genotype"), QKeySequence(tr("Ctrl+Shift+C")),
                       tr("Copy the genotype of the epoch and parse on view"));
    copyRequest = add(menu, tr("Copy re&quest"), {}, tr("Copy the canonical text of the experiment"));
    keepGenotype = add(menu, tr("&Keep genotype as…"), QKeySequence(tr("Ctrl+K")));
    menu->addSeparator();
    rename = add(menu, tr("Re&name"), QKeySequence(Qt::Key_F2));
    editNotes = add(menu, tr("N&otes…"));
    editTags = add(menu, tr("&Tags…"), QKeySequence(tr("Ctrl+T")));
    menu->addSeparator();
    moveToBin = add(menu, tr("Move to &bin"), QKeySequence::Delete);
    restore = add(menu, tr("Re&store from bin"));
    emptyBin = add(menu, tr("E&mpty bin…"));
}

void StudioActions::makeExperiment(QMenu* menu) {
    newExperiment = add(menu, tr("&New experiment…"), QKeySequence(tr("Ctrl+Shift+N")));
    newPruning = add(menu, tr("New p&runing…"), {}, tr("Search what a vision transformer can do without, without data"));
    trainVit = add(menu, tr("Train &vision transformer…"), {}, tr("From random weights, or fine-tune a file, on any data set"));
    studyProxies = add(menu, tr("Study pr&oxies…"), {}, tr("Random prunings, fine-tuned: how each proxy goes with the accuracy"));
    repeatExperiment = add(menu, tr("New from &this one…"), {}, tr("Open the wizard with the options of this experiment"));
    menu->addSeparator();
    pause = add(menu, tr("&Pause"), QKeySequence(tr("Ctrl+P")));
    stop = add(menu, tr("&Stop"), QKeySequence(tr("Ctrl+.")), tr("Stop within a batch; the search can be resumed"));
    stopAfterEpoch = add(menu, tr("Stop after this &epoch"));
    resumeExperiment = add(menu, tr("&Resume experiment"), QKeySequence(tr("Ctrl+R")),
                           tr("Continue the chosen experiment where it stopped"));
    menu->addSeparator();
    train = add(menu, tr("&Train this network…"), QKeySequence(tr("Ctrl+Shift+T")), tr("Train the network that this run has found, by itself"));
    trainOther = add(menu, tr("Train another &network…"), {}, tr("Train a handcrafted network, a published genotype or one of your own"));
    pretrain = add(menu, tr("Pretrain &without labels…"), {}, tr("Train a siamese network with the heads that this search has found, or with others"));
    probe = add(menu, tr("Pro&be…"), {}, tr("Train a linear classifier on the frozen features of this pretraining"));
    fineTune = add(menu, tr("&Fine-tune…"), {}, tr("Train all weights of this pretraining with labels"));
    evaluate = add(menu, tr("E&valuate"), QKeySequence(tr("Ctrl+Shift+V")), tr("Accuracy, confusion, calibration and worst images of a trained network"));
    measureLatency = add(menu, tr("Measure &latency"), {}, tr("Latency and throughput of this run's network on this machine, kept in the project"));
    measureGap = add(menu, tr("Measure the discretisation &gap"), {}, tr("What is lost from the supernet to the derived network with its weights"));
    exportWeights = add(menu, tr("Export &weights…"), {}, tr("Write a trained network as safetensors, ONNX or PyTorch code"));
    menu->addSeparator();
    compare = add(menu, tr("&Compare"), QKeySequence(tr("Ctrl+M")), tr("Two or more chosen runs side by side"));
    baseline = add(menu, tr("Draw random &baseline…"), {}, tr("Draw random genotypes of the same space beside this run"));
    menu->addSeparator();
    queueEarlier = add(menu, tr("Earlier in the &queue"), QKeySequence(tr("Alt+Shift+Up")));
    queueLater = add(menu, tr("&Later in the queue"), QKeySequence(tr("Alt+Shift+Down")));
    removeFromQueue = add(menu, tr("Take &out of the queue"));
}

void StudioActions::makeView(QMenu* menu) {
    auto* themes = new QActionGroup(this);
    QMenu* theme = menu->addMenu(tr("&Theme"));
    themeSystem = add(theme, tr("As the &system"));
    themeLight = add(theme, tr("&Light theme"));
    themeDark = add(theme, tr("&Dark theme"));
    for (QAction* action : {themeSystem, themeLight, themeDark}) {
        action->setCheckable(true);
        themes->addAction(action);
    }
    menu->addSeparator();
    whatIf = add(menu, tr("&What-if"), QKeySequence(tr("Ctrl+I")), tr("Why the cell looks as it does, and how it would look parsed another way"));
    whatIf->setCheckable(true);
    showRuns = add(menu, tr("&All runs"), QKeySequence(tr("Ctrl+Shift+A")), tr("Every run in a table: filter, sort, group seeds"));
    showRuns->setCheckable(true);
    networks = add(menu, tr("&Networks at a glance"), QKeySequence(tr("Ctrl+Shift+O")), tr("Accuracy against size over all runs: Pareto front and correlations"));
    retrieval = add(menu, tr("Find images by an i&mage"), QKeySequence(tr("Ctrl+Shift+F")), tr("Index images with an encoder of this project, and rank them by an image"));
    sweeps = add(menu, tr("S&weeps"), {}, tr("What came out over the values of an option, of the runs that differ in nothing else"));
    filter = add(menu, tr("&Filter experiments"), QKeySequence::Find);
    showBin = add(menu, tr("Show the &bin"));
    showBin->setCheckable(true);
    menu->addSeparator();
    playEpochs = add(menu, tr("&Play epochs"), QKeySequence(tr("Ctrl+Space")));
    playEpochs->setCheckable(true);
    previousEpoch = add(menu, tr("Previous epoch"), QKeySequence(tr("Alt+Left")));
    nextEpoch = add(menu, tr("Next epoch"), QKeySequence(tr("Alt+Right")));
    firstEpoch = add(menu, tr("First epoch"), QKeySequence(tr("Alt+Home")));
    lastEpoch = add(menu, tr("Last epoch"), QKeySequence(tr("Alt+End")));
    followLive = add(menu, tr("Follow &live"), QKeySequence(tr("Ctrl+L")));
    followLive->setCheckable(true);
    resetParse = add(menu, tr("Parse as the &recipe says"));
    menu->addSeparator();
    restoreLayout = add(menu, tr("Restore default la&yout"));
}

void StudioActions::makeTools(QMenu* tools, QMenu* help) {
    palette = add(tools, tr("&Commands…"), QKeySequence(tr("Ctrl+Shift+P")), tr("Find any command by a few letters"));
    performance = add(help, tr("&Performance"), {}, tr("How long frames of this window took"));
    shortcuts = add(help, tr("&Keyboard shortcuts"), QKeySequence(Qt::Key_F1));
    help->addSeparator();
    about = add(help, tr("&About DNAS Studio"));
}

void StudioActions::makeToolBar(QMainWindow* window) {
    m_toolBar = window->addToolBar(tr("Main tool bar"));
    m_toolBar->setObjectName(QStringLiteral("mainToolBar"));
    m_toolBar->setMovable(false);
    m_toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_toolBar->setIconSize(QSize(16, 16));
    m_toolBar->setContextMenuPolicy(Qt::PreventContextMenu);
    m_toolBar->addAction(newExperiment);
    m_toolBar->addSeparator();
    m_toolBar->addActions({pause, stop});
    m_toolBar->addSeparator();
    m_toolBar->addActions({whatIf, showRuns, compare, exportFigures});
    m_toolBar->widgetForAction(newExperiment)->setProperty("role", "primary");
    // Menus want the whole sentence, the bar a word.
    newExperiment->setIconText(tr("New experiment"));
    exportFigures->setIconText(tr("Export…"));
    auto* space = new QWidget(m_toolBar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_toolBar->addWidget(space);
    m_commandField = new QPushButton(m_toolBar);
    m_commandField->setObjectName(QStringLiteral("commandField"));
    m_commandField->setText(tr("Commands   %1").arg(palette->shortcut().toString(QKeySequence::NativeText)));
    m_commandField->setAccessibleName(tr("Search commands"));
    m_commandField->setMinimumWidth(180);
    m_toolBar->addWidget(m_commandField);
    connect(m_commandField, &QPushButton::clicked, palette, &QAction::trigger);
}

void StudioActions::retheme() {
    newExperiment->setIcon(glyphIcon(Glyph::Plus, true));
    stop->setIcon(glyphIcon(Glyph::Stop));
    whatIf->setIcon(glyphIcon(Glyph::Branch));
    exportFigures->setIcon(glyphIcon(Glyph::Export));
    m_commandField->setIcon(glyphIcon(Glyph::Search));
    showResume(m_resume);
}

void StudioActions::showResume(bool resume) {
    m_resume = resume;
    pause->setText(resume ? tr("&Resume") : tr("&Pause"));
    pause->setIcon(glyphIcon(resume ? Glyph::Play : Glyph::Pause));
}

} // namespace dnas
