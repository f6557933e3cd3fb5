// Time as one control: play button, a slider whose track is the validation curve with events as marks, the epoch in words.
#pragma once

#include <QWidget>

#include <memory>

namespace dnas {

class RunTimeline;

class EpochScrubber final : public QWidget {
    Q_OBJECT
  public:
    explicit EpochScrubber(RunTimeline* timeline, QWidget* parent = nullptr);
    ~EpochScrubber() override;
    bool isPlaying() const;
    QSize sizeHint() const override { return {600, 72}; }

  public Q_SLOTS:
    void play(bool on); ///< steps through the epochs, 10 a second, and stops at the last

  Q_SIGNALS:
    void filmRequested(); ///< "Film...": the owner asks what and where

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
