// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/http/curltransport.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using core::Fault;

namespace {

/// Answers every request with what the test wrote, and keeps what was asked.
class Server : public QTcpServer {
public:
    explicit Server(QByteArray toSay, bool hangUp = true)
        : m_answer(std::move(toSay))
        , m_close(hangUp)
    {
        listen(QHostAddress::LocalHost);
    }
    QString url(const QString &path = u"/"_s) const
    {
        return u"http://127.0.0.1:%1%2"_s.arg(serverPort()).arg(path);
    }
    void secure(const QSslConfiguration &tls) { m_tls = tls; }
    QByteArray asked;
    QList<QTcpSocket *> clients;

protected:
    void incomingConnection(qintptr fd) override
    {
        auto *socket = new QSslSocket(this);
        socket->setSocketDescriptor(fd);
        clients << socket;
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
            asked += socket->readAll();
            if (!asked.contains("\r\n\r\n"))
                return;
            socket->write(m_answer);
            if (m_close)
                socket->disconnectFromHost();
        });
        if (!m_tls.isNull()) {
            socket->setSslConfiguration(m_tls);
            socket->startServerEncryption();
        }
    }

private:
    QByteArray m_answer;
    bool m_close;
    QSslConfiguration m_tls{};
};

const QByteArray plain = "HTTP/1.1 200 OK\r\nX-Thing: a: b\r\nContent-Length: 7\r\n\r\n{\"a\":1}";

} // namespace

class CurlTest : public QObject {
    Q_OBJECT

    core::Result<http::Reply> ask(const http::Request &request)
    {
        http::CurlTransport transport;
        std::optional<core::Result<http::Reply>> result;
        const auto call = transport.send(request, [&](auto reply) { result = std::move(reply); });
        if (result)
            qWarning("called back from inside send()");
        [&] { QTRY_VERIFY(result.has_value()); }();
        return *result;
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void answerAndHeaders()
    {
        Server server(plain);
        http::Request request;
        request.method = "PATCH";
        request.url = server.url(u"/x?y=1"_s);
        request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer t"}};
        request.body = "{}";
        const auto reply = ask(request);
        QVERIFY2(reply.has_value(), reply ? "" : qPrintable(reply.error().summary));
        QCOMPARE(reply->status, 200);
        QCOMPARE(reply->header("x-thing"), QByteArray("a: b"));
        QCOMPARE(reply->json()->at("a").get<int>(), 1);
        QVERIFY(server.asked.startsWith("PATCH /x?y=1 HTTP/1.1\r\n"));
        QVERIFY(server.asked.contains("Authorization: Bearer t\r\n"));
        QVERIFY(!server.asked.contains("Expect:"));
        QVERIFY(server.asked.endsWith("{}"));
    }

    void bodyThatIsNoJson()
    {
        const http::Reply html{502, {}, "<html>bad gateway"};
        QCOMPARE(html.json().error().kind, Fault::Kind::Garbled);
        QVERIFY(html.json().error().summary.contains(u"<html>bad"_s));
    }

    void refusedNamesTheEndpointAndHidesTheQuery()
    {
        int port = 0;
        {
            Server server(plain);
            port = server.serverPort();
        }
        http::Request request;
        request.url = u"http://me:secret@127.0.0.1:%1/a?token=secret"_s.arg(port);
        const auto reply = ask(request);
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Fault::Kind::Missing);
        QCOMPARE(
            reply.error().summary,
            u"GET http://127.0.0.1:%1/a: could not connect to 127.0.0.1:%1: connection refused"_s
                .arg(port));
        QVERIFY(!reply.error().detail.contains(u"secret"_s));
    }

    void timeout()
    {
        Server server({}, false);
        http::Request request;
        request.url = server.url() + u"a%2Fb"_s; // what arg() would take for a place of its own
        request.timeout = 100ms;
        const auto reply = ask(request);
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Fault::Kind::TimedOut);
        QVERIFY2(reply.error().summary.endsWith(u"a%2Fb: timed out after 0.1 s"_s),
                 qPrintable(reply.error().summary));
    }

    void brokenAnswer()
    {
        Server server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
        http::Request request;
        request.url = server.url();
        const auto reply = ask(request);
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Fault::Kind::Failed);
    }

    void streamComesInPiecesAndAborts()
    {
        Server server("HTTP/1.1 200 OK\r\n\r\nfirst", false);
        http::CurlTransport transport;
        http::Request request;
        request.url = server.url();
        request.timeout = 0ms;
        QByteArray got;
        bool ended = false;
        auto call = transport.stream(
            request, [&](const QByteArray &piece) { got += piece; }, [&](auto) { ended = true; });
        QTRY_COMPARE(got, QByteArray("first"));
        server.clients.first()->write("second");
        QTRY_COMPARE(got, QByteArray("firstsecond"));
        QSignalSpy closed(server.clients.first(), &QTcpSocket::disconnected);
        call.reset();
        QTRY_COMPARE(closed.size(), 1);
        QVERIFY(!ended);
    }

    void refusedStreamCollectsItsBody()
    {
        Server server("HTTP/1.1 410 Gone\r\nContent-Length: 4\r\n\r\ngone");
        http::CurlTransport transport;
        http::Request request;
        request.url = server.url();
        std::optional<core::Result<http::Reply>> result;
        const auto call = transport.stream(
            request, [](const QByteArray &) { QFAIL("a piece of a refused stream"); },
            [&](auto reply) { result = std::move(reply); });
        QTRY_VERIFY(result.has_value());
        QCOMPARE((*result)->status, 410);
        QCOMPARE((*result)->body, QByteArray("gone"));
    }

    /// A callback may send, and destroy its own call.
    void callbacksMayDoAnything()
    {
        Server server("HTTP/1.1 200 OK\r\n\r\nx", false);
        Server other(plain);
        http::CurlTransport transport;
        http::Request request;
        request.url = server.url();
        std::unique_ptr<http::Call> first, second;
        bool answered = false;
        first = transport.stream(
            request,
            [&](const QByteArray &) {
                http::Request next;
                next.url = other.url();
                second = transport.send(next, [&](auto) {
                    answered = true;
                    second.reset();
                });
                first.reset();
            },
            [](auto) { QFAIL("an aborted call ended"); });
        QTRY_VERIFY(answered);
    }

    void tls_data()
    {
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<bool>("insecure");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("fault");
        QTest::newRow("unknown authority") << false << false << u"kube.test"_s << u"TLS: "_s;
        QTest::newRow("insecure") << false << true << QString() << QString();
        QTest::newRow("wrong name") << true << false << QString() << u"TLS: "_s;
        QTest::newRow("server name") << true << false << u"kube.test"_s << QString();
    }

    void tls()
    {
        QFETCH(bool, trusted);
        QFETCH(bool, insecure);
        QFETCH(QString, name);
        QFETCH(QString, fault);
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
        QSslConfiguration own = QSslConfiguration::defaultConfiguration();
        own.setLocalCertificate(QSslCertificate(read(u"c"_s)));
        own.setPrivateKey(QSslKey(read(u"k"_s), QSsl::Ec));
        Server server(plain);
        server.secure(own);
        http::Request request;
        request.url = server.url().replace(u"http:"_s, u"https:"_s);
        request.tls.ca = trusted ? read(u"c"_s) : QByteArray();
        request.tls.insecure = insecure;
        request.tls.serverName = name;
        const auto reply = ask(request);
        QCOMPARE(reply.has_value(), fault.isEmpty());
        if (!reply)
            QVERIFY2(reply.error().summary.contains(fault), qPrintable(reply.error().summary));
        else
            QVERIFY(server.asked.contains("Host: 127.0.0.1:"));
    }
};

QTEST_GUILESS_MAIN(CurlTest)
#include "tst_curl.moc"
