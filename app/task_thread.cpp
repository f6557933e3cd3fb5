#include "app/task_thread.h"

namespace dnas {

TaskThread::TaskThread(const QString& name) {
    m_thread.setObjectName(name);
    m_context.moveToThread(&m_thread);
    m_thread.start();
}

TaskThread::~TaskThread() {
    // Behind everything that was posted; m_context's own thread ends before m_context does.
    post([this] { m_thread.quit(); });
    m_thread.wait();
}

void TaskThread::post(std::function<void()> task) {
    QMetaObject::invokeMethod(&m_context, std::move(task), Qt::QueuedConnection);
}

} // namespace dnas
