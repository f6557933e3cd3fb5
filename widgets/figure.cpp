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

using Entries = QList<QPair<QString, QString>>;

struct Provenance {
    QString title, description;
    Entries entries;
};

/// A pruning has gates and a cut in the place of a parse and a genotype.
Entries pruningEntries(const PruningSpec& spec, const RunTimeline& timeline) {
    const QString run = runText(timeline);
    return {{QStringLiteral("Granularity"), QString::fromLatin1(name(spec.granularity))},
            {QStringLiteral("Proxy"), QString::fromLatin1(proxyInfo(spec.proxy).name)},
            {QStringLiteral("Run"), run.isEmpty() ? QStringLiteral("at its end") : run},
            {QStringLiteral("Threshold"), QString::number(timeline.gateCut().threshold, 'g', 6)},
            {QStringLiteral("Scale"), scaleText(timeline.gateCut().scale)},
            {QStringLiteral("Kept"), keptText(spec, maskOnView(timeline))}};
}

Entries parseEntries(const RunTimeline& timeline, const SnapshotPtr& snapshot) {
    const std::optional<Genotype> genotype = genotypeOf(timeline, snapshot);
    return {{QStringLiteral("Parse"), parseDescription(timeline.parseRule())},
            {QStringLiteral("Genotype"), genotype ? QString::fromStdString(genotypeHash(*genotype)) : QStringLiteral("-")}};
}

Provenance provenanceOf(const Figure& figure, const RunTimeline& timeline) {
    const RunIdentity& id = timeline.identity();
    const SnapshotPtr snapshot = timeline.current();
    Provenance p;
    p.title = figure.figureTitle();
    p.entries = {
        {QStringLiteral("Experiment"), QStringLiteral("%1 (%2)").arg(id.name).arg(id.experiment)},
        {QStringLiteral("Method"), id.method},
        {QStringLiteral("Data"), id.data},
        {QStringLiteral("Seed"), QString::number(id.seed)},
        {QStringLiteral("Epoch"), snapshot ? QString::number(snapshot->epoch + 1) : QStringLiteral("-")}};
    const std::optional<PruningSpec>& pruning = id.request.pruning;
    p.entries += pruning ? pruningEntries(*pruning, timeline) : parseEntries(timeline, snapshot);
    p.entries += {QStringLiteral("Software"), QStringLiteral("DNAS Studio " DNAS_VERSION)};
    QStringList lines;
    for (const auto& [key, value] : p.entries)
        lines << key + QStringLiteral(": ") + value;
    p.description = lines.join(QStringLiteral("; "));
    return p;
}

void paint(Figure& figure, QPaintDevice& device, double scale, bool background) {
    const PrintColors paper;
    QPainter painter(&device);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.scale(scale, scale);
    if (background) painter.fillRect(QRectF(QPointF(), figure.figureSize()), tokens().panel);
    figure.paintFigure(painter, figure.figureSize());
}

void writeCsv(const Figure& figure, const Provenance& provenance, QIODevice& device) {
    QString text = QStringLiteral("# %1\n").arg(provenance.title);
    for (const auto& [key, value] : provenance.entries)
        text += QStringLiteral("# %1: %2\n").arg(key, QString(value).simplified());
    device.write((text + figure.figureCsv()).toUtf8());
}

void writeSvg(Figure& figure, const Provenance& provenance, QIODevice& device) {
    QSvgGenerator svg;
    svg.setOutputDevice(&device);
    svg.setResolution(kDotsPerInch);
    svg.setSize(figure.figureSize().toSize());
    svg.setViewBox(QRectF(QPointF(), figure.figureSize()));
    svg.setTitle(provenance.title);
    svg.setDescription(provenance.description);
    paint(figure, svg, 1, true);
}

void writePdf(Figure& figure, const Provenance& provenance, QIODevice& device) {
    QPdfWriter pdf(&device);
    pdf.setResolution(kDotsPerInch);
    pdf.setPageSize(QPageSize(figure.figureSize() * 72.0 / kDotsPerInch, QPageSize::Point));
    pdf.setPageMargins(QMarginsF());
    pdf.setTitle(provenance.title + QStringLiteral(" - ") + provenance.description);
    pdf.setCreator(QStringLiteral("DNAS Studio " DNAS_VERSION));
    paint(figure, pdf, 1, false);
}

void writePng(Figure& figure, const Provenance& provenance, QIODevice& device) {
    QImage image((figure.figureSize() * kPngScale).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDotsPerMeterX(static_cast<int>(kDotsPerInch * kPngScale / 0.0254));
    image.setDotsPerMeterY(image.dotsPerMeterX());
    paint(figure, image, kPngScale, true);
    image.setText(QStringLiteral("Title"), provenance.title);
    for (const auto& [key, value] : provenance.entries)
        image.setText(key, value);
    image.save(&device, "PNG");
}

} // namespace

QString figureOrigin(const Figure& figure, const RunTimeline& timeline) {
    return provenanceOf(figure, timeline).description;
}

QStringList figureFormats() {
    return {QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("png"), QStringLiteral("csv")};
}

QString exportFigure(Figure& figure, const RunTimeline& timeline, const QString& path) {
    const QString ending = QFileInfo(path).suffix().toLower();
    if (!figureFormats().contains(ending))
        return QObject::tr("%1: unknown ending '%2'. Known: %3.")
            .arg(path, ending, figureFormats().join(QStringLiteral(", ")));
    const Provenance provenance = provenanceOf(figure, timeline);
    // Into memory first: the generators do not say why they cannot write, and half a file must not replace a whole one.
    QBuffer content;
    content.open(QIODevice::WriteOnly);
    if (ending == QLatin1String("svg")) writeSvg(figure, provenance, content);
    if (ending == QLatin1String("pdf")) writePdf(figure, provenance, content);
    if (ending == QLatin1String("png")) writePng(figure, provenance, content);
    if (ending == QLatin1String("csv")) writeCsv(figure, provenance, content);
    QSaveFile file(path);
    const bool written =
        file.open(QIODevice::WriteOnly) && file.write(content.data()) == content.data().size() && file.commit();
    return written ? QString() : QObject::tr("%1 cannot be written: %2.").arg(path, file.errorString());
}

} // namespace dnas
