// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/httpwords.h"
#include "backend/forward/spares.h"
#include "tests/unit/forward/forwardlab.h"

/// Tunnels that stand open for the next client: whom they serve, and that nobody loses by them.
class SparesTest : public ForwardLab {
    Q_OBJECT

    static constexpr const char *aProbe = "GET / HTTP/1.1\r\nUser-Agent: ";

    bool isOpen(size_t n) { return tunnel(n).socket->state() == QAbstractSocket::ConnectedState; }
    /// A client, answered, that has hung up; then its tunnel is free.
    void clientThatLeaves(const QByteArray &words = aGet)
    {
        const int before = now().sparesOpened;
        const auto one = client(words);
        QTRY_COMPARE(one->peek(100), QByteArray("from a"));
        one->disconnectFromHost();
        QTRY_COMPARE(now().sparesOpened, before + 1);
        QCOMPARE(now().connections, 0);
    }
    void firstClient()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        clientThatLeaves();
        QCOMPARE(tunnels(), size_t(1));
    }

private slots:
    void init() { begin(true); }
    void cleanup() { end(); }

    /// Whatever they say, one after the other goes through one tunnel.
    void nextClientsTakeIt()
    {
        firstClient();
        for (const QByteArray &words : QList<QByteArray>{aGet, aPost + '?', "well?"})
            clientThatLeaves(words);
        QCOMPARE(tunnels(), size_t(1));
        QCOMPARE(tunnel(0).connections, 4);
        QCOMPARE(tunnel(0).heard, aGet + aGet + aPost + "?well?");
        QCOMPARE(now().sparesUsed, 3);
        QCOMPARE(now().lost, 0);
    }

    /// Who comes while it is in use gets one of his own.
    void oneClientATunnel()
    {
        firstClient();
        const auto one = client("1?"), two = client("2?");
        QTRY_VERIFY(one->bytesAvailable() == 6 && two->bytesAvailable() == 6);
        QCOMPARE(tunnels(), size_t(2));
        one->disconnectFromHost();
        two->disconnectFromHost();
        QTRY_COMPARE(now().connections, 0);
        QCOMPARE(now().sparesOpened, 3);
        const auto three = client("3?"), four = client("4?");
        QTRY_VERIFY(three->bytesAvailable() == 6 && four->bytesAvailable() == 6);
        QCOMPARE(tunnels(), size_t(2));
    }

    /// The service hangs up: then the client is told, and the tunnel is free as well.
    void serviceHangsUp()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const auto one = client(aGet);
        QTRY_COMPARE(one->peek(100), QByteArray("from a"));
        tunnel(0).finish();
        QTRY_COMPARE(one->state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(one->error(), QAbstractSocket::RemoteHostClosedError);
        QCOMPARE(now().sparesOpened, 1);
        clientThatLeaves();
        QCOMPARE(tunnels(), size_t(1));
    }

    /// What the node says of one connection ends its tunnel, and the client gets another.
    void nodeErrorIsNotPassedOn()
    {
        firstClient();
        m_server->onOpen = [](TunnelServer::Tunnel &t) {
            if (t.connections > 1)
                t.error("dial tcp4 127.0.0.1:8080: connect: connection refused");
        };
        const auto second = client(aPost + '?');
        QTRY_COMPARE(now().sparesUsed, 1);
        QTRY_VERIFY(!isOpen(0));
        QTRY_VERIFY((m_clock.advance(1ms), tunnels() == 2));
        QTRY_COMPARE(second->peek(100), QByteArray("from a"));
        QCOMPARE(now().lost, 0);
    }

    /// Our own probe wants to know of a fresh one.
    void probeGetsAFreshOne()
    {
        firstClient();
        clientThatLeaves(QByteArray(aProbe) + forward::probeAgent + "\r\n\r\n");
        QCOMPARE(tunnels(), size_t(2));
        QCOMPARE(now().sparesUsed, 0);
        QCOMPARE(now().total, 1);
    }

    /// None waits for longer than a probe's turn.
    void oldOnesGo()
    {
        firstClient();
        m_clock.advance(6001ms);
        clientThatLeaves(QByteArray(aProbe) + forward::probeAgent + "\r\n\r\n");
        QTRY_VERIFY(!isOpen(0));
        QVERIFY(isOpen(1));
    }

    void silentClientNeedNotSpeakFirst()
    {
        firstClient();
        m_server->onOpen = [](TunnelServer::Tunnel &t) { t.say("welcome"); };
        const auto second = client({});
        QTRY_COMPARE(now().total, 2);
        m_clock.advance(20ms);
        QTRY_COMPARE(second->peek(100), QByteArray("welcome"));
        QCOMPARE(now().sparesUsed, 1);
    }

    /// A tunnel that breaks as its next client comes costs nobody anything.
    void brokenSpareLosesNothing()
    {
        firstClient();
        m_server->onData = [](TunnelServer::Tunnel &t) {
            if (t.connections > 1)
                t.socket->abort();
            else
                t.say("from " + t.pod.toUtf8());
        };
        const auto second = client(aGet);
        QTRY_VERIFY(!isOpen(0));
        QTRY_VERIFY((m_clock.advance(1ms), second->bytesAvailable() == 6));
        QCOMPARE(tunnels(), size_t(2));
        QCOMPARE(now().lost, 0);
    }

    /// A node that answers no more is left after a moment.
    void silentNodeIsLeft()
    {
        firstClient();
        tunnel(0).socket->disconnect(m_server.get());
        const auto second = client("well?");
        QTRY_COMPARE(now().sparesUsed, 1);
        m_clock.advance(3s);
        QTRY_VERIFY((m_clock.advance(1ms), second->bytesAvailable() == 6));
        QCOMPARE(now().lost, 0);
    }

    void anotherPodEndsThem()
    {
        firstClient();
        happens("ADDED", pod("b", true));
        happens("MODIFIED", pod("a", true, true));
        QTRY_VERIFY(!isOpen(0));
        const auto second = client(aGet);
        QTRY_COMPARE(second->peek(100), QByteArray("from b"));
        QCOMPARE(now().lost, 0);
    }

    /// Nobody knows whether the service read what a client left without an answer.
    void unansweredOnesAreNotKept()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        m_server->onData = [](TunnelServer::Tunnel &) {};
        {
            const auto one = client("well");
            QTRY_VERIFY(tunnels() == 1 && tunnel(0).heard == "well");
        }
        for (int i = 0; i < 10; ++i) {
            QCoreApplication::processEvents();
            m_clock.advance(50ms);
        }
        QTRY_COMPARE(now().connections, 0);
        QCOMPARE(now().sparesOpened, 0);
        QTRY_VERIFY(!isOpen(0));
    }

    /// An older server's tunnel is for one connection.
    void olderServer()
    {
        end();
        begin();
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        for (int i = 1; i <= 2; ++i) {
            const auto one = client(aGet);
            QTRY_COMPARE(one->peek(100), QByteArray("from a"));
            one->disconnectFromHost();
            QTRY_COMPARE(now().connections, 0);
            QCOMPARE(int(tunnels()), i);
        }
        QCOMPARE(now().sparesOpened, 0);
    }
};

QTEST_GUILESS_MAIN(SparesTest)
#include "tst_spares.moc"
