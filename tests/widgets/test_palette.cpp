#include "tests/widgets/fixture.h"
#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QApplication>
#include <QSet>
#include <QSignalSpy>

#include <gtest/gtest.h>

using namespace dnas;

namespace {

/// Contrast of WCAG 2: 1 to 21.
double contrast(const QColor& a, const QColor& b) {
    const auto luminance = [](const QColor& c) {
        const auto linear = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
        return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
    };
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace

TEST(Palette, EveryOperationHasAColourOfItsOwn) {
    QSet<QRgb> seen;
    for (const OperationInfo& info : allOperations())
        seen.insert(operationColor(QString::fromStdString(info.name)).rgb());
    EXPECT_EQ(seen.size(), static_cast<qsizetype>(allOperations().size()));
}

TEST(Palette, SkipConnectionsHaveASecondCue) {
    for (const OperationInfo& info : allOperations()) {
        const QString name = QString::fromStdString(info.name);
        EXPECT_EQ(operationPenStyle(name) == Qt::DashLine, info.family == OperationFamily::Skip) << info.name;
        EXPECT_EQ(operationBrushStyle(name) != Qt::SolidPattern, info.family == OperationFamily::Skip) << info.name;
    }
}

TEST(Palette, TextsAreReadableInBothThemes) {
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        applyTheme(*qApp, theme);
        const Tokens& t = tokens();
        EXPECT_EQ(t.dark, theme == ThemeChoice::Dark);
        EXPECT_GT(contrast(t.text, t.panel), 7);
        EXPECT_GT(contrast(t.muted, t.panel), 4.5);
        EXPECT_GT(contrast(t.accent, t.panel), 4.5);
        for (double value = 0; value <= 1; value += 0.05)
            EXPECT_GT(contrast(readableOn(heatColor(value)), heatColor(value)), 4) << value;
    }
    applyTheme(*qApp, ThemeChoice::Light);
}

TEST(Palette, TheHeatRampRisesAwayFromTheGround) {
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        applyTheme(*qApp, theme);
        for (double value = 0; value < 0.99; value += 0.1)
            EXPECT_GT(contrast(heatColor(value + 0.1), tokens().panel), contrast(heatColor(value), tokens().panel))
                << value;
        EXPECT_EQ(heatColor(-3), heatColor(0));
        EXPECT_EQ(heatColor(3), heatColor(1));
        EXPECT_EQ(heatColor(std::nan("")), tokens().grid);
    }
    applyTheme(*qApp, ThemeChoice::Light);
}

TEST(Palette, ViewsAreToldOfAnotherTheme) {
    QSignalSpy told(&ThemeNotifier::instance(), &ThemeNotifier::changed);
    applyTheme(*qApp, ThemeChoice::Dark);
    applyTheme(*qApp, ThemeChoice::Light);
    EXPECT_EQ(told.count(), 2);
}

TEST(Palette, PaperIsLightOnlyWhileItIsPrinted) {
    applyTheme(*qApp, ThemeChoice::Dark);
    {
        const PrintColors paper;
        EXPECT_FALSE(tokens().dark);
    }
    EXPECT_TRUE(tokens().dark);
    applyTheme(*qApp, ThemeChoice::Light);
}
