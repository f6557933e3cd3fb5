#include "widgets/figure.h"

#include "engine/api/genotype.h"
#include "widgets/cell_reading.h"
#include "widgets/palette.h"
#include "widgets/parse_words.h"
#include "widgets/pruning_words.h"
#include "widgets/run_timeline.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace dnas {

namespace {

constexpr int kDotsPerInch = 96;
constexpr double kPngScale = 2; // sharp in a paper

/// A pruning has gates and a cut in the place of a parse and a genotype.
FigureOrigin pruningEntries(const PruningSpec& spec, const RunTimeline& timeline) {
    const QString run = runText(timeline);
    return {{QStringLiteral("Granularity"), QString::fromLatin1(name(spec.granularity))},
            {QStringLiteral("Proxy"), QString::fromLatin1(proxyInfo(spec.proxy).name)},
            {QStringLiteral("Run"), run.isEmpty() ? QStringLiteral("at its end") : run},
            {QStringLiteral("Threshold"), QString::number(timeline.gateCut().threshold, 'g', 6)},
            {QStringLiteral("Scale"), scaleText(timeline.gateCut().scale)},
            {QStringLiteral("Kept"), keptText(spec, maskOnView(timeline))}};
}

/// "a (1), fairdarts on fashion-mnist, seed 2, epoch 12, genotype 0123": a run in one line.
QString runLine(const FigureOrigin& run) {
    QStringList words;
    for (const auto& [key, value] : run) words << key + QLatin1Char(' ') + value;
    return words.join(QStringLiteral(", "));
}

/// What is said of one run, without the software.
FigureOrigin entriesOf(const RunTimeline& timeline) {
    const RunIdentity& id = timeline.identity();
    const SnapshotPtr snapshot = timeline.current();
    FigureOrigin entries{{QStringLiteral("Experiment"), QStringLiteral("%1 (%2)").arg(id.name).arg(id.experiment)},
                         {QStringLiteral("Method"), id.method},
                         {QStringLiteral("Data"), id.data},
                         {QStringLiteral("Seed"), QString::number(id.seed)}};
    if (snapshot) entries.append({QStringLiteral("Epoch"), QString::number(snapshot->epoch + 1)});
    if (id.request.pruning) return entries + pruningEntries(*id.request.pruning, timeline);
    if (const std::optional<Genotype> genotype = genotypeOf(timeline, snapshot)) {
        if (!snapshot->alpha.empty()) entries.append({QStringLiteral("Parse"), parseDescription(timeline.parseRule())}); // a training has parsed nothing
        entries.append({QStringLiteral("Genotype"), QString::fromStdString(genotypeHash(*genotype))});
    }
    return entries;
}

QString descriptionOf(const FigureOrigin& origin) {
    QStringList lines;
    for (const auto& [key, value] : origin)
        lines << key + QStringLiteral(": ") + value;
    return lines.join(QStringLiteral("; "));
}

FigureOrigin originIn(const Figure& figure, const RunTimeline& timeline) {
    return originOf(QVector<const RunTimeline*>{&timeline} + figure.furtherRuns());
}

void paint(Figure& figure, QPaintDevice& device, double scale, bool background) {
    const PrintColors paper;
    QPainter painter(&device);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.scale(scale, scale);
    if (background) painter.fillRect(QRectF(QPointF(), figure.figureSize()), tokens().panel);
    figure.paintFigure(painter, figure.figureSize());
}

QByteArray csvBytes(const QString& title, const QString& csv, const FigureOrigin& origin) {
    QString text = QStringLiteral("# %1\n").arg(title);
    for (const auto& [key, value] : origin)
        text += QStringLiteral("# %1: %2\n").arg(key, QString(value).simplified());
    return (text + csv).toUtf8();
}

/// The whole file or nothing: half of one must not replace what was there.
QString writeFile(const QString& path, const QByteArray& content) {
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit();
    return written ? QString() : QObject::tr("%1 cannot be written: %2.").arg(path, file.errorString());
}

void writeSvg(Figure& figure, const FigureOrigin& origin, QIODevice& device) {
    QSvgGenerator svg;
    svg.setOutputDevice(&device);
    svg.setResolution(kDotsPerInch);
    svg.setSize(figure.figureSize().toSize());
    svg.setViewBox(QRectF(QPointF(), figure.figureSize()));
    svg.setTitle(figure.figureTitle());
    svg.setDescription(descriptionOf(origin));
    paint(figure, svg, 1, true);
}

void writePdf(Figure& figure, const FigureOrigin& origin, QIODevice& device) {
    QPdfWriter pdf(&device);
    pdf.setResolution(kDotsPerInch);
    pdf.setPageSize(QPageSize(figure.figureSize() * 72.0 / kDotsPerInch, QPageSize::Point));
    pdf.setPageMargins(QMarginsF());
    pdf.setTitle(figure.figureTitle() + QStringLiteral(" - ") + descriptionOf(origin));
    pdf.setCreator(QStringLiteral("DNAS Studio " DNAS_VERSION));
    paint(figure, pdf, 1, false);
}

void writePng(Figure& figure, const FigureOrigin& origin, QIODevice& device) {
    QImage image((figure.figureSize() * kPngScale).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDotsPerMeterX(static_cast<int>(kDotsPerInch * kPngScale / 0.0254));
    image.setDotsPerMeterY(image.dotsPerMeterX());
    paint(figure, image, kPngScale, true);
    image.setText(QStringLiteral("Title"), figure.figureTitle());
    for (const auto& [key, value] : origin)
        image.setText(key, value);
    image.save(&device, "PNG");
}

} // namespace

QPair<QString, QString> drawnBy() {
    return {QStringLiteral("Software"), QStringLiteral("DNAS Studio " DNAS_VERSION)};
}

FigureOrigin originOf(const QVector<const RunTimeline*>& runs) {
    FigureOrigin origin;
    QStringList versions;
    for (const RunTimeline* run : runs) {
        const FigureOrigin entries = entriesOf(*run);
        if (runs.size() == 1)
            origin = entries;
        else
            origin.append({QStringLiteral("Run %1").arg(origin.size() + 1), runLine(entries)});
        const QString& computed = run->identity().versions;
        if (!computed.isEmpty() && !versions.contains(computed)) versions << computed;
    }
    if (!versions.isEmpty()) origin.append({QStringLiteral("Computed with"), versions.join(QStringLiteral(" | "))});
    origin.append(drawnBy());
    return origin;
}

FigureOrigin originOf(const RunTimeline& timeline) {
    return originOf(QVector<const RunTimeline*>{&timeline});
}

QString figureOrigin(const Figure& figure, const RunTimeline& timeline) {
    return descriptionOf(originIn(figure, timeline));
}

QStringList figureFormats() {
    return {QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("png"), QStringLiteral("csv")};
}

QString exportFigure(Figure& figure, const RunTimeline& timeline, const QString& path) {
    return exportFigure(figure, originIn(figure, timeline), path);
}

QString exportFigure(Figure& figure, const FigureOrigin& origin, const QString& path) {
    const QString ending = QFileInfo(path).suffix().toLower();
    if (!figureFormats().contains(ending))
        return QObject::tr("%1: unknown ending '%2'. Known: %3.")
            .arg(path, ending, figureFormats().join(QStringLiteral(", ")));
    // Into memory first: the generators do not say why they cannot write.
    QBuffer content;
    content.open(QIODevice::WriteOnly);
    if (ending == QLatin1String("svg")) writeSvg(figure, origin, content);
    if (ending == QLatin1String("pdf")) writePdf(figure, origin, content);
    if (ending == QLatin1String("png")) writePng(figure, origin, content);
    if (ending == QLatin1String("csv")) content.write(csvBytes(figure.figureTitle(), figure.figureCsv(), origin));
    return writeFile(path, content.data());
}

QString exportTable(const QString& title, const QString& csv, const FigureOrigin& origin, const QString& path) {
    return writeFile(path, csvBytes(title, csv, origin));
}

} // namespace dnas
