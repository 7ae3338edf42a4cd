// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/prelude.h"
#include "backend/deploy/item.h"

#include <QTest>

using namespace Qt::StringLiterals;
using app::Prelude;
using deploy::Level;

/// What pre-flight's total makes of the cue before the first act.
class TestPrelude : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void aTotalIsAVerdict_data();
    void aTotalIsAVerdict();
};

void TestPrelude::aTotalIsAVerdict_data()
{
    QTest::addColumn<QList<int>>("levels");
    QTest::addColumn<int>("verdict");
    QTest::addColumn<QString>("outcome");
    const auto row = [](const char *title, std::initializer_list<Level> levels,
                        Prelude::Verdict verdict, const QString &outcome) {
        QList<int> numbers;
        for (const Level level : levels)
            numbers << static_cast<int>(level);
        QTest::newRow(title) << numbers << static_cast<int>(verdict) << outcome;
    };
    row("all is well", {Level::Ok, Level::Ok}, Prelude::Verdict::Go, u"done"_s);
    row("something to see to", {Level::Ok, Level::Attention}, Prelude::Verdict::Go, u"done"_s);
    row("waived", {Level::Waived, Level::Ok}, Prelude::Verdict::Waived, u"done"_s);
    row("blocked", {Level::Waived, Level::Blocked}, Prelude::Verdict::NoGo, u"failed"_s);
    row("broken off", {}, Prelude::Verdict::Unknown, u"done-unverified"_s);
}

void TestPrelude::aTotalIsAVerdict()
{
    QFETCH(QList<int>, levels);
    QFETCH(int, verdict);
    QFETCH(QString, outcome);
    deploy::Items items;
    for (const int level : levels)
        items.push_back({u"disk"_s, u"Disk"_s, static_cast<Level>(level), {}, {}});
    const auto said = app::preludeVerdict(items.empty() ? QString() : deploy::total(items));
    QCOMPARE(static_cast<int>(said), verdict);
    QCOMPARE(app::preludeOutcome(said), outcome);
}

QTEST_APPLESS_MAIN(TestPrelude)
#include "tst_prelude.moc"
