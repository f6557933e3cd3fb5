// A run as a film: one view at every epoch, as one animated GIF or as numbered PNG images. Written step by step, so
// that a window stays alive and can stop it. Thread rule: GUI thread; the film has a timeline of its own and disturbs
// no view.
#pragma once

#include <QImage>
#include <QSizeF>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

namespace dnas {

class Figure;
class GifWriter;
class RunTimeline;

struct FilmOptions {
    double framesPerSecond = 8; ///< 0.1..50
    int mostFrames = 600;       ///< longer runs skip epochs evenly; the last one is always shown
};

class Film final {
  public:
    /// Makes the view that is filmed; it must be a Figure.
    using MakeView = std::function<std::unique_ptr<QWidget>(RunTimeline* timeline)>;

    /// From the first epoch to the current one of `source`, by its parse rule.
    /// @param path .gif: one file; .png: "name-0001.png" and so on beside it
    Film(const RunTimeline& source, const MakeView& makeView, const QString& path, const FilmOptions& options = {});
    ~Film();

    int frameCount() const { return static_cast<int>(m_epochs.size()); }
    int framesWritten() const { return m_next; }
    QImage frame(int index);
    /// Writes one frame. @return whether there are more; false also when something went wrong
    bool writeNext();
    QString problem() const { return m_problem; } ///< for people; empty while all is well
    QStringList files() const { return m_files; } ///< written so far

    static QStringList formats(); ///< endings, without dot

  private:
    void openGif();
    void closeGif();
    void writePng(const QImage& frame);
    bool isGif() const;
    QString comment() const;

    std::unique_ptr<RunTimeline> m_timeline;
    std::unique_ptr<QWidget> m_view;
    Figure* m_figure = nullptr;
    QString m_path, m_problem;
    FilmOptions m_options;
    QSizeF m_size;             ///< of the view in a frame, before scaling
    std::vector<int> m_epochs; ///< indices of the snapshots, one a frame
    int m_next = 0;
    std::unique_ptr<GifWriter> m_gif;
    QStringList m_files;
};

} // namespace dnas
