// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/spares.h"
#include "tests/unit/forward/forwardlab.h"

/// Tunnels that stand open for the next client: whom they serve, and that nobody loses by them.
class SparesTest : public ForwardLab {
    Q_OBJECT

    bool isOpen(size_t n) { return tunnel(n).socket->state() == QAbstractSocket::ConnectedState; }
    /// A first client, answered, and the spare that it left.
    void firstClient()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const auto first = client(aGet);
        QTRY_COMPARE(first->peek(100), QByteArray("from a"));
        QCOMPARE(tunnels(), size_t(1));
        m_clock.advance(5ms);
        QTRY_COMPARE(tunnels(), size_t(2));
        QCOMPARE(now().sparesOpened, 1);
    }
    size_t whoHeard(const QByteArray &what)
    {
        for (size_t i = tunnels(); i-- > 0;) {
            if (tunnel(i).heard == what)
                return i;
        }
        return 99;
    }

private slots:
    void init() { begin(); }
    void cleanup() { end(); }

    void wanted_data()
    {
        QTest::addColumn<int>("recent");
        QTest::addColumn<bool>("bought");
        QTest::addColumn<int>("wanted");
        QTest::newRow("nobody came") << 0 << true << 0;
        QTest::newRow("one client") << 1 << true << 1;
        QTest::newRow("one client, the last spares were in vain") << 1 << false << 0;
        QTest::newRow("nobody, in vain") << 0 << false << 0;
        QTest::newRow("a browser") << 6 << true << 6;
        QTest::newRow("a crowd") << 50 << true << 6;
    }
    void wanted()
    {
        QFETCH(int, recent);
        QFETCH(bool, bought);
        QTEST(forward::sparesWanted(recent, bought), "wanted");
    }

    void nextClientTakesIt()
    {
        firstClient();
        const auto second = client(aGet);
        QTRY_COMPARE(second->peek(100), QByteArray("from a"));
        QCOMPARE(whoHeard(aGet), size_t(1));
        QCOMPARE(now().sparesUsed, 1);
    }

    void oneSecondAtMost()
    {
        firstClient();
        QVERIFY(isOpen(1));
        m_clock.advance(900ms);
        QTRY_VERIFY(!isOpen(1));
        const auto second = client(aGet);
        QTRY_COMPARE(second->peek(100), QByteArray("from a"));
        QCOMPARE(now().sparesUsed, 0);
    }

    /// A request that must not be asked twice, and a client that says nothing, get a fresh one.
    void notForEverybody_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("POST") << aPost + "?";
        QTest::newRow("not HTTP") << QByteArray("well?");
        QTest::newRow("half a request") << QByteArray("GET / HTTP/1.1\r\nX: ?");
    }
    void notForEverybody()
    {
        QFETCH(QByteArray, words);
        firstClient();
        const auto second = client(words);
        QTRY_COMPARE(second->peek(100), QByteArray("from a"));
        QVERIFY(whoHeard(words) >= 2);
        QCOMPARE(now().sparesUsed, 0);
    }

    void silentClientNeedNotSpeakFirst()
    {
        firstClient();
        m_server->onOpen = [](TunnelServer::Tunnel &t) { t.say("welcome"); };
        const auto second = client({});
        QTRY_COMPARE(now().total, 2);
        m_clock.advance(20ms);
        QTRY_COMPARE(second->peek(100), QByteArray("welcome"));
    }

    /// The service ends a connection at the very moment when its request comes.
    void tiredSpareLosesNothing()
    {
        firstClient();
        m_server->onData = [this](TunnelServer::Tunnel &t) {
            if (&t == &tunnel(1))
                t.socket->close();
            else
                t.say("from " + t.pod.toUtf8());
        };
        const auto second = client(aGet);
        QTRY_COMPARE(now().sparesUsed, 1);
        QTRY_VERIFY(!isOpen(1));
        m_clock.advance(0ms);
        QTRY_COMPARE(second->peek(100), QByteArray("from a"));
        QCOMPARE(now().lost, 0);
        QVERIFY(whoHeard(aGet) >= 2);
    }

    void anotherPodEndsThem()
    {
        firstClient();
        happens("ADDED", pod("b", true));
        happens("MODIFIED", pod("a", true, true));
        QTRY_VERIFY(!isOpen(1));
        const auto second = client(aGet);
        QTRY_COMPARE(second->peek(100), QByteArray("from b"));
        QCOMPARE(now().lost, 0);
    }

    /// Nobody is offered one who speaks another protocol.
    void onlyForHttp()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        const auto first = client("well?");
        QTRY_COMPARE(first->peek(100), QByteArray("from a"));
        QCOMPARE(now().sparesOpened, 0);
    }

    /// Who comes once a second finds none, and so they stop.
    void inVainTheyStop()
    {
        make({pod("a", true)});
        QTRY_VERIFY(is(State::Verified));
        for (int i = 0; i < 20; ++i) {
            {
                const auto one = client(aGet);
                QTRY_COMPARE(one->peek(100), QByteArray("from a"));
            }
            m_clock.advance(5ms);
            QTRY_COMPARE(int(tunnels()), i + 1 + now().sparesOpened);
            // Its time runs from when it is open, which is told by events.
            QTRY_VERIFY((m_clock.advance(100ms), !isOpen(tunnels() - 1)));
            m_clock.advance(1s);
        }
        QCOMPARE(now().sparesUsed, 0);
        QCOMPARE(now().sparesOpened, 8);
    }
};

QTEST_GUILESS_MAIN(SparesTest)
#include "tst_spares.moc"
