// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/theme/theme.h"

#include <QRegularExpression>
#include <QTest>
#include <array>
#include <cmath>

using namespace widgets;

namespace {

using Three = std::array<double, 3>;
using Matrix = std::array<Three, 3>;

/// What an eye without one kind of cones makes of linear light (Machado and others, 2009).
struct Eye {
    const char *name;
    Matrix sees;
};
constexpr std::array<Eye, 4> eyes{{
    {"usual", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
    {"no red",
     {{{0.152286, 1.052583, -0.204868},
       {0.114503, 0.786281, 0.099216},
       {-0.003882, -0.048116, 1.051998}}}},
    {"no green",
     {{{0.367322, 0.860646, -0.227968},
       {0.280085, 0.672501, 0.047413},
       {-0.011820, 0.042940, 0.968881}}}},
    {"no blue",
     {{{1.255528, -0.076749, -0.178779},
       {-0.078411, 0.930809, 0.147602},
       {0.004733, 0.691367, 0.303900}}}},
}};

double linear(double c)
{
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

Three seen(const QColor &color, const Matrix &eye)
{
    const Three light{linear(color.redF()), linear(color.greenF()), linear(color.blueF())};
    Three out{};
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j)
            out[i] += eye[i][j] * light[j];
        out[i] = std::clamp(out[i], 0.0, 1.0);
    }
    return out;
}

/// CIE L*a*b* for daylight.
Three lab(const Three &rgb)
{
    const auto bent = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    const double x = bent((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.95047);
    const double y = bent(0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
    const double z = bent((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double distance(const Three &a, const Three &b)
{
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

} // namespace

/// States that stand side by side differ for every eye. The light theme relies on icon and word.
class TestPalettes : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void statesDiffer_data();
    void statesDiffer();
};

void TestPalettes::statesDiffer_data()
{
    QTest::addColumn<int>("palette");
    QTest::addColumn<int>("eye");
    QTest::addColumn<double>("least");
    for (std::size_t eye = 0; eye < eyes.size(); ++eye) {
        QTest::addRow("dark, %s", eyes[eye].name)
            << static_cast<int>(Palette::Dark) << static_cast<int>(eye) << (eye == 0 ? 55.0 : 18.9);
        QTest::addRow("high contrast, %s", eyes[eye].name)
            << static_cast<int>(Palette::HighContrast) << static_cast<int>(eye)
            << (eye == 0 ? 60.0 : 32.9);
    }
}

void TestPalettes::statesDiffer()
{
    QFETCH(int, palette);
    QFETCH(int, eye);
    QFETCH(double, least);
    const std::array<Token, 6> states{Token::Good, Token::Accent, Token::Warn,
                                      Token::Bad,  Token::Breach, Token::Idle};
    const auto look = [&](Token token) {
        return lab(seen(Theme::color(static_cast<Palette>(palette), token),
                        eyes[static_cast<std::size_t>(eye)].sees));
    };
    for (std::size_t i = 0; i < states.size(); ++i) {
        for (std::size_t j = i + 1; j < states.size(); ++j) {
            const double apart = distance(look(states[i]), look(states[j]));
            QVERIFY2(apart >= least,
                     qPrintable(QStringLiteral("%1 and %2: %3").arg(i).arg(j).arg(apart)));
        }
    }
}

QTEST_GUILESS_MAIN(TestPalettes)
#include "tst_palettes.moc"
