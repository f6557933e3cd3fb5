// One look answers: how good, how many skips, how large, how long still.
#pragma once

#include "engine/api/snapshot.h"

#include <QWidget>

#include <memory>

namespace dnas {

class RunTimeline;

class RunHeader final : public QWidget {
    Q_OBJECT
  public:
    explicit RunHeader(RunTimeline* timeline, QWidget* parent = nullptr);
    ~RunHeader() override;
    QSize minimumSizeHint() const override { return {320, 56}; }

  public Q_SLOTS:
    void setProgress(const dnas::StepProgress& progress); ///< of a live run: time left
    void setStatusText(const QString& text);              ///< "finished", "diverged", ...

  protected:
    void resizeEvent(QResizeEvent*) override; ///< narrow: the chips go first

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
