// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/forward/forwardlab.h"

#include <QTemporaryDir>
#include <sys/socket.h>

/// How connections begin and end, at both loopback addresses, and what is counted of them.
class StreamsTest : public ForwardLab {
    Q_OBJECT

    static void reset(QTcpSocket &socket)
    {
        const linger now{1, 0};
        setsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        socket.abort();
    }

private slots:
    void init() { begin(); }
    void cleanup()
    {
        end();
        m_peers.clear();
    }

    void bothLoopbacks()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        QCOMPARE(now().why, QString());
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHostIPv6, quint16(port()));
        QVERIFY(socket.waitForConnected());
        socket.write("well?");
        QTRY_COMPARE(socket.peek(100), QByteArray("from a"));
    }

    /// 127.0.0.1 is ours and works; that "localhost" may be somebody else is said, until it ends.
    void secondLoopbackIsTaken()
    {
        // One that is free on 127.0.0.1, too: other tests run beside this one.
        auto holder = std::make_unique<QTcpServer>();
        QTcpServer first;
        for (int tries = 0; tries < 20 && !holder->isListening(); ++tries) {
            first.close();
            QVERIFY(first.listen(QHostAddress::LocalHost));
            holder->listen(QHostAddress::LocalHostIPv6, first.serverPort());
        }
        QVERIFY(holder->isListening());
        first.close();
        make({pod("a", true)}, holder->serverPort());
        QTRY_VERIFY2(is(State::Verified), qPrintable(now().why));
        QVERIFY2(now().why.startsWith(
                     u"on [::1] port %1 is taken by process %2: "_s.arg(holder->serverPort())
                         .arg(QCoreApplication::applicationPid())),
                 qPrintable(now().why));
        holder.reset();
        m_clock.advance(forward::probeEvery);
        QTRY_COMPARE(now().why, QString());
        QVERIFY(is(State::Verified));
    }

    /// A client that has said all gets its answer, however long that takes within reason.
    void halfClose()
    {
        m_server->onData = [](TunnelServer::Tunnel &) {};
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const auto socket = client(aGet);
        ::shutdown(int(socket->socketDescriptor()), SHUT_WR);
        QTRY_VERIFY(tunnels() > 0 && tunnel(0).heard == aGet);
        m_clock.advance(25s);
        QCOMPARE(now().connections, 1);
        tunnel(0).say("the ");
        QTRY_COMPARE(socket->bytesAvailable(), 4);
        m_clock.advance(4s);
        tunnel(0).say("answer");
        QTRY_COMPARE(socket->bytesAvailable(), 10);
        tunnel(0).socket->close();
        QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(socket->readAll(), QByteArray("the answer"));
        QTRY_COMPARE(now().connections, 0);
        QCOMPARE(now().lost, 0);
    }

    /// A service that does not know of the half-close does not keep the connection for ever.
    void halfCloseEnds_data()
    {
        QTest::addColumn<bool>("answers");
        QTest::newRow("5 s after the answer") << true;
        QTest::newRow("30 s without one") << false;
    }
    void halfCloseEnds()
    {
        QFETCH(bool, answers);
        if (!answers)
            m_server->onData = [](TunnelServer::Tunnel &) {};
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const auto socket = client(aGet);
        ::shutdown(int(socket->socketDescriptor()), SHUT_WR);
        QTRY_VERIFY(tunnels() > 0 && tunnel(0).heard == aGet);
        if (answers)
            QTRY_COMPARE(socket->peek(100), QByteArray("from a"));
        for (int passed = 0; passed < (answers ? 4 : 29); ++passed)
            m_clock.advance(1s);
        QCoreApplication::processEvents();
        QCOMPARE(socket->state(), QAbstractSocket::ConnectedState);
        m_clock.advance(6s);
        QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
        QTRY_COMPARE(now().connections, 0);
    }

    void clientResetsMidDownload()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const auto socket = client("well?");
        QTRY_COMPARE(socket->peek(100), QByteArray("from a"));
        socket->setReadBufferSize(1000);
        for (int i = 0; i < 32; ++i)
            tunnel(0).say(QByteArray(500'000, 'y'));
        QTRY_VERIFY(now().bytesDown > 1'000'000);
        reset(*socket);
        QTRY_COMPARE(now().connections, 0);
        QTRY_VERIFY(tunnel(0).socket->state() == QAbstractSocket::UnconnectedState);
        QCOMPARE(now().lost, 0);
        const auto next = client("well?");
        QTRY_COMPARE(next->peek(100), QByteArray("from a"));
        QVERIFY(is(State::Verified));
    }

    /// Held back by a service that does not read, it is noticed all the same.
    void clientResetsUnreadUpload()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const auto socket = client("x");
        QTRY_COMPARE(tunnels(), size_t(1));
        m_server->pauseReading(true);
        socket->write(QByteArray(64 * 1024 * 1024, 'x'));
        qint64 left = -1;
        QTRY_VERIFY(left == std::exchange(left, socket->bytesToWrite()));
        QVERIFY2(left > 16 * 1024 * 1024, qPrintable(QString::number(left)));
        QVERIFY(now().bytesUp < 48 * 1024 * 1024);
        reset(*socket);
        QTRY_COMPARE(now().connections, 0);
        QCOMPARE(now().lost, 0);
        m_server->pauseReading(false);
    }

    void serviceResets()
    {
        m_server->onData = [](TunnelServer::Tunnel &t) {
            t.error("error forwarding port: read tcp: connection reset by peer");
        };
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const auto socket = client(aPost);
        QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(now().lost, 0);
        QVERIFY(is(State::Verified));
    }

    /// What is counted is what clients said and heard, and not our own probes.
    void traffic()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const auto probe =
            client("GET /probe HTTP/1.1\r\nUser-Agent: trustusbank-cockpit-probe\r\n\r\n");
        QTRY_COMPARE(probe->peek(100), QByteArray("from a"));
        const auto one = client("1?"), two = client("22?");
        QTRY_COMPARE(one->peek(100), QByteArray("from a"));
        QTRY_COMPARE(two->peek(100), QByteArray("from a"));
        QCOMPARE(now().bytesUp, 5);
        QCOMPARE(now().bytesDown, 12);
        QCOMPARE(now().connections, 2);
        m_clock.advance(1s);
        QCOMPARE(now().upPerSecond, 5);
        QCOMPARE(now().downPerSecond, 12);
        m_clock.advance(1s);
        QCOMPARE(now().downPerSecond, 0);
        one->disconnectFromHost();
        QTRY_COMPARE(now().connections, 1);
        QCOMPARE(now().total, 2);
        QCOMPARE(now().bytesDown, 12);
    }

    /// Each interruption with its cause, its time and its victims.
    void ledger()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        QCOMPARE(now().losses, 0);
        QList<forward::Loss> healed;
        connect(m_set.get(), &forward::Engine::healed, this,
                [&](const QString &, const forward::Loss &loss) { healed << loss; });
        m_server->onData = [](TunnelServer::Tunnel &t) { t.say("half"); };
        const auto victim = client(aGet);
        QTRY_COMPARE(victim->bytesAvailable(), 4);
        answerProbe("", 503);
        tunnel(0).socket->abort();
        QTRY_COMPARE(now().lost, 1);
        m_clock.advance(0ms);
        QTRY_VERIFY(is(State::Degraded));
        m_clock.advance(100ms);
        answerProbe("it is me");
        QTRY_COMPARE(now().attempt, 2);
        m_clock.advance(200ms);
        QTRY_VERIFY(is(State::Verified));
        QCOMPARE(healed.size(), 1);
        QCOMPARE(healed[0].connections, 1);
        QCOMPARE(healed[0].lasted, 300);
        QVERIFY2(healed[0].why.contains(u"broke"), qPrintable(healed[0].why));
        QVERIFY(healed[0].over && !healed[0].planned);
        const json line = now().toJson(m_clock.now());
        QVERIFY(line["losses"] == 1 && line["loss"]["lost"] == 1 && line["loss"]["seconds"] == 0.3
                && line["loss"]["over"] == true && line["lost"] == 1);
    }

    /// Another of our programs has the port for the same service: its forward is used, and the port
    /// taken over when it ends. Here it is this very process.
    void adopted()
    {
        QTemporaryDir folder;
        m_peers = folder.path();
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const int before = port();
        auto first = std::move(m_set);
        make({pod("a", true)}, before);
        QTRY_VERIFY(is(State::Verified));
        QVERIFY(now().adopted);
        QCOMPARE(now().pid, QCoreApplication::applicationPid());
        QVERIFY2(now().why.startsWith(u"it uses the forward of process"_s), qPrintable(now().why));
        first.reset();
        m_clock.advance(1s);
        QTRY_VERIFY(is(State::Verified));
        QVERIFY(!now().adopted);
        QCOMPARE(now().why, QString());
        const auto socket = client("well?");
        QTRY_COMPARE(socket->peek(100), QByteArray("from a"));
    }

    void heldAreNotEndlesslyMany()
    {
        make({});
        QTRY_VERIFY(now().why.startsWith(u"for a ready pod"_s));
        std::vector<std::unique_ptr<QTcpSocket>> held;
        for (int i = 0; i < forward::holdAtMost; ++i) {
            held.push_back(client(aGet));
            QCoreApplication::processEvents(); // the kernel's own queue is shorter
        }
        QTRY_COMPARE(now().connections, forward::holdAtMost);
        const auto one = client(aGet);
        QTRY_COMPARE(one->state(), QAbstractSocket::UnconnectedState);
        QTRY_COMPARE(now().lost, 1);
        QCOMPARE(now().connections, forward::holdAtMost);
    }
};

QTEST_GUILESS_MAIN(StreamsTest)
#include "tst_streams.moc"
