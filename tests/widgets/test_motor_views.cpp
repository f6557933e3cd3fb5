#include "tests/widgets/fixture.h"
#include "widgets/activation_view.h"
#include "widgets/flux_view.h"
#include "widgets/palette.h"
#include "widgets/segmented_control.h"
#include "widgets/torque_view.h"

#include <QPainter>
#include <QSignalSpy>
#include <QtTest>

#include <gtest/gtest.h>

#include <limits>

using namespace dnas;

namespace {

/// One hidden unit; the baseline bends more than the network found.
FluxNetwork networkOf(double bend, const Activation& activation = {}) {
    FluxNetwork n;
    n.layers = {{2, 2, {bend, 0.1, -0.1, bend}, {0.1, 0}}, {2, 2, {1 / bend, 0, 0, 1 / bend}, {0, 0}}};
    n.currentScale = {20, 20};
    n.offset = {0.4, 0};
    n.fluxScale = {0.6, 1.2};
    n.activation = activation;
    return n;
}

MotorSearchResult result() {
    MotorSearchResult r;
    r.searched.network = networkOf(1.1);
    r.baseline.network = networkOf(1.5);
    return r;
}

std::shared_ptr<const FluxMap> truth() { return makeFluxMap(networkOf(1.15)); }

QImage painted(Figure& figure) {
    const PrintColors print;
    QImage image(figure.figureSize().toSize(), QImage::Format_RGB32);
    image.fill(Qt::magenta);
    QPainter painter(&image);
    figure.paintFigure(painter, figure.figureSize());
    return image;
}

} // namespace

TEST(FluxView, ShowsFluxesAndErrorsWhereTheTruthIsKnown) {
    FluxView view;
    QWidget* controls = view.controls();
    view.setResult(result(), truth());
    EXPECT_TRUE(controls->isEnabled());
    EXPECT_FALSE(view.showsErrors());
    const QImage flux = painted(view);
    view.setShowsErrors(true);
    EXPECT_TRUE(view.showsErrors());
    EXPECT_NE(painted(view), flux);
    EXPECT_NE(flux.pixelColor(4, 60), QColor(Qt::magenta)) << "the figure covers its area";
}

TEST(TorqueView, DrawsWhatWasWantedAndWhatEachModelReached) {
    TorqueView view;
    const QImage empty = painted(view);
    TorqueControlResult run;
    for (int k = 0; k < 50; ++k) {
        run.timeS.push_back(0.01 * k);
        run.wantedNm.push_back(k < 25 ? 1 : 3);
        run.torqueNm.push_back(k < 25 ? 0.9 : std::numeric_limits<double>::quiet_NaN());
    }
    run.steadyRmseNm = 0.1;
    view.setRuns({{"searched", run}, {"linear", run}});
    EXPECT_NE(painted(view), empty);
    EXPECT_TRUE(view.remark().contains("searched 0.1 Nm"));
    EXPECT_EQ(view.figureCsv().section('\n', 0, 0), "time_s,wanted_Nm,searched_Nm,linear_Nm");
    EXPECT_EQ(view.figureCsv().trimmed().split('\n').size(), 51);
    view.setRuns({});
    EXPECT_EQ(view.remark(), "");
}

TEST(FluxView, WithoutATruthThereAreNoErrorsToShow) {
    FluxView view;
    QWidget* controls = view.controls();
    view.setResult(result(), nullptr);
    view.setShowsErrors(true);
    EXPECT_FALSE(view.showsErrors());
    EXPECT_FALSE(controls->isEnabled());
    EXPECT_FALSE(view.remark().isEmpty());
    EXPECT_FALSE(view.figureCsv().contains("truth"));
}

TEST(FluxView, TableHoldsEveryModelAtEveryPoint) {
    FluxView view;
    view.setResult(result(), truth());
    const QStringList lines = view.figureCsv().split('\n', Qt::SkipEmptyParts);
    EXPECT_EQ(lines.first(), "i_d_A,i_q_A,model,psi_d_Vs,psi_q_Vs");
    EXPECT_EQ(lines.size(), 1 + 2 * 3 * 121 * 3);
    const QStringList fields = lines[1].split(',');
    const FluxDq flux = fluxOf(networkOf(1.1), {fields[0].toDouble(), fields[1].toDouble()});
    EXPECT_EQ(fields[2], "searched");
    EXPECT_DOUBLE_EQ(fields[3].toDouble(), flux.dVs);
}

TEST(FluxView, IsEmptyAndQuietBeforeTheResult) {
    FluxView view;
    view.resize(800, 400);
    EXPECT_FALSE(view.grab().isNull());
    EXPECT_FALSE(view.remark().isEmpty());
    EXPECT_FALSE(painted(view).isNull());
    EXPECT_EQ(view.figureCsv().count('\n'), 1);
}

TEST(ActivationView, NamesTheFormulaAndDrawsIt) {
    ActivationView view;
    const QImage before = painted(view);
    EXPECT_TRUE(view.remark().isEmpty());
    view.setActivation(Activation{Binary::Add, Unary::Exp, Unary::PositivePart});
    EXPECT_EQ(view.remark(), "A(x) = exp(x) + max(x, 0)");
    EXPECT_NE(painted(view), before);
    const QStringList lines = view.figureCsv().split('\n', Qt::SkipEmptyParts);
    EXPECT_EQ(lines.size(), 242);
    EXPECT_DOUBLE_EQ(lines.last().split(',')[1].toDouble(), std::exp(3.0) + 3);
}

TEST(MotorViews, AreDrawnInBothThemes) {
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), theme);
        FluxView flux;
        flux.setResult(result(), truth());
        flux.resize(820, 400);
        flux.show();
        QTest::qWait(80);
        EXPECT_EQ(flux.grab().toImage().pixelColor(2, 2).lightness() < 128, theme == ThemeChoice::Dark);
    }
    applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeChoice::Light);
}
