// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/httpwords.h"
#include "backend/forward/policy.h"
#include "backend/forward/relay.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using forward::Facts;
using forward::Found;
using forward::Next;
using forward::State;
using forward::TunnelFacts;
using kube::TunnelEnd;

Q_DECLARE_METATYPE(forward::Facts)
Q_DECLARE_METATYPE(forward::TunnelFacts)

class PolicyTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void state_data()
    {
        QTest::addColumn<Facts>("facts");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("why");
        const auto row = [](const char *name, const std::function<void(Facts &)> &change,
                            const QString &state, const QString &why) {
            Facts facts;
            facts.started = true;
            facts.port = Facts::Port::Open;
            facts.known = true;
            facts.target = true;
            change(facts);
            QTest::newRow(name) << facts << state << why;
        };
        const auto wrong = [](Facts &f) { f.found = Found::Wrong, f.foundWhy = u"wrong page"_s; };
        const auto silent = [](Facts &f) { f.found = Found::Silence, f.foundWhy = u"no answer"_s; };
        const auto noPod = [](Facts &f) { f.target = false, f.missing = u"a ready pod"_s; };
        row("not started", [](Facts &f) { f.started = false; }, u"Off"_s, {});
        row(
            "paused, whatever else",
            [](Facts &f) {
                f.paused = true, f.foundWhy = u"by hand"_s, f.port = Facts::Port::Taken;
            },
            u"Paused"_s, u"by hand"_s);
        row(
            "port taken",
            [](Facts &f) {
                f.port = Facts::Port::Taken, f.portWhy = u"by x"_s, f.found = Found::Service;
            },
            u"Conflict"_s, u"by x"_s);
        row(
            "port refused",
            [](Facts &f) { f.port = Facts::Port::Refused, f.portWhy = u"no right"_s; }, u"Failed"_s,
            u"no right"_s);
        row(
            "nothing known", [](Facts &f) { f.known = f.target = false; }, u"Waiting"_s,
            u"for the API server"_s);
        row(
            "nothing known, and why",
            [](Facts &f) { f.known = f.target = false, f.unheard = u"gone"_s; }, u"Waiting"_s,
            u"for the API server: gone"_s);
        row("no pod", noPod, u"Waiting"_s, u"for a ready pod"_s);
        row(
            "no pod any more", [=](Facts &f) { noPod(f), f.wasVerified = true; }, u"Degraded"_s,
            u"waits for a ready pod"_s);
        row(
            "no pod, by plan",
            [=](Facts &f) { noPod(f), f.wasVerified = true, f.planned = u"Reset"_s; },
            u"Reconnecting"_s, u"planned: Reset; waits for a ready pod"_s);
        row(
            "a plan does not excuse what never worked",
            [=](Facts &f) { noPod(f), f.planned = u"Reset"_s; }, u"Waiting"_s,
            u"for a ready pod"_s);
        row("not asked yet", [](Facts &) {}, u"Listening"_s, {});
        row("asked, no answer yet", silent, u"Listening"_s, u"no answer"_s);
        row("the service", [](Facts &f) { f.found = Found::Service; }, u"Verified"_s, {});
        row("the service, while the watch is away",
            [](Facts &f) { f.found = Found::Service, f.unheard = u"gone"_s; }, u"Verified"_s, {});
        row(
            "the service, with a note",
            [](Facts &f) { f.found = Found::Service, f.portWhy = u"note"_s; }, u"Verified"_s,
            u"note"_s);
        row("another's forward, not asked yet",
            [](Facts &f) { f.port = Facts::Port::Adopted, f.portWhy = u"by x"_s; }, u"Listening"_s,
            {});
        row(
            "another's forward, and it is the service",
            [](Facts &f) {
                f.port = Facts::Port::Adopted, f.portWhy = u"by x"_s, f.found = Found::Service;
            },
            u"Verified"_s, u"by x"_s);
        row(
            "another's forward, and it is not",
            [=](Facts &f) { wrong(f), f.port = Facts::Port::Adopted, f.portWhy = u"by x"_s; },
            u"Conflict"_s, u"by x; wrong page"_s);
        row("the service, by plan",
            [](Facts &f) { f.found = Found::Service, f.planned = u"Reset"_s; }, u"Verified"_s, {});
        row("another service", wrong, u"Degraded"_s, u"wrong page"_s);
        row(
            "another service now", [=](Facts &f) { wrong(f), f.wasVerified = true; }, u"Degraded"_s,
            u"wrong page"_s);
        row(
            "another service, by plan",
            [=](Facts &f) { wrong(f), f.wasVerified = true, f.planned = u"Reset"_s; },
            u"Reconnecting"_s, u"planned: Reset; wrong page"_s);
        row(
            "silent now", [=](Facts &f) { silent(f), f.wasVerified = true; }, u"Reconnecting"_s,
            u"no answer"_s);
        row(
            "silent for a reason",
            [=](Facts &f) { silent(f), f.wasVerified = true, f.unheard = u"API gone"_s; },
            u"Reconnecting"_s, u"API gone"_s);
        row(
            "another pod", [](Facts &f) { f.wasVerified = true; }, u"Reconnecting"_s,
            u"moved to another pod"_s);
        row(
            "another pod, by plan", [](Facts &f) { f.wasVerified = true, f.planned = u"Reset"_s; },
            u"Reconnecting"_s, u"planned: Reset; moved to another pod"_s);
        row(
            "forbidden", [=](Facts &f) { silent(f), f.forbidden = u"403"_s; }, u"Failed"_s,
            u"403"_s);
        row("forbidden, but it works",
            [](Facts &f) { f.found = Found::Service, f.forbidden = u"403"_s; }, u"Verified"_s, {});
    }
    void state()
    {
        QFETCH(Facts, facts);
        QFETCH(QString, state);
        QFETCH(QString, why);
        const forward::Verdict verdict = forward::stateOf(facts);
        QCOMPARE(forward::stateWord(verdict.state), state);
        QCOMPARE(verdict.why, why);
    }

    void backOff()
    {
        QList<qint64> seen;
        for (int attempt : {0, 1, 2, 3, 4, 5, 6, 7, 1000000})
            seen << forward::backOff(attempt).count();
        QCOMPARE(seen, (QList<qint64>{100, 100, 200, 400, 800, 1600, 2000, 2000, 2000}));
    }

    /// What a client sees when its tunnel ends.
    void next_data()
    {
        QTest::addColumn<TunnelFacts>("facts");
        QTest::addColumn<int>("next");
        const auto row = [](const char *name, TunnelEnd end,
                            const std::function<void(TunnelFacts &)> &change, Next next) {
            TunnelFacts facts;
            facts.end = end;
            change(facts);
            QTest::newRow(name) << facts << int(next);
        };
        const auto nothing = [](TunnelFacts &) {};
        const auto answered = [](TunnelFacts &f) { f.answered = true; };
        const auto idle = [](TunnelFacts &f) { f.answered = f.idle = true; };
        const auto left = [](TunnelFacts &f) { f.podInUse = false; };
        const auto leftRepeatable = [](TunnelFacts &f) { f.podInUse = false, f.repeatable = true; };
        row("closed after the answer", TunnelEnd::Closed, answered, Next::Close);
        row(
            "closed without one: the service's own choice", TunnelEnd::Closed,
            [](TunnelFacts &f) { f.repeatable = true; }, Next::Close);
        row(
            "a spare closed without one", TunnelEnd::Closed,
            [](TunnelFacts &f) { f.repeatable = f.spare = true; }, Next::Again);
        row(
            "a spare closed without one, not repeatable", TunnelEnd::Closed,
            [](TunnelFacts &f) { f.spare = true; }, Next::Close);
        row(
            "a spare closed after the answer", TunnelEnd::Closed,
            [](TunnelFacts &f) { f.answered = f.spare = true; }, Next::Close);
        row("closed without one by a pod that ends", TunnelEnd::Closed, leftRepeatable,
            Next::Again);
        row("closed without one by a pod that ends, not repeatable", TunnelEnd::Closed, left,
            Next::Close);
        row("pod gone before the answer", TunnelEnd::PodGone, nothing, Next::Again);
        row("pod gone within the answer", TunnelEnd::PodGone, answered, Next::Lost);
        row("pod gone while idle", TunnelEnd::PodGone, idle, Next::Close);
        row("app not listening", TunnelEnd::PortRefused, nothing, Next::Again);
        row("no tunnel", TunnelEnd::Unopened, nothing, Next::Again);
        row("forbidden", TunnelEnd::Forbidden, nothing, Next::GiveUp);
        row("broken before the answer", TunnelEnd::Broken, nothing, Next::Lost);
        row(
            "broken before the answer, repeatable", TunnelEnd::Broken,
            [](TunnelFacts &f) { f.repeatable = true; }, Next::Again);
        row("broken within the answer", TunnelEnd::Broken, answered, Next::Lost);
        row("broken while idle", TunnelEnd::Broken, idle, Next::Close);
        row(
            "reset by the service", TunnelEnd::Broken,
            [](TunnelFacts &f) { f.servicesOwn = f.repeatable = true; }, Next::Reset);
        row(
            "reset by the service within the answer", TunnelEnd::Broken,
            [](TunnelFacts &f) { f.servicesOwn = f.answered = true; }, Next::Reset);
        row(
            "reset by a pod that ends", TunnelEnd::Broken,
            [](TunnelFacts &f) { f.servicesOwn = f.answered = true, f.podInUse = false; },
            Next::Lost);
    }
    void next()
    {
        QFETCH(TunnelFacts, facts);
        QFETCH(int, next);
        QCOMPARE(int(forward::nextAfter(facts)), next);
    }

    void mayAskAgain_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<bool>("may");
        QTest::newRow("whole GET") << QByteArray("GET / HTTP/1.1\r\nHost: x\r\n\r\n") << true;
        QTest::newRow("whole HEAD") << QByteArray("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n") << true;
        QTest::newRow("half a GET") << QByteArray("GET / HTTP/1.1\r\nHost: x\r\n") << false;
        QTest::newRow("POST") << QByteArray("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
                              << false;
        QTest::newRow("WebSocket")
            << QByteArray("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n") << false;
        QTest::newRow("not HTTP") << QByteArray("GETTING\r\n\r\n") << false;
    }
    void mayAskAgain()
    {
        QFETCH(QByteArray, sent);
        QFETCH(bool, may);
        QCOMPARE(forward::mayAskAgain(sent), may);
    }

    /// The page is whole and cannot be broken by what it tells.
    void unavailablePage()
    {
        const QByteArray answer = forward::unavailable(u"A&B"_s, u"<script>"_s);
        const qsizetype head = answer.indexOf("\r\n\r\n") + 4;
        QVERIFY(answer.contains(QByteArray("Content-Length: ")
                                    .append(QByteArray::number(answer.size() - head))
                                    .append("\r\n")));
        QVERIFY(answer.startsWith("HTTP/1.1 503 "));
        QVERIFY(answer.contains("A&amp;B"));
        QVERIFY(answer.contains("&lt;script&gt;"));
        QVERIFY(!answer.contains("<script>"));
    }
};

QTEST_GUILESS_MAIN(PolicyTest)
#include "tst_policy.moc"
