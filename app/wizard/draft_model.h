// The wizard's model: one RequestDraft, and word of every change.
// Thread rule: GUI thread.
#pragma once

#include "app/request_draft.h"
#include "engine/api/data_info.h"

#include <QObject>

#include <optional>

namespace dnas {

class DraftModel : public QObject {
    Q_OBJECT
  public:
    explicit DraftModel(RequestDraft draft, QObject* parent = nullptr) : QObject(parent), m_draft(std::move(draft)) {}

    const RequestDraft& draft() const { return m_draft; }

    /// Applies a change and announces it. The change may throw EngineError and must then have changed nothing.
    template <typename Change>
    void change(Change change) {
        change(m_draft);
        Q_EMIT changed();
    }

    /// What is known about the data of the draft; empty until inspected.
    const std::optional<DataInfo>& data() const { return m_data; }
    void setData(std::optional<DataInfo> data) {
        m_data = std::move(data);
        Q_EMIT dataChanged();
    }

  Q_SIGNALS:
    void changed();
    void dataChanged();

  private:
    RequestDraft m_draft;
    std::optional<DataInfo> m_data;
};

} // namespace dnas
