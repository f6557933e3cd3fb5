// What happened, line by line, with the time: the bottom dock.
// Thread rule: GUI thread.
#pragma once

#include <QPlainTextEdit>

namespace dnas {

class LogPanel : public QPlainTextEdit {
    Q_OBJECT
  public:
    enum class Level { Note, Warning, Error };

    explicit LogPanel(QWidget* parent = nullptr);
    void add(const QString& line, Level level = Level::Note);
    int warnings() const { return m_warnings; } ///< warnings and errors so far

  Q_SIGNALS:
    void warningsChanged();

  private:
    int m_warnings = 0;
};

} // namespace dnas
