// Animated GIF images: frames of one size, one palette for all, only what changes is stored. Encoded by giflib.
// Place: film.cpp. Thread rule: any one thread.
#pragma once

#include <QByteArray>
#include <QImage>
#include <QList>
#include <QString>
#include <QVector>

#include <memory>

namespace dnas {

class GifWriter {
  public:
    /// @param samples of the film: their 255 most frequent colours become the palette
    /// @param comment goes into the file, for people and programs that look
    GifWriter(const QSize& size, const QList<QImage>& samples, const QString& comment);
    ~GifWriter();
    /// @param hundredths how long it is shown, in 1/100 s. @return false when the library fails
    bool add(const QImage& frame, int hundredths);
    /// The whole file; empty when anything failed. Nothing can be added afterwards.
    QByteArray finish();

    static constexpr int kMostSide = 65535; ///< of the format

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
