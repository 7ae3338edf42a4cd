// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/stage/mesh/gateway/bucket.h"
#include "backend/stage/mesh/gateway/requestlog.h"
#include "tests/stage/mesh/gatewaylab.h"

#include <boost/asio/steady_timer.hpp>
#endif

#include <QRegularExpression>
#include <QTest>

// Qt's word would hide Asio's emit().
#undef emit

using namespace gatewaylab;
using namespace std::chrono_literals;

namespace {

const std::string account = "/mcp/account";
const std::string ping = R"({"jsonrpc":"2.0","id":9,"method":"ping"})";
const std::string host = "account-mcp.bank:8000";

json traffic(const std::string &action, const std::vector<std::string> &expressions)
{
    return {{"traffic", {{"authorization", Gateways::authorization(action, expressions)}}}};
}

json limit(int requests, int burst, const std::string &unit)
{
    return {{"traffic",
             {{"rateLimit",
               {{"local",
                 json::array({{{"requests", requests}, {"burst", burst}, {"unit", unit}}})}}}}}};
}

/// A line from its status on, without the duration.
QString rest(const std::string &line)
{
    static const QRegularExpression from(" http\\.status=(.*) duration=\\d+ms$");
    return from.match(QString::fromStdString(line)).captured(1);
}

QString seen(const std::string &text)
{
    return QString::fromStdString(text);
}

/// Reads a request's head and then does what it was told to.
net::Server::RawHandler after(std::function<net::Awaitable<void>(tcp::socket &)> what)
{
    return [what = std::move(what)](tcp::socket socket) -> net::Awaitable<void> {
        error_code error;
        std::string head;
        co_await asio::async_read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n",
                                        asio::redirect_error(asio::use_awaitable, error));
        co_await what(socket);
    };
}

net::Awaitable<void> reset(tcp::socket &socket)
{
    error_code ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
    co_return;
}

net::Awaitable<void> leave(tcp::socket &socket)
{
    error_code ignored;
    // Half a close first: with the body unread, closing alone would be a reset.
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    std::array<char, 512> bytes;
    while (!ignored)
        co_await socket.async_read_some(asio::buffer(bytes),
                                        asio::redirect_error(asio::use_awaitable, ignored));
}

net::Awaitable<void> dieInStream(tcp::socket &socket)
{
    error_code ignored;
    static const std::string half =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: "
        "chunked\r\n\r\n5\r\n: hi\n\r\n";
    co_await asio::async_write(socket, asio::buffer(half),
                               asio::redirect_error(asio::use_awaitable, ignored));
    co_await leave(socket);
}

/// Says nothing until the other side goes.
net::Awaitable<void> leaveLater(tcp::socket &socket)
{
    error_code ignored;
    std::array<char, 512> bytes;
    while (!ignored)
        co_await socket.async_read_some(asio::buffer(bytes),
                                        asio::redirect_error(asio::use_awaitable, ignored));
}

/// The head at once, the message after a quarter of a second.
net::Awaitable<void> answerSlowly(tcp::socket &socket)
{
    error_code ignored;
    static const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    static const std::string event = "data: {\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}\n\n";
    co_await asio::async_write(socket, asio::buffer(head),
                               asio::redirect_error(asio::use_awaitable, ignored));
    asio::steady_timer timer(socket.get_executor(), 250ms);
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    co_await asio::async_write(socket, asio::buffer(event),
                               asio::redirect_error(asio::use_awaitable, ignored));
}

void setUp(Gateways &lab)
{
    lab.addMcp("account-mcp", account);
    lab.startGateway();
}

std::string failure(const std::string &text, const std::string &id = "1")
{
    return R"({"jsonrpc":"2.0","id":)" + id
           + R"(,"error":{"code":-32603,"message":"failed to send message: send error: http upstream error: http request failed: )"
           + text + R"("}})";
}

const char refused[] = "upstream call failed: Connect: Connection refused (os error 111)";

void plainRoute(Gateways &lab)
{
    lab.store.put({"services", platform, "plain"},
                  {{"metadata", {{"name", "plain"}, {"namespace", platform}}},
                   {"spec",
                    {{"clusterIP", "10.96.0.9"},
                     {"ports", json::array({{{"name", "http"}, {"port", 8000}}})}}}});
    lab.addRoute("plain-route", "/plain", {{"name", "plain"}, {"port", 8000}});
    lab.startGateway();
}
const std::string plainHost = "plain.trustusbank-platform.svc.cluster.local:8000";

} // namespace

class TstGatewayHttp : public QObject {
    Q_OBJECT
private slots:
    void deniesOverHttp_data();
    void deniesOverHttp();
    void countsDenialsByReason();
    void fillsItsBucketInSteps();
    void limitsTheRate();
    void takesATokenForEveryRequest();
    void takesNoTokenForADenial();
    void wordsAFault_data();
    void wordsAFault();
    void wordsAFaultOfANotification();
    void passesAServersFaultOn();
    void tellsOfADeathInTheStream();
    void opensWithTheHealthyOne();
    void hangsUntilTheClientLeaves();
    void timesOut_data();
    void timesOut();
    void keepsTheConnection();
    void passesPlainHttp();
    void wordsAPlainFault_data();
    void wordsAPlainFault();
    void goesOnAfterARestart();
    void tracesARequest();
    void tracesNothingUnasked();
    void padsNoFraction();
};

void TstGatewayHttp::deniesOverHttp_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("expression");
    QTest::addColumn<int>("status");
    const struct {
        const char *name, *action, *expression;
        int status;
    } rows[] = {{"deny everything", "Deny", "true", 403},
                {"the seed's shape, its method", "Allow", R"(mcp.method == "initialize")", 403},
                {"the seed's shape, its tool", "Allow", R"(mcp.tool.name == "get_balance")", 403},
                {"a deny that fails denies nothing", "Deny", R"(mcp.tool.name == "get_balance")",
                 200},
                {"allow by path", "Allow", R"(request.path == "/mcp/account")", 200},
                {"allow another path", "Allow", R"(request.path == "/mcp/fx")", 403},
                {"require a header", "Require", R"(request.headers["x-ok"] == "1")", 403},
                {"allow a caller's identity", "Allow",
                 R"(source.identity.serviceAccount == "support-bot")", 403}};
    for (const auto &row : rows)
        QTest::newRow(row.name) << row.action << row.expression << row.status;
}

/// 403 in plain text for everything, initialize included.
void TstGatewayHttp::deniesOverHttp()
{
    QFETCH(QString, action);
    QFETCH(QString, expression);
    QFETCH(int, status);
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addPolicy("http", "account-mcp-route",
                  traffic(action.toStdString(), {expression.toStdString()}));
    setUp(lab);
    const net::Response response = lab.mcp(account, Gateways::initializeBody());
    QCOMPARE(response.status, status);
    if (status == 200)
        return;
    QCOMPARE(response.body, std::string("authorization failed"));
    QCOMPARE(response.headers.get("Content-Type"), std::string("text/plain"));
    QCOMPARE(response.headers.get("Content-Length"), std::string("20"));
    QVERIFY(lab.until([&] { return lab.log.size() == 1; }));
    QCOMPARE(rest(lab.log[0]),
             QString("403 protocol=http error=\"authorization failed\" reason=Authorization"));
    QCOMPARE(backend.asked.size(), std::size_t(0));
}

void TstGatewayHttp::countsDenialsByReason()
{
    Gateways lab;
    lab.addPolicy("http", "account-mcp-route", traffic("Deny", {"true"}));
    setUp(lab);
    for (int i = 0; i < 3; ++i)
        (void)lab.mcp(account, ping);
    QVERIFY(lab.until([&] { return lab.log.size() == 3; }));
    const std::string page = lab.metrics();
    QVERIFY2(page.find("\n# TYPE agentgateway_requests "
                       "counter\nagentgateway_requests_total{backend=\"unknown\",protocol=\"http\","
                       "method=\"POST\",status=\"403\",reason=\"Authorization\",bind=\"8080/"
                       "trustusbank-platform/trustusbank-agentgw\",gateway=\"trustusbank-platform/"
                       "trustusbank-agentgw\",listener=\"http\",route=\"trustusbank-platform/"
                       "account-mcp-route\",route_rule=\"unknown\"} 3\n")
                 != std::string::npos,
             page.c_str());
    QVERIFY2(page.find("\nagentgateway_build_info{tag=\"1.1.0\"} 1\n") != std::string::npos,
             page.c_str());
    QVERIFY2(page.find("agentgateway_mcp_requests") == std::string::npos, page.c_str());
    QVERIFY2(page.find("agentgateway_gen_ai") == std::string::npos, page.c_str());
    QCOMPARE(lab.ask(lab.stats, "GET", "/stats/prometheus").headers.get("Content-Type"),
             std::string("text/plain; charset=utf-8"));
    QCOMPARE(lab.ask(lab.stats, "GET", "/metrics", {}, {{"Accept", "application/openmetrics-text"}})
                 .headers.get("Content-Type"),
             std::string("application/openmetrics-text;charset=utf-8;version=1.0.0"));
    QCOMPARE(lab.ask(lab.stats, "GET", "/other").status, 404);
}

/// Full at first, and filled in one step on a beat that began with it.
void TstGatewayHttp::fillsItsBucketInSteps()
{
    const stage::mesh::gateway::Bucket::Time start{};
    stage::mesh::gateway::Bucket bucket(10, 5, 60s, start);
    const auto taken = [&](std::chrono::seconds at, int tries) {
        int count = 0;
        for (int i = 0; i < tries; ++i)
            count += bucket.take(start + at);
        return count;
    };
    QCOMPARE(taken(0s, 30), 10);
    QCOMPARE(bucket.reset(start + 43s), 17);
    QCOMPARE(taken(59s, 30), 0);
    QCOMPARE(taken(60s, 30), 5);
    QCOMPARE(taken(119s, 30), 0);
    QCOMPARE(taken(600s, 30), 10); // never more than it holds
}

void TstGatewayHttp::limitsTheRate()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addPolicy("limit", "account-mcp-route", limit(5, 5, "Minutes"));
    setUp(lab);
    int passed = 0, limited = 0;
    net::Response last;
    for (int i = 0; i < 30; ++i) {
        last = lab.mcp(account, Gateways::initializeBody());
        passed += last.status == 200;
        limited += last.status == 429;
        QCOMPARE(last.headers.has("x-ratelimit-limit"), last.status == 429);
    }
    QCOMPARE(passed, 10);
    QCOMPARE(limited, 20);
    QCOMPARE(last.body, std::string("rate limit exceeded"));
    QCOMPARE(last.headers.get("Content-Type"), std::string("text/plain"));
    QCOMPARE(last.headers.get("x-ratelimit-limit"), std::string("10"));
    QCOMPARE(last.headers.get("x-ratelimit-remaining"), std::string("0"));
    const int reset = std::stoi(last.headers.get("x-ratelimit-reset"));
    QVERIFY2(reset > 30 && reset <= 60, qPrintable(QString::number(reset)));
    QVERIFY(!last.headers.has("retry-after"));
    QVERIFY(lab.until([&] { return lab.log.size() == 30; }));
    QCOMPARE(rest(lab.log.back()),
             QString("429 protocol=http error=\"rate limit exceeded\" reason=RateLimit"));
    const std::string page = lab.metrics();
    QVERIFY2(page.find("agentgateway_requests_total{backend=\"unknown\",protocol=\"http\",method="
                       "\"POST\",status=\"429\",reason=\"RateLimit\",")
                 != std::string::npos,
             page.c_str());
}

/// Notifications, GET, DELETE and what ends with 4xx.
void TstGatewayHttp::takesATokenForEveryRequest()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addPolicy("limit", "account-mcp-route", limit(5, 0, "Hours"));
    setUp(lab);
    const std::string session = lab.open(account); // two: initialize and its notification
    QCOMPARE(lab.ask(lab.port, "GET", account).status, 406);
    QCOMPARE(lab.ask(lab.port, "DELETE", account, {}, Gateways::mcpHeaders(session)).status, 202);
    QCOMPARE(lab.mcp(account, "{bad").status, 400);
    QCOMPARE(lab.mcp(account, ping).status, 429);
}

void TstGatewayHttp::takesNoTokenForADenial()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addPolicy("limit", "account-mcp-route", limit(1, 0, "Hours"));
    lab.addPolicy("http", "account-mcp-route",
                  traffic("Require", {R"(request.headers["x-ok"] == "1")"}));
    setUp(lab);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(lab.mcp(account, ping).status, 403);
    net::Headers headers = Gateways::mcpHeaders();
    headers.set("x-ok", "1");
    QCOMPARE(lab.ask(lab.port, "POST", account, Gateways::initializeBody(), headers).status, 200);
    QCOMPARE(lab.ask(lab.port, "POST", account, Gateways::initializeBody(), headers).status, 429);
}

void TstGatewayHttp::wordsAFault_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("text");
    QTest::newRow("nobody listens") << "refuse" << refused;
    QTest::newRow("reset") << "reset"
                           << "upstream call failed: SendRequest: connection error: Connection "
                              "reset by peer (os error 104)";
    QTest::newRow("no such name") << "dns"
                                  << "backends required DNS resolution which failed";
    QTest::newRow("gone before an answer")
        << "close"
        << "upstream call failed: SendRequest: connection closed before message completed";
}

void TstGatewayHttp::wordsAFault()
{
    QFETCH(QString, fault);
    QFETCH(QString, text);
    Gateways lab;
    lab.names.known[host] = 1; // nobody listens there
    if (fault == "reset")
        lab.listenAs(host, after(reset));
    else if (fault == "close")
        lab.listenAs(host, after(leave));
    else if (fault == "dns")
        lab.resolver.missing.insert("account-mcp.bank");
    setUp(lab);
    const net::Response response = lab.mcp(account, Gateways::initializeBody());
    QCOMPARE(response.status, 500);
    QCOMPARE(response.headers.get("Content-Type"), std::string("application/json"));
    QCOMPARE(seen(response.body), seen(failure(text.toStdString())));
    QVERIFY(lab.until([&] { return lab.log.size() == 1; }));
    const QString line = rest(lab.log[0]);
    QVERIFY2(line.endsWith("error=\"mcp: send error: http upstream error: http request failed: "
                           + text + "\" reason=MCP"),
             qPrintable(line));
}

/// The same words, but no JSON.
void TstGatewayHttp::wordsAFaultOfANotification()
{
    Gateways lab;
    lab.names.known[host] = 1;
    setUp(lab);
    const net::Response response =
        lab.mcp(account, R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
    QCOMPARE(response.status, 500);
    QCOMPARE(response.body,
             "failed to send message: send error: http upstream error: http request failed: "
                 + std::string(refused));
}

void TstGatewayHttp::passesAServersFaultOn()
{
    Gateways lab;
    lab.listenAs(host, net::Handler([](net::Exchange &exchange) -> net::Awaitable<void> {
                     net::Response response = net::Response::text("draining", 503);
                     response.headers.set("x-mine", "yes");
                     co_await exchange.reply(std::move(response));
                 }));
    setUp(lab);
    const net::Response response = lab.mcp(account, Gateways::initializeBody());
    QCOMPARE(response.status, 503);
    QCOMPARE(response.body, std::string("draining"));
    QCOMPARE(response.headers.get("x-mine"), std::string("yes"));
    QVERIFY(lab.until([&] { return lab.log.size() == 1; }));
    QVERIFY2(rest(lab.log[0]).startsWith("503 protocol=mcp mcp.method.name=initialize "),
             lab.log[0].c_str());
    QVERIFY2(rest(lab.log[0])
                 .endsWith(" error=\"mcp: upstream error: 503 Service Unavailable\" reason=MCP"),
             lab.log[0].c_str());
    const std::string page = lab.metrics();
    QVERIFY2(page.find("status=\"503\",reason=\"MCP\"") != std::string::npos, page.c_str());
}

/// The answer has begun: 200, and the fault is an event in it; the log knows none.
void TstGatewayHttp::tellsOfADeathInTheStream()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    setUp(lab);
    const std::string session = lab.open(account);
    lab.listenAs(host, after(dieInStream));
    const net::Response response = lab.mcp(account, Gateways::call("get_balance", "7"), session);
    QCOMPARE(response.status, 200);
    QCOMPARE(
        seen(response.body),
        seen(textMessage(
            R"({"jsonrpc":"2.0","id":7,"error":{"code":-32603,"message":"http request failed: body error: error reading a body from connection"}})")));
    QVERIFY(lab.until([&] { return lab.log.size() == 3; }));
    QCOMPARE(rest(lab.log[2]), seen("200 protocol=mcp mcp.method.name=tools/call "
                                    "mcp.target=account-mcp mcp.resource.type=tool mcp.session.id="
                                    + session));
}

void TstGatewayHttp::opensWithTheHealthyOne()
{
    for (const bool open : {false, true}) {
        Backend backend;
        Gateways lab;
        lab.addBackend(backend);
        lab.names.known["fx.bank:8000"] = 1;
        lab.addMcp("two", "/mcp/two", {"account-mcp", "fx"},
                   {{"failureMode", open ? "FailOpen" : "FailClosed"}});
        lab.startGateway();
        const net::Response response = lab.mcp("/mcp/two", Gateways::initializeBody());
        QCOMPARE(response.status, open ? 200 : 500);
        if (!open)
            continue;
        const std::string shown =
            lab.shownTools("/mcp/two", response.headers.get("mcp-session-id"));
        QVERIFY2(shown.find("get_balance") != std::string::npos, shown.c_str());
    }
}

/// A silent server is waited for; the line then has no status, and a warning follows it.
void TstGatewayHttp::hangsUntilTheClientLeaves()
{
    Gateways lab;
    bool asked = false;
    lab.listenAs(host, after([&](tcp::socket &socket) -> net::Awaitable<void> {
                     asked = true;
                     co_await leaveLater(socket);
                 }));
    setUp(lab);
    auto connection = lab.run(lab.names.dial("127.0.0.1", lab.port));
    const std::string body = Gateways::initializeBody();
    const std::string request =
        "POST /mcp/account HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json, "
        "text/event-stream\r\nContent-Type: application/json\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\n\r\n" + body;
    asio::write((*connection)->socket(), asio::buffer(request));
    QVERIFY(lab.until([&] { return asked; }));
    QCOMPARE(lab.log.size(), std::size_t(0));
    connection->reset();
    QVERIFY(lab.until([&] { return lab.log.size() == 2; }));
    static const QRegularExpression line(
        " http\\.version=HTTP/1\\.1 protocol=mcp mcp\\.method\\.name=initialize "
        "mcp\\.session\\.id=[0-9a-f-]{36} duration=\\d+ms$");
    QVERIFY2(line.match(seen(lab.log[0])).hasMatch(), lab.log[0].c_str());
    static const QRegularExpression warning(
        "^\\S+\twarn\tproxy::gateway\tproxy error: connection closed before message "
        "completed\tsrc\\.addr=127\\.0\\.0\\.1:\\d+$");
    QVERIFY2(warning.match(seen(lab.log[1])).hasMatch(), lab.log[1].c_str());
    const std::string page = lab.metrics();
    QVERIFY2(page.find("status=\"unknown\",reason=\"unknown\"") != std::string::npos, page.c_str());
}

void TstGatewayHttp::timesOut_data()
{
    QTest::addColumn<bool>("inPolicy");
    QTest::addColumn<bool>("begins");
    QTest::newRow("the rule's") << false << false;
    QTest::newRow("a policy's") << true << false;
    QTest::newRow("not once the answer has begun") << true << true;
}

void TstGatewayHttp::timesOut()
{
    QFETCH(bool, inPolicy);
    QFETCH(bool, begins);
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    setUp(lab);
    const std::string session = lab.open(account);
    if (inPolicy) {
        lab.addPolicy("time", "account-mcp-route",
                      {{"traffic", {{"timeouts", {{"request", "100ms"}}}}}});
    } else {
        json route =
            *lab.store.get({"httproutes.gateway.networking.k8s.io", platform, "account-mcp-route"});
        route["spec"]["rules"][0]["timeouts"]["request"] = "100ms";
        lab.store.put({"httproutes.gateway.networking.k8s.io", platform, "account-mcp-route"},
                      route);
    }
    lab.listenAs(host, after(begins ? std::function(answerSlowly) : std::function(leaveLater)));
    const net::Response response = lab.mcp(account, Gateways::call("slow"), session);
    QCOMPARE(response.status, begins ? 200 : 504);
    QCOMPARE(seen(response.body), begins
                                      ? seen(textMessage(R"({"jsonrpc":"2.0","id":3,"result":{}})"))
                                      : QString("request timeout"));
    QVERIFY(lab.until([&] { return lab.log.size() == 3; }));
    if (!begins)
        QVERIFY2(rest(lab.log[2]).startsWith("504 ")
                     && rest(lab.log[2]).endsWith(" error=\"request timeout\" reason=Timeout"),
                 lab.log[2].c_str());
}

/// An answer leaves the client's connection open for the next one.
void TstGatewayHttp::keepsTheConnection()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    setUp(lab);
    const std::string session = lab.open(account);
    auto connection = lab.run(lab.names.dial("127.0.0.1", lab.port));
    tcp::socket &socket = (*connection)->socket();
    const std::string request =
        "POST /mcp/account HTTP/1.1\r\nHost: x\r\nAccept: application/json, "
        "text/event-stream\r\nContent-Type: application/json\r\nmcp-session-id: "
        + session + "\r\nContent-Length: " + std::to_string(ping.size()) + "\r\n\r\n" + ping;
    for (int i = 0; i < 3; ++i) {
        asio::write(socket, asio::buffer(request));
        std::string answer;
        bool there = false, whole = false;
        asio::async_read_until(socket, asio::dynamic_buffer(answer), "\r\n0\r\n\r\n",
                               [&](error_code error, std::size_t) {
                                   there = true;
                                   whole = !error;
                               });
        QVERIFY(lab.until([&] { return there; }));
        QVERIFY2(whole && answer.starts_with("HTTP/1.1 200 OK"), answer.c_str());
    }
}

void TstGatewayHttp::passesPlainHttp()
{
    Gateways lab;
    net::Request asked;
    lab.listenAs(plainHost, net::Handler([&](net::Exchange &exchange) -> net::Awaitable<void> {
                     asked = exchange.request();
                     net::Response response = net::Response::text("busy", 503);
                     co_await exchange.reply(std::move(response));
                 }));
    plainRoute(lab);
    const net::Response response =
        lab.ask(lab.port, "GET", "/plain/x?q=1", {}, {{"Cookie", "a=b"}});
    QCOMPARE(response.status, 503);
    QCOMPARE(response.body, std::string("busy"));
    QCOMPARE(asked.target, std::string("/plain/x?q=1"));
    QCOMPARE(asked.headers.get("Cookie"), std::string("a=b"));
    QVERIFY(lab.until([&] { return lab.log.size() == 1; }));
    QVERIFY2(QString::fromStdString(lab.log[0]).contains(" http.path=/plain/x?q=1 "),
             lab.log[0].c_str());
    QCOMPARE(rest(lab.log[0]), QString("503 protocol=http")); // the server's own: no reason
    const std::string page = lab.metrics();
    QVERIFY2(page.find("status=\"503\",reason=\"Upstream\"") != std::string::npos, page.c_str());
}

void TstGatewayHttp::wordsAPlainFault_data()
{
    QTest::addColumn<bool>("listens");
    QTest::addColumn<QString>("text");
    QTest::newRow("nobody listens") << false << refused;
    QTest::newRow("reset") << true
                           << "upstream call failed: SendRequest: connection error: Connection "
                              "reset by peer (os error 104)";
}

void TstGatewayHttp::wordsAPlainFault()
{
    QFETCH(bool, listens);
    QFETCH(QString, text);
    Gateways lab;
    lab.names.known[plainHost] = 1;
    if (listens)
        lab.listenAs(plainHost, after(reset));
    plainRoute(lab);
    const net::Response response = lab.ask(lab.port, "GET", "/plain");
    QCOMPARE(response.status, 503);
    QCOMPARE(response.headers.get("Content-Type"), std::string("text/plain"));
    QCOMPARE(seen(response.body), text);
    QVERIFY(lab.until([&] { return lab.log.size() == 1; }));
    QCOMPARE(rest(lab.log[0]), "503 protocol=http error=\"" + text + "\" reason=UpstreamFailure");
}

/// The server's session is in the id: a POST goes on with it, a GET does once one has.
void TstGatewayHttp::goesOnAfterARestart()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    setUp(lab);
    const std::string session = lab.open(account);
    lab.startGateway(); // another one, which knows nothing
    QCOMPARE(lab.ask(lab.port, "GET", account, {}, Gateways::mcpHeaders(session)).status, 404);
    QCOMPARE(lab.mcp(account, ping, session).status, 200);
    QCOMPARE(lab.ask(lab.port, "DELETE", account, {}, Gateways::mcpHeaders(session)).status, 202);
    QCOMPARE(lab.ask(lab.names.known.at("gateway:15021"), "GET", "/healthz/ready").body,
             std::string("ready"));
}

/// A SERVER root named after the route, and a child without attributes named after the message.
void TstGatewayHttp::tracesARequest()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    json spec{{"frontend", {{"tracing", {{"randomSampling", "true"}}}}}};
    spec["targetRefs"] = json::array(
        {{{"group", "gateway.networking.k8s.io"}, {"kind", "Gateway"}, {"name", gatewayName}}});
    lab.store.put({"agentgatewaypolicies.agentgateway.dev", platform, "tracing"},
                  {{"metadata", {{"name", "tracing"}, {"namespace", platform}}}, {"spec", spec}});
    setUp(lab);
    const std::string session = lab.open(account);
    QVERIFY(lab.until([&] { return lab.spans.size() == 4; }));
    lab.spans.clear();
    QCOMPARE(lab.mcp(account, Gateways::call("get_balance"), session).status, 200);
    QVERIFY(lab.until([&] { return lab.spans.size() == 2; }));
    const workloads::Span &child = lab.spans[0], &root = lab.spans[1];
    QCOMPARE(root.name, std::string("POST /mcp/account/*"));
    QCOMPARE(root.kind, std::string("SERVER"));
    QCOMPARE(root.service, gatewayName);
    QCOMPARE(root.attributes.at("mcp.target"), std::string("account-mcp"));
    QCOMPARE(root.attributes.at("http.status"), std::string("200"));
    QCOMPARE(child.name, std::string("tools/call account-mcp"));
    QCOMPARE(child.kind, std::string("SERVER"));
    QVERIFY(child.attributes.empty());
    QCOMPARE(child.parentSpanId, root.spanId);
    QVERIFY(lab.log.back().find(" trace.id=" + root.traceId + " span.id=" + root.spanId
                                + " protocol=mcp")
            != std::string::npos);
    QVERIFY(backend.asked.back().headers.get("traceparent").find(root.traceId + "-" + root.spanId)
            != std::string::npos);
    // A parent's trace is taken over; one that is not sampled is logged and makes no span.
    lab.spans.clear();
    net::Headers headers = Gateways::mcpHeaders(session);
    headers.set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
    (void)lab.ask(lab.port, "POST", account, ping, headers);
    headers.set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    (void)lab.ask(lab.port, "POST", account, ping, headers);
    QVERIFY(lab.until([&] { return lab.spans.size() == 2; }));
    QCOMPARE(lab.spans[1].parentSpanId, std::string("b7ad6b7169203331"));
    QVERIFY(lab.until([&] { return lab.log.size() == 5; }));
    QVERIFY(lab.log[3].find(" trace.id=0af7651916cd43dd8448eb211c80319c ") != std::string::npos);
}

void TstGatewayHttp::tracesNothingUnasked()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    setUp(lab);
    (void)lab.open(account);
    QVERIFY(lab.until([&] { return lab.log.size() == 2; }));
    QVERIFY(lab.log[0].find("trace.id") == std::string::npos);
    QCOMPARE(lab.spans.size(), std::size_t(0));
}

void TstGatewayHttp::padsNoFraction()
{
    const auto at =
        std::chrono::system_clock::time_point(std::chrono::microseconds(1795468603075609));
    QCOMPARE(stage::mesh::gateway::requestTime(at), std::string("2026-11-23T21:16:43.75609Z"));
}

QTEST_GUILESS_MAIN(TstGatewayHttp)
#include "tst_gatewayhttp.moc"
