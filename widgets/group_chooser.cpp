#include "widgets/group_chooser.h"

#include "widgets/cell_reading.h"
#include "widgets/segmented_control.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

namespace dnas {

namespace {
constexpr int kMostButtons = 3;
}

GroupChooser::GroupChooser(RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m_timeline(timeline), m_buttons(new SegmentedControl), m_list(new QComboBox) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_buttons);
    layout->addWidget(m_list);
    m_list->setSizeAdjustPolicy(QComboBox::AdjustToContents); // names come with every run
    m_list->setAccessibleName(tr("Group of architecture parameters"));
    connect(m_buttons, &SegmentedControl::currentIndexChanged, this, &GroupChooser::groupChosen);
    connect(m_list, &QComboBox::currentIndexChanged, this, &GroupChooser::groupChosen);
    connect(timeline, &RunTimeline::runChanged, this, &GroupChooser::followGroups);
    connect(timeline, &RunTimeline::currentChanged, this, &GroupChooser::followGroups);
    followGroups();
}

void GroupChooser::setGroup(int group) {
    const QSignalBlocker noButtons(m_buttons), noList(m_list);
    m_buttons->setCurrentIndex(group);
    m_list->setCurrentIndex(group);
}

void GroupChooser::followGroups() {
    const QStringList titles = groupTitles(m_timeline->current());
    if (titles != m_titles) {
        const QSignalBlocker noButtons(m_buttons), noList(m_list);
        const int index = m_titles.size() > kMostButtons ? m_list->currentIndex() : m_buttons->currentIndex();
        m_titles = titles;
        m_buttons->setLabels(titles.size() > kMostButtons ? QStringList() : titles);
        m_list->clear();
        m_list->addItems(titles);
        setGroup(index >= 0 && index < titles.size() ? index : 0);
    }
    m_buttons->setVisible(titles.size() > 1 && titles.size() <= kMostButtons);
    m_list->setVisible(titles.size() > kMostButtons);
}

} // namespace dnas
