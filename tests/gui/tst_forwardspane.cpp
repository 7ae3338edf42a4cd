// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/forwards/forwardspane.h"

#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace widgets;

/// Forwards mode: what is known of the chosen one.
class TestForwardsPane : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(
            u"^(?!This plugin does not support (propagateSizeHints|raise)).*"_s));
    }
    void bytes_data();
    void bytes();
    void aLossInALine_data();
    void aLossInALine();
    void moreIsKnownOfTheChosenOne();
    void aLatencyAProbe();

private:
    static forward::Status verified(const QString &id, int port)
    {
        forward::Status status;
        status.id = id;
        status.state = forward::State::Verified;
        status.local = u"127.0.0.1:%1"_s.arg(port);
        status.target = u"bank/pod:8080"_s;
        status.latencyMs = 2.5;
        status.verifiedAt = QDateTime::fromMSecsSinceEpoch(1'000'000, Qt::UTC);
        return status;
    }
};

void TestForwardsPane::bytes_data()
{
    QTest::addColumn<qint64>("count");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << qint64(0) << u"0 B"_s;
    QTest::newRow("below a thousand") << qint64(999) << u"999 B"_s;
    QTest::newRow("thousands") << qint64(1500) << u"1.5 kB"_s;
    QTest::newRow("millions") << qint64(192'000'000) << u"192.0 MB"_s;
}

void TestForwardsPane::bytes()
{
    QFETCH(qint64, count);
    QTEST(bytesText(count), "text");
}

void TestForwardsPane::aLossInALine_data()
{
    QTest::addColumn<bool>("planned");
    QTest::addColumn<bool>("over");
    QTest::addColumn<QString>("ends");
    QTest::newRow("healed") << false << true << u"1.2 s  ·  3 lost  ·  pod gone"_s;
    QTest::newRow("planned") << true << true << u"1.2 s  ·  3 lost  ·  planned: pod gone"_s;
    QTest::newRow("still broken") << false << false << u"not over  ·  3 lost  ·  pod gone"_s;
}

void TestForwardsPane::aLossInALine()
{
    QFETCH(bool, planned);
    QFETCH(bool, over);
    QFETCH(QString, ends);
    forward::Loss loss;
    loss.at = QDateTime::currentDateTimeUtc();
    loss.why = u"pod gone"_s;
    loss.lasted = 1200;
    loss.connections = 3;
    loss.planned = planned;
    loss.over = over;
    const QString line = lossLine(loss);
    QVERIFY2(line.endsWith(ends), qPrintable(line));
    QVERIFY(line.startsWith(loss.at.toLocalTime().toString(u"HH:mm:ss"_s)));
}

void TestForwardsPane::moreIsKnownOfTheChosenOne()
{
    Theme theme;
    ForwardsPane pane(theme);
    pane.resize(1366, 600);
    pane.show();
    QVERIFY(pane.chosen().isEmpty());
    const auto buttons = pane.findChildren<QPushButton *>();
    QCOMPARE(buttons.size(), 3);
    QVERIFY(!buttons[0]->isEnabled() && !buttons[1]->isEnabled());

    forward::Status taken = verified(u"loki"_s, 18004);
    taken.state = forward::State::Conflict;
    taken.why = u"the port is taken"_s;
    taken.pid = 4711;
    taken.holder = u"nc -l 18004"_s;
    taken.holderSince = QDateTime::currentDateTimeUtc();
    QSignalSpy chosen(&pane, &ForwardsPane::chosenChanged),
        opened(&pane, &ForwardsPane::openWanted);
    pane.setTabs({u"grafana"_s});
    pane.setForwards({verified(u"grafana"_s, 18001), taken}, {{u"grafana"_s, u"Grafana"_s}});
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(pane.chosen(), u"grafana"_s);
    QTest::mouseClick(buttons[0], Qt::LeftButton);
    QCOMPARE(opened.size(), 1);
    QTest::mouseClick(buttons[1], Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"http://127.0.0.1:18001"_s);

    auto *table = pane.findChild<QTableView *>();
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(pane.chosen(), u"loki"_s);
    forward::Loss loss;
    loss.at = QDateTime::currentDateTimeUtc();
    loss.why = u"its pod went away"_s;
    pane.setLedger({loss});
    const QString words = pane.findChild<QPlainTextEdit *>()->toPlainText();
    QVERIFY2(words.contains(u"the port is taken"_s), qPrintable(words));
    QVERIFY2(words.contains(u"process 4711"_s), qPrintable(words));
    QVERIFY2(words.contains(u"its pod went away"_s), qPrintable(words));
    QVERIFY(!buttons[0]->isEnabled()); // no tab shows it

    // On a small screen the table has the room, until more is asked for.
    auto *text = pane.findChild<QPlainTextEdit *>();
    QVERIFY(!text->isVisible());
    QTest::mouseClick(buttons[2], Qt::LeftButton);
    QVERIFY(text->isVisible());
    pane.resize(1366, 590);
    QVERIFY(text->isVisible());

    // A second later the choice is still the same.
    pane.setForwards({verified(u"grafana"_s, 18001), taken}, {{u"grafana"_s, u"Grafana"_s}});
    QCOMPARE(pane.chosen(), u"loki"_s);
}

void TestForwardsPane::aLatencyAProbe()
{
    Theme theme;
    ForwardsPane pane(theme);
    forward::Status status = verified(u"grafana"_s, 18001);
    auto *line = pane.findChild<Sparkline *>();
    pane.setForwards({status}, {});
    pane.setForwards({status}, {}); // the same probe
    QVERIFY2(line->toolTip().contains(u"last 1 probes"_s), qPrintable(line->toolTip()));
    status.verifiedAt = status.verifiedAt.addSecs(5);
    status.latencyMs = 7.5;
    pane.setForwards({status}, {});
    QVERIFY2(line->toolTip().contains(u"last 2 probes: now 7.5 ms, at worst 7.5 ms"_s),
             qPrintable(line->toolTip()));
}

QTEST_MAIN(TestForwardsPane)
#include "tst_forwardspane.moc"
