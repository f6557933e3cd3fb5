#include "widgets/film.h"

#include "widgets/figure.h"
#include "widgets/gif_writer.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"

#include <QFileInfo>
#include <QPainter>
#include <QSaveFile>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr double kGifScale = 1.5, kPngScale = 2;
constexpr double kCaption = 30, kMargin = 14, kBar = 3;
constexpr int kSamples = 8, kLastFrame = 200; // hundredths of a second that the end is shown

std::vector<int> chosenEpochs(int count, int most) {
    std::vector<int> epochs;
    const int frames = std::min(count, std::max(2, most));
    for (int i = 0; i < frames; ++i)
        epochs.push_back(frames < 2 ? 0 : static_cast<int>(std::llround(i * (count - 1.0) / (frames - 1))));
    return epochs;
}

} // namespace

Film::Film(const RunTimeline& source, const MakeView& makeView, const QString& path, const FilmOptions& options)
    : m_timeline(std::make_unique<RunTimeline>()), m_path(path), m_options(options) {
    m_timeline->setRun(source.identity(), source.snapshots(), source.events());
    m_timeline->setParseRule(source.parseRule());
    m_timeline->setGateCut(source.gateCut());
    m_timeline->setMeasured(source.measured());
    m_timeline->setCurrentIndex(source.currentIndex());
    m_view = makeView(m_timeline.get());
    m_figure = dynamic_cast<Figure*>(m_view.get());
    m_epochs = chosenEpochs(source.currentIndex() + 1, options.mostFrames);
    if (!formats().contains(QFileInfo(path).suffix().toLower()))
        m_problem = QObject::tr("%1: a film is written as %2.").arg(path, formats().join(QStringLiteral(", ")));
    else if (!m_figure || m_epochs.empty())
        m_problem = QObject::tr("There is nothing to film: the run has no finished epoch, or no such view.");
    else
        m_size = m_figure->figureSize(); // of the last epoch: earlier stages may have other columns
}

Film::~Film() = default;

QStringList Film::formats() {
    return {QStringLiteral("gif"), QStringLiteral("png")};
}

bool Film::isGif() const {
    return m_path.endsWith(QLatin1String(".gif"), Qt::CaseInsensitive);
}

QImage Film::frame(int index) {
    m_timeline->setCurrentIndex(m_epochs[static_cast<std::size_t>(index)]);
    const SnapshotPtr snapshot = m_timeline->current();
    const double scale = isGif() ? kGifScale : kPngScale;
    const QSizeF whole = m_size + QSizeF(0, kCaption);
    QImage image((whole * scale).toSize(), QImage::Format_RGB32);
    const PrintColors paper;
    image.fill(tokens().panel);
    QPainter painter(&image);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.scale(scale, scale);
    m_figure->paintFigure(painter, m_size);
    const QRectF caption(kMargin, m_size.height(), whole.width() - 2 * kMargin, kCaption - kBar - 5);
    painter.setFont(secondaryFont());
    painter.setPen(tokens().muted);
    const QString epoch = QObject::tr("epoch %1 of %2").arg(snapshot->epoch + 1).arg(snapshot->epochs);
    const double room = caption.width() - painter.fontMetrics().horizontalAdvance(epoch) - 10;
    painter.drawText(
        caption, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(m_timeline->identity().name, Qt::ElideRight, static_cast<int>(room)));
    painter.setPen(tokens().text);
    painter.drawText(caption, Qt::AlignRight | Qt::AlignVCenter, epoch);
    const double done = snapshot->epochs > 0 ? (snapshot->epoch + 1.0) / snapshot->epochs : 1;
    painter.setPen(Qt::NoPen);
    for (const auto& [part, colour] :
         {std::pair(1.0, tokens().line), std::pair(std::min(1.0, done), tokens().accent)}) {
        painter.setBrush(colour);
        painter.drawRect(QRectF(kMargin, caption.bottom(), part * caption.width(), kBar));
    }
    return image;
}

bool Film::writeNext() {
    if (!m_problem.isEmpty() || m_next >= frameCount()) return false;
    if (isGif() && !m_gif) openGif();
    if (!m_problem.isEmpty()) return false;
    const QImage image = frame(m_next);
    const bool last = m_next + 1 == frameCount();
    ++m_next;
    if (isGif()) {
        const double rate = std::clamp(m_options.framesPerSecond, 0.1, 50.0);
        if (!m_gif->add(image, last ? kLastFrame : static_cast<int>(std::lround(100 / rate))))
            m_problem = QObject::tr("%1: the film cannot be encoded.").arg(m_path);
        else if (last)
            closeGif();
    } else {
        writePng(image);
    }
    return m_problem.isEmpty() && !last;
}

void Film::openGif() {
    QList<QImage> samples;
    const int step = std::max(1, frameCount() / kSamples);
    for (int i = 0; i < frameCount(); i += step)
        samples.append(frame(i));
    samples.append(frame(frameCount() - 1));
    const QSize size = samples.front().size();
    if (std::max(size.width(), size.height()) > GifWriter::kMostSide)
        m_problem = QObject::tr("%1: a frame of %2 x %3 pixels is more than a GIF can hold.")
                        .arg(m_path)
                        .arg(size.width())
                        .arg(size.height());
    m_gif = std::make_unique<GifWriter>(size, samples, comment());
}

void Film::closeGif() {
    const QByteArray bytes = m_gif->finish();
    QSaveFile file(m_path);
    if (!bytes.isEmpty() && file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        m_files.append(m_path);
    else
        m_problem = QObject::tr("%1 cannot be written: %2.").arg(m_path, file.errorString());
}

void Film::writePng(const QImage& frame) {
    const QFileInfo info(m_path);
    const QString name =
        QStringLiteral("%1/%2-%3.png").arg(info.path(), info.completeBaseName()).arg(m_next, 4, 10, QLatin1Char('0'));
    QImage image = frame;
    image.setText(QStringLiteral("Description"), comment());
    QSaveFile file(name);
    if (file.open(QIODevice::WriteOnly) && image.save(&file, "PNG") && file.commit())
        m_files.append(name);
    else
        m_problem = QObject::tr("%1 cannot be written: %2.").arg(name, file.errorString());
}

QString Film::comment() const {
    return QStringLiteral("%1; %2").arg(m_figure->figureTitle(), figureOrigin(*m_figure, *m_timeline));
}

} // namespace dnas
