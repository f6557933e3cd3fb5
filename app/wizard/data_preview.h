// What a data set holds, drawn: images a class as bars, and a few of the images.
// Thread rule: GUI thread.
#pragma once

#include "engine/api/data_info.h"

#include <QImage>
#include <QWidget>

#include <optional>
#include <vector>

namespace dnas {

/// Horizontal bars with name and count; with more classes than fit, only the bars remain, and the tool tip names them.
class ClassBars : public QWidget {
    Q_OBJECT
  public:
    using QWidget::QWidget;
    void setData(const std::optional<DataInfo>& data);
    QSize sizeHint() const override { return {320, 240}; }
    QSize minimumSizeHint() const override { return {160, 80}; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    double rowHeight() const;
    std::vector<std::int64_t> m_counts;
    std::vector<QString> m_names;
};

/// Thumbnails in rows; small images are enlarged without smoothing, so that pixels stay pixels. With a colour model, each
/// image is followed by its channels.
class PreviewGrid : public QWidget {
    Q_OBJECT
  public:
    explicit PreviewGrid(QWidget* parent = nullptr);
    /// @param channels of each image; may be empty
    void setData(const std::optional<DataInfo>& data, const std::vector<std::vector<PreviewImage>>& channels = {});
    QSize sizeHint() const override { return {320, 2 * kCell + 8}; }
    QSize minimumSizeHint() const override { return {160, 2 * kCell + 8}; }

    static constexpr int kCell = 44;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    std::vector<QImage> m_images;
    int m_together = 1; ///< images that stand in one row: one and its channels
};

} // namespace dnas
