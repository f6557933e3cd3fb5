// What of the page of a run can be exported as it is on view.
#include "app/run_page.h"

#include "widgets/channels_view.h"
#include "widgets/panel.h"
#include "widgets/pruning_view.h"
#include "widgets/vit_study_view.h"

#include <algorithm>

namespace dnas {
namespace {

/// The figure that a widget is, or those inside it.
void addFigures(QList<Figure*>& figures, QWidget* view) {
    const auto add = [&figures](QObject* object) {
        auto* figure = dynamic_cast<Figure*>(object);
        if (!figure || !figure->figureGap().isEmpty() || figures.contains(figure)) return figure != nullptr;
        figures.append(figure);
        return true;
    };
    if (add(view)) return;
    for (QWidget* child : view->findChildren<QWidget*>()) add(child);
}

} // namespace

QList<Figure*> RunPage::figuresOnView() const {
    QList<Figure*> figures;
    if (m_timeline.count() == 0) return figures;
    if (kind() == Kind::Pruning || kind() == Kind::VitStudy || kind() == Kind::VitTraining) {
        QWidget* cover = kind() == Kind::Pruning ? static_cast<QWidget*>(m_pruning) : kind() == Kind::VitStudy ? static_cast<QWidget*>(m_vitStudy) : m_vitCurves;
        if (cover) addFigures(figures, cover);
        return figures;
    }
    for (const KindPage& page : m_kindPages)
        if (std::find(page.kinds.begin(), page.kinds.end(), kind()) != page.kinds.end()) addFigures(figures, page.panel->content(page.page));
    if (m_channels && kind() == Kind::Channels) addFigures(figures, m_channels);
    return figures;
}

} // namespace dnas
