#include "app/report.h"

#include "app/experiment_model.h"
#include "app/figures.h"
#include "engine/api/catalogue.h"
#include "engine/api/genotype_text.h"
#include "engine/api/options.h"
#include "engine/api/vit_work.h"
#include "widgets/cell_drawing.h"
#include "widgets/cell_reading.h"
#include "widgets/group_strip.h"
#include "widgets/palette.h"
#include "widgets/pruning_words.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dnas {
namespace {

constexpr double kMargin = 44, kGap = 14;
constexpr int kCellsInRow = 4, kManyCellsInRow = 6, kManyCells = 16; // of individual cells

struct KeyFigure {
    QString value, label;
};

QString percentText(double fraction) {
    return std::isnan(fraction) ? QStringLiteral("–") : Report::tr("%1 %").arg(QLocale::c().toString(fraction * 100, 'f', 1));
}

QString numberText(double value) {
    return std::isnan(value) ? QStringLiteral("–") : countText(value);
}

double bestTop1(const RunTimeline& timeline) {
    double best = std::nan("");
    for (const SnapshotPtr& snapshot : timeline.snapshots()) best = std::fmax(best, snapshot->metric("valid_top1"));
    return best;
}

QList<KeyFigure> keyFigures(const RunTimeline& timeline) {
    const SnapshotPtr at = timeline.current();
    const std::optional<NetworkCost> cost = costOf(timeline, at);
    if (timeline.identity().request.training) { // of the network that was trained, whatever it was made of
        const auto metric = [&at](const char* name) { return at ? at->metric(name) : std::nan(""); };
        return {{percentText(metric("valid_top1")), Report::tr("validation top-1")},
                {percentText(bestTop1(timeline)), Report::tr("best of all epochs")},
                {numberText(metric("parameters")), Report::tr("parameters")},
                {numberText(metric("multiply_adds")), Report::tr("multiply-adds")},
                {at ? Report::tr("%1 of %2").arg(at->epoch + 1).arg(at->epochs) : QStringLiteral("–"), Report::tr("epoch")}};
    }
    const auto costText = [&](std::int64_t NetworkCost::*part) { return cost ? countText(static_cast<double>((*cost).*part)) : QStringLiteral("–"); };
    return {{percentText(at ? at->metric("valid_top1") : std::nan("")), Report::tr("validation top-1")},
            {percentText(bestTop1(timeline)), Report::tr("best of all epochs")},
            {numberText(at ? at->metric("skip_count") : std::nan("")), Report::tr("skips, most in a cell")},
            {costText(&NetworkCost::parameters), Report::tr("parameters")},
            {costText(&NetworkCost::multiplyAdds), Report::tr("multiply-adds")},
            {at ? Report::tr("%1 of %2").arg(at->epoch + 1).arg(at->epochs) : QStringLiteral("–"), Report::tr("epoch")}};
}

/// The options that are not as in the paper.
QString changedOptions(const Request& request) {
    QStringList changed;
    for (const Option& option : optionsOf(request))
        if (option.value != option.paperValue)
            changed << QStringLiteral("%1 = %2").arg(QString::fromStdString(option.key), QString::fromStdString(option.value));
    return changed.isEmpty() ? Report::tr("All options are those of the paper.") : Report::tr("Not as in the paper: %1").arg(changed.join(QStringLiteral(", ")));
}

/// What the cut in force leaves of a pruning, and what was measured of it.
QList<KeyFigure> pruningFigures(const RunTimeline& timeline) {
    const PruningSpec& spec = *timeline.identity().request.pruning;
    const SnapshotPtr at = timeline.current();
    const VitMask mask = maskOnView(timeline);
    const QString none = QStringLiteral("\u2013");
    const VitCost whole = vitCost(spec.network), left = mask.empty() ? whole : vitCost(prunedSpec(spec.network, mask));
    const auto share = [](std::int64_t value, std::int64_t of) { return QString::number(100.0 * static_cast<double>(value) / static_cast<double>(of), 'f', 0); };
    const auto& speeds = timeline.measured().speeds;
    const auto speed = speeds.find(mask);
    QString accuracy = none;
    for (const auto& [data, all] : timeline.measured().accuracies)
        if (const auto found = all.find(mask); found != all.end() && accuracy == none) accuracy = percentText(found->second.top1);
    return {{mask.empty() ? none : Report::tr("%1 of %2").arg(keptModules(spec, mask)).arg(modulesOf(spec)),
             spec.granularity == PruningGranularity::Block ? Report::tr("blocks kept") : Report::tr("heads kept")},
            {countText(static_cast<double>(left.parameters)), Report::tr("parameters, %1 %").arg(share(left.parameters, whole.parameters))},
            {countText(static_cast<double>(left.multiplyAdds)), Report::tr("multiply-adds, %1 %").arg(share(left.multiplyAdds, whole.multiplyAdds))},
            {speed == speeds.end() ? none : Report::tr("\u00d7%1").arg(QString::number(speed->second.ratio, 'f', 2)), Report::tr("throughput, measured")},
            {accuracy, Report::tr("accuracy, measured")},
            {at ? QString::number(at->metric("objective"), 'g', 5) : none, Report::tr("proxy")}};
}

/// Draws down the page; every call takes what it needs and leaves the rest.
class Page {
  public:
    Page(QPainter& painter, const QSizeF& size) : m_painter(painter), m_rest(QRectF(QPointF(), size).adjusted(kMargin, kMargin, -kMargin, -kMargin)) {}

    void text(const QString& text, const QFont& font, const QColor& color, double gap) {
        m_painter.setFont(font);
        m_painter.setPen(color);
        const QRectF box = m_painter.boundingRect(QRectF(m_rest.topLeft(), QSizeF(m_rest.width(), 1000)), Qt::TextWordWrap, text);
        m_painter.drawText(box, Qt::TextWordWrap, text);
        m_rest.setTop(box.bottom() + gap);
    }

    void keyRow(const QList<KeyFigure>& figures) {
        const double width = m_rest.width() / static_cast<double>(figures.size());
        QFont value = titleFont();
        for (int i = 0; i < figures.size(); ++i) {
            const QRectF box(m_rest.left() + i * width, m_rest.top(), width - 6, 46);
            m_painter.setFont(value);
            m_painter.setPen(tokens().text);
            m_painter.drawText(box, Qt::AlignTop | Qt::AlignLeft, figures[i].value);
            m_painter.setFont(axisFont());
            m_painter.setPen(tokens().muted);
            m_painter.drawText(box, Qt::AlignBottom | Qt::AlignLeft | Qt::TextWordWrap, figures[i].label);
        }
        m_rest.setTop(m_rest.top() + 46 + kGap);
    }

    /// Figures beside each other, each under its title, in a row of this height.
    void figures(RunTimeline* timeline, const QStringList& names, double height) {
        if (names.isEmpty()) return;
        const double width = (m_rest.width() - kGap * static_cast<double>(names.size() - 1)) / static_cast<double>(names.size());
        for (int i = 0; i < names.size(); ++i) figure(timeline, names[i], QRectF(m_rest.left() + i * (width + kGap), m_rest.top(), width, height));
        m_rest.setTop(m_rest.top() + height + kGap);
    }

    /// All individual cells as small pictures, the unused ones grey, and what the colours mean.
    void cells(const RunTimeline& timeline, double height) {
        const std::vector<AlphaGroup>& groups = timeline.current()->alpha;
        const std::vector<CellState> states = cellStates(timeline, timeline.current());
        const int count = static_cast<int>(groups.size()), columns = count > kManyCells ? kManyCellsInRow : kCellsInRow;
        const int rows = (count + columns - 1) / columns;
        const double legend = operationLegendHeight(groups.front().columns, m_rest.width()) + 4;
        const double width = (m_rest.width() - kGap * (columns - 1)) / columns, step = (height - legend) / rows;
        for (int i = 0; i < count; ++i) {
            const auto group = static_cast<std::size_t>(i);
            const QRectF box(m_rest.left() + i % columns * (width + kGap), m_rest.top() + i / columns * step, width, step - 6);
            const CellState state = group < states.size() ? states[group] : CellState::Live;
            m_painter.setFont(axisFont());
            m_painter.setPen(state == CellState::Live ? tokens().text : tokens().muted);
            m_painter.drawText(box, Qt::AlignTop | Qt::AlignLeft,
                               state == CellState::Live ? groupTitle(groups[group].name) : Report::tr("%1, not used").arg(groupTitle(groups[group].name)));
            const QRectF room = box.adjusted(0, 15, 0, 0);
            m_painter.save();
            m_painter.translate(room.topLeft());
            paintSmallCell(m_painter, cellOf(&groups[group], timeline.parseRule()), state, intermediateNodes(groups[group]), room.size(), 2);
            m_painter.restore();
            m_painter.setPen(QPen(tokens().line, 1));
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawRect(room);
        }
        paintOperationLegend(m_painter, groups.front().columns, QRectF(m_rest.left(), m_rest.top() + height - legend, m_rest.width(), legend));
        m_rest.setTop(m_rest.top() + height + kGap);
    }

    /// Smaller letters until the text fits what is left.
    void remainder(const QString& text) {
        QFont font = monospaceFont();
        for (int pixels = 10; pixels >= 5; --pixels) {
            font.setPixelSize(pixels);
            m_painter.setFont(font);
            if (m_painter.boundingRect(QRectF(QPointF(), QSizeF(m_rest.width(), 10000)), Qt::TextWordWrap, text).height() <= m_rest.height() - 20) break;
        }
        m_painter.setPen(tokens().text);
        m_painter.drawText(m_rest.adjusted(0, 0, 0, -20), Qt::TextWordWrap, text);
    }

    void foot(const QString& text) {
        m_painter.setFont(axisFont());
        m_painter.setPen(tokens().muted);
        m_painter.drawText(m_rest, Qt::AlignBottom | Qt::AlignLeft, text);
    }

  private:
    void figure(RunTimeline* timeline, const QString& name, const QRectF& box) {
        const std::unique_ptr<QWidget> view = makeFigure(name, timeline);
        auto* figure = dynamic_cast<Figure*>(view.get());
        if (!figure) return;
        QFont bold = secondaryFont();
        bold.setBold(true);
        m_painter.setFont(bold);
        m_painter.setPen(tokens().text);
        m_painter.drawText(box, Qt::AlignTop | Qt::AlignLeft, figure->figureTitle());
        const QRectF room = box.adjusted(0, 18, 0, 0);
        m_painter.save();
        m_painter.translate(room.topLeft());
        m_painter.setClipRect(QRectF(QPointF(), room.size()));
        figure->paintFigure(m_painter, room.size());
        m_painter.restore();
        m_painter.setPen(QPen(tokens().line, 1));
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawRect(room);
    }

    QPainter& m_painter;
    QRectF m_rest;
};

/// The figures whose name begins so, two at most.
QStringList groupFigures(const RunTimeline& timeline, const QString& prefix) {
    QStringList names;
    for (const FigureName& figure : figureList(timeline))
        if (figure.name.startsWith(prefix) && names.size() < 2) names << figure.name;
    return names;
}

bool offers(const RunTimeline& timeline, const QString& name) {
    const QList<FigureName> list = figureList(timeline);
    return std::any_of(list.begin(), list.end(), [&](const FigureName& figure) { return figure.name == name; });
}

/// Of individual cells the first two that are used.
QStringList alphaFigures(const RunTimeline& timeline) {
    const std::vector<CellState> states = cellStates(timeline, timeline.current());
    QStringList names;
    for (std::size_t group = 0; group < states.size() && names.size() < 2; ++group)
        if (states[group] == CellState::Live) names << QStringLiteral("alpha-") + groupSlug(timeline.current()->alpha[group].name);
    return names.isEmpty() ? groupFigures(timeline, QStringLiteral("alpha-")) : names;
}

bool hasManyCells(const RunTimeline& timeline) {
    const SnapshotPtr at = timeline.current();
    return at && at->alpha.size() > 2 && std::all_of(at->alpha.begin(), at->alpha.end(), isCell);
}

/// What a search found: its cells, alpha, and how it went.
void paintSearch(Page& page, RunTimeline* timeline) {
    if (hasManyCells(*timeline))
        page.cells(*timeline, timeline->current()->alpha.size() > kManyCells ? 330 : 240);
    else
        page.figures(timeline, groupFigures(*timeline, QStringLiteral("cell-")), 220);
    page.figures(timeline, alphaFigures(*timeline), hasManyCells(*timeline) ? 230 : 260);
    page.figures(timeline, {offers(*timeline, QStringLiteral("curves")) ? QStringLiteral("curves") : QStringLiteral("loss"), QStringLiteral("dominant")}, 200);
}

/// A training has found nothing: what was trained and how it went.
void paintTraining(Page& page, RunTimeline* timeline) {
    page.figures(timeline, {QStringLiteral("curves"), QStringLiteral("loss")}, 240);
    page.figures(timeline, {QStringLiteral("layers")}, 380);
}

/// Of other kinds the first figures that they have, two beside each other.
void paintOthers(Page& page, RunTimeline* timeline) {
    QStringList names;
    for (const FigureName& figure : figureList(*timeline))
        if (figure.isUsual && figure.name != QLatin1String("report")) names << figure.name;
    for (int i = 0; i < std::min<int>(6, static_cast<int>(names.size())); i += 2) page.figures(timeline, names.mid(i, 2), 230);
}

void paintFigures(Page& page, RunTimeline* timeline) {
    if (timeline->identity().request.training) return paintTraining(page, timeline);
    const bool isSearch = !timeline->current() || !groupFigures(*timeline, QStringLiteral("cell-")).isEmpty();
    isSearch ? paintSearch(page, timeline) : paintOthers(page, timeline);
}

} // namespace

void Report::paintPruning(QPainter& painter, const QSizeF& size) {
    const RunIdentity& id = m_timeline->identity();
    const PruningSpec& spec = *id.request.pruning;
    Page page(painter, size);
    QFont title = titleFont();
    title.setPixelSize(22);
    page.text(id.name, title, tokens().text, 2);
    const QString run = runText(*m_timeline);
    page.text(tr("DARIO, thesis section 6.1: %1 of %2, seed %3%4").arg(pruningChips(spec).join(QStringLiteral(", ")), QString::fromStdString(spec.model)).arg(id.seed)
                  .arg(run.isEmpty() ? QString() : QStringLiteral("; ") + run),
              textFont(), tokens().muted, kGap);
    page.keyRow(pruningFigures(*m_timeline));
    page.figures(m_timeline, {QStringLiteral("gates")}, 270);
    page.figures(m_timeline, {QStringLiteral("pruning-network"), QStringLiteral("pruning-search")}, 280);
    QStringList measured;
    if (!m_timeline->measured().speeds.empty()) measured << QStringLiteral("pruning-throughput");
    if (!m_timeline->measured().accuracies.empty()) measured << QStringLiteral("pruning-accuracy");
    if (!measured.isEmpty()) page.figures(m_timeline, measured, 210);
    const QStringList options = pruningOptions(spec);
    page.text(options.isEmpty() ? tr("All options are the usual ones.") : tr("Options: %1").arg(options.join(QStringLiteral(", "))), axisFont(), tokens().muted, 8);
    const VitMask mask = maskOnView(*m_timeline);
    page.remainder(tr("%1 keeps %2 (a digit a head, a word a block)").arg(cutText(m_timeline->gateCut()), QString::fromStdString(maskDigits(mask))));
    page.foot(tr("DNAS Studio %1, experiment %2, request %3").arg(QStringLiteral(DNAS_VERSION)).arg(id.experiment).arg(QString::fromStdString(requestHash(id.request))));
}

void Report::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    const RunIdentity& id = m_timeline->identity();
    if (id.request.pruning) {
        paintPruning(painter, size);
        return painter.restore();
    }
    const SnapshotPtr at = m_timeline->current();
    const MethodInfo* method = findMethod(id.method.toStdString());
    Page page(painter, size);
    QFont title = titleFont();
    title.setPixelSize(22);
    page.text(id.name, title, tokens().text, 2);
    page.text(tr("%1 on %2, seed %3").arg(method ? QString::fromStdString(method->name + ", " + method->venue) : id.method, dataText(id.data.toStdString())).arg(id.seed),
              textFont(), tokens().muted, kGap);
    page.keyRow(keyFigures(*m_timeline));
    paintFigures(page, m_timeline);
    page.text(changedOptions(id.request), axisFont(), tokens().muted, 8);
    const std::optional<Genotype> genotype = genotypeOf(*m_timeline, at);
    if (genotype) page.remainder(QString::fromStdString(genotypeText(*genotype)));
    page.foot(tr("DNAS Studio %1, experiment %2, request %3, genotype %4")
                  .arg(QStringLiteral(DNAS_VERSION))
                  .arg(id.experiment)
                  .arg(QString::fromStdString(requestHash(id.request)), genotype ? QString::fromStdString(genotypeHash(*genotype)) : QStringLiteral("–")));
    painter.restore();
}

QString Report::figureCsv() const {
    QString csv = QStringLiteral("figure,value\n");
    for (const KeyFigure& figure : m_timeline->identity().request.pruning ? pruningFigures(*m_timeline) : keyFigures(*m_timeline))
        csv += QStringLiteral("\"%1\",\"%2\"\n").arg(figure.label, figure.value);
    return csv;
}

QString writeReport(RunTimeline* timeline, const QString& path) {
    Report report(timeline);
    return exportFigure(report, *timeline, path);
}

} // namespace dnas
