#include "widgets/gif_writer.h"

#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace dnas {

namespace {

constexpr int kColours = 256, kBits = 5, kBins = 1 << (3 * kBits);

int binOf(QRgb colour) {
    constexpr int kShift = 8 - kBits;
    return (qRed(colour) >> kShift) << (2 * kBits) | (qGreen(colour) >> kShift) << kBits | qBlue(colour) >> kShift;
}

/// The most frequent colours. Figures are flat: what fills an area keeps its exact colour, mixed edges get a near one.
QVector<QRgb> paletteOf(const QList<QImage>& samples) {
    struct Bin {
        int count = 0, first = 0;
        QRgb colour = 0; ///< by majority vote
    };
    std::vector<Bin> bins(kBins);
    for (const QImage& sample : samples) {
        const QImage image = sample.convertToFormat(QImage::Format_RGB32);
        for (int y = 0; y < image.height(); ++y) {
            const auto* line = reinterpret_cast<const QRgb*>(image.constScanLine(y));
            for (int x = 0; x < image.width(); ++x) {
                Bin& bin = bins[static_cast<std::size_t>(binOf(line[x]))];
                ++bin.count;
                if (bin.first == 0) bin.colour = line[x];
                bin.first += bin.colour == line[x] ? 1 : -1;
            }
        }
    }
    std::vector<Bin> used;
    std::copy_if(bins.begin(), bins.end(), std::back_inserter(used), [](const Bin& bin) { return bin.count > 0; });
    std::stable_sort(used.begin(), used.end(), [](const Bin& a, const Bin& b) { return a.count > b.count; });
    if (used.size() > kColours) used.resize(kColours);
    QVector<QRgb> palette;
    for (const Bin& bin : used)
        palette.push_back(bin.colour);
    if (palette.isEmpty()) palette.push_back(qRgb(255, 255, 255));
    return palette;
}

} // namespace

class GifWriter::Impl {
  public:
    Impl(const QSize& size, const QList<QImage>& samples, const QString& comment)
        : m_size(size), m_palette(paletteOf(samples)), m_nearest(kBins, -1) {
        int error = 0;
        m_gif = EGifOpen(&m_bytes, &Impl::write, &error);
        if (!m_gif) return;
        EGifSetGifVersion(m_gif, true);
        std::array<GifColorType, kColours> colours{};
        for (int i = 0; i < m_palette.size(); ++i)
            colours[static_cast<std::size_t>(i)] = {static_cast<GifByteType>(qRed(m_palette[i])),
                                                    static_cast<GifByteType>(qGreen(m_palette[i])),
                                                    static_cast<GifByteType>(qBlue(m_palette[i]))};
        ColorMapObject* map = GifMakeMapObject(kColours, colours.data());
        m_ok = map && EGifPutScreenDesc(m_gif, size.width(), size.height(), 8, 0, map) == GIF_OK && putLoop() &&
               EGifPutComment(m_gif, comment.toUtf8().constData()) == GIF_OK;
        GifFreeMapObject(map);
    }

    ~Impl() { close(); }

    bool add(const QImage& frame, int hundredths) {
        if (!m_ok || frame.size() != m_size) return m_ok = false;
        const std::vector<GifByteType> pixels = indexed(frame);
        const QRect changed = differs(pixels);
        const std::array<GifByteType, 4> control{1 << 2, // the frame stays under the next one
                                                 static_cast<GifByteType>(hundredths & 0xff),
                                                 static_cast<GifByteType>(hundredths >> 8 & 0xff), 0};
        m_ok = EGifPutExtension(m_gif, GRAPHICS_EXT_FUNC_CODE, control.size(), control.data()) == GIF_OK &&
               EGifPutImageDesc(m_gif, changed.x(), changed.y(), changed.width(), changed.height(), false, nullptr) ==
                   GIF_OK;
        for (int y = changed.top(); m_ok && y <= changed.bottom(); ++y) {
            std::vector<GifByteType> line(pixels.begin() + y * m_size.width() + changed.left(),
                                          pixels.begin() + y * m_size.width() + changed.right() + 1);
            m_ok = EGifPutLine(m_gif, line.data(), changed.width()) == GIF_OK;
        }
        m_before = pixels;
        return m_ok;
    }

    QByteArray finish() {
        const bool closed = close();
        return m_ok && closed ? m_bytes : QByteArray();
    }

  private:
    static int write(GifFileType* gif, const GifByteType* bytes, int count) {
        static_cast<QByteArray*>(gif->UserData)->append(reinterpret_cast<const char*>(bytes), count);
        return count;
    }

    bool close() {
        int error = 0;
        const bool closed = m_gif && EGifCloseFile(m_gif, &error) == GIF_OK;
        m_gif = nullptr;
        return closed;
    }

    /// For ever, as browsers understand it.
    bool putLoop() {
        const std::array<GifByteType, 3> endless{1, 0, 0};
        return EGifPutExtensionLeader(m_gif, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
               EGifPutExtensionBlock(m_gif, 11, "NETSCAPE2.0") == GIF_OK &&
               EGifPutExtensionBlock(m_gif, endless.size(), endless.data()) == GIF_OK &&
               EGifPutExtensionTrailer(m_gif) == GIF_OK;
    }

    GifByteType nearest(QRgb colour) {
        int& known = m_nearest[static_cast<std::size_t>(binOf(colour))];
        if (known >= 0) return static_cast<GifByteType>(known);
        int least = std::numeric_limits<int>::max();
        for (int i = 0; i < m_palette.size(); ++i) {
            const int r = qRed(colour) - qRed(m_palette[i]), g = qGreen(colour) - qGreen(m_palette[i]),
                      b = qBlue(colour) - qBlue(m_palette[i]);
            const int distance = 2 * r * r + 4 * g * g + 3 * b * b; // the eye sees green best
            if (distance >= least) continue;
            least = distance;
            known = i;
        }
        return static_cast<GifByteType>(known);
    }

    std::vector<GifByteType> indexed(const QImage& frame) {
        const QImage image = frame.convertToFormat(QImage::Format_RGB32);
        std::vector<GifByteType> pixels;
        pixels.reserve(static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(image.height()));
        for (int y = 0; y < image.height(); ++y) {
            const auto* line = reinterpret_cast<const QRgb*>(image.constScanLine(y));
            std::transform(line, line + image.width(), std::back_inserter(pixels),
                           [this](QRgb colour) { return nearest(colour); });
        }
        return pixels;
    }

    /// Where the frame differs from the one before; one pixel when it does not.
    QRect differs(const std::vector<GifByteType>& pixels) const {
        if (m_before.empty()) return QRect(QPoint(), m_size);
        QRect changed;
        for (int y = 0; y < m_size.height(); ++y) {
            const auto start = pixels.begin() + y * m_size.width(), end = start + m_size.width();
            const auto before = m_before.begin() + y * m_size.width();
            const auto first = std::mismatch(start, end, before).first;
            if (first == end) continue;
            int last = m_size.width() - 1;
            while (start[last] == before[last])
                --last;
            changed |= QRect(QPoint(static_cast<int>(first - start), y), QPoint(last, y));
        }
        return changed.isEmpty() ? QRect(0, 0, 1, 1) : changed;
    }

    QSize m_size;
    QVector<QRgb> m_palette;
    std::vector<int> m_nearest; ///< palette entry of a colour bin, -1 = not asked yet
    std::vector<GifByteType> m_before;
    QByteArray m_bytes;
    GifFileType* m_gif = nullptr;
    bool m_ok = false;
};

GifWriter::GifWriter(const QSize& size, const QList<QImage>& samples, const QString& comment)
    : m(std::make_unique<Impl>(size, samples, comment)) {}
GifWriter::~GifWriter() = default;

bool GifWriter::add(const QImage& frame, int hundredths) {
    return m->add(frame, hundredths);
}

QByteArray GifWriter::finish() {
    return m->finish();
}

} // namespace dnas
