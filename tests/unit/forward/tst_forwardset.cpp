// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/forward/forwardlab.h"

class ForwardSetTest : public ForwardLab {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }

    void becomesVerified()
    {
        make({pod("a", true)});
        QVERIFY(port() > 0);
        QTRY_VERIFY(is(State::Verified));
        QCOMPARE(m_told, QStringList({u"Waiting"_s, u"Listening"_s, u"Verified"_s}));
        QCOMPARE(now().target, u"n/a:8080"_s);
        const auto probe =
            std::find_if(m_transport.requests.begin(), m_transport.requests.end(),
                         [](const http::Request &r) { return r.url.endsWith(u"/probe"); });
        QCOMPARE(probe->timeout, forward::probeTime);
        QCOMPARE(probe->url, u"http://%1/probe"_s.arg(now().local));
        QCOMPARE(m_set->statuses()[1].state, State::Off);
        const json line = now().toJson(m_clock.now());
        QVERIFY(line["forward"] == "f" && line["state"] == "Verified"
                && line["t"] == "1970-01-01T00:00:00.000Z");
    }

    /// A wrong answer is never Verified, and is asked for again soon; the right one, seldom.
    void wrongServiceIsNotVerified()
    {
        answerProbe("somebody else");
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Degraded));
        QVERIFY(now().why.contains(u"it is me"_s));
        QCOMPARE(now().attempt, 1);
        QCOMPARE(now().nextInMs, 100);
        m_clock.advance(99ms);
        QCoreApplication::processEvents();
        QCOMPARE(m_transport.count("GET /probe"), 1);
        m_clock.advance(1ms);
        QTRY_COMPARE(now().attempt, 2);
        answerProbe("it is me");
        m_clock.advance(200ms);
        QTRY_VERIFY(is(State::Verified));
        QCOMPARE(m_transport.count("GET /probe"), 3);
        answerProbe("somebody else");
        m_clock.advance(forward::probeEvery);
        QTRY_VERIFY(is(State::Degraded));
    }

    void bytesBothWays()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const auto socket = client("well?");
        QTRY_COMPARE(socket->bytesAvailable(), 6);
        QCOMPARE(socket->readAll(), QByteArray("from a"));
        QCOMPARE(tunnel(0).port, 8080);
        QCOMPARE(now().connections, 1);
        tunnel(0).socket->close();
        QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(socket->error(), QAbstractSocket::RemoteHostClosedError);
        QTRY_COMPARE(now().connections, 0);
        QCOMPARE(now().lost, 0);
    }

    /// What a client said before it left still arrives, and its tunnel does not outlive it.
    void clientLeaves()
    {
        make({pod("a", true)});
        const auto socket = client(QByteArray(700000, 'x'));
        socket->disconnectFromHost();
        QTRY_VERIFY(tunnels() == 1 && tunnel(0).heard.size() == 700000);
        QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
        for (int i = 0; i < 10; ++i) {
            QCoreApplication::processEvents(); // until its end is seen
            m_clock.advance(50ms);
        }
        QTRY_COMPARE(tunnel(0).socket->state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(now().connections, 0);
        QCOMPARE(now().lost, 0);
    }

    void muchGoesUp()
    {
        m_server->onData = [](TunnelServer::Tunnel &t) {
            if (t.heard.size() == 20'000'000)
                t.say("all");
        };
        make({pod("a", true)});
        const auto socket = client(QByteArray(20'000'000, 'x'));
        QTRY_COMPARE_WITH_TIMEOUT(socket->bytesAvailable(), 3, 20000);
        QCOMPARE(tunnel(0).heard, QByteArray(20'000'000, 'x'));
    }

    /// A client that does not read holds the service; what it was sent is not kept by us.
    void slowClientHoldsTheService()
    {
        constexpr int pieces = 48, size = 1000'000;
        make({pod("a", true)});
        const auto socket = client("well?");
        socket->setReadBufferSize(1000);
        QTRY_VERIFY(tunnels() == 1 && !tunnel(0).heard.isEmpty());
        for (int i = 0; i < pieces; ++i)
            tunnel(0).say(QByteArray(size, 'y'));
        qint64 left = -1;
        QTRY_VERIFY(left == std::exchange(left, tunnel(0).socket->bytesToWrite()));
        QVERIFY2(left > pieces * size / 2, qPrintable(QString::number(left)));
        socket->setReadBufferSize(0);
        qint64 got = 0;
        QTRY_COMPARE_WITH_TIMEOUT(got += socket->readAll().size(), pieces * size + 6, 20000);
        QTRY_COMPARE(tunnel(0).socket->bytesToWrite(), 0);
    }

    void rolloutMovesNewConnections()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const auto old = client("1?");
        QTRY_COMPARE(old->bytesAvailable(), 6);
        happens("ADDED", pod("b", true));
        QCOMPARE(now().target, u"n/a:8080"_s);
        m_set->planned(u"n"_s, u"a restart"_s);
        QVERIFY(is(State::Verified));
        happens("MODIFIED", pod("a", true, true));
        QCOMPARE(now().target, u"n/b:8080"_s);
        QVERIFY(is(State::Reconnecting));
        QCOMPARE(now().why, u"planned: a restart; moved to another pod"_s);
        QTRY_VERIFY(is(State::Verified));
        const auto young = client("2?");
        QTRY_COMPARE(young->peek(100), QByteArray("from b"));
        old->write("3?");
        QTRY_COMPARE(tunnel(0).heard, QByteArray("1?3?"));
        QCOMPARE(now().lost, 0);
    }

    void interruptionShowsThePlan()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        happens("MODIFIED", pod("a", false));
        QVERIFY(is(State::Degraded));
        QCOMPARE(now().why, u"waits for a ready pod of service n/s (pod a is not ready)"_s);
        m_set->planned(u"elsewhere"_s, u"a restart"_s);
        QVERIFY(is(State::Degraded));
        m_set->planned({}, u"a restart"_s);
        QVERIFY(is(State::Reconnecting));
        m_clock.advance(forward::plannedTime);
        happens("MODIFIED", pod("a", false));
        QVERIFY(is(State::Degraded));
    }

    void clientWaitsForAPod()
    {
        make({});
        QTRY_VERIFY(now().why.startsWith(u"for a ready pod"_s));
        const auto socket = client(aGet);
        QTRY_COMPARE(now().connections, 1);
        m_clock.advance(forward::holdTime - 1ms);
        QCOMPARE(tunnels(), size_t(0));
        happens("ADDED", pod("a", true));
        QTRY_COMPARE(socket->peek(100), QByteArray("from a"));
        QTRY_VERIFY(is(State::Verified));
        m_clock.advance(1h);
        QCOMPARE(now().lost, 0);
    }

    void clientsWaitInVain()
    {
        make({});
        QTRY_VERIFY(now().why.startsWith(u"for a ready pod"_s));
        const auto browser = client(aGet);
        const auto other = client("not HTTP");
        QTRY_COMPARE(now().connections, 2);
        QCoreApplication::processEvents(); // what they said is read
        m_clock.advance(forward::holdTime);
        QTRY_COMPARE(browser->state(), QAbstractSocket::UnconnectedState);
        const QByteArray page = browser->readAll();
        QVERIFY(page.startsWith("HTTP/1.1 503 "));
        QVERIFY(page.contains("Forward is not reachable yet"));
        QVERIFY(page.contains("it has no pods"));
        QTRY_COMPARE(other->state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(other->readAll(), QByteArray());
        QTRY_COMPARE(now().lost, 2);
        QCOMPARE(now().connections, 0);
    }

    /// The node says that nobody listens in the pod yet: the client need not know.
    void appNotListeningYet()
    {
        m_server->onOpen = [](TunnelServer::Tunnel &t) {
            t.error("dial tcp4 127.0.0.1:8080: connect: connection refused");
        };
        make({pod("a", true)});
        const auto socket = client(aPost + '?');
        QTRY_COMPARE(tunnels(), size_t(1));
        QTRY_COMPARE(tunnel(0).socket->state(), QAbstractSocket::UnconnectedState);
        m_server->onOpen = [](TunnelServer::Tunnel &) {};
        m_clock.advance(100ms);
        QTRY_COMPARE(socket->peek(100), QByteArray("from a"));
        QCOMPARE(tunnel(1).heard, aPost + '?');
        QCOMPARE(now().lost, 0);
    }

    /// A tunnel knows before the watch that a pod is gone: the next one goes to another pod.
    void podGoneBeforeTheWatchKnows()
    {
        m_server->onOpen = [](TunnelServer::Tunnel &t) {
            if (t.pod == u"a")
                t.error("failed to find sandbox \"x\": not found");
        };
        make({pod("a", true), pod("b", true)});
        QTRY_VERIFY(is(State::Verified));
        QCOMPARE(now().target, u"n/a:8080"_s);
        const auto socket = client(aPost + '?');
        QTRY_COMPARE(socket->peek(100), QByteArray("from b"));
        QCOMPARE(now().target, u"n/b:8080"_s);
        QCOMPARE(now().lost, 0);
    }

    /// A request that changes nothing and got no answer from a pod that ended is asked again.
    void endingPodAnswersNothing_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("GET") << aGet << QByteArray("from b");
        QTest::newRow("POST") << aPost << QByteArray();
    }
    void endingPodAnswersNothing()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, answer);
        m_server->onData = [](TunnelServer::Tunnel &t) {
            if (t.pod == u"b")
                t.say("from b");
        };
        make({pod("a", true)});
        const auto socket = client(request);
        QTRY_VERIFY(tunnels() == 1 && tunnel(0).heard == request);
        happens("MODIFIED", pod("a", true, true));
        happens("ADDED", pod("b", true));
        tunnel(0).socket->close();
        if (answer.isEmpty())
            QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
        QTRY_COMPARE(socket->bytesAvailable(), answer.size());
        QCOMPARE(socket->readAll(), answer);
        QCOMPARE(tunnel(tunnels() - 1).pod, answer.isEmpty() ? u"a"_s : u"b"_s);
    }

    void brokenAnswerIsCountedAndReset()
    {
        m_server->onData = [](TunnelServer::Tunnel &t) { t.say("half"); };
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const auto socket = client(aGet);
        QTRY_COMPARE(socket->bytesAvailable(), 4);
        tunnel(0).socket->abort();
        QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
        QTRY_COMPARE(now().lost, 1);
        QCOMPARE(socket->error(), QAbstractSocket::RemoteHostClosedError);
        m_clock.advance(0ms);
        QCOMPARE(m_transport.count("GET /probe"), 2); // asked again at once
    }

    void takenPort()
    {
        auto holder = std::make_unique<QTcpServer>();
        QVERIFY(holder->listen(QHostAddress::LocalHost));
        const int port = holder->serverPort();
        make({pod("a", true)}, port);
        QVERIFY(is(State::Conflict));
        QCOMPARE(now().pid, QCoreApplication::applicationPid());
        QVERIFY(now().holder.contains(u"tst_forwardset"_s));
        QVERIFY(now().why.contains(QString::number(port)));
        QTRY_VERIFY(!now().target.isEmpty());
        QCOMPARE(m_transport.count("GET /probe"), 0);
        m_clock.advance(100ms);
        QCOMPARE(now().attempt, 2);
        holder.reset();
        m_clock.advance(200ms);
        QTRY_VERIFY(is(State::Verified));
        QCOMPARE(now().pid, 0);
        QCOMPARE(now().holder, QString());
    }

    /// Who has the port keeps it, and everything goes on at another one.
    void anotherPort()
    {
        QTcpServer holder;
        QVERIFY(holder.listen(QHostAddress::LocalHost));
        make({pod("a", true)}, holder.serverPort());
        QVERIFY(is(State::Conflict));
        m_set->usePort(u"f"_s);
        QTRY_VERIFY(is(State::Verified));
        const int first = port();
        QVERIFY(first > 0 && first != holder.serverPort());
        QCOMPARE(now().local, u"127.0.0.1:%1"_s.arg(first));
        QVERIFY(now().pid == 0 && now().holder.isEmpty());
        const QString asked = u"http://%1/probe"_s.arg(now().local);
        QVERIFY(std::any_of(m_transport.requests.begin(), m_transport.requests.end(),
                            [&](const http::Request &one) { return one.url == asked; }));

        const auto stays = client("1?");
        QTRY_COMPARE(stays->bytesAvailable(), 6);
        m_set->usePort(u"f"_s);
        QVERIFY(is(State::Reconnecting));
        QCOMPARE(now().why, u"moved to another port"_s);
        QTRY_VERIFY(is(State::Verified));
        QVERIFY(port() != first);
        stays->write("2?");
        QTRY_COMPARE(stays->bytesAvailable(), 12);
        QTcpServer again;
        QVERIFY(again.listen(QHostAddress::LocalHost, quint16(first)));
        QVERIFY(holder.isListening());
        m_set->usePort(u"f"_s, holder.serverPort());
        QVERIFY(is(State::Conflict));
        QCOMPARE(now().local, u"127.0.0.1:%1"_s.arg(holder.serverPort()));
        QCOMPARE(now().lost, 0);
    }

    /// The watches break and the tunnels with them: asked at once, shown, and healed by the next
    /// answer.
    void apiServerAway()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        QTRY_VERIFY(watch(u"pods"_s));
        answerProbe("", 503);
        watch(u"pods"_s)->breakOff();
        QTRY_VERIFY(is(State::Degraded));
        QCOMPARE(now().target, u"n/a:8080"_s);
        answerProbe("it is me");
        m_clock.advance(100ms);
        QTRY_VERIFY(is(State::Verified));
    }

    /// The port is anybody's meanwhile; who has nothing under way loses nothing.
    void pausedAndResumed()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        QList<forward::Loss> healed;
        connect(m_set.get(), &forward::Engine::healed, this,
                [&](const QString &, const forward::Loss &loss) { healed << loss; });
        const auto idle = client("1?"), silent = client("");
        QTRY_COMPARE(idle->bytesAvailable(), 6);
        m_clock.advance(2s);
        m_server->onData = [](TunnelServer::Tunnel &t) { t.say("half"); };
        const auto busy = client(aGet);
        QTRY_COMPARE(busy->bytesAvailable(), 4);
        const int before = port();
        m_set->pause(u"f"_s);
        m_set->pause(u"f"_s);
        QVERIFY(is(State::Paused));
        QCOMPARE(now().why, u"paused by hand"_s);
        QTRY_COMPARE(busy->state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(now().lost, 1);
        for (const QTcpSocket *one : {idle.get(), silent.get()}) {
            QTRY_COMPARE(one->state(), QAbstractSocket::UnconnectedState);
            QCOMPARE(one->error(), QAbstractSocket::RemoteHostClosedError);
        }
        QCOMPARE(now().connections, 0);
        const int asked = m_transport.count("GET /probe");
        happens("MODIFIED", pod("a", true));
        m_clock.advance(forward::probeEvery);
        QTRY_VERIFY(is(State::Paused));
        QCOMPARE(m_transport.count("GET /probe"), asked);

        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost, quint16(before)));
        m_set->resume(u"f"_s);
        QVERIFY(is(State::Conflict));
        other.close();
        m_clock.advance(100ms);
        QTRY_VERIFY(is(State::Verified));
        QCOMPARE(port(), before);
        QCOMPARE(healed.size(), 1);
        QVERIFY(healed[0].planned && healed[0].connections == 1);
        QCOMPARE(healed[0].why, u"paused by hand"_s);
        m_set->resume(u"f"_s); // it is not paused
        QVERIFY(is(State::Verified));
    }

    /// At the same port, with a pod that is chosen anew.
    void restarted_data()
    {
        QTest::addColumn<bool>("paused");
        QTest::newRow("while it works") << false;
        QTest::newRow("while it is paused") << true;
    }
    void restarted()
    {
        QFETCH(bool, paused);
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const int before = port();
        const auto waiting = client(aGet);
        QTRY_VERIFY(waiting->bytesAvailable() > 0);
        m_clock.advance(2s);
        if (paused)
            m_set->pause(u"f"_s);
        m_told.clear();
        m_set->restart(u"f"_s);
        QVERIFY(is(State::Reconnecting));
        QCOMPARE(now().why, u"restarted by hand"_s);
        QTRY_COMPARE(waiting->state(), QAbstractSocket::UnconnectedState);
        QTRY_VERIFY(is(State::Verified));
        QCOMPARE(m_told, QStringList({u"Reconnecting"_s, u"Verified"_s}));
        QCOMPARE(port(), before);
        QCOMPARE(now().lost, 0);
        QCOMPARE(now().losses, 1);
        QVERIFY(now().loss->planned);
        const auto next = client(aGet);
        QTRY_COMPARE(next->bytesAvailable(), 6);
    }

    /// Who waits for a pod is told why nothing comes.
    void pausedWhileSomebodyWaits()
    {
        make({});
        QTRY_VERIFY(now().why.startsWith(u"for a ready pod"_s));
        const auto waiting = client(aGet);
        QTRY_COMPARE(now().connections, 1);
        m_clock.advance(50ms);
        QCoreApplication::processEvents();
        m_set->pause(u"f"_s);
        QTRY_VERIFY(waiting->peek(4000).contains("paused by hand"));
        QVERIFY(waiting->peek(100).startsWith("HTTP/1.1 503"));
        QTRY_COMPARE(waiting->state(), QAbstractSocket::UnconnectedState);
        QTRY_COMPARE(now().lost, 1);
    }

    void endsWithEverythingOpen()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const auto socket = client("1?");
        QTRY_COMPARE(socket->bytesAvailable(), 6);
        const int before = port();
        m_told.clear();
        m_set.reset();
        QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
        QTRY_COMPARE(tunnel(0).socket->state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(m_told, QStringList());
        QTcpSocket late;
        late.connectToHost(QHostAddress::LocalHost, quint16(before));
        QVERIFY(!late.waitForConnected());
    }
};

QTEST_GUILESS_MAIN(ForwardSetTest)
#include "tst_forwardset.moc"
