// Why the cell looks as it does: the selected edge's operations with the verdict of the parse, and what-if controls that
// parse the same snapshot another way; cost and genotype text follow at once.
#pragma once

#include "engine/api/recipe.h"

#include <QWidget>

#include <memory>

namespace dnas {

class RunTimeline;

class Inspector final : public QWidget {
    Q_OBJECT
  public:
    explicit Inspector(RunTimeline* timeline, QWidget* parent = nullptr);
    ~Inspector() override;
    QString genotypeText() const; ///< of the parse in force at the current epoch
    QString parseDescription() const; ///< "sparse, threshold 0.85, 2 edges a node"

  public Q_SLOTS:
    void setEdge(int group, int row);
    void copyGenotype();
    void resetParse(); ///< to the recipe's

  Q_SIGNALS:
    /// "Keep as...": the owner asks for a name and stores it.
    void keepRequested(const QString& genotype, const QString& parse, int epoch);
    void parseEdited(const dnas::DiscretizeSpec& before); ///< the timeline has the new one
    void trainRequested(); ///< the network of the genotype on view

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
