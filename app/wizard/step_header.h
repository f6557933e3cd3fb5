// The numbered steps at the top of the wizard: done, current, to come. A click goes back.
// Thread rule: GUI thread.
#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

namespace dnas {

class StepHeader : public QWidget {
    Q_OBJECT
  public:
    StepHeader(QStringList titles, QWidget* parent = nullptr);
    void setCurrent(int step);
    QSize sizeHint() const override;

  Q_SIGNALS:
    void stepClicked(int step);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

  private:
    /// Left edge of each step for this width; distances shrink before titles are cut.
    std::vector<QRect> places() const;

    QStringList m_titles;
    int m_current = 0;
};

} // namespace dnas
