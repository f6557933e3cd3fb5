#include "app/wizard/options_page.h"

#include "app/wizard/draft_model.h"
#include "app/wizard/option_form.h"
#include "app/wizard/siamese_page.h"
#include "app/plural.h"
#include "engine/api/catalogue.h"
#include "engine/api/error.h"
#include "widgets/segmented_control.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace dnas {
namespace {
enum PresetButton { kQuick, kPaper, kMine };
}

OptionsPage::OptionsPage(DraftModel* model, QWidget* parent)
    : WizardPage(model, parent), m_method(new QLabel(this)), m_source(new QLabel(this)),
      m_presets(new SegmentedControl({tr("Quick look"), tr("As in the paper"), tr("Mine")}, this)), m_difference(new QLabel(this)), m_reset(new QPushButton(tr("Reset all"), this)) {
    m_method->setProperty("role", "title");
    m_source->setProperty("role", "muted");
    m_difference->setProperty("role", "muted");
    m_reset->setProperty("role", "link");
    m_reset->setToolTip(tr("Back to the values of the chosen preset"));

    auto* presets = new QHBoxLayout;
    presets->addWidget(m_presets);
    presets->addSpacing(12);
    presets->addWidget(m_difference, 1);
    presets->addWidget(m_reset);

    auto* head = new QHBoxLayout;
    head->addWidget(m_method);
    head->addWidget(m_source, 1);

    using S = OptionSection;
    m_form = new OptionForm(model, {S::Search, S::Training, S::Method, S::Space, S::Weights, S::Alpha}, OptionForm::Width::Normal, this);
    m_form->setContentsMargins(20, 8, 20, 12);
    auto* scroll = new QScrollArea(this);
    scroll->setFocusPolicy(Qt::NoFocus); // the fields have it
    scroll->setWidget(m_form);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto* top = new QVBoxLayout;
    top->setContentsMargins(20, 16, 20, 8);
    top->setSpacing(10);
    top->addLayout(head);
    top->addLayout(presets);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(top);
    layout->addWidget(scroll, 1);

    connect(m_presets, &SegmentedControl::currentIndexChanged, this, &OptionsPage::takePreset);
    connect(m_reset, &QPushButton::clicked, this,
            [this] { m_model->change([](RequestDraft& draft) { draft.overrides.clear(); }); });
    connect(model, &DraftModel::changed, this, &OptionsPage::refresh);
    connect(m_form, &OptionForm::problemChanged, this, &WizardPage::problemChanged);
    refresh();
}

QString OptionsPage::problem() const {
    if (const QString problem = m_form->problem(); !problem.isEmpty()) return problem;
    try {
        validate(m_model->draft().request());
    } catch (const EngineError& error) {
        return QString::fromStdString(error.full());
    }
    return {};
}

void OptionsPage::takePreset(int button) {
    if (button == kMine) {
        refresh(); // nothing to take: it lights up by itself
        return;
    }
    m_model->change([button](RequestDraft& draft) {
        draft.preset = button == kQuick ? Preset::Quick : Preset::Paper;
        draft.overrides.clear();
    });
}

void OptionsPage::refresh() {
    const RequestDraft& draft = m_model->draft();
    if (const MethodInfo* info = findMethod(draft.method)) {
        m_method->setText(QString::fromStdString(info->name));
        m_source->setText(QStringLiteral("%1, %2 · %3")
                              .arg(QString::fromStdString(info->authors), QString::fromStdString(info->venue),
                                   QString::fromStdString(info->equations)));
    } else if (draft.follower) {
        m_method->setText(QString::fromStdString(draft.displayName()));
        m_source->setText(SiamesePage::source(draft.follower->stage));
    } else if (draft.trains()) {
        m_method->setText(QString::fromStdString(draft.label));
        m_source->setText(tr("trained from random weights"));
    }
    const bool mine = !draft.overrides.empty();
    const QSignalBlocker quiet(m_presets);
    m_presets->setCurrentIndex(mine ? kMine : draft.preset == Preset::Quick ? kQuick : kPaper);
    m_reset->setVisible(mine);

    const std::vector<Option> options = draft.options();
    const int differing = static_cast<int>(std::count_if(options.begin(), options.end(), [](const Option& option) {
        return option.value != option.paperValue;
    }));
    const Request request = draft.request();
    const QLocale locale(QLocale::English);
    const QString images = request.task.subset > 0 ? tr("%1 images").arg(locale.toString(request.task.subset)) : tr("all images");
    QString text = request.motor ? tr("%1 searches of each step; ").arg(request.motor->searches)
                                 : tr("%1 epochs on %2; ").arg(locale.toString(request.recipe.epochs), images);
    text += differing == 0 ? tr("exactly as in the paper") : plural(differing, tr("%n option differs from the paper"), tr("%n options differ from the paper"));
    m_difference->setText(text);
}

} // namespace dnas
