// One worker thread that runs tasks in the order in which they were posted.
// Place: everything that touches the project file on behalf of the window goes through one of these.
// Thread rule: post from the GUI thread. Destruction runs what was posted, then joins: nothing a user edited is lost.
#pragma once

#include <QObject>
#include <QThread>

#include <functional>

namespace dnas {

class TaskThread {
  public:
    explicit TaskThread(const QString& name);
    ~TaskThread();

    void post(std::function<void()> task);

    /// Runs `work` on the thread, then `then(result)` on the receiver's thread.
    /// The receiver must outlive this object (the usual case: it owns it).
    template <typename Work, typename Then>
    void run(QObject* receiver, Work work, Then then) {
        post([receiver, work = std::move(work), then = std::move(then)]() mutable {
            auto result = work();
            QMetaObject::invokeMethod(
                receiver, [then = std::move(then), result = std::move(result)]() mutable { then(std::move(result)); },
                Qt::QueuedConnection);
        });
    }

  private:
    QThread m_thread;
    QObject m_context; ///< lives on m_thread
};

} // namespace dnas
