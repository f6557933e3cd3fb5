#include "app/studio_settings.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QSettings>

namespace dnas::settings {
namespace {

constexpr int kMostRecent = 10;

QSettings open() { // guaranteed elision: QSettings cannot be copied
    return QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("dnas-studio"),
                     QStringLiteral("dnas-studio"));
}

/// Qt reads a state of docks or columns with trust, and a damaged one can end the program: a checksum goes before it.
QByteArray sealed(const QByteArray& state) {
    return QCryptographicHash::hash(state, QCryptographicHash::Md5) + state;
}

/// What was sealed; of anything else a state that Qt refuses.
QByteArray unsealed(const QByteArray& stored) {
    if (stored.isEmpty()) return {};
    const QByteArray state = stored.mid(QCryptographicHash::hashLength(QCryptographicHash::Md5));
    return sealed(state) == stored ? state : QByteArrayLiteral("damaged");
}

QStringList storedRecent() {
    return open().value(QStringLiteral("recent")).toStringList().mid(0, kMostRecent);
}

} // namespace

QStringList recentProjects() {
    QStringList existing;
    for (const QString& path : storedRecent())
        if (QFileInfo::exists(path)) existing << path;
    return existing;
}

void addRecentProject(const QString& path) {
    QStringList recent = storedRecent();
    recent.removeAll(path);
    recent.prepend(path);
    open().setValue(QStringLiteral("recent"), QStringList(recent.mid(0, kMostRecent)));
}

void forgetRecentProjects() {
    open().remove(QStringLiteral("recent"));
}

QStringList accuracyData() {
    return open().value(QStringLiteral("accuracy/data")).toStringList().mid(0, kMostRecent);
}

void addAccuracyData(const QString& data) {
    QStringList known = accuracyData();
    known.removeAll(data);
    known.prepend(data);
    open().setValue(QStringLiteral("accuracy/data"), QStringList(known.mid(0, kMostRecent)));
}

int accuracyLimit(int otherwise) {
    bool ok = false;
    const int images = open().value(QStringLiteral("accuracy/limit")).toInt(&ok);
    return ok && images >= 0 ? images : otherwise;
}

void setAccuracyLimit(int images) {
    open().setValue(QStringLiteral("accuracy/limit"), images);
}

QString lastProject() {
    return open().value(QStringLiteral("lastProject")).toString();
}

void setLastProject(const QString& path) {
    open().setValue(QStringLiteral("lastProject"), path);
}

ThemeChoice theme() {
    const QString word = open().value(QStringLiteral("theme")).toString();
    if (word == QLatin1String("light")) return ThemeChoice::Light;
    if (word == QLatin1String("dark")) return ThemeChoice::Dark;
    return ThemeChoice::System;
}

void setTheme(ThemeChoice choice) {
    const char* word = choice == ThemeChoice::Light ? "light" : choice == ThemeChoice::Dark ? "dark" : "system";
    open().setValue(QStringLiteral("theme"), QString::fromLatin1(word));
}

QByteArray geometry() {
    return unsealed(open().value(QStringLiteral("window/geometry")).toByteArray());
}

QByteArray docks() {
    return unsealed(open().value(QStringLiteral("window/docks")).toByteArray());
}

void setLayout(const QByteArray& geometry, const QByteArray& docks) {
    QSettings file = open();
    file.setValue(QStringLiteral("window/geometry"), sealed(geometry));
    file.setValue(QStringLiteral("window/docks"), sealed(docks));
}

QByteArray tableColumns() {
    return unsealed(open().value(QStringLiteral("window/tableColumns")).toByteArray());
}

void setTableColumns(const QByteArray& columns) {
    open().setValue(QStringLiteral("window/tableColumns"), sealed(columns));
}

void forgetLayout() {
    open().remove(QStringLiteral("window"));
}

} // namespace dnas::settings
