#include "widgets/figure_table.h"

#include <QAbstractTableModel>
#include <QAction>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace dnas {

namespace {

constexpr int kDigits = 6; // shown; all of them are copied
constexpr int kSampledLines = 60; // that the widths of columns are taken from

class LinesModel final : public QAbstractTableModel {
  public:
    LinesModel(const QVector<QStringList>& lines, QObject* parent) : QAbstractTableModel(parent), m_lines(lines) {}

    int rowCount(const QModelIndex& parent) const override {
        return parent.isValid() ? 0 : std::max(0, static_cast<int>(m_lines.size()) - 1);
    }
    int columnCount(const QModelIndex& parent) const override {
        return parent.isValid() || m_lines.isEmpty() ? 0 : static_cast<int>(m_lines.first().size());
    }
    QVariant data(const QModelIndex& index, int role) const override {
        const QString text = m_lines[index.row() + 1].value(index.column());
        bool isNumber = false;
        const double number = text.toDouble(&isNumber);
        if (role == Qt::TextAlignmentRole) return QVariant(isNumber ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
        if (role == Qt::DisplayRole) return isNumber ? QString::number(number, 'g', kDigits) : text;
        if (role == Qt::EditRole || role == Qt::ToolTipRole) return text;
        return {};
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
        if (role != Qt::DisplayRole) return {};
        return orientation == Qt::Horizontal ? QVariant(m_lines.first().value(section)) : QVariant(section + 1);
    }

  private:
    const QVector<QStringList>& m_lines; ///< the dialog's
};

} // namespace

QVector<QStringList> csvLines(const QString& csv) {
    QVector<QStringList> lines;
    QStringList fields;
    QString field;
    bool quoted = false;
    const auto endLine = [&] {
        if (!fields.isEmpty() || !field.isEmpty()) {
            fields << field;
            if (!fields.first().startsWith(QLatin1Char('#'))) lines << fields;
        }
        fields.clear();
        field.clear();
    };
    for (qsizetype i = 0; i < csv.size(); ++i) {
        const QChar c = csv[i];
        if (quoted && c == QLatin1Char('"') && i + 1 < csv.size() && csv[i + 1] == QLatin1Char('"'))
            field += csv[++i];
        else if (c == QLatin1Char('"'))
            quoted = !quoted;
        else if (!quoted && c == QLatin1Char(','))
            fields << std::exchange(field, {});
        else if (!quoted && c == QLatin1Char('\n'))
            endLine();
        else
            field += c;
    }
    endLine();
    return lines;
}

FigureTable::FigureTable(const QString& title, const QString& csv, QWidget* parent)
    : QDialog(parent), m_lines(csvLines(csv)), m_table(new QTableView(this)) {
    setWindowTitle(title);
    m_table->setAccessibleName(title);
    m_table->setModel(new LinesModel(m_lines, this));
    m_table->setSelectionMode(QAbstractItemView::ContiguousSelection);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setResizeContentsPrecision(kSampledLines);
    m_table->resizeColumnsToContents();
    auto* copying = new QAction(tr("Copy"), m_table);
    copying->setShortcut(QKeySequence::Copy);
    copying->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_table->addAction(copying);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* button = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    button->setToolTip(tr("The chosen fields with all their digits; without a choice the whole table"));
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_table, 1);
    column->addWidget(buttons);
    connect(copying, &QAction::triggered, this, &FigureTable::copy);
    connect(button, &QPushButton::clicked, this, &FigureTable::copy);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(680, 420);
}

QString FigureTable::chosenText() const {
    const QModelIndexList chosen = m_table->selectionModel()->selectedIndexes();
    QString text;
    if (chosen.isEmpty()) {
        for (const QStringList& line : m_lines)
            text += line.join(QLatin1Char('\t')) + QLatin1Char('\n');
        return text;
    }
    const auto [first, last] = std::minmax_element(chosen.begin(), chosen.end()); // contiguous: corners tell all
    for (int row = first->row(); row <= last->row(); ++row)
        for (int column = first->column(); column <= last->column(); ++column)
            text += m_lines[row + 1].value(column) + QLatin1Char(column == last->column() ? '\n' : '\t');
    return text;
}

void FigureTable::copy() const {
    QGuiApplication::clipboard()->setText(chosenText());
}

} // namespace dnas
