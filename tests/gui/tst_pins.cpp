// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
// What differs from run to run stands still in the pictures; the demo's own data do not change.
#include "app/window/pins.h"

#include <QTest>

using namespace Qt::StringLiterals;

class TestPins : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void standsStill_data();
    void standsStill();
};

void TestPins::standsStill_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *name, const QString &text, const QString &shown) {
        QTest::newRow(name) << text << shown;
    };
    row("RFC 3339", u"to soc, 2026-11-29T13:38:21.5Z"_s, u"to soc, 2026-01-15T09:41:00Z"_s);
    row("date and time", u"[2026-11-29 13:38:04 UTC]"_s, u"[2026-01-15 09:41:00 UTC]"_s);
    row("past midnight", u"2026-11-30 00:00:01"_s, u"2026-01-15 09:41:00"_s);
    row("in words", u"published 29 Nov 2026"_s, u"published 15 Jan 2026"_s);
    row("a birthday stays", u"\"dob\": \"1988-04-17\""_s, u"\"dob\": \"1988-04-17\""_s);
    row("an amount stays", u"£4,287.55 and $5,445.19"_s, u"£4,287.55 and $5,445.19"_s);
    row("age", u"expected true · seen 12 s ago"_s, u"expected true · seen 5 s ago"_s);
    row("older", u"since 3 min ago"_s, u"since 5 s ago"_s);
    row("clock", u"0:39"_s, u"0:00"_s);
    row("the target stays", u"/ 5:00  -3:30 FAST"_s, u"/ 5:00  -0:00 FAST"_s);
    row("an act's target stays", u"0:01 / 0:30"_s, u"0:00 / 0:30"_s);
    row("a cue's target stays", u"3.6: 0:10 of 0:15"_s, u"3.6: 0:00 of 0:15"_s);
    row("duration", u"steps on the cluster: 4, about 1.0 s"_s,
        u"steps on the cluster: 4, about 0.5 s"_s);
    row("a button's own time stays", u"hold 1.5 s"_s, u"hold 1.5 s"_s);
    row("a log line", u"src.addr=10.244.0.12:38211 duration=\"12ms\""_s,
        u"src.addr=10.0.0.1:40000 duration=\"1ms\""_s);
    row("events", u"show log 133 events"_s, u"show log 40 events"_s);
    row("registry", u"localhost:44853/trustusbank/ticket-mcp:1.0.0"_s,
        u"localhost:5001/trustusbank/ticket-mcp:1.0.0"_s);
    row("the kind registry stays", u"localhost:5001/trustusbank"_s,
        u"localhost:5001/trustusbank"_s);
    row("session", u"Session 4645f835-0e15-471f-b4df-74d1ff23e5b5"_s,
        u"Session 00000000-0000-4000-8000-000000000001"_s);
    row("identity stays",
        u"spiffe://cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter"_s,
        u"spiffe://cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter"_s);
}

void TestPins::standsStill()
{
    QFETCH(QString, text);
    const std::vector<app::Pin> pins = app::pinsOf(QDate(2026, 11, 29));
    const QString shown = app::pinned(text, pins);
    QTEST(shown, "shown");
    QCOMPARE(app::pinned(shown, pins), shown); // a page may hear of it twice
}

QTEST_MAIN(TestPins)
#include "tst_pins.moc"
