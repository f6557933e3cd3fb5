// What the window remembers between two starts. Settings are hostile input: whatever is unreadable counts as absent.
// Place: QSettings in an INI file of the user's configuration folder.
#pragma once

#include "widgets/palette.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace dnas {

namespace settings {

QStringList recentProjects(); ///< newest first, at most 10; files that are gone are left out
void addRecentProject(const QString& path);
void forgetRecentProjects();

/// Data on which accuracies of pruned networks were measured, newest first, at most 10; and on how many images.
QStringList accuracyData();
void addAccuracyData(const QString& data);
int accuracyLimit(int otherwise);
void setAccuracyLimit(int images);

QString lastProject();
void setLastProject(const QString& path);

ThemeChoice theme();
void setTheme(ThemeChoice choice);

QByteArray geometry();
QByteArray docks();
void setLayout(const QByteArray& geometry, const QByteArray& docks);
void forgetLayout(); ///< columns of the run table included

QByteArray tableColumns();
void setTableColumns(const QByteArray& columns);

} // namespace settings
} // namespace dnas
