#include "widgets/segmented_control.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPushButton>

namespace dnas {

SegmentedControl::SegmentedControl(const QStringList& labels, QWidget* parent)
    : QWidget(parent), m_group(new QButtonGroup(this)), m_layout(new QHBoxLayout(this)) {
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_group->setExclusive(true);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (on) Q_EMIT currentIndexChanged(id);
    });
    setLabels(labels);
}

void SegmentedControl::setLabels(const QStringList& labels) {
    const int before = currentIndex();
    const QSignalBlocker quiet(this);
    for (QAbstractButton* button : m_group->buttons()) {
        m_group->removeButton(button);
        delete button;
    }
    for (int i = 0; i < labels.size(); ++i) {
        auto* button = new QPushButton(labels[i], this);
        button->setCheckable(true);
        button->setProperty("segment", true);
        button->setProperty("segmentPlace", labels.size() == 1       ? "only"
                                            : i == 0                 ? "first"
                                            : i + 1 == labels.size() ? "last"
                                                                     : "middle");
        button->setAccessibleName(labels[i]);
        m_group->addButton(button, i);
        m_layout->addWidget(button);
    }
    setCurrentIndex(before >= 0 && before < labels.size() ? before : 0);
}

int SegmentedControl::currentIndex() const {
    return m_group->checkedId();
}

void SegmentedControl::setCurrentIndex(int index) {
    if (QAbstractButton* button = m_group->button(index)) button->setChecked(true);
}

} // namespace dnas
