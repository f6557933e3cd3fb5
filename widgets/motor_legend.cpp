#include "widgets/motor_legend.h"

#include "widgets/palette.h"

#include <QPainter>

namespace dnas {

QPen motorPen(MotorModel model) {
    const Tokens& t = tokens();
    switch (model) {
    case MotorModel::Truth: {
        QColor wide = t.faint;
        wide.setAlphaF(0.45f);
        return QPen(wide, 6, Qt::SolidLine, Qt::RoundCap);
    }
    case MotorModel::Searched:
        return QPen(t.accent, 2);
    case MotorModel::Baseline:
        return QPen(t.dark ? QColor(0xe0, 0x6a, 0xa4) : QColor(0xc2, 0x43, 0x7e), 1.6, Qt::DashLine);
    }
    return {};
}

MotorLegend::MotorLegend(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Legend"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void MotorLegend::setHasTruth(bool hasTruth) {
    m_hasTruth = hasTruth;
    update();
}

void MotorLegend::paintLegend(QPainter& painter, const QRectF& area) const {
    const std::pair<MotorModel, QString> entries[] = {{MotorModel::Searched, tr("searched")},
                                                      {MotorModel::Baseline, tr("baseline, tanh")},
                                                      {MotorModel::Truth, tr("truth")}};
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(secondaryFont());
    double x = area.left() + 52;
    for (const auto& [model, text] : entries) {
        if (model == MotorModel::Truth && !m_hasTruth) continue;
        painter.setPen(motorPen(model));
        painter.drawLine(QPointF(x, area.center().y()), QPointF(x + 24, area.center().y()));
        painter.setPen(tokens().muted);
        const double width = painter.fontMetrics().horizontalAdvance(text);
        painter.drawText(QRectF(x + 31, area.top(), width + 4, area.height()), Qt::AlignVCenter, text);
        x += width + 56;
    }
    painter.restore();
}

void MotorLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), tokens().panel);
    paintLegend(painter, rect());
}

} // namespace dnas
