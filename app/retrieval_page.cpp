#include "app/retrieval_page.h"

#include "app/attempt.h"
#include "app/plural.h"
#include "engine/api/error.h"
#include "widgets/example_grid.h"
#include "widgets/hit_grid.h"
#include "widgets/palette.h"
#include "widgets/thumbnail.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>

namespace dnas {
namespace {

constexpr std::size_t kToldSkips = 5;

QString milliseconds(double seconds) {
    return RetrievalPage::tr("%1 ms").arg(seconds * 1e3, 0, 'f', seconds < 0.01 ? 2 : 0);
}

/// Whether an experiment can hold an encoder; whether it has weights yet, the engine says.
bool mayEncode(const ExperimentSummary& e) {
    return !e.damaged && e.epochsDone > 0 && (e.method.rfind("nasiam", 0) == 0 || e.method == kPretrainMethod || e.method == kFineTuneMethod || e.method == kRetrainMethod);
}

} // namespace

RetrievalPage::~RetrievalPage() {
    stop();
}

void RetrievalPage::setProject(const QString& path) {
    if (path == m_project) return;
    stop();
    m_project = path;
    m_encoder->clear();
    clearIndex();
}

void RetrievalPage::setExperiments(const std::vector<ExperimentSummary>& experiments) {
    const QVariant before = m_encoder->currentData();
    const QSignalBlocker quiet(m_encoder);
    m_encoder->clear();
    for (const ExperimentSummary& e : experiments)
        if (mayEncode(e)) m_encoder->addItem(QString::fromStdString(e.name), static_cast<qlonglong>(e.id));
    m_encoder->setCurrentIndex(std::max(0, m_encoder->findData(before)));
    showState();
}

void RetrievalPage::chooseEncoder(std::int64_t experiment) {
    const int place = m_encoder->findData(static_cast<qlonglong>(experiment));
    if (place >= 0) m_encoder->setCurrentIndex(place);
}

void RetrievalPage::setSource(const QString& source) {
    m_source->setCurrentText(source);
}

void RetrievalPage::startIndexing() {
    if (busy() || !m_start->isEnabled()) return;
    clearIndex();
    m_control = std::make_shared<RunControl>();
    m_percent = 0;
    showState();
    const auto tell = [this, control = m_control](int done, int total) {
        QMetaObject::invokeMethod(this, [this, control, percent = 100 * done / std::max(1, total)] {
            if (control != m_control || percent == m_percent) return;
            m_percent = percent;
            showState();
        }, Qt::QueuedConnection);
        return !control->stopRequested();
    };
    EncoderChoice choice;
    choice.kind = static_cast<EncoderKind>(m_kind->currentData().toInt());
    choice.experiment = m_encoder->currentData().toLongLong();
    const auto work = [runner = m_runner, path = m_project.toStdString(), choice, source = m_source->currentText().trimmed().toStdString(), tell] {
        return attempt([&] { return runner->index(path, choice, source, tell); });
    };
    m_worker.run(this, work, [this, control = m_control](Attempted<RetrievalIndex> result) {
        if (control != m_control) return; // of a project that was closed
        m_control = nullptr;
        if (!result.value)
            Q_EMIT failed(result.error);
        else if (!control->stopRequested())
            takeIndex(std::move(*result.value));
        showState();
    });
}

void RetrievalPage::stop() {
    if (m_control) m_control->requestStop();
}

void RetrievalPage::takeIndex(RetrievalIndex index) {
    m_index = std::make_shared<const RetrievalIndex>(std::move(index));
    const std::vector<std::string>& skipped = m_index->skipped;
    for (std::size_t i = 0; i < std::min(kToldSkips, skipped.size()); ++i)
        Q_EMIT told(tr("Left out: %1").arg(QString::fromStdString(skipped[i])));
    if (skipped.size() > kToldSkips) Q_EMIT told(tr("… and %1 more.").arg(skipped.size() - kToldSkips));
    Q_EMIT indexed();
    measure();
    askWith(0); // something to look at
}

/// Of the whole index, beside what the page shows meanwhile.
void RetrievalPage::measure() {
    if (!m_index) return;
    m_score->setText(tr("measuring…"));
    const auto work = [index = m_index, tau = m_threshold->value()] { return std::pair(tau, evaluateRetrieval(*index, tau <= -1 ? -2 : tau)); };
    m_meter.run(this, work, [this, index = m_index](const std::pair<double, RetrievalScore>& result) {
        if (index != m_index || result.first != m_threshold->value()) return;
        const RetrievalScore& score = result.second;
        m_score->setText(score.queries == 0 ? tr("No image has a partner: nothing to measure. Images of one folder belong together.")
                                            : tr("Mean average precision %1 %\nprecision at 1: %2 %\n%3, %4 each")
                                                  .arg(100 * score.meanAveragePrecision, 0, 'f', 1)
                                                  .arg(100 * score.precisionAt1, 0, 'f', 1)
                                                  .arg(plural(score.queries, tr("%n query"), tr("%n queries")), milliseconds(score.querySeconds)));
        Q_EMIT measured();
    });
}

void RetrievalPage::browse() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Image to ask with"), {}, tr("Images (*.png *.jpg *.jpeg *.bmp *.pgm *.ppm *.webp);;All files (*)"));
    if (!path.isEmpty()) ask(path);
}

void RetrievalPage::ask(const QString& imageFile) {
    if (!m_index || m_project.isEmpty()) return;
    const auto work = [runner = m_runner, path = m_project.toStdString(), index = m_index, file = imageFile.toStdString()] {
        return attempt([&] { return runner->queryFeature(path, *index, file); });
    };
    m_worker.run(this, work, [this, index = m_index, imageFile](Attempted<std::vector<float>> result) {
        if (index != m_index) return;
        if (!result.value) return failed(result.error);
        takeQuery({QFileInfo(imageFile).fileName(), -1, std::move(*result.value), QImage(imageFile)});
    });
}

void RetrievalPage::askWith(int item) {
    if (!m_index || item < 0 || item >= static_cast<int>(m_index->items.size())) return;
    const auto begin = m_index->features.begin() + std::ptrdiff_t(item) * m_index->width;
    Query query{QString::fromStdString(m_index->items[static_cast<std::size_t>(item)].name), item, {begin, begin + m_index->width}, {}};
    const auto work = [runner = m_runner, index = m_index, item] { return attempt([&] { return runner->itemImages(*index, {item}, kPictureSide); }); };
    m_worker.run(this, work, [this, index = m_index, query](const Attempted<std::vector<PreviewImage>>& images) {
        if (index != m_index) return;
        Query shown = query;
        if (images.value && !images.value->empty()) shown.image = imageOf(images.value->front());
        takeQuery(std::move(shown));
    });
}

void RetrievalPage::takeQuery(Query query) {
    m_query = std::move(query);
    QPixmap picture(m_picture->size() * devicePixelRatioF());
    picture.setDevicePixelRatio(devicePixelRatioF());
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    paintThumbnail(painter, QRectF(QPointF(), m_picture->size()), m_query.image);
    painter.setPen(tokens().line);
    painter.drawRect(QRectF(QPointF(0.5, 0.5), QSizeF(m_picture->size()) - QSizeF(1, 1)));
    painter.end();
    m_picture->setPixmap(picture);
    m_queryName->setText(m_queryName->fontMetrics().elidedText(m_query.name, Qt::ElideMiddle, kSideWidth));
    m_queryName->setToolTip(m_query.name);
    rank();
}

void RetrievalPage::rank() {
    if (!m_index || m_query.feature.empty()) return;
    struct Ranked {
        std::vector<RetrievalHit> hits;
        std::size_t found = 0;
        double seconds = 0;
        std::vector<int> read; ///< items of `images`
        std::vector<PreviewImage> images;
        QString error;
    };
    std::set<int> known;
    for (const auto& [item, image] : m_images) known.insert(item);
    const auto work = [runner = m_runner, index = m_index, feature = m_query.feature, item = m_query.item, tau = m_threshold->value(),
                       limit = static_cast<std::size_t>(m_limit->value()), known] {
        Ranked ranked;
        const auto start = std::chrono::steady_clock::now();
        ranked.hits = rankItems(*index, feature.data(), tau <= -1 ? -2 : tau, item);
        ranked.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        ranked.found = ranked.hits.size();
        ranked.hits.resize(std::min(ranked.found, limit));
        for (const RetrievalHit& hit : ranked.hits)
            if (known.count(hit.item) == 0) ranked.read.push_back(hit.item);
        if (ranked.read.empty()) return ranked;
        Attempted<std::vector<PreviewImage>> images = attempt([&] { return runner->itemImages(*index, ranked.read, kThumbnail); });
        if (images.value) ranked.images = std::move(*images.value);
        ranked.error = images.error;
        return ranked;
    };
    m_worker.run(this, work, [this, index = m_index, ranking = ++m_rankings](const Ranked& ranked) {
        if (index != m_index || ranking != m_rankings) return;
        m_answer->setText(tr("%1 of %2 in %3").arg(QLocale(QLocale::English).toString(static_cast<int>(ranked.found)), plural(static_cast<int>(index->items.size()), tr("%n image"), tr("%n images")), milliseconds(ranked.seconds)));
        if (!ranked.error.isEmpty()) Q_EMIT failed(ranked.error);
        for (std::size_t i = 0; i < ranked.images.size(); ++i) m_images[ranked.read[i]] = imageOf(ranked.images[i]);
        showHits(ranked.hits);
        Q_EMIT answered();
    });
}

void RetrievalPage::showHits(const std::vector<RetrievalHit>& hits) {
    std::vector<HitTile> tiles;
    for (const RetrievalHit& hit : hits) {
        const RetrievalItem& item = m_index->items[static_cast<std::size_t>(hit.item)];
        const auto image = m_images.find(hit.item);
        HitTile tile{image == m_images.end() ? QImage() : image->second, QString::fromStdString(item.name), hit.similarity, hit.item, HitTile::Relevance::Unknown};
        if (m_query.item >= 0)
            tile.relevance = item.group == m_index->items[static_cast<std::size_t>(m_query.item)].group ? HitTile::Relevance::Relevant : HitTile::Relevance::Other;
        tiles.push_back(std::move(tile));
    }
    m_grid->setNothing(tr("No image is more similar than the threshold."));
    m_grid->setHits(std::move(tiles));
}

void RetrievalPage::clearIndex() {
    m_index = nullptr;
    m_query = {};
    m_images.clear();
    m_control = nullptr;
    ++m_rankings;
    m_picture->clear();
    for (QLabel* label : {m_queryName, m_answer, m_score}) label->clear();
    m_grid->setNothing(tr("Choose an encoder and images, and index them. Then ask with any image."));
    m_grid->setHits({});
    showState();
}

void RetrievalPage::showState() {
    m_start->setText(busy() ? tr("&Stop") : tr("&Index"));
    m_start->setEnabled(busy() || (!m_project.isEmpty() && m_encoder->count() > 0 && !m_source->currentText().trimmed().isEmpty()));
    for (QWidget* widget : {static_cast<QWidget*>(m_encoder), static_cast<QWidget*>(m_kind), static_cast<QWidget*>(m_source), static_cast<QWidget*>(m_browse)})
        widget->setEnabled(!busy());
    m_choose->setEnabled(m_index != nullptr);
    QString state, skipped;
    if (m_index) {
        state = tr("%1, %2 of %3").arg(plural(static_cast<int>(m_index->items.size()), tr("%n image"), tr("%n images")), plural(m_index->width, tr("%n feature"), tr("%n features")),
                                       QString::fromStdString(m_index->encoder));
        if (!m_index->skipped.empty()) skipped = plural(static_cast<int>(m_index->skipped.size()), tr("%n file could not be read: see the log"), tr("%n files could not be read: see the log"));
    } else if (busy()) {
        state = m_percent > 0 && m_percent < 100 ? tr("reading images, %1 %").arg(m_percent) : m_percent == 100 ? tr("computing features…") : tr("starting…");
    } else if (m_encoder->count() == 0) {
        state = tr("No run of this project has an encoder yet: pretrain or train a network first.");
    }
    m_state->setText(state);
    m_skipped->setText(skipped);
    m_skipped->setVisible(!skipped.isEmpty());
}

} // namespace dnas
