#include "widgets/epoch_scrubber.h"

#include "widgets/label_style.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"
#include "widgets/scrubber_track.h"
#include "widgets/theme_notifier.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace dnas {

namespace {

constexpr std::chrono::milliseconds kStep{100};

/// A triangle, or two bars while playing, in the colour of the theme.
QIcon playIcon(bool playing) {
    constexpr int kSize = 14, kScale = 2;
    QPixmap pixmap(kSize * kScale, kSize * kScale);
    pixmap.setDevicePixelRatio(kScale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().text);
    if (playing) {
        painter.drawRect(QRectF(3, 2, 3, 10));
        painter.drawRect(QRectF(8, 2, 3, 10));
    } else {
        painter.drawPolygon(QPolygonF({{3.5, 1.5}, {12.5, 7}, {3.5, 12.5}}));
    }
    return QIcon(pixmap);
}

} // namespace

class EpochScrubber::Impl {
  public:
    Impl(EpochScrubber* scrubber, RunTimeline* timeline)
        : m_timeline(timeline), m_play(new QToolButton(scrubber)), m_film(new QToolButton(scrubber)), m_track(new ScrubberTrack(timeline, scrubber)),
          m_epoch(new QLabel(scrubber)), m_live(new QLabel(scrubber)) {
        m_play->setFixedSize(30, 30);
        m_play->setCheckable(true);
        m_film->setText(tr("Film\u2026"));
        m_film->setToolTip(tr("Save the epochs as an animated image"));
        m_epoch->setAlignment(Qt::AlignRight | Qt::AlignBottom);
        m_live->setAlignment(Qt::AlignRight | Qt::AlignTop);
        m_live->setTextFormat(Qt::RichText);
        auto* words = new QVBoxLayout;
        words->setSpacing(1);
        words->addStretch();
        words->addWidget(m_epoch);
        words->addWidget(m_live);
        words->addStretch();
        auto* frame = new QFrame;
        frame->setObjectName(QStringLiteral("panel")); // looks like the panels above it
        auto* whole = new QVBoxLayout(scrubber);
        whole->setContentsMargins(0, 0, 0, 0);
        whole->addWidget(frame);
        auto* layout = new QHBoxLayout(frame);
        layout->setContentsMargins(12, 8, 16, 8);
        layout->setSpacing(10);
        layout->addWidget(m_play);
        layout->addWidget(m_film);
        layout->addWidget(m_track, 1);
        layout->addLayout(words);
        m_clock.setInterval(kStep);
    }

    void showWords() {
        const QFont large = titleFont();
        dress(m_epoch, large, tokens().text);
        dress(m_live, secondaryFont(), tokens().muted);
        const SnapshotPtr current = m_timeline->current();
        m_play->setEnabled(m_timeline->count() > 1);
        m_film->setEnabled(m_timeline->count() > 0);
        m_epoch->setText(current ? tr("Epoch %1").arg(current->epoch + 1) : tr("No epoch yet"));
        m_live->setText(current ? tr("of %1 \u00b7 %2").arg(current->epochs).arg(liveText()) : QString());
        // The widest words decide, so that the track does not breathe while one scrubs.
        const QString digits = QString::number(current ? current->epochs : 0);
        int widest = QFontMetrics(large).horizontalAdvance(tr("Epoch %1").arg(digits));
        for (const QString& words : {tr("follow live"), tr("following"), tr("last epoch")})
            widest = std::max(widest, QFontMetrics(secondaryFont())
                                          .horizontalAdvance(tr("of %1 \u00b7 %2").arg(digits, words)));
        m_epoch->setMinimumWidth(widest + 6);
    }

    /// The way back to the last epoch; of a run that goes on, that is to follow it.
    QString liveText() const {
        const bool live = m_timeline->isLive();
        if (m_timeline->followsLive()) return live ? tr("following") : tr("last epoch");
        return linkText(QStringLiteral("live"), live ? tr("follow live") : tr("last epoch"));
    }

    void showPlaying() {
        const bool playing = m_clock.isActive();
        m_play->setIcon(playIcon(playing));
        const Tokens& t = tokens();
        for (QToolButton* button : {m_play, m_film})
            button->setStyleSheet(QStringLiteral("QToolButton{background:%1;border:1px solid %2;border-radius:6px;"
                                                 "padding:5px 8px;color:%4;font-size:12px}"
                                                 "QToolButton:hover,QToolButton:focus{border-color:%3}"
                                                 "QToolButton:disabled{color:%5}")
                                      .arg(t.panel.name(), t.line.name(), t.accent.name(), t.text.name(), t.faint.name()));
        m_play->setChecked(playing);
        m_play->setToolTip(playing ? tr("Pause") : tr("Play through the epochs"));
        m_play->setAccessibleName(m_play->toolTip());
    }

    RunTimeline* m_timeline;
    QToolButton* m_play;
    QToolButton* m_film;
    ScrubberTrack* m_track;
    QLabel* m_epoch;
    QLabel* m_live;
    QTimer m_clock;
};

EpochScrubber::EpochScrubber(RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    const auto words = [this] { m->showWords(); };
    connect(timeline, &RunTimeline::runChanged, this, [this] {
        play(false);
        m->showWords();
    });
    connect(timeline, &RunTimeline::dataChanged, this, words);
    connect(timeline, &RunTimeline::currentChanged, this, words);
    connect(timeline, &RunTimeline::followLiveChanged, this, words);
    connect(timeline, &RunTimeline::liveChanged, this, words);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] {
        m->showWords();
        m->showPlaying();
    });
    connect(m->m_live, &QLabel::linkActivated, timeline, [timeline] { timeline->setFollowLive(true); });
    connect(m->m_play, &QToolButton::clicked, this, &EpochScrubber::play);
    connect(m->m_film, &QToolButton::clicked, this, &EpochScrubber::filmRequested);
    connect(&m->m_clock, &QTimer::timeout, this, [this, timeline] {
        timeline->setCurrentIndex(timeline->currentIndex() + 1);
        if (timeline->currentIndex() + 1 >= timeline->count()) play(false);
    });
    m->showWords();
    m->showPlaying();
}

EpochScrubber::~EpochScrubber() = default;

bool EpochScrubber::isPlaying() const {
    return m->m_clock.isActive();
}

void EpochScrubber::play(bool on) {
    if (on && m->m_timeline->count() > 1) {
        if (m->m_timeline->currentIndex() + 1 >= m->m_timeline->count()) m->m_timeline->setCurrentIndex(0);
        m->m_clock.start();
    } else {
        m->m_clock.stop();
    }
    m->showPlaying();
}

} // namespace dnas
