// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/net/client.h"
#include "backend/stage/net/server.h"

#include <QRegularExpression>
#include <QTest>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

using namespace stage::net;
namespace asio = boost::asio;

namespace {

Awaitable<void> answer(Exchange &exchange)
{
    const Request &request = exchange.request();
    if (request.path() == "/stream") {
        const Headers headers{{"Content-Type", "text/event-stream"}};
        co_await exchange.begin(200, headers);
        co_await exchange.write("one;");
        co_await exchange.write("two;");
        co_await exchange.end();
    } else if (request.path() == "/throw") {
        throw std::runtime_error("boom");
    } else if (request.path() == "/silent") {
        co_await exchange.gone();
    } else if (request.path() == "/cut") {
        exchange.abort();
    } else {
        const std::string echo =
            request.method + " " + request.path() + " " + request.query("q") + " " + request.body;
        co_await exchange.reply(Response::text(echo));
    }
}

Result<Response> ask(const std::string &path, const std::string &body = {},
                     std::chrono::milliseconds timeout = std::chrono::seconds(5),
                     const std::string &type = {})
{
    asio::io_context io;
    Server server(io.get_executor(), Handler(answer));
    const auto port = server.listen();
    Result<Response> result = tl::unexpected(NetError{});
    SystemDialer dialer;
    const auto url = Url::parse("http://127.0.0.1:" + std::to_string(*port) + path);
    Request request;
    request.method = body.empty() ? "GET" : "POST";
    request.body = body;
    if (!type.empty())
        request.headers.set("Content-Type", type);
    asio::co_spawn(io, fetch(dialer, *url, request, timeout),
                   [&](const std::exception_ptr &, Result<Response> got) {
                       result = std::move(got);
                       io.stop();
                   });
    io.run();
    return result;
}

} // namespace

/// What one side of the stage says to another over HTTP arrives whole, and what fails says how.
class TestHttp : public QObject {
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void answers_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("get") << QByteArray("/a%20b?q=x%26y") << QByteArray() << 200
                             << QByteArray("GET /a b x&y ");
        QTest::newRow("post") << QByteArray("/p") << QByteArray("hello") << 200
                              << QByteArray("POST /p  hello");
        QTest::newRow("chunked") << QByteArray("/stream") << QByteArray() << 200
                                 << QByteArray("one;two;");
        QTest::newRow("a handler that throws")
            << QByteArray("/throw") << QByteArray() << 500 << QByteArray("handler failed: boom");
        QTest::newRow("big body") << QByteArray("/b") << QByteArray(3'000'000, 'x') << 200
                                  << QByteArray("POST /b  ") + QByteArray(3'000'000, 'x');
    }
    void answers()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, text);
        const auto result = ask(path.toStdString(), body.toStdString());
        QVERIFY2(result.has_value(), result ? "" : result.error().text.c_str());
        QCOMPARE(result->status, status);
        QCOMPARE(QByteArray::fromStdString(result->body), text);
    }

    /// JSON that no walk would survive is refused before any handler sees it.
    void depths_data()
    {
        QTest::addColumn<int>("levels");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<int>("status");
        QTest::newRow("deep") << 1000 << QByteArray("application/json") << 200;
        QTest::newRow("too deep") << 1001 << QByteArray("application/json") << 400;
        QTest::newRow("far too deep") << 1'000'000 << QByteArray("application/json") << 400;
        QTest::newRow("a patch") << 1001 << QByteArray("application/merge-patch+json") << 400;
        QTest::newRow("no JSON") << 1001 << QByteArray("text/plain") << 200;
    }
    void depths()
    {
        QFETCH(int, levels);
        QFETCH(QByteArray, type);
        QFETCH(int, status);
        const auto count = static_cast<std::size_t>(levels);
        const std::string text = "\"]]\\\"[[\""; // brackets in a text are no levels
        const std::string body = std::string(count, '[') + text + std::string(count, ']');
        const auto result = ask("/p", body, std::chrono::seconds(5), type.toStdString());
        QVERIFY2(result.has_value(), result ? "" : result.error().text.c_str());
        QCOMPARE(result->status, status);
    }

    void failures()
    {
        const auto silent = ask("/silent", {}, std::chrono::milliseconds(50));
        QVERIFY(!silent);
        QCOMPARE(int(silent.error().kind), int(NetError::Kind::Timeout));
        const auto cut = ask("/cut");
        QVERIFY(!cut);
        QCOMPARE(int(cut.error().kind), int(NetError::Kind::Reset));
    }

    void urls_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<QByteArray>("target");
        QTest::newRow("plain") << QByteArray("http://a") << QByteArray("a") << 80
                               << QByteArray("/");
        QTest::newRow("port") << QByteArray("http://a.b:81/x?y") << QByteArray("a.b") << 81
                              << QByteArray("/x?y");
        QTest::newRow("query only")
            << QByteArray("https://a?z") << QByteArray("a") << 443 << QByteArray("/?z");
        QTest::newRow("no scheme") << QByteArray("a/b") << QByteArray() << 0 << QByteArray();
        QTest::newRow("bad port") << QByteArray("http://a:b/") << QByteArray() << 0 << QByteArray();
    }
    void urls()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, host);
        QFETCH(int, port);
        QFETCH(QByteArray, target);
        const auto url = Url::parse(text.toStdString());
        QCOMPARE(url.has_value(), port != 0);
        if (!url)
            return;
        QCOMPARE(QByteArray::fromStdString(url->host), host);
        QCOMPARE(int(url->port), port);
        QCOMPARE(QByteArray::fromStdString(url->target), target);
    }
};

QTEST_GUILESS_MAIN(TestHttp)
#include "tst_http.moc"
