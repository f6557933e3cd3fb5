#include "widgets/figure.h"

#include "engine/api/genotype.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"

#include <QFile>
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

struct Provenance {
    QString title, description;
    QList<QPair<QString, QString>> entries;
};

Provenance provenanceOf(const Figure& figure, const RunTimeline& timeline) {
    const RunIdentity& id = timeline.identity();
    const SnapshotPtr snapshot = timeline.current();
    Provenance p;
    p.title = figure.figureTitle();
    p.entries = {{QStringLiteral("Experiment"), QStringLiteral("%1 (%2)").arg(id.name).arg(id.experiment)},
                 {QStringLiteral("Method"), id.method},
                 {QStringLiteral("Data"), id.data},
                 {QStringLiteral("Seed"), QString::number(id.seed)},
                 {QStringLiteral("Epoch"), snapshot ? QString::number(snapshot->epoch + 1) : QStringLiteral("-")},
                 {QStringLiteral("Genotype"), snapshot && !snapshot->genotype.cells.empty() ? QString::fromStdString(genotypeHash(snapshot->genotype)) : QStringLiteral("-")},
                 {QStringLiteral("Software"), QStringLiteral("DNAS Studio " DNAS_VERSION)}};
    QStringList lines;
    for (const auto& [key, value] : p.entries) lines << key + QStringLiteral(": ") + value;
    p.description = lines.join(QStringLiteral("; "));
    return p;
}

void paint(Figure& figure, QPaintDevice& device, const QSizeF& size, double scale, bool background) {
    QPainter painter(&device);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.scale(scale, scale);
    if (background) painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    figure.paintFigure(painter, size);
}

QString writeCsv(const Figure& figure, const Provenance& provenance, const QString& path) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Text)) return file.errorString();
    QString text = QStringLiteral("# %1\n").arg(provenance.title);
    for (const auto& [key, value] : provenance.entries) text += QStringLiteral("# %1: %2\n").arg(key, value);
    file.write((text + figure.figureCsv()).toUtf8());
    return file.commit() ? QString() : file.errorString();
}

QString writeSvg(Figure& figure, const Provenance& provenance, const QString& path) {
    QSvgGenerator svg;
    svg.setFileName(path);
    svg.setResolution(kDotsPerInch);
    svg.setSize(figure.figureSize().toSize());
    svg.setViewBox(QRectF(QPointF(), figure.figureSize()));
    svg.setTitle(provenance.title);
    svg.setDescription(provenance.description);
    paint(figure, svg, figure.figureSize(), 1, true);
    return {};
}

QString writePdf(Figure& figure, const Provenance& provenance, const QString& path) {
    QPdfWriter pdf(path);
    pdf.setResolution(kDotsPerInch);
    pdf.setPageSize(QPageSize(figure.figureSize() * 72.0 / kDotsPerInch, QPageSize::Point));
    pdf.setPageMargins(QMarginsF());
    pdf.setTitle(provenance.title + QStringLiteral(" - ") + provenance.description);
    pdf.setCreator(QStringLiteral("DNAS Studio " DNAS_VERSION));
    paint(figure, pdf, figure.figureSize(), 1, false);
    return {};
}

QString writePng(Figure& figure, const Provenance& provenance, const QString& path) {
    QImage image((figure.figureSize() * kPngScale).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDotsPerMeterX(static_cast<int>(kDotsPerInch * kPngScale / 0.0254));
    image.setDotsPerMeterY(image.dotsPerMeterX());
    paint(figure, image, figure.figureSize(), kPngScale, true);
    image.setText(QStringLiteral("Title"), provenance.title);
    for (const auto& [key, value] : provenance.entries) image.setText(key, value);
    return image.save(path, "PNG") ? QString() : QStringLiteral("the image could not be written");
}

} // namespace

QStringList figureFormats() { return {QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("png"), QStringLiteral("csv")}; }

QString exportFigure(Figure& figure, const RunTimeline& timeline, const QString& path) {
    const QString ending = QFileInfo(path).suffix().toLower();
    if (!figureFormats().contains(ending))
        return QObject::tr("%1: unknown ending '%2'. Known: %3.").arg(path, ending, figureFormats().join(QStringLiteral(", ")));
    QFile probe(path); // QSvgGenerator and QPdfWriter do not say why they cannot write
    if (!probe.open(QIODevice::ReadWrite)) return QObject::tr("%1 cannot be written: %2.").arg(path, probe.errorString());
    probe.close();
    const Provenance provenance = provenanceOf(figure, timeline);
    const QString problem = ending == QLatin1String("svg")   ? writeSvg(figure, provenance, path)
                            : ending == QLatin1String("pdf") ? writePdf(figure, provenance, path)
                            : ending == QLatin1String("png") ? writePng(figure, provenance, path)
                                                             : writeCsv(figure, provenance, path);
    return problem.isEmpty() ? QString() : QObject::tr("%1 cannot be written: %2.").arg(path, problem);
}

} // namespace dnas
