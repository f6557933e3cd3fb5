#include "app/save_path.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QRegularExpression>

namespace dnas {
namespace {

QStringList endingsOf(const QString& filters) {
    static const QRegularExpression ending(QStringLiteral(R"(\*\.(\w+))"));
    QStringList endings;
    for (auto match = ending.globalMatch(filters); match.hasNext();) endings << match.next().captured(1);
    return endings;
}

} // namespace

QString withEnding(const QString& path, const QString& filters, const QString& chosen) {
    const QStringList known = endingsOf(filters), wanted = endingsOf(chosen) + known;
    // "vit 0.65" has no ending.
    if (path.isEmpty() || wanted.isEmpty() || known.contains(QFileInfo(path).suffix(), Qt::CaseInsensitive)) return path;
    return path + QLatin1Char('.') + wanted.front();
}

QString askSavePath(QWidget* parent, const QString& title, const QString& proposal, const QString& filters, QString* form) {
    QString chosen;
    const QString answer = QFileDialog::getSaveFileName(parent, title, proposal, filters, &chosen);
    if (form) *form = chosen;
    const QString path = withEnding(answer, filters, chosen);
    if (path == answer || !QFileInfo::exists(path)) return path;
    // The dialog has asked about another name.
    const auto replace = QMessageBox::question(parent, title, QCoreApplication::translate("SavePath", "%1 exists. Replace it?").arg(QFileInfo(path).fileName()));
    return replace == QMessageBox::Yes ? path : QString();
}

} // namespace dnas
