#include "widgets/run_header.h"

#include "widgets/data_text.h"
#include "widgets/cell_reading.h"
#include "widgets/cell_tips.h"
#include "widgets/label_style.h"
#include "widgets/palette.h"
#include "widgets/pruning_words.h"
#include "widgets/run_timeline.h"
#include "widgets/theme_notifier.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace dnas {

namespace {

constexpr int kTightGap = 10, kGap = 26, kLeastTitle = 130;

/// A value in large over what it is.
class KeyFigure final : public QWidget {
  public:
    explicit KeyFigure(const QString& title) : m_value(new QLabel), m_title(new QLabel(title)) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        for (QLabel* label : {m_value, m_title}) {
            label->setTextFormat(Qt::PlainText);
            label->setAlignment(Qt::AlignRight);
            column->addWidget(label);
        }
    }
    void setValue(const QString& value) { m_value->setText(value); }
    void setTitle(const QString& title) { m_title->setText(title); }
    /// The run has it; the header shows it where there is room.
    void setWanted(bool wanted) { m_wanted = wanted; }
    bool isWanted() const { return m_wanted; }
    QString value() const { return m_value->text(); }
    void dress(const QColor& valueColour) {
        QFont font = titleFont();
        font.setPixelSize(font.pixelSize() - 1);
        dnas::dress(m_value, font, valueColour);
        dnas::dress(m_title, secondaryFont(), tokens().muted);
    }

  private:
    QLabel* m_value;
    QLabel* m_title;
    bool m_wanted = true;
};

/// "45 s", "1:52 min", "2:05 h"
QString durationText(double seconds) {
    const auto whole = static_cast<long long>(std::llround(std::min(seconds, 1e9)));
    const auto parts = [](long long large, long long small) {
        return QStringLiteral("%1:%2").arg(large).arg(small, 2, 10, QLatin1Char('0'));
    };
    if (whole < 60) return RunHeader::tr("%1 s").arg(whole);
    if (whole < 3600) return RunHeader::tr("%1 min").arg(parts(whole / 60, whole % 60));
    return RunHeader::tr("%1 h").arg(parts(whole / 3600, whole / 60 % 60));
}

} // namespace

class RunHeader::Impl {
  public:
    Impl(RunHeader* header, RunTimeline* timeline)
        : m_header(header), m_timeline(timeline), m_title(new QLabel), m_top1(new KeyFigure(tr("validation top-1"))),
          m_skips(new KeyFigure(tr("skips"))), m_parameters(new KeyFigure(tr("parameters if stopped"))),
          m_left(new KeyFigure(tr("left"))) {
        auto* row = new QHBoxLayout(header);
        row->setContentsMargins(4, 8, 4, 8);
        row->setSpacing(kTightGap);
        m_title->setTextFormat(Qt::PlainText);
        row->addWidget(m_title);
        for (QLabel*& chip : m_chips) {
            chip = new QLabel;
            chip->setTextFormat(Qt::PlainText);
            row->addWidget(chip, 0, Qt::AlignVCenter);
        }
        row->addStretch(1);
        for (KeyFigure* figure : figures()) {
            row->addWidget(figure);
            row->addSpacing(figure == m_left ? 0 : kGap - kTightGap);
        }
    }

    std::array<KeyFigure*, 4> figures() const { return {m_top1, m_skips, m_parameters, m_left}; }

    void dress() {
        const Tokens& t = tokens();
        dnas::dress(m_title, titleFont(), t.text);
        const QString frame = QStringLiteral("background:%1;border:1px solid %2;border-radius:8px;padding:1px 8px")
                                  .arg(t.panel.name(), t.line.name());
        for (QLabel* chip : m_chips)
            dnas::dress(chip, secondaryFont(), t.muted, frame);
        for (KeyFigure* figure : figures())
            figure->dress(figure == m_skips && m_manySkips ? t.warning : t.text);
    }

    void showIdentity() {
        const RunIdentity& identity = m_timeline->identity();
        m_title->setToolTip(identity.name);
        QStringList texts{identity.method, dataText(identity.data.toStdString())};
        if (identity.request.pruning) texts = pruningChips(*identity.request.pruning);
        texts << tr("seed %1").arg(identity.seed);
        for (std::size_t i = 0; i < m_chips.size(); ++i) {
            m_chips[i]->setText(texts.value(static_cast<int>(i)));
            m_chips[i]->setToolTip(i == 1 && !identity.request.pruning ? identity.data : QString());
        }
    }

    void showFigures() {
        const SnapshotPtr current = m_timeline->current();
        const QString none = QStringLiteral("\u2014");
        const Request& request = m_timeline->identity().request;
        const double value = current ? current->metric(request.motor ? "valid_loss" : "valid_top1") : std::nan("");
        const bool ofNeighbours = current && std::isfinite(current->metric("knn_top1"));
        m_top1->setTitle(request.motor ? tr("validation loss") : ofNeighbours ? tr("top-1 of neighbours") : tr("validation top-1"));
        m_top1->setValue(!std::isfinite(value) ? none : request.motor ? QString::number(value, 'g', 3) : tr("%1 %").arg(100 * value, 0, 'f', 1));
        showSkips(current);
        showParameters(current);
        dress();
        fit();
    }

    /// Of the network that is trained, or of the one that the genotype on view stands for.
    void showParameters(const SnapshotPtr& current) {
        const Request& request = m_timeline->identity().request;
        double parameters = std::nan("");
        if (request.training || request.vitWork) {
            if (current) parameters = current->metric("parameters");
            m_parameters->setTitle(tr("parameters"));
            m_parameters->setToolTip(tr("Of the network that is trained, without its auxiliary head"));
        } else {
            if (const std::optional<NetworkCost> cost = costOf(*m_timeline, current)) parameters = static_cast<double>(cost->parameters);
            m_parameters->setTitle(tr("parameters if stopped"));
            m_parameters->setToolTip(tr("Computed for the network of the current genotype, with 20 cells and 36 channels"));
        }
        const QString empty = noOperationSentence(*m_timeline, -1);
        if (!std::isfinite(parameters) && !empty.isEmpty()) m_parameters->setToolTip(empty);
        m_parameters->setValue(std::isfinite(parameters) ? countText(parameters) : QStringLiteral("\u2014"));
        const bool decided = request.motor || request.pruning || request.siamese || (request.vitWork && request.vitWork->work != VitWork::Train); // neither cells nor labels
        m_parameters->setWanted(!decided);
        m_skips->setWanted(!decided && !request.training && !request.vitWork);
        m_top1->setWanted(!request.pruning && !(request.vitWork && request.vitWork->work == VitWork::Compare));
    }

    /// The cell with most skip connections is the one to worry about.
    void showSkips(const SnapshotPtr& current) {
        const std::optional<Genotype> genotype = genotypeOf(*m_timeline, current);
        m_manySkips = false;
        m_skips->setValue(QStringLiteral("\u2014"));
        m_skips->setToolTip({});
        if (!genotype || genotype->cells.empty()) return;
        const std::vector<int> counts = skipCounts(*genotype);
        if (const QString empty = noOperationSentence(*m_timeline, -1); !empty.isEmpty()) return m_skips->setToolTip(empty);
        std::size_t worst = 0; // of cells with as many skips the larger one
        for (std::size_t cell = 1; cell < counts.size(); ++cell)
            if (std::pair(counts[cell], genotype->cells[cell].edges.size()) > std::pair(counts[worst], genotype->cells[worst].edges.size())) worst = cell;
        const auto words = [&](std::size_t cell) {
            const std::size_t edges = genotype->cells[cell].edges.size();
            return edges == 0 ? tr("no operation") : tr("%1 of %2").arg(counts[cell]).arg(edges);
        };
        m_skips->setValue(words(worst));
        // Half of the operations: what DARTS+ calls a collapse.
        m_manySkips = counts[worst] > 0 && 2 * counts[worst] >= static_cast<int>(genotype->cells[worst].edges.size());
        QStringList cells;
        for (std::size_t cell = 0; cell < counts.size(); ++cell)
            cells << tr("%1: %2").arg(groupTitle(genotype->cells[cell].name), words(cell));
        m_skips->setToolTip(tr("Skip connections in each cell\n") + cells.join(QLatin1Char('\n')));
    }

    void showLeft(const QString& value, const QString& title) {
        m_left->setValue(value);
        m_left->setTitle(title);
        m_left->setWanted(!value.isEmpty());
        fit();
    }

    /// What the figures that are shown take.
    int figuresWidth() const {
        int width = kTightGap + m_header->layout()->contentsMargins().left() + m_header->layout()->contentsMargins().right();
        for (const KeyFigure* figure : figures())
            if (!figure->isHidden()) width += figure->sizeHint().width() + kGap + kTightGap;
        return width;
    }

    /// Narrow: the chips go first, the last one before the others; then the title is shortened; then figures go.
    void fit() {
        for (QLabel* label : m_header->findChildren<QLabel*>())
            label->ensurePolished(); // else sizes of another font
        for (KeyFigure* figure : figures())
            figure->setVisible(figure->isWanted());
        const QString name = m_timeline->identity().name;
        const int title = QFontMetrics(m_title->font()).horizontalAdvance(name) + 2;
        for (KeyFigure* figure : {m_parameters, m_skips})
            if (m_header->width() - figuresWidth() < std::min(title, kLeastTitle)) figure->setVisible(false);
        const int room = std::max(40, m_header->width() - figuresWidth());
        int used = title;
        for (QLabel* chip : m_chips) {
            used += chip->sizeHint().width() + kTightGap;
            chip->setVisible(!chip->text().isEmpty() && used <= room);
        }
        m_title->setFixedWidth(std::min(title, room));
        m_title->setText(QFontMetrics(m_title->font()).elidedText(name, Qt::ElideRight, std::min(title, room)));
    }

    RunHeader* m_header;
    RunTimeline* m_timeline;
    QLabel* m_title;
    std::array<QLabel*, 5> m_chips{};
    KeyFigure *m_top1, *m_skips, *m_parameters, *m_left;
    bool m_manySkips = false;
};

RunHeader::RunHeader(RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    const auto figures = [this] { m->showFigures(); };
    connect(timeline, &RunTimeline::runChanged, this, [this] {
        m->showIdentity();
        m->showLeft({}, {});
        m->showFigures();
    });
    connect(timeline, &RunTimeline::dataChanged, this, figures);
    connect(timeline, &RunTimeline::currentChanged, this, figures);
    connect(timeline, &RunTimeline::parseRuleChanged, this, figures);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, figures);
    m->showIdentity();
    m->showLeft({}, {});
    m->showFigures();
}

RunHeader::~RunHeader() = default;

void RunHeader::setProgress(const StepProgress& progress) {
    m->showLeft(progress.secondsLeft >= 0 ? durationText(progress.secondsLeft) : QStringLiteral("\u2026"), tr("left"));
}

void RunHeader::setStatusText(const QString& text) {
    m->showLeft(text, text.isEmpty() ? QString() : tr("status"));
}

void RunHeader::resizeEvent(QResizeEvent*) {
    m->fit();
}

} // namespace dnas
