#include "app/cli/progress_line.h"

#include "app/cli/text_table.h"

#include <algorithm>
#include <iostream>

namespace dnas::cli {

std::string ProgressLine::text(const StepProgress& p, int barWidth) {
    const double epochs = std::max(1, p.epochs);
    const double done = (p.epoch + (p.steps > 0 ? static_cast<double>(p.step) / p.steps : 0.0)) / epochs;
    const int filled = std::clamp(static_cast<int>(done * barWidth), 0, barWidth);
    std::string line = "[" + std::string(filled, '#') + std::string(barWidth - filled, '.') + "] epoch " + std::to_string(p.epoch + 1) +
                       " of " + std::to_string(p.epochs) + ", ";
    line += p.phase == "searching" || p.phase == "training" ? "step " + std::to_string(p.step) + " of " + std::to_string(p.steps) : p.phase;
    line += "  loss " + fixed(p.trainLoss, 3) + "  " + fixed(p.imagesPerSecond, 0) + " images/s";
    if (p.secondsLeft >= 0) line += "  " + duration(p.secondsLeft) + " left";
    return line;
}

void ProgressLine::update(const StepProgress& progress) {
    if (!m_enabled) return;
    const std::string line = text(progress);
    std::cerr << "\r" << line << std::string(m_drawn > line.size() ? m_drawn - line.size() : 0, ' ') << std::flush;
    m_drawn = line.size();
}

void ProgressLine::clear() {
    if (m_drawn > 0) std::cerr << "\r" << std::string(m_drawn, ' ') << "\r" << std::flush;
    m_drawn = 0;
}

} // namespace dnas::cli
