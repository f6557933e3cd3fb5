#include "widgets/data_text.h"

#include <QObject>

namespace dnas {

QString dataText(const std::string& spec) {
    const QString text = QString::fromStdString(spec);
    if (text == QLatin1String("fashion-mnist")) return QStringLiteral("Fashion-MNIST");
    if (text.startsWith(QLatin1String("cifar10:"))) return QStringLiteral("CIFAR-10");
    if (text.startsWith(QLatin1String("cifar100:"))) return QStringLiteral("CIFAR-100");
    if (text == QLatin1String("motor:linear")) return QObject::tr("Linear motor");
    if (text == QLatin1String("motor:saturating")) return QObject::tr("Saturating motor");
    const QString path = text.section(QLatin1Char(':'), 1);
    const QString last = path.section(QLatin1Char('/'), -1, -1, QString::SectionSkipEmpty);
    return last.isEmpty() ? text : last;
}

} // namespace dnas
