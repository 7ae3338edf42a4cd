// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/holder.h"
#include "backend/forward/judge.h"

#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using forward::Found;
using forward::Identity;

Q_DECLARE_METATYPE(forward::Identity)

class JudgeTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void probe_data()
    {
        QTest::addColumn<Identity>("identity");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("why"); // empty: it is the service
        const auto row = [](const char *name, const std::function<void(Identity &)> &change,
                            int status, const QByteArray &body, const QString &why) {
            Identity identity;
            identity.path = u"/p"_s;
            change(identity);
            QTest::newRow(name) << identity << status << body << why;
        };
        const auto bare = [](Identity &) {};
        const auto title = [](Identity &i) { i.title = u"Bank"_s; };
        const auto ok = [](Identity &i) { i.jsonPointer = u"/a/b"_s, i.jsonValue = "ok"; };
        const auto present = [](Identity &i) { i.jsonPointer = u"/a/b"_s; };
        const auto echo = [](Identity &i) { i.contains = u"echo"_s; };
        row("status only", bare, 200, "", {});
        row("other status", bare, 404, "", u"GET /p answered 404, expected 200"_s);
        row("another status expected", [](Identity &i) { i.status = 406; }, 406, "", {});
        row("title", title, 200, "<html><head><TITLE lang=en>\n The Bank \n</title>", {});
        row("another title", title, 200, "<title>Router</title>",
            u"another page answers: its title is \"Router\", expected \"Bank\""_s);
        row("title only in the text", title, 200, "<p>Bank",
            u"another page answers: its title is \"\", expected \"Bank\""_s);
        row("JSON value", ok, 200, R"({"a":{"b":"ok"}})", {});
        row("another JSON value", ok, 200, R"({"a":{"b":"bad"}})",
            u"another service answers: /a/b is \"bad\", expected \"ok\""_s);
        row("JSON value of another type", ok, 200, R"({"a":{"b":1}})",
            u"another service answers: /a/b is 1, expected \"ok\""_s);
        row("JSON key", present, 200, R"({"a":{"b":[]}})", {});
        row("no JSON key", present, 200, R"({"a":[1]})",
            u"another service answers: the answer has no /a/b"_s);
        row("no JSON", present, 200, "<html>", u"another service answers: the body is not JSON"_s);
        row(
            "no pointer", [](Identity &i) { i.jsonPointer = u"a"_s; }, 200, "{}",
            u"another service answers: a is not a JSON pointer"_s);
        row("text", echo, 200, "an echo", {});
        row("no text", echo, 200, "silence",
            u"another service answers: \"echo\" is not in its answer"_s);
    }
    void probe()
    {
        QFETCH(Identity, identity);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, why);
        const forward::Judgement found = forward::judge(identity, http::Reply{status, {}, body});
        QCOMPARE(found.why, why);
        QCOMPARE(int(found.found), int(why.isEmpty() ? Found::Service : Found::Wrong));
    }

    void silence()
    {
        using core::Fault;
        Identity identity;
        identity.path = u"/p"_s;
        QCOMPARE(forward::judge(identity,
                                tl::unexpected(Fault{Fault::Kind::TimedOut, u"x"_s, {}, {}})),
                 (forward::Judgement{Found::Silence, u"no answer to GET /p within 3 s"_s}));
        QCOMPARE(forward::judge(identity,
                                tl::unexpected(Fault{Fault::Kind::Missing, u"broke"_s, {}, {}})),
                 (forward::Judgement{Found::Silence, u"broke"_s}));
    }

    /// Only sockets that listen, and only where they keep 127.0.0.1 from us.
    void listeners_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<bool>("ours");
        QTest::addColumn<bool>("six");
        const auto row = [](const char *name, const char *address, const char *state, bool ours,
                            bool six = false) {
            QTest::newRow(name) << QByteArray("   0: ") + address + " 00000000:0000 " + state
                                       + " 00000000:00000000 00:00000000 00000000  1000        0 "
                                         "4711 1 0 100 0 0 10 0"
                                << ours << six;
        };
        row("loopback", "0100007F:4651", "0A", true);
        row("any", "00000000:4651", "0A", true);
        row("any of both kinds", "00000000000000000000000000000000:4651", "0A", true, true);
        row("mapped loopback", "0000000000000000FFFF00000100007F:4651", "0A", true);
        row("another loopback", "0200007F:4651", "0A", false);
        row("IPv6 loopback", "00000000000000000000000001000000:4651", "0A", false, true);
        row("another port", "0100007F:4652", "0A", false);
        row("a connection", "0100007F:4651", "01", false);
    }
    void listeners()
    {
        QFETCH(QByteArray, line);
        QFETCH(bool, ours);
        QFETCH(bool, six);
        const QByteArray table = "  sl  local_address rem_address   st\n" + line + "\n";
        const QSet<QString> found{u"4711"_s}, none;
        QCOMPARE(forward::listenersOn(0x4651, table), ours ? found : none);
        QCOMPARE(forward::listenersOn(0x4651, table, forward::Loopback::Six), six ? found : none);
    }

    void holderByProc()
    {
        QTemporaryDir dir;
        const auto write = [&](const QString &name, const QByteArray &text) {
            QFile file(dir.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        for (const QString &folder : {u"net"_s, u"12/fd"_s, u"34/fd"_s, u"56x/fd"_s})
            QVERIFY(QDir(dir.path()).mkpath(folder));
        write(u"net/tcp"_s, "head\n   0: 0100007F:4651 00000000:0000 0A 0:0 0:0 0 1000 0 4711 1\n");
        write(u"34/cmdline"_s, QByteArray("kubectl\0port-forward\0", 21));
        QVERIFY(QFile::link(u"socket:[471]"_s, dir.filePath(u"12/fd/3"_s)));
        QVERIFY(QFile::link(u"socket:[4711]"_s, dir.filePath(u"34/fd/7"_s)));
        QVERIFY(QFile::link(u"socket:[4711]"_s, dir.filePath(u"56x/fd/7"_s)));
        write(u"34/stat"_s, "34 (a ) b) S 1 34 34 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 700 9 9\n");
        write(u"stat"_s, "cpu 1 2 3\nbtime 1000000\n");
        forward::Holder expected;
        expected.pid = 34;
        expected.command = u"kubectl port-forward"_s;
        expected.arguments = QStringList{u"kubectl"_s, u"port-forward"_s};
        expected.started = 700;
        expected.since = QDateTime::fromSecsSinceEpoch(1000007, Qt::UTC);
        QCOMPARE(forward::holderOf(0x4651, forward::Loopback::Four, dir.path()), expected);
        QVERIFY(expected.shown().startsWith(u"process 34: kubectl port-forward, since 19"_s));
        QVERIFY(!forward::holderOf(0x4651, forward::Loopback::Six, dir.path()));
        QVERIFY(!forward::holderOf(0x4652, forward::Loopback::Four, dir.path()));
        QVERIFY(QFile::remove(dir.filePath(u"34/cmdline"_s)));
        write(u"34/comm"_s, "kubectl\n");
        expected.command = u"kubectl"_s;
        expected.arguments.clear();
        QCOMPARE(forward::holderOf(0x4651, forward::Loopback::Four, dir.path()), expected);
    }

    void holderIsThisProcess()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const auto holder = forward::holderOf(server.serverPort());
        QVERIFY(holder);
        QCOMPARE(holder->pid, QCoreApplication::applicationPid());
        QVERIFY(holder->command.contains(u"tst_judge"));
        const qint64 age = holder->since.secsTo(QDateTime::currentDateTimeUtc());
        QVERIFY2(age >= -2 && age < 600, qPrintable(QString::number(age)));
    }
};

QTEST_GUILESS_MAIN(JudgeTest)
#include "tst_judge.moc"
