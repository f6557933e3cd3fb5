// One line that tells where a search is, drawn again in place on a terminal and not at all elsewhere.
#pragma once

#include "engine/api/snapshot.h"

#include <string>

namespace dnas::cli {

class ProgressLine {
  public:
    /// @param enabled draw at all (stderr is a terminal)
    explicit ProgressLine(bool enabled) : m_enabled(enabled) {}
    ~ProgressLine() { clear(); }
    void update(const StepProgress& progress);
    /// Clears the line, so that other output can be written.
    void clear();

    /// "[#####.....] epoch 3 of 12, step 17 of 31  loss 0.812  640 images/s  1:52 min left"
    static std::string text(const StepProgress& progress, int barWidth = 24);

  private:
    bool m_enabled;
    std::size_t m_drawn = 0;
};

} // namespace dnas::cli
