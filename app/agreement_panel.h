// What several seeds of one request agree on, under the table of runs: edge by edge, and the consensus to copy.
// Place: lower part of RunTablePage. Thread rule: GUI thread.
#pragma once

#include <QFrame>
#include <QStringList>

class QLabel;

namespace dnas {

class AgreementView;
struct Agreement;

class AgreementPanel final : public QFrame {
    Q_OBJECT
  public:
    explicit AgreementPanel(QWidget* parent = nullptr);

    /// @param group name of the line that stands for the seeds
    /// @param runs those seeds, for the origin of the figure
    void showAgreement(const Agreement& agreement, const QString& group, const QStringList& runs);
    AgreementView* view() const { return m_view; }
    int wholeHeight() const; ///< with all edges to be seen

  Q_SIGNALS:
    void copyAsked();

  private:
    QLabel *m_title, *m_text;
    QStringList m_runs;
    AgreementView* m_view;
};

} // namespace dnas
