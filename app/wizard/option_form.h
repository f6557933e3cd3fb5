// A form made from the options table: one row an option, no code per method.
// Place: the data, options and resources pages of the wizard. Values are checked by setOption; what is wrong stands in
// the row. Each row tells range and paper value, and can be set back to the paper.
// Thread rule: GUI thread.
#pragma once

#include "engine/api/options.h"

#include <QHash>
#include <QWidget>

#include <functional>
#include <vector>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace dnas {

class DraftModel;

/// One option: label, editor, explanation, reset.
class OptionRow : public QWidget {
    Q_OBJECT
  public:
    OptionRow(const Option& option, int labelWidth, int editorWidth, QWidget* parent);
    void show(const Option& option); ///< same key, newer value
    void setError(const QString& message);
    const QString& error() const { return m_error; }
    QWidget* editor() const { return m_editor; }

  Q_SIGNALS:
    void edited(const QString& value);
    void resetAsked();

  private:
    void makeEditor(const Option& option, int width);

    Option m_option;
    QString m_error;
    QWidget* m_editor = nullptr;
    QLabel* m_help;
    QToolButton* m_reset;
};

class OptionForm : public QWidget {
    Q_OBJECT
  public:
    enum class Width { Normal, Narrow };
    /// Shows the options of these sections, in the order of the table; with several sections each has a title.
    OptionForm(DraftModel* model, std::vector<OptionSection> sections, Width width, QWidget* parent);

    /// First error of the form, empty when all values are allowed.
    QString problem() const;
    OptionRow* row(const QString& key) const { return m_rows.value(key); }

  Q_SIGNALS:
    void problemChanged();

  private:
    void refresh();
    void rebuild(const std::vector<Option>& options);
    void apply(const std::string& key, const std::string& value);

    DraftModel* m_model;
    std::vector<OptionSection> m_sections;
    Width m_width;
    std::vector<std::string> m_keys; ///< of the rows that stand now
    QHash<QString, OptionRow*> m_rows;
    QVBoxLayout* m_layout;
};

/// "1 to 10,000 epochs; paper: 50"; the paper's value only where the current one differs.
QString rangeText(const Option& option);
QString sectionTitle(OptionSection section);

} // namespace dnas
