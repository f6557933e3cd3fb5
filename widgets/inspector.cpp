#include "widgets/inspector.h"

#include "engine/api/genotype_text.h"
#include "widgets/alpha_view.h"
#include "widgets/cell_reading.h"
#include "widgets/label_style.h"
#include "widgets/operation_bars.h"
#include "widgets/palette.h"
#include "widgets/parse_controls.h"
#include "widgets/parse_words.h"
#include "widgets/theme_notifier.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace dnas {

namespace {

constexpr int kCodePixels = 11; // a line of a genotype fits into a narrow dock

QLabel* label(Qt::TextFormat format = Qt::PlainText) {
    auto* text = new QLabel;
    text->setTextFormat(format);
    text->setWordWrap(true);
    return text;
}

QHBoxLayout* sideBySide(QLabel* left, QLabel* right) {
    auto* row = new QHBoxLayout;
    row->addWidget(left, 1);
    row->addWidget(right);
    right->setWordWrap(false);
    right->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return row;
}

QWidget* rule() {
    auto* line = new QFrame;
    line->setFrameShape(QFrame::HLine);
    line->setObjectName(QStringLiteral("rule"));
    return line;
}

/// Never narrower than what is in it; lower it may be, then it scrolls.
class ColumnScroll final : public QScrollArea {
  public:
    QSize minimumSizeHint() const override {
        const int inside = widget() ? widget()->minimumSizeHint().width() : 0;
        return {inside + verticalScrollBar()->sizeHint().width(), kLeastHeight};
    }

  private:
    static constexpr int kLeastHeight = 120;
};

} // namespace

class Inspector::Impl {
  public:
    Impl(Inspector* inspector, RunTimeline* timeline) : m_timeline(timeline) {
        m_genotype->setReadOnly(true);
        m_genotype->setLineWrapMode(QPlainTextEdit::NoWrap);
        m_genotype->setMinimumHeight(150);
        m_genotype->setAccessibleName(tr("Genotype"));
        auto* content = new QWidget;
        content->setObjectName(QStringLiteral("inspector"));
        auto* column = new QVBoxLayout(content);
        column->setContentsMargins(12, 12, 12, 12);
        column->setSpacing(8);
        auto* choices = new QVBoxLayout(m_choices);
        choices->setContentsMargins(0, 0, 0, 0);
        choices->setSpacing(8);
        choices->addLayout(sideBySide(m_edgeTitle, m_epoch));
        choices->addWidget(m_bars);
        choices->addWidget(m_why);
        choices->addSpacing(4);
        choices->addWidget(m_rule);
        choices->addSpacing(4);
        choices->addLayout(sideBySide(m_whatIfTitle, m_reset));
        auto* controls = new ParseControls(timeline);
        connect(controls, &ParseControls::ruleEdited, inspector, &Inspector::parseEdited);
        choices->addWidget(controls);
        column->addWidget(m_choices);
        column->addSpacing(2);
        column->addLayout(figures());
        column->addLayout(sideBySide(m_genotypeTitle, m_links));
        column->addWidget(m_genotype, 1);
        m_scroll->setWidget(content);
        m_scroll->setWidgetResizable(true);
        m_scroll->setFrameShape(QFrame::NoFrame);
        m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_scroll->setFocusPolicy(Qt::NoFocus); // what is in it has the focus, and is scrolled to
        auto* outer = new QVBoxLayout(inspector);
        outer->setContentsMargins(0, 0, 0, 0);
        outer->addWidget(m_scroll);
    }

    QLayout* figures() {
        auto* grid = new QGridLayout;
        grid->setVerticalSpacing(0);
        grid->setColumnStretch(0, 1);
        grid->setColumnStretch(1, 1);
        grid->addWidget(m_parameters, 0, 0);
        grid->addWidget(m_multiplyAdds, 0, 1);
        grid->addWidget(m_parametersTitle, 1, 0);
        grid->addWidget(m_multiplyAddsTitle, 1, 1);
        return grid;
    }

    void applyColours() {
        const Tokens& t = tokens();
        QFont caption = axisFont();
        caption.setBold(true);
        m_scroll->setStyleSheet(QStringLiteral("QScrollArea,#inspector{background:%1;border:0}").arg(t.panel.name()));
        dress(m_whatIfTitle, caption, t.muted);
        QFont strong = textFont();
        strong.setBold(true);
        dress(m_edgeTitle, strong, t.text);
        dress(m_parameters, strong, t.text);
        dress(m_multiplyAdds, strong, t.text);
        for (QLabel* small :
             {m_epoch, m_why, m_genotypeTitle, m_links, m_reset, m_parametersTitle, m_multiplyAddsTitle})
            dress(small, secondaryFont(), t.muted);
        m_rule->setStyleSheet(QStringLiteral("#rule{border:none;background:%1;max-height:1px}").arg(t.line.name()));
        QFont code = monospaceFont();
        code.setPixelSize(kCodePixels);
        m_genotype->setFont(code);
        m_genotype->setStyleSheet(QStringLiteral("QPlainTextEdit{font-family:'%1';font-size:%2px;padding:2px}"
                                                 "QAbstractScrollArea::corner{background:transparent}")
                                      .arg(code.family())
                                      .arg(kCodePixels));
    }

    void refreshEdge() {
        const SnapshotPtr current = m_timeline->current();
        const AlphaGroup* group = groupAt(current, m_group);
        const bool chosen = group && isCell(*group) && m_row >= 0 && m_row < static_cast<int>(group->rowCount());
        m_epoch->setText(current ? tr("epoch %1").arg(current->epoch + 1) : QString());
        m_edgeTitle->setText(chosen ? edgeLabel(group->rows[static_cast<std::size_t>(m_row)]) : tr("No edge chosen"));
        if (!chosen) {
            m_bars->setBars({}, std::nullopt);
            m_why->setText(
                tr("Choose an edge in the cell or a row of alpha: here is why the parse keeps its operations or not."));
            return;
        }
        const DiscretizeSpec& rule = m_timeline->parseRule();
        QVector<OperationBar> bars;
        for (const ParseReason& reason : explainParse(*group, rule))
            if (reason.row == m_row)
                bars.push_back({QString::fromStdString(group->columns[static_cast<std::size_t>(reason.column)]),
                                group->weight(static_cast<std::size_t>(m_row), static_cast<std::size_t>(reason.column)),
                                reason.verdict == ParseVerdict::Kept});
        m_bars->setBars(bars, rule.method == ParseMethod::Darts ? std::nullopt : std::optional(rule.threshold));
        m_why->setText(parseSentence(*group, m_row, rule) + QLatin1Char(' ') +
                       stabilitySentence(*m_timeline, m_group, m_row));
    }

    void refreshParse() {
        m_whatIfTitle->setText(tr("WHAT IF PARSED ANOTHER WAY"));
        m_reset->setText(m_timeline->parseIsRecipes() ? QString() : linkText(QStringLiteral("reset"), tr("reset")));
        m_genotypeTitle->setText(m_timeline->parseIsRecipes() ? tr("Genotype") : tr("Genotype, what if"));
        const SnapshotPtr current = m_timeline->current();
        const std::optional<Genotype> genotype = genotypeOf(*m_timeline, current);
        m_links->setText(genotype ? linkText(QStringLiteral("copy"), tr("Copy")) + QStringLiteral(" \u00b7 ") +
                                        linkText(QStringLiteral("keep"), tr("Keep as\u2026")) + QStringLiteral(" \u00b7 ") +
                                        linkText(QStringLiteral("train"), tr("Train\u2026"))
                                  : QString());
        const QString text = genotype ? QString::fromStdString(genotypeTextWrapped(*genotype)) : QString();
        if (text != m_genotype->toPlainText()) {
            const int position = m_genotype->verticalScrollBar()->value();
            m_genotype->setPlainText(text);
            m_genotype->verticalScrollBar()->setValue(position);
        }
        refreshCost(current);
    }

    void refreshCost(const SnapshotPtr& current) {
        const std::optional<NetworkCost> cost = costOf(*m_timeline, current);
        const QString none = QStringLiteral("\u2014");
        m_parameters->setText(cost ? countText(static_cast<double>(cost->parameters)) : none);
        m_multiplyAdds->setText(cost ? countText(static_cast<double>(cost->multiplyAdds)) : none);
        m_parametersTitle->setText(tr("parameters"));
        m_multiplyAddsTitle->setText(tr("multiply-adds"));
        const NetworkShape shape = retrainShape(m_timeline->identity().request);
        const QString tip = tr("Computed from the genotype, for a network of %1 cells and %2 channels on %3 \u00d7 %4 "
                               "images, %5 classes")
                                .arg(shape.cells)
                                .arg(shape.channels)
                                .arg(shape.width)
                                .arg(shape.height)
                                .arg(shape.classes);
        for (QLabel* text : {m_parameters, m_multiplyAdds, m_parametersTitle, m_multiplyAddsTitle})
            text->setToolTip(tip);
    }

    void refresh() {
        const Request& request = m_timeline->identity().request;
        m_choices->setVisible(!request.training && !request.siamese && !request.motor && !request.pruning && !request.vitWork); // nothing is parsed there
        refreshEdge();
        refreshParse();
    }

    RunTimeline* m_timeline;
    int m_group = 0, m_row = -1;
    ColumnScroll* m_scroll = new ColumnScroll;
    QWidget* m_choices = new QWidget; ///< the edge and the what-if
    QLabel* m_edgeTitle = label();
    QLabel* m_epoch = label();
    OperationBars* m_bars = new OperationBars;
    QLabel* m_why = label();
    QWidget* m_rule = rule();
    QLabel* m_whatIfTitle = label();
    QLabel* m_reset = label(Qt::RichText);
    QLabel* m_parameters = label();
    QLabel* m_multiplyAdds = label();
    QLabel* m_parametersTitle = label();
    QLabel* m_multiplyAddsTitle = label();
    QLabel* m_genotypeTitle = label();
    QLabel* m_links = label(Qt::RichText);
    QPlainTextEdit* m_genotype = new QPlainTextEdit;
};

Inspector::Inspector(RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    const auto refresh = [this] { m->refresh(); };
    connect(timeline, &RunTimeline::runChanged, this, [this] { setEdge(0, -1); });
    connect(timeline, &RunTimeline::dataChanged, this, refresh);
    connect(timeline, &RunTimeline::currentChanged, this, refresh);
    connect(timeline, &RunTimeline::parseRuleChanged, this, refresh);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] {
        m->applyColours();
        m->refresh();
    });
    connect(m->m_reset, &QLabel::linkActivated, this, &Inspector::resetParse);
    connect(m->m_links, &QLabel::linkActivated, this, [this](const QString& target) {
        if (target == QLatin1String("copy")) return copyGenotype();
        if (target == QLatin1String("train")) return trainRequested();
        const SnapshotPtr current = m->m_timeline->current();
        Q_EMIT keepRequested(genotypeText(), parseDescription(), current ? current->epoch : -1);
    });
    m->applyColours();
    m->refresh();
}

Inspector::~Inspector() = default;

QString Inspector::genotypeText() const {
    const std::optional<Genotype> genotype = genotypeOf(*m->m_timeline, m->m_timeline->current());
    return genotype ? QString::fromStdString(dnas::genotypeText(*genotype)) : QString();
}

QString Inspector::parseDescription() const {
    return dnas::parseDescription(m->m_timeline->parseRule());
}

void Inspector::resetParse() {
    const DiscretizeSpec before = m->m_timeline->parseRule();
    m->m_timeline->resetParseRule();
    if (!(m->m_timeline->parseRule() == before)) Q_EMIT parseEdited(before);
}

void Inspector::setEdge(int group, int row) {
    m->m_group = group;
    m->m_row = row;
    m->refresh();
}

void Inspector::copyGenotype() {
    const QString text = genotypeText();
    if (!text.isEmpty()) QApplication::clipboard()->setText(text);
}

} // namespace dnas
