// The dock of the queue: what runs, and what waits, reorderable by dragging, keys and buttons.
// Thread rule: GUI thread. Moves are announced, not made: the controller decides and tells.
#pragma once

#include <QString>
#include <QWidget>

#include <cstdint>
#include <utility>
#include <vector>

class QLabel;
class QListWidget;
class QPushButton;

namespace dnas {

class QueuePanel : public QWidget {
    Q_OBJECT
  public:
    explicit QueuePanel(QWidget* parent = nullptr);

    struct Entry {
        std::int64_t experiment = 0;
        QString name;
    };
    void show(const QString& running, const std::vector<Entry>& waiting);
    QListWidget* list() const { return m_list; }

  Q_SIGNALS:
    void moveAsked(std::int64_t experiment, int places); ///< negative: earlier
    void removeAsked(std::int64_t experiment);
    void chosen(std::int64_t experiment);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    std::int64_t current() const;
    void updateButtons();

    QLabel *m_running, *m_empty;
    QListWidget* m_list;
    QPushButton *m_earlier, *m_later, *m_remove;
    bool m_filling = false;
};

} // namespace dnas
