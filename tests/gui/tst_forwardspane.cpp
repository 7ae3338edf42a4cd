// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/forwards/forwardspane.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
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
    void whatCanBeDone_data();
    void whatCanBeDone();
    void groupsAndOrder();

private:
    static QPushButton *button(const QWidget &pane, const QString &text)
    {
        for (QPushButton *one : pane.findChildren<QPushButton *>()) {
            if (one->text() == text)
                return one;
        }
        return nullptr;
    }
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
    QPushButton *open = button(pane, u"Open its tab"_s), *copy = button(pane, u"Copy address"_s);
    QVERIFY(!open->isEnabled() && !copy->isEnabled());

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
    QTest::mouseClick(open, Qt::LeftButton);
    QCOMPARE(opened.size(), 1);
    QTest::mouseClick(copy, Qt::LeftButton);
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
    QVERIFY(!open->isEnabled()); // no tab shows it

    // On a small screen the table has the room, until more is asked for.
    auto *text = pane.findChild<QPlainTextEdit *>();
    QVERIFY(!text->isVisible());
    QTest::mouseClick(button(pane, u"More"_s), Qt::LeftButton);
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

void TestForwardsPane::whatCanBeDone_data()
{
    QTest::addColumn<forward::State>("state");
    QTest::addColumn<bool>("pausable");
    QTest::addColumn<QString>("deeds"); // with the keyboard: Tab from the table, Space
    QTest::newRow("off") << forward::State::Off << true << QString();
    QTest::newRow("verified") << forward::State::Verified << true << u"restart f, pause f"_s;
    QTest::newRow("while nothing may be paused")
        << forward::State::Verified << false << u"restart f"_s;
    QTest::newRow("paused") << forward::State::Paused << true << u"restart f, resume f"_s;
    QTest::newRow("paused, while nothing may be paused")
        << forward::State::Paused << false << u"restart f, resume f"_s;
    QTest::newRow("conflict") << forward::State::Conflict << true
                              << u"other port f, restart f, pause f"_s;
}

void TestForwardsPane::whatCanBeDone()
{
    QFETCH(forward::State, state);
    QFETCH(bool, pausable);
    Theme theme;
    ForwardsPane pane(theme);
    pane.resize(1366, 600);
    forward::Status status = verified(u"f"_s, 18001);
    status.state = state;
    pane.setForwards({status}, {});
    pane.setPausable(pausable);
    pane.show();
    pane.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&pane));
    QStringList deeds;
    connect(&pane, &ForwardsPane::otherPortWanted, this,
            [&](const QString &id) { deeds << u"other port "_s + id; });
    connect(&pane, &ForwardsPane::restartWanted, this,
            [&](const QString &id) { deeds << u"restart "_s + id; });
    connect(&pane, &ForwardsPane::pauseWanted, this, [&](const QString &id, bool pause) {
        deeds << (pause ? u"pause "_s : u"resume "_s) + id;
    });
    pane.findChild<QTableView *>()->setFocus();
    const QStringList harmless{u"Open its tab"_s, u"Copy address"_s, u"More"_s};
    for (int i = 0; i < 8; ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        auto *button = qobject_cast<QPushButton *>(QApplication::focusWidget());
        if (button && !harmless.contains(button->text())) {
            QVERIFY(!button->toolTip().isEmpty());
            QTest::keyClick(button, Qt::Key_Space);
        }
        if (button && button->text() == u"More")
            break;
    }
    QTEST(deeds.join(u", "_s), "deeds");
}

/// What people look at and what only programs ask stand apart, each in the order of its start.
void TestForwardsPane::groupsAndOrder()
{
    Theme theme;
    ForwardsPane pane(theme);
    pane.setGroups({{u"a"_s, u"ui"_s}, {u"b"_s, u"api"_s}, {u"c"_s, u"ui"_s}});
    forward::Status off = verified(u"c"_s, 3);
    off.state = forward::State::Waiting;
    pane.resize(1366, 600);
    pane.show();
    pane.setForwards({verified(u"a"_s, 1), verified(u"b"_s, 2), off}, {});
    auto *table = pane.findChild<QTableView *>();
    const auto cell = [table](int row, int column) {
        return table->model()->index(row, column).data().toString();
    };
    QStringList first;
    for (int row = 0; row < table->model()->rowCount(); ++row)
        first << cell(row, ForwardModel::Order) + cell(row, ForwardModel::Title);
    QCOMPARE(first, QStringList({u"User interfaces · 1 of 2 verified"_s, u"1a"_s, u"3c"_s,
                                 u"APIs · 1 of 1 verified"_s, u"2b"_s}));
    QCOMPARE(table->columnSpan(0, 0), int(ForwardModel::columns));
    // Why they are not Verified is told as soon as there is anything to tell.
    QVERIFY(table->isColumnHidden(ForwardModel::Why));
    off.why = u"for a ready pod"_s;
    pane.setForwards({verified(u"a"_s, 1), verified(u"b"_s, 2), off}, {});
    QVERIFY(!table->isColumnHidden(ForwardModel::Why));
    const QHeaderView *header = table->horizontalHeader();
    QVERIFY(header->sectionViewportPosition(ForwardModel::Why)
                + header->sectionSize(ForwardModel::Why)
            <= table->viewport()->width());
    QCOMPARE(table->columnSpan(1, 0), 1);
    // The arrows pass the headings by.
    QCOMPARE(pane.chosen(), u"a"_s);
    table->setFocus();
    QStringList chosen;
    for (const Qt::Key key : {Qt::Key_Up, Qt::Key_Down, Qt::Key_Down, Qt::Key_Down, Qt::Key_Up}) {
        QTest::keyClick(table, key);
        chosen << pane.chosen();
    }
    QCOMPARE(chosen, QStringList({u"a"_s, u"c"_s, u"b"_s, u"b"_s, u"c"_s}));
}

QTEST_MAIN(TestForwardsPane)
#include "tst_forwardspane.moc"
