// Templates of experiments: JSON files of projects/, built into the program.
// Place: the welcome page and the wizard offer them. Also: where project files go when nobody chose a place.
#pragma once

#include "app/request_draft.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace dnas {

struct ProjectTemplate {
    QString name;        ///< "FairDARTS on Fashion-MNIST, quick look"
    QString description; ///< what one sees, how long it takes
    QString file;        ///< base name of the project file, "fashion"
    RequestDraft draft;
};

/// Reads one template: members name, description, file, method, preset ("quick" or "paper"), data, overrides, seeds.
/// Throws EngineError(Format) naming the source, the member and what is expected.
ProjectTemplate parseTemplate(const QByteArray& json, const QString& source);

/// The templates built into the program, in the order of their file names.
std::vector<ProjectTemplate> builtInTemplates();

/// ~/Documents/DNAS; made when missing. Falls back to the home folder where there are no documents.
QString defaultProjectFolder();

/// "<folder>/<base>.dnas", or "<base> 2.dnas", ... : the first that does not exist.
QString unusedProjectPath(const QString& folder, const QString& base);

} // namespace dnas
