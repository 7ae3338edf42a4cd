// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/drill.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using app::DrillGrade;
using std::chrono::milliseconds;

/// A fault is graded by what the lights said and when, in words.
class TestDrill : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void gradedByRecovery_data();
    void gradedByRecovery();
};

void TestDrill::gradedByRecovery_data()
{
    // Each: the time in ms since the fault, and what did not work then.
    using Looks = QList<std::pair<int, QString>>;
    QTest::addColumn<Looks>("looks");
    QTest::addColumn<bool>("over");
    QTest::addColumn<QString>("words");
    const QString tunnel = u"forward chatbot"_s;
    QTest::newRow("nothing yet") << Looks{{100, {}}} << false << u"all is well so far"_s;
    QTest::newRow("nothing at all")
        << Looks{{100, {}}, {10'000, {}}} << true << u"carried on: no light went out"_s;
    QTest::newRow("out") << Looks{{500, tunnel}, {2500, tunnel}} << false
                         << u"since 2.0 s: forward chatbot"_s;
    QTest::newRow("back, but for a moment only") << Looks{{500, tunnel}, {3200, {}}, {3900, tunnel}}
                                                 << false << u"since 3.4 s: forward chatbot"_s;
    QTest::newRow("back") << Looks{{500, tunnel}, {3200, {}}, {4200, {}}} << true
                          << u"back by itself after 3.2 s: forward chatbot"_s;
    QTest::newRow("for good") << Looks{{500, tunnel}, {60'000, tunnel}} << true
                              << u"not back after 60.0 s: forward chatbot"_s;
    QTest::newRow("what comes after its end is not its own")
        << Looks{{500, tunnel}, {3200, {}}, {4200, {}}, {9000, tunnel}} << true
        << u"back by itself after 3.2 s: forward chatbot"_s;
}

void TestDrill::gradedByRecovery()
{
    using Looks = QList<std::pair<int, QString>>;
    QFETCH(Looks, looks);
    QFETCH(bool, over);
    QFETCH(QString, words);
    const milliseconds begin(7000);
    DrillGrade grade(begin);
    for (const auto &[time, trouble] : looks)
        grade.look(begin + milliseconds(time), trouble);
    QCOMPARE(grade.isOver(), over);
    QCOMPARE(grade.words(), words);
}

QTEST_GUILESS_MAIN(TestDrill)
#include "tst_drill.moc"
