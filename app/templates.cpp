#include "app/templates.h"

#include "engine/api/error.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

/// Resources of a static library are registered by hand, and outside of any namespace.
static void registerResources() {
    Q_INIT_RESOURCE(studio);
}

namespace dnas {
namespace {

[[noreturn]] void refuse(const QString& source, const QString& what) {
    throw EngineError(ErrorCode::Format, (source + ": " + what).toStdString());
}

QString textOf(const QJsonObject& object, const char* member, const QString& source) {
    const QJsonValue value = object.value(QLatin1String(member));
    if (!value.isString() || value.toString().isEmpty())
        refuse(source, QStringLiteral("'%1' must be a text that is not empty.").arg(QLatin1String(member)));
    return value.toString();
}

Preset presetOf(const QString& word, const QString& source) {
    if (word == QLatin1String("quick")) return Preset::Quick;
    if (word == QLatin1String("paper")) return Preset::Paper;
    refuse(source, QStringLiteral("'preset' is '%1'; it must be 'quick' or 'paper'.").arg(word));
}

} // namespace

ProjectTemplate parseTemplate(const QByteArray& json, const QString& source) {
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject())
        refuse(source, QStringLiteral("no JSON object (%1 at byte %2).").arg(error.errorString()).arg(error.offset));
    const QJsonObject object = document.object();

    ProjectTemplate result;
    result.name = textOf(object, "name", source);
    result.description = textOf(object, "description", source);
    result.file = textOf(object, "file", source);
    result.draft.name = object.value(QLatin1String("experiment")).toString(result.name).toStdString();
    result.draft.setMethod(textOf(object, "method", source).toStdString());
    result.draft.preset = presetOf(textOf(object, "preset", source), source);
    result.draft.setData(textOf(object, "data", source).toStdString());
    const QJsonObject overrides = object.value(QLatin1String("overrides")).toObject();
    for (auto it = overrides.begin(); it != overrides.end(); ++it) {
        if (!it->isString()) refuse(source, QStringLiteral("'overrides.%1' must be a text.").arg(it.key()));
        result.draft.overrides[it.key().toStdString()] = it->toString().toStdString();
    }
    const QJsonArray seeds = object.value(QLatin1String("seeds")).toArray();
    if (!seeds.isEmpty()) result.draft.seeds.clear();
    for (const QJsonValue& seed : seeds) {
        if (!seed.isDouble() || seed.toDouble() < 0) refuse(source, QStringLiteral("'seeds' must be whole numbers from 0 on."));
        result.draft.seeds.push_back(static_cast<std::uint64_t>(seed.toInteger()));
    }
    return result;
}

std::vector<ProjectTemplate> builtInTemplates() {
    registerResources();
    std::vector<ProjectTemplate> templates;
    const QDir folder(QStringLiteral(":/projects"));
    for (const QString& name : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly)) templates.push_back(parseTemplate(file.readAll(), name));
    }
    return templates;
}

QString defaultProjectFolder() {
    QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    if (documents.isEmpty()) documents = QDir::homePath();
    const QString folder = documents + QStringLiteral("/DNAS");
    return QDir().mkpath(folder) ? folder : QDir::homePath();
}

QString unusedProjectPath(const QString& folder, const QString& base) {
    QString path = QStringLiteral("%1/%2.dnas").arg(folder, base);
    for (int number = 2; QFileInfo::exists(path); ++number)
        path = QStringLiteral("%1/%2 %3.dnas").arg(folder, base).arg(number);
    return path;
}

} // namespace dnas
