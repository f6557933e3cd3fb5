// What several seeds of one request agree on, under the table of runs: edge by edge, and the consensus to copy.
// Place: lower part of RunTablePage. Thread rule: GUI thread.
#pragma once

#include <QFrame>

class QLabel;

namespace dnas {

class AgreementView;
struct Agreement;

class AgreementPanel final : public QFrame {
    Q_OBJECT
  public:
    explicit AgreementPanel(QWidget* parent = nullptr);

    /// @param group name of the line that stands for the seeds
    void showAgreement(const Agreement& agreement, const QString& group);
    AgreementView* view() const { return m_view; }
    int wholeHeight() const; ///< with all edges to be seen

  Q_SIGNALS:
    void copyAsked();

  private:
    QLabel *m_title, *m_text;
    AgreementView* m_view;
};

} // namespace dnas
