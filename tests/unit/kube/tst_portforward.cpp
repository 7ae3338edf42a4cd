// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/portforward.h"
#include "tests/unit/http/faketransport.h"
#include "tests/unit/kube/tunnelserver.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslKey>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using core::Fault;
using kube::Channels;
using kube::TunnelEnd;

class PortForwardTest : public QObject {
    Q_OBJECT

    FakeTransport m_transport;
    core::SystemClock m_clock;
    kube::TunnelTls m_tls;

    struct Made {
        std::unique_ptr<kube::Client> client;
        std::unique_ptr<kube::PortForward> tunnel;
        QByteArray got;
        std::optional<TunnelEnd> end;
        Fault fault;
    };
    std::unique_ptr<Made> open(const QString &server, const http::Tls &tls = {})
    {
        kube::Context context;
        context.tls = tls;
        context.server = server;
        context.token = "t";
        auto made = std::make_unique<Made>();
        made->client = std::make_unique<kube::Client>(context, m_transport, m_clock);
        made->tunnel = std::make_unique<kube::PortForward>(*made->client, m_tls, m_clock,
                                                           kube::PodPort{u"n"_s, u"p"_s, 8080});
        Made *raw = made.get();
        connect(raw->tunnel.get(), &kube::PortForward::received, this,
                [raw](const QByteArray &data) { raw->got += data; });
        connect(raw->tunnel.get(), &kube::PortForward::ended, this,
                [raw](TunnelEnd end, const Fault &fault) {
                    raw->end = end;
                    raw->fault = fault;
                });
        raw->tunnel->open();
        return made;
    }

    /// A server of that name, and a client that trusts it.
    static void certify(http::Tls &tls, QSslConfiguration &own)
    {
        QTemporaryDir dir;
        QCOMPARE(QProcess::execute(
                     u"sh"_s,
                     {u"-c"_s,
                      u"cd %1 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
                      "-nodes -keyout k -out c -days 2 -subj /CN=kube.test "
                      "-addext subjectAltName=DNS:kube.test 2>/dev/null"_s.arg(dir.path())}),
                 0);
        const auto read = [&](const QString &file) {
            QFile f(dir.filePath(file));
            return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
        };
        tls.ca = read(u"c"_s);
        tls.serverName = u"kube.test"_s;
        own = QSslConfiguration::defaultConfiguration();
        own.setLocalCertificate(QSslCertificate(tls.ca));
        own.setPrivateKey(QSslKey(read(u"k"_s), QSsl::Ec));
    }

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_transport = {};
    }

    void channels()
    {
        using M = Channels::Message;
        Channels channels(8080);
        QCOMPARE(channels.take(QByteArray("\x01\x90\x1f", 3)), M{});
        QCOMPARE(channels.take(QByteArray("\x00\x90\x1f", 3)), M{});
        QCOMPARE(channels.take(QByteArray("\x00hi", 3)), (M{M::Kind::Data, "hi"}));
        QCOMPARE(channels.take(QByteArray("\x01no", 3)), (M{M::Kind::Error, "no"}));
        QCOMPARE(channels.take(QByteArray("\x00", 1)), M{});
        QCOMPARE(channels.take(QByteArray("\xff"
                                          "ab",
                                          3)),
                 M{});
        QCOMPARE(channels.take({}), M{});
        QCOMPARE(Channels(80).take(QByteArray("\x00\x90\x1f", 3)).kind, M::Kind::Violation);
        QCOMPARE(Channels(80).take("\x01oops").kind, M::Kind::Violation);
        QCOMPARE(Channels::wrap("x"), QByteArray("\x00x", 2));
    }

    void nodeErrors_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("end");
        const auto row = [](const char *text, TunnelEnd end) {
            QTest::newRow(text) << QString::fromLatin1(text) << int(end);
        };
        row("network namespace for sandbox \"x\" is closed", TunnelEnd::PodGone);
        row("failed to find sandbox \"x\" in store: not found", TunnelEnd::PodGone);
        row("sandbox x is not running", TunnelEnd::PodGone);
        row("error forwarding port 80 to pod x, uid : failed to connect to localhost:80 inside "
            "namespace y, "
            "IPv4: dial tcp4 127.0.0.1:80: connect: connection refused",
            TunnelEnd::PortRefused);
        row("read tcp: connection reset by peer", TunnelEnd::Broken);
        row("write: broken pipe", TunnelEnd::Broken);
        row("something new", TunnelEnd::Broken);
    }
    void nodeErrors()
    {
        QFETCH(QString, text);
        QFETCH(int, end);
        QCOMPARE(int(kube::classifyNodeError(text)), end);
    }

    void bytesBothWays()
    {
        TunnelServer server;
        server.onData = [](TunnelServer::Tunnel &t) {
            if (t.heard.endsWith("?"))
                t.say("answer to " + t.heard);
        };
        const auto made = open(server.url());
        QTRY_VERIFY(made->tunnel->isOpen());
        QCOMPARE(server.tunnels[0]->socket->requestUrl().path(),
                 u"/prefix/api/v1/namespaces/n/pods/p/portforward"_s);
        QCOMPARE(server.tunnels[0]->socket->request().rawHeader("Authorization"),
                 QByteArray("Bearer t"));
        made->tunnel->send("all ");
        made->tunnel->send("well?");
        QTRY_COMPARE(made->got, QByteArray("answer to all well?"));
        server.tunnels[0]->socket->close();
        QTRY_VERIFY(made->end);
        QCOMPARE(*made->end, TunnelEnd::Closed);
    }

    void nodeErrorEndsIt()
    {
        TunnelServer server;
        server.onOpen = [](TunnelServer::Tunnel &t) {
            t.error("dial tcp4 127.0.0.1:8080: connection refused");
        };
        const auto made = open(server.url());
        QTRY_VERIFY(made->end);
        QCOMPARE(*made->end, TunnelEnd::PortRefused);
        QCOMPARE(made->fault.summary,
                 u"tunnel to n/p:8080: dial tcp4 127.0.0.1:8080: connection refused"_s);
    }

    void lostConnectionIsNoEnd()
    {
        TunnelServer server;
        const auto made = open(server.url());
        QTRY_VERIFY(made->tunnel->isOpen());
        server.tunnels[0]->socket->abort();
        QTRY_VERIFY(made->end);
        QCOMPARE(*made->end, TunnelEnd::Broken);
    }

    void wrongFirstFrame()
    {
        TunnelServer server;
        server.sendPorts = false;
        server.onOpen = [](TunnelServer::Tunnel &t) { t.say("HTTP/1.1"); };
        const auto made = open(server.url());
        QTRY_VERIFY(made->end);
        QCOMPARE(made->fault.kind, Fault::Kind::Garbled);
    }

    void refusedUpgrade_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("end");
        QTest::addColumn<QString>("says");
        QTest::newRow("gone") << QByteArray("404 Not Found") << int(TunnelEnd::PodGone)
                              << u"pods p not found"_s;
        QTest::newRow("not running") << QByteArray("500 Internal Server Error")
                                     << int(TunnelEnd::PodGone) << u"pods p not found"_s;
        QTest::newRow("forbidden")
            << QByteArray("403 Forbidden") << int(TunnelEnd::Forbidden) << u"pods p"_s;
        QTest::newRow("overloaded")
            << QByteArray("503 Service Unavailable") << int(TunnelEnd::Unopened) << u"pods p"_s;
    }
    void refusedUpgrade()
    {
        QFETCH(QByteArray, line);
        QFETCH(int, end);
        QFETCH(QString, says);
        const QByteArray body = "{\"kind\":\"Status\",\"message\":\"pods p not found\"}";
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        connect(&server, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [socket, line, body] {
                socket->readAll();
                socket->write("HTTP/1.1 " + line + "\r\nContent-Length: "
                              + QByteArray::number(body.size()) + "\r\n\r\n" + body);
            });
        });
        const auto made = open(u"http://127.0.0.1:%1"_s.arg(server.serverPort()));
        QTRY_VERIFY(made->end);
        QCOMPARE(int(*made->end), end);
        QVERIFY2(made->fault.summary.contains(says), qPrintable(made->fault.summary));
    }

    void nobodyThere()
    {
        QString url;
        {
            TunnelServer server;
            url = server.url();
        }
        const auto made = open(url);
        QTRY_VERIFY(made->end);
        QCOMPARE(*made->end, TunnelEnd::Unopened);
        QCOMPARE(made->fault.kind, Fault::Kind::Missing);
    }

    /// 64 MiB stay at the server while we are paused, and all of them come afterwards.
    void pausingHoldsThePeer_data()
    {
        QTest::addColumn<bool>("secure");
        QTest::newRow("plain") << false;
        QTest::newRow("TLS") << true;
    }
    void pausingHoldsThePeer()
    {
        QFETCH(bool, secure);
        http::Tls tls;
        QSslConfiguration own;
        if (secure)
            certify(tls, own);
        TunnelServer server(own);
        const auto made = open(server.url(), tls);
        QTRY_VERIFY(made->tunnel->isOpen());
        QCoreApplication::processEvents();
        made->tunnel->pause(true);
        const QByteArray piece(1024 * 1024, 'x');
        for (int i = 0; i < 64; ++i)
            server.tunnels[0]->say(piece);
        qint64 left = -1;
        // Under TLS everything is encrypted at once, and waits below.
        const auto *below = server.encrypted();
        QVERIFY(below || !secure);
        const auto waiting = [&] {
            return server.tunnels[0]->socket->bytesToWrite()
                   + (below ? below->encryptedBytesToWrite() : 0);
        };
        QTRY_VERIFY(left == std::exchange(left, waiting()));
        QVERIFY2(left > 32 * 1024 * 1024, qPrintable(QString::number(left)));
        QCOMPARE(made->got.size(), 0);
        made->tunnel->pause(false);
        QTRY_COMPARE(made->got.size(), 64 * 1024 * 1024);
        QVERIFY(!made->end);
    }

    /// The next tunnel need not prove again who both ends are.
    void sessionIsResumed()
    {
        http::Tls tls;
        QSslConfiguration own;
        certify(tls, own);
        TunnelServer server(own);
        QCOMPARE(m_tls.configuration(tls).sessionTicket().size(), 0);
        const auto first = open(server.url(), tls);
        QTRY_VERIFY(first->tunnel->isOpen());
        const QByteArray ticket = m_tls.configuration(tls).sessionTicket();
        QVERIFY(!ticket.isEmpty());
        const auto second = open(server.url(), tls);
        QTRY_VERIFY(second->tunnel->isOpen());
        QVERIFY(m_tls.configuration(tls).sessionTicket() != ticket);
    }

    /// A node that does not read takes what fits into buffers, and not what the client has.
    void unreadUploadIsBounded_data() { pausingHoldsThePeer_data(); }
    void unreadUploadIsBounded()
    {
        QFETCH(bool, secure);
        http::Tls tls;
        QSslConfiguration own;
        if (secure)
            certify(tls, own);
        TunnelServer server(own);
        const auto made = open(server.url(), tls);
        QTRY_VERIFY(made->tunnel->isOpen());
        server.pauseReading(true);
        const QByteArray piece(64 * 1024, 'x');
        qint64 sent = 0, before = -1;
        const auto sendAll = [&] {
            for (; made->tunnel->queued() < 1024 * 1024 && sent < 64 * 1024 * 1024;
                 sent += piece.size())
                made->tunnel->send(piece);
        };
        connect(made->tunnel.get(), &kube::PortForward::drained, this, sendAll);
        sendAll();
        QTRY_VERIFY(before == std::exchange(before, sent));
        QVERIFY2(sent < 32 * 1024 * 1024, qPrintable(QString::number(sent)));
        server.pauseReading(false);
        QTRY_COMPARE_WITH_TIMEOUT(server.tunnels[0]->heard.size(), 64 * 1024 * 1024, 20000);
    }

    void endWhilePausedIsTold()
    {
        TunnelServer server;
        const auto made = open(server.url());
        QTRY_VERIFY(made->tunnel->isOpen());
        made->tunnel->pause(true);
        server.tunnels[0]->say("last words");
        server.tunnels[0]->socket->close();
        QTRY_COMPARE(server.tunnels[0]->socket->bytesToWrite(), 0);
        made->tunnel->pause(false);
        QTRY_VERIFY(made->end);
        QCOMPARE(made->got, QByteArray("last words"));
    }
};

QTEST_GUILESS_MAIN(PortForwardTest)
#include "tst_portforward.moc"
