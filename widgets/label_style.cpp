#include "widgets/label_style.h"

#include "widgets/palette.h"

#include <QLabel>

namespace dnas {

void dress(QLabel* label, const QFont& font, const QColor& colour, const QString& more) {
    label->setFont(font);
    const QString sheet =
        QStringLiteral("QLabel{color:%1;font-size:%2px;font-weight:%3;%4}")
            .arg(colour.name(), QString::number(font.pixelSize()), QString::number(font.bold() ? 600 : 400), more);
    if (label->styleSheet() != sheet) label->setStyleSheet(sheet);
}

QString linkText(const QString& target, const QString& text) {
    return QStringLiteral("<a href=\"%1\" style=\"color:%2;text-decoration:none\">%3</a>")
        .arg(target, tokens().accent.name(), text);
}

} // namespace dnas
