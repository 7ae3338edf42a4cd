// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/core/mailbox.h"
#include "backend/forward/forwardset.h"
#include "tests/unit/forward/forwardlab.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QSocketNotifier>
#include <QThread>
#include <arpa/inet.h>
#include <future>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace {

/// A thread with an echoing pod behind an API server. Its hand-overs are ones that a sanitizer
/// sees.
class Cluster final {
public:
    Cluster()
        : m_thread([this] { run(); })
        , m_url(m_ready.get_future().get())
    {
    }
    ~Cluster()
    {
        m_orders.post([] { QThread::currentThread()->exit(); });
        m_thread.join();
    }
    const QString &url() const { return m_url; }

private:
    void run()
    {
        QEventLoop loop;
        TunnelServer server;
        server.onData = [](TunnelServer::Tunnel &t) { t.say(std::exchange(t.heard, {})); };
        QSocketNotifier orders(m_orders.descriptor(), QSocketNotifier::Read);
        QObject::connect(&orders, &QSocketNotifier::activated, &orders,
                         [this] { m_orders.takeOne(); });
        m_ready.set_value(server.url());
        loop.exec();
    }

    core::Mailbox m_orders;
    std::promise<QString> m_ready;
    std::thread m_thread;
    QString m_url;
};

forward::MakeTools tools(const QString &url)
{
    return [url] {
        auto transport = std::make_unique<FakeTransport>();
        answerDiscovery(*transport);
        answerLists(*transport, {pod("a", true)});
        transport->answer("GET /probe", 200, "it is me");
        kube::Context context;
        context.server = url;
        forward::Tools made;
        made.clock = std::make_unique<core::SystemClock>();
        made.client = std::make_unique<kube::Client>(context, *transport, *made.clock);
        made.transport = std::move(transport);
        return made;
    };
}

struct Echoes {
    int count = 0;
    qint64 slowest = 0; ///< milliseconds
};

/// Says a word and waits for its echo, again and again for so long; without Qt.
Echoes talk(int port, qint64 milliseconds)
{
    Echoes out;
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(quint16(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bool good = ::connect(fd, reinterpret_cast<sockaddr *>(&to), sizeof to) == 0;
    QElapsedTimer time;
    time.start();
    while (good && time.elapsed() < milliseconds) {
        const qint64 asked = time.elapsed();
        char word[5] = "echo";
        good = ::send(fd, word, sizeof word, MSG_NOSIGNAL) == sizeof word
               && ::recv(fd, word, sizeof word, MSG_WAITALL) == sizeof word;
        out.count += good;
        out.slowest = std::max(out.slowest, time.elapsed() - asked);
    }
    ::close(fd);
    return out;
}

} // namespace

/// The forwards from where their owner stands.
class PlaneTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    /// Who starts them may ask through them at once, before it was told anything.
    void portsAreOpenOnceTheyAreStarted()
    {
        Cluster cluster;
        forward::ForwardSet set(tools(cluster.url()), {forwardSpec()});
        set.start();
        QVERIFY(set.port(u"f"_s) > 0);
        QVERIFY(talk(set.port(u"f"_s), 10).count > 0);
    }

    /// Who owns the forwards may be busy: bytes pass all the same.
    void bytesPassABusyOwner()
    {
        Cluster cluster;
        forward::ForwardSet set(tools(cluster.url()), {forwardSpec()});
        set.start();
        QVERIFY(!set.allVerified());
        QTRY_VERIFY(set.allVerified());
        const int port = set.port(u"f"_s);
        Echoes echoes;
        std::thread client([&] { echoes = talk(port, 2000); });
        client.join(); // and nothing else happens on this thread
        QVERIFY2(echoes.count > 100, qPrintable(QString::number(echoes.count)));
        QVERIFY2(echoes.slowest < 1000, qPrintable(QString::number(echoes.slowest)));
        QTRY_COMPARE(set.status(u"f"_s)->total, 1);
        QTRY_COMPARE(set.status(u"f"_s)->bytesUp, qint64(echoes.count) * 5);
        QCOMPARE(set.status(u"f"_s)->lost, 0);
    }

    /// All of them is all that were started, and a paused one is not Verified.
    void allOfThem()
    {
        Cluster cluster;
        forward::Spec other = forwardSpec();
        other.id = u"other"_s;
        forward::ForwardSet set(tools(cluster.url()), {forwardSpec(), other});
        QList<bool> all;
        connect(&set, &forward::ForwardSet::allVerifiedChanged, this,
                [&all](bool now) { all << now; });
        set.start({u"f"_s});
        QTRY_COMPARE(all, (QList<bool>{true}));
        QVERIFY(set.allVerified());
        QCOMPARE(set.status(u"other"_s)->state, State::Off);
        QVERIFY(!set.status(u"none"_s));
        set.pause(u"f"_s);
        QTRY_COMPARE(set.status(u"f"_s)->state, State::Paused);
        QVERIFY(!set.allVerified());
        set.resume(u"f"_s);
        QTRY_COMPARE(all, (QList<bool>{true, false, true}));
        set.restart(u"f"_s);
        QTRY_COMPARE(all, (QList<bool>{true, false, true, false, true}));
        QCOMPARE(set.ledger(u"f"_s).size(), size_t(2));
        const int port = set.port(u"f"_s);
        set.usePort(u"f"_s);
        QTRY_VERIFY(set.allVerified() && set.port(u"f"_s) != port);
    }

    /// What was under way to the owner when it stopped them is not told any more.
    void nothingIsToldAfterStop()
    {
        Cluster cluster;
        forward::ForwardSet set(tools(cluster.url()), {forwardSpec()});
        int told = 0;
        connect(&set, &forward::ForwardSet::changed, this, [&told] { ++told; });
        for (int round = 0; round < 2; ++round) {
            set.start();
            QTRY_VERIFY(set.allVerified());
            const int port = set.port(u"f"_s);
            QVERIFY(talk(port, 10).count > 0);
            set.planned(u"n"_s, u"a restart"_s);
            set.stop();
            const int before = told;
            QCOMPARE(set.status(u"f"_s)->state, State::Off);
            QVERIFY(!set.allVerified());
            QCOMPARE(talk(port, 10).count, 0);
            QCoreApplication::processEvents();
            QCOMPARE(told, before);
            QCOMPARE(set.status(u"f"_s)->state, State::Off);
        }
    }

    void endsWhileItBegins()
    {
        Cluster cluster;
        for (int i = 0; i < 20; ++i) {
            forward::ForwardSet set(tools(cluster.url()), {forwardSpec()});
            set.start();
        }
    }

    void ledgerFollowsWhatIsTold()
    {
        const auto status = [](int losses, int connections) {
            Status out;
            out.losses = losses;
            if (losses > 0) {
                out.loss = forward::Loss();
                out.loss->connections = connections;
            }
            return out;
        };
        std::vector<forward::Loss> losses;
        Status before;
        QList<int> lengths, lost;
        for (const Status &now : {status(0, 0), status(1, 0), status(1, 2), status(2, 1)}) {
            forward::addTo(losses, before, now);
            before = now;
            lengths << int(losses.size());
            lost << (losses.empty() ? 0 : losses.back().connections);
        }
        QCOMPARE(lengths, (QList<int>{0, 1, 1, 2}));
        QCOMPARE(lost, (QList<int>{0, 0, 2, 1}));
        for (int i = 3; i < 300; ++i) {
            forward::addTo(losses, before, status(i, i));
            before = status(i, i);
        }
        QCOMPARE(losses.size(), size_t(200));
        QCOMPARE(losses.back().connections, 299);
    }
};

QTEST_GUILESS_MAIN(PlaneTest)
#include "tst_plane.moc"
