#include "app/log_panel.h"

#include <QFontDatabase>
#include <QTime>

namespace dnas {
namespace {
constexpr int kMostLines = 5000;
}

LogPanel::LogPanel(QWidget* parent) : QPlainTextEdit(parent) {
    setReadOnly(true);
    setMaximumBlockCount(kMostLines);
    setAccessibleName(tr("Log"));
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(12);
    setFont(font);
    setFrameShape(QFrame::NoFrame);
}

void LogPanel::add(const QString& line, Level level) {
    const QString mark = level == Level::Error ? tr("error: ") : level == Level::Warning ? tr("warning: ") : QString();
    appendPlainText(QTime::currentTime().toString(QStringLiteral("HH:mm:ss  ")) + mark + line);
    if (level == Level::Note) return;
    ++m_warnings;
    Q_EMIT warningsChanged();
}

} // namespace dnas
