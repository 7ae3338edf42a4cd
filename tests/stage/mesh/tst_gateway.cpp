// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/stage/mesh/gateway/session.h"
#include "tests/stage/mesh/gatewaylab.h"
#endif

#include <QRegularExpression>
#include <QTest>

// Qt's word would hide Asio's emit().
#undef emit

using namespace gatewaylab;

namespace {

const std::string account = "/mcp/account";
const std::string both = "application/json, text/event-stream";
const std::string type = "application/json";
const std::string plain = "text/plain", stream = "text/event-stream";
const std::string ping = R"({"jsonrpc":"2.0","id":9,"method":"ping"})";
const std::string initialized = R"({"jsonrpc":"2.0","method":"notifications/initialized"})";
const std::string labels =
    R"(bind="8080/trustusbank-platform/trustusbank-agentgw",gateway="trustusbank-platform/trustusbank-agentgw",listener="http",route="trustusbank-platform/account-mcp-route",route_rule="unknown")";

/// Well-formed, and of no session the server ever had.
std::string strange()
{
    return stage::mesh::gateway::base64Url(R"({"t":"mcp","s":[{"t":"account-mcp","s":"nobody"}]})");
}

/// One request and everything that comes of it. $S stands for the session's id, "own" asks for one.
struct Row {
    const char *name;
    std::string method, path, accept, contentType, session, body;
    int status;
    std::string answerType, answer; ///< a whole body; with "…" at its end, its beginning
    std::string logged;             ///< the line from protocol on
    std::string reason;             ///< in the metric
    std::string counted;            ///< method label of mcp_requests, "" when it does not count
};

std::vector<Row> rows()
{
    const std::string uvicorn =
        R"({"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Bad Request: )";
    const std::string wrongBody = "mcp: fail to deserialize request body: ";
    const auto mcp = [](const std::string &error) {
        return "protocol=mcp error=\"mcp: " + error + "\" reason=MCP";
    };
    const auto inSession = [](const std::string &method, const std::string &error) {
        return "protocol=mcp mcp.method.name=" + method + " mcp.session.id=$S"
               + (error.empty() ? "" : " error=\"" + error + "\" reason=MCP");
    };
    const std::string noVariant =
        wrongBody + "data did not match any variant of untagged enum JsonRpcMessage";
    const std::string quotedVariant = noVariant.substr(5);
    const std::string unsupported =
        R"({"jsonrpc":"2.0","id":5,"error":{"code":-32603,"message":"failed to send message: send error: unsupported method: foo/bar"}})";
    const std::string notAllowed = "method not allowed; must be GET, POST, or DELETE";
    const std::string mustAccept = "client must accept both application/json and text/event-stream";
    return {
        {"initialize again", "POST", account, both, type, "own", Gateways::initializeBody(), 200,
         stream, R"(data: {"jsonrpc":"2.0","id":1,"result":{…)", inSession("initialize", ""),
         "Upstream", "initialize"},
        {"notification", "POST", account, both, type, "own", initialized, 202, "", "",
         inSession("notifications/initialized", ""), "Upstream", "notifications/initialized"},
        {"notification without session", "POST", account, both, type, "", initialized, 400, type,
         uvicorn + "Missing session ID\"}}",
         "protocol=mcp mcp.method.name=notifications/initialized mcp.session.id=$U error=\"mcp: "
         "upstream error: 400 Bad Request\" reason=MCP",
         "MCP", "notifications/initialized"},
        {"ping", "POST", account, both, type, "own", ping, 200, stream,
         textMessage(R"({"jsonrpc":"2.0","id":9,"result":{}})"), inSession("ping", ""), "Upstream",
         "ping"},
        {"request without session", "POST", account, both, type, "", ping, 422, plain,
         "mcp: session header is required for non-initialize requests",
         mcp("session header is required for non-initialize requests"), "MCP", ""},
        {"session that is none", "POST", account, both, type, "not!base64", ping, 400, plain,
         "mcp: invalid session ID header", mcp("invalid session ID header"), "MCP", ""},
        {"session that is other text", "POST", account, both, type, "aGVsbG8", ping, 400, plain,
         "mcp: invalid session ID header", mcp("invalid session ID header"), "MCP", ""},
        {"session the server does not know", "POST", account, both, type, strange(), ping, 400,
         type, uvicorn + "No valid session ID provided\"}}",
         inSession("ping", "mcp: upstream error: 400 Bad Request"), "MCP", "ping"},
        {"no Accept", "POST", account, "", type, "own", ping, 406, plain, "mcp: " + mustAccept,
         mcp(mustAccept), "MCP", ""},
        {"Accept of everything", "POST", account, "*/*", type, "own", ping, 406, plain,
         "mcp: " + mustAccept, mcp(mustAccept), "MCP", ""},
        {"Accept of JSON alone", "POST", account, type, type, "own", ping, 406, plain,
         "mcp: " + mustAccept, mcp(mustAccept), "MCP", ""},
        {"other content", "POST", account, both, "text/json", "own", ping, 415, plain,
         "mcp: client must send application/json", mcp("client must send application/json"), "MCP",
         ""},
        {"content with a charset", "POST", account, both, "application/json; charset=utf-8", "own",
         ping, 200, stream, textMessage(R"({"jsonrpc":"2.0","id":9,"result":{}})"),
         inSession("ping", ""), "Upstream", "ping"},
        {"bad JSON", "POST", account, both, type, "own", "{bad", 400, plain,
         wrongBody + "key must be a string at line 1 column 2",
         mcp("fail to deserialize request body: key must be a string at line 1 column 2"), "MCP",
         ""},
        {"empty body", "POST", account, both, type, "own", "", 400, plain,
         wrongBody + "EOF while parsing a value at line 1 column 0",
         mcp("fail to deserialize request body: EOF while parsing a value at line 1 column 0"),
         "MCP", ""},
        {"JSON that is no message", "POST", account, both, type, "own", R"({"a":1})", 400, plain,
         noVariant, mcp(quotedVariant), "MCP", ""},
        {"batch", "POST", account, both, type, "own", "[" + ping + "]", 400, plain, noVariant,
         mcp(quotedVariant), "MCP", ""},
        {"unknown method", "POST", account, both, type, "own",
         R"({"jsonrpc":"2.0","id":5,"method":"foo/bar"})", 500, type, unsupported,
         inSession("foo/bar", "mcp: send error: unsupported method: foo/bar"), "MCP", "foo/bar"},
        {"a client's answer", "POST", account, both, type, "own",
         R"({"jsonrpc":"2.0","id":5,"result":{}})", 500, type,
         "failed to send message: send error: invalid request: unsupported message type", "*",
         "MCP", ""},
        {"PUT", "PUT", account, both, type, "own", ping, 405, plain, "mcp: " + notAllowed,
         mcp(notAllowed), "MCP", ""},
        {"OPTIONS", "OPTIONS", account, both, type, "own", "", 405, plain, "mcp: " + notAllowed,
         mcp(notAllowed), "MCP", ""},
        {"HEAD", "HEAD", account, both, type, "own", "", 405, plain, "", mcp(notAllowed), "MCP",
         ""},
        {"GET of no stream", "GET", account, type, "", "own", "", 406, plain, "mcp: …", "*", "MCP",
         ""},
        {"GET without session", "GET", account, both, "", "", "", 422, plain,
         "mcp: session ID is required", mcp("session ID is required"), "MCP", ""},
        {"GET of a strange session", "GET", account, both, "", strange(), "", 404, plain,
         "mcp: session not found", mcp("session not found"), "MCP", ""},
        {"DELETE without session", "DELETE", account, both, "", "", "", 422, plain,
         "mcp: session ID is required", mcp("session ID is required"), "MCP", ""},
        {"DELETE of a strange session", "DELETE", account, both, "", strange(), "", 202, "", "",
         "protocol=mcp mcp.session.id=$S", "Upstream", ""},
        {"DELETE", "DELETE", account, both, "", "own", "", 202, "", "",
         "protocol=mcp mcp.session.id=$S", "Upstream", ""},
        {"with a slash", "POST", account + "/", both, type, "own", ping, 200, stream,
         textMessage(R"({"jsonrpc":"2.0","id":9,"result":{}})"), inSession("ping", ""), "Upstream",
         "ping"},
        {"anywhere below", "POST", account + "/tools/call?x=1", both, type, "own", ping, 200,
         stream, textMessage(R"({"jsonrpc":"2.0","id":9,"result":{}})"), inSession("ping", ""),
         "Upstream", "ping"},
    };
}

QString masked(const std::string &line)
{
    QString text = QString::fromStdString(line);
    text.replace(QRegularExpression("^[-0-9]{10}T[0-9:]{8}\\.\\d{1,6}Z"), "TIME");
    text.replace(QRegularExpression("src\\.addr=127\\.0\\.0\\.1:\\d+"), "src.addr=127.0.0.1:PORT");
    text.replace(
        QRegularExpression(
            "mcp\\.session\\.id=[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"),
        "mcp.session.id=$U");
    return text.replace(QRegularExpression("duration=\\d+ms$"), "duration=Dms");
}

QString line(const std::string &method, const std::string &path, int status,
             const std::string &route, const std::string &rest)
{
    return QString::fromStdString(
        "TIME\tinfo\trequest gateway=trustusbank-platform/trustusbank-agentgw listener=http"
        + (route.empty() ? "" : " route=trustusbank-platform/" + route)
        + " src.addr=127.0.0.1:PORT http.method=" + method + " http.host=127.0.0.1 http.path="
        + path + " http.version=HTTP/1.1 http.status=" + std::to_string(status) + " " + rest
        + " duration=Dms");
}

} // namespace

class TstGateway : public QObject {
    Q_OBJECT
private slots:
    void answers_data();
    void answers();
    void opensASession();
    void opensASessionWithTwo();
    void opensASessionThatTheServerDoesNotKeep();
    void notesAMessageToNobody();
    void routesByWholeSegments_data();
    void routesByWholeSegments();
    void passesWellKnownOn();
    void endsASession();
    void keepsAStreamOpen();
    void streamsAnAnswerInJson();
    void saysErrorsTwice_data();
    void saysErrorsTwice();
    void handsTheClientsHeadersOn();
    void keepsNoSessionWhenStateless_data();
    void keepsNoSessionWhenStateless();
    void logsAsJson();
};

void TstGateway::answers_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const Row &row : rows())
        QTest::newRow(row.name) << index++;
}

/// Status, type, body, log line and metric of one request.
void TstGateway::answers()
{
    QFETCH(int, index);
    const Row row = rows()[static_cast<std::size_t>(index)];
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const std::string session = row.session == "own" ? lab.open(account) : row.session;
    QVERIFY(lab.until([&] { return lab.log.size() == (row.session == "own" ? 2u : 0u); }));
    lab.log.clear();
    net::Headers headers;
    for (const auto &[name, value] :
         {std::pair("Accept", row.accept), std::pair("Content-Type", row.contentType),
          std::pair("mcp-session-id", session)}) {
        if (!value.empty())
            headers.set(name, value);
    }
    const net::Response response = lab.ask(lab.port, row.method, row.path, row.body, headers);
    QCOMPARE(response.status, row.status);
    QCOMPARE(response.headers.get("Content-Type"), row.answerType);
    const bool open = row.answer.ends_with("…");
    const std::string expected = open ? row.answer.substr(0, row.answer.size() - 3) : row.answer;
    QCOMPARE(open ? response.body.substr(0, expected.size()) : response.body, expected);
    QVERIFY(!response.headers.has("mcp-session-id"));
    QVERIFY(response.headers.has("date"));
    QCOMPARE(response.headers.get("server"),
             std::string(row.answer.find("server-error") == std::string::npos ? "" : "uvicorn"));
    if (row.answerType == stream) {
        QCOMPARE(response.headers.get("cache-control"), std::string("no-cache"));
        QCOMPARE(response.headers.get("transfer-encoding"), std::string("chunked"));
    }
    QVERIFY(lab.until([&] { return lab.log.size() == 1; }));
    if (row.logged != "*") {
        const QString wanted =
            line(row.method, row.path, row.status, "account-mcp-route", row.logged)
                .replace("$S", QString::fromStdString(session));
        QCOMPARE(masked(lab.log[0]), wanted);
    }
    const std::string page = lab.metrics();
    const std::string series = "\nagentgateway_requests_total{backend=\"trustusbank-platform/"
                               "account-mcp\",protocol=\"mcp\",method=\""
                               + row.method + "\",status=\"" + std::to_string(row.status)
                               + "\",reason=\"" + row.reason + "\"," + labels + "} ";
    QVERIFY2(page.find(series) != std::string::npos, (series + page).c_str());
    const bool opened = row.session == "own";
    std::map<std::string, int> counts;
    if (opened)
        counts = {{"initialize", 1}, {"notifications/initialized", 1}};
    if (!row.counted.empty())
        ++counts[row.counted];
    QString wantedCounts, seenCounts;
    for (const auto &[method, count] : counts)
        wantedCounts += QString::fromStdString(
            "agentgateway_mcp_requests_total{method=\"" + method
            + "\",resource_type=\"unknown\",server=\"unknown\",resource=\"unknown\"," + labels
            + "} " + std::to_string(count) + "\n");
    for (const QString &one : QString::fromStdString(page).split('\n')) {
        if (one.startsWith("agentgateway_mcp_requests_total"))
            seenCounts += one + "\n";
    }
    QCOMPARE(seenCounts, wantedCounts);
}

/// The server's own result, less the client's roots on the way there; the id names target and
/// session, and is on no later answer.
void TstGateway::opensASession()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const net::Response response = lab.mcp(account, Gateways::initializeBody());
    QCOMPARE(response.status, 200);
    const json result = json::parse(response.body.substr(6)).at("result");
    QCOMPARE(result.at("serverInfo").at("name").get<std::string>(), std::string("account-mcp"));
    QCOMPARE(result.at("protocolVersion").get<std::string>(), std::string("2025-06-18"));
    QCOMPARE(response.headers.get("mcp-session-id"),
             stage::mesh::gateway::base64Url(
                 R"({"t":"mcp","s":[{"t":"account-mcp","s":"account-mcp-session-1"}]})"));
    const json sent = backend.asked.at(0).json();
    QCOMPARE(sent.at("params").at("capabilities").dump(), std::string(R"({"sampling":{}})"));
    QVERIFY(lab.until([&] { return lab.log.size() == 1; }));
    QCOMPARE(masked(lab.log[0]), line("POST", account, 200, "account-mcp-route",
                                      "protocol=mcp mcp.method.name=initialize mcp.session.id=$U"));
}

void TstGateway::opensASessionWithTwo()
{
    Backend one, other;
    other.name = "fx";
    Gateways lab;
    lab.addBackend(one);
    lab.addBackend(other);
    lab.addMcp("two", "/mcp/two", {"account-mcp", "fx"});
    lab.startGateway();
    const net::Response response = lab.mcp("/mcp/two", Gateways::initializeBody());
    QCOMPARE(
        response.body,
        textMessage(
            R"({"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"agentgateway","version":"1.1.0"},"instructions":"This server is a gateway to a set of mcp servers. It is responsible for routing requests to the correct server and aggregating the results."}})"));
    const std::string session = response.headers.get("mcp-session-id");
    QVERIFY(lab.mcp("/mcp/two", initialized, session).status == 202);
    const net::Response pong = lab.mcp("/mcp/two", ping, session);
    QCOMPARE(pong.body, textMessage(R"({"jsonrpc":"2.0","id":9,"result":{}})"));
    const std::vector<std::string> asked{"initialize", "notifications/initialized", "ping"};
    QCOMPARE(one.methods(), asked);
    QCOMPARE(other.methods(), asked);
}

void TstGateway::opensASessionThatTheServerDoesNotKeep()
{
    Backend backend;
    backend.kind = Backend::Sessionless;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const std::string session = lab.open(account);
    const auto text = stage::mesh::gateway::fromBase64Url(session);
    QVERIFY(text.has_value());
    static const QRegularExpression form(
        "^\\{\"t\":\"mcp\",\"s\":\\[\\{\"t\":\"account-mcp\"\\}\\],\"r\":\"[0-9a-f-]{36}\"\\}$");
    QVERIFY2(form.match(QString::fromStdString(*text)).hasMatch(), text->c_str());
    QCOMPARE(lab.mcp(account, ping, session).status, 200);
}

/// Without a session a notification goes to a throw-away one; a server that keeps none takes it,
/// and the client gets an id of no use.
void TstGateway::notesAMessageToNobody()
{
    Backend backend;
    backend.kind = Backend::Sessionless;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const net::Response response = lab.mcp(account, initialized);
    QCOMPARE(response.status, 202);
    static const QRegularExpression uuid(
        "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
    QVERIFY2(uuid.match(QString::fromStdString(response.headers.get("mcp-session-id"))).hasMatch(),
             response.headers.get("mcp-session-id").c_str());
}

void TstGateway::routesByWholeSegments_data()
{
    QTest::addColumn<QString>("path");
    for (const char *path : {"/mcp/accountX", "/", "/mcp", "/mcp/fx"})
        QTest::newRow(path) << path;
}

void TstGateway::routesByWholeSegments()
{
    QFETCH(QString, path);
    Gateways lab;
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const net::Response response = lab.mcp(path.toStdString(), Gateways::initializeBody());
    QCOMPARE(response.status, 404);
    QCOMPARE(response.body, std::string("route not found"));
    QCOMPARE(response.headers.get("Content-Type"), plain);
    QVERIFY(lab.until([&] { return lab.log.size() == 1; }));
    QCOMPARE(masked(lab.log[0]), line("POST", path.toStdString(), 404, "",
                                      "protocol=http error=\"route not found\" reason=NotFound"));
    const std::string page = lab.metrics();
    QVERIFY2(
        page.find(
            R"(agentgateway_requests_total{backend="unknown",protocol="http",method="POST",status="404",reason="NotFound",)")
            != std::string::npos,
        page.c_str());
}

void TstGateway::passesWellKnownOn()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const net::Response response =
        lab.ask(lab.port, "GET", account + "/.well-known/oauth-protected-resource");
    QCOMPARE(response.status, 200);
    QVERIFY(backend.asked.size() == 1);
}

/// 202 for a known session, for one that is over and for one whose server is down; the next
/// message gets the server's own answer.
void TstGateway::endsASession()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const std::string session = lab.open(account), other = lab.open(account);
    for (int i = 0; i < 2; ++i) {
        const net::Response response =
            lab.ask(lab.port, "DELETE", account, {}, Gateways::mcpHeaders(session));
        QCOMPARE(response.status, 202);
        QCOMPARE(response.headers.get("content-length"), std::string("0"));
    }
    QCOMPARE(backend.ended.size(), std::size_t(1));
    const net::Response gone = lab.mcp(account, ping, session);
    QCOMPARE(gone.status, 404);
    QVERIFY2(gone.body.find("Session has been terminated") != std::string::npos, gone.body.c_str());
    lab.names.known.erase("account-mcp.bank:8000");
    QCOMPARE(lab.ask(lab.port, "DELETE", account, {}, Gateways::mcpHeaders(other)).status, 202);
}

/// GET is a silent stream until the client goes.
void TstGateway::keepsAStreamOpen()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const std::string session = lab.open(account);
    QVERIFY(lab.until([&] { return lab.log.size() == 2; }));
    auto connection = lab.run(lab.names.dial("127.0.0.1", lab.port));
    tcp::socket &socket = (*connection)->socket();
    const std::string request =
        "GET " + account + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nmcp-session-id: "
        + session + "\r\n\r\n";
    asio::write(socket, asio::buffer(request));
    std::string head;
    bool there = false;
    asio::async_read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n",
                           [&](error_code, std::size_t) { there = true; });
    QVERIFY(lab.until([&] { return there; }));
    QVERIFY2(head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n"), head.c_str());
    QVERIFY2(head.find("text/event-stream") != std::string::npos, head.c_str());
    QCOMPARE(lab.log.size(), std::size_t(2)); // not before the stream ends
    connection->reset();
    QVERIFY(lab.until([&] { return lab.log.size() == 3; }));
    const QString text = masked(lab.log[2]);
    QVERIFY2(text.contains("http.method=GET") && text.contains("protocol=mcp mcp.session.id=")
                 && !text.contains("mcp.method.name"),
             qPrintable(text));
}

/// Whatever the server answers, the client gets an event stream.
void TstGateway::streamsAnAnswerInJson()
{
    Backend backend;
    backend.kind = Backend::Json;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const net::Response response = lab.mcp(account, ping, lab.open(account));
    QCOMPARE(response.headers.get("Content-Type"), stream);
    QCOMPARE(response.body, textMessage(R"({"jsonrpc":"2.0","id":9,"result":{}})"));
}

void TstGateway::saysErrorsTwice_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<bool>("twice");
    for (const char *method :
         {"ping", "tools/list", "prompts/list", "resources/list", "logging/setLevel", "initialize"})
        QTest::newRow(method) << method << (QString(method) != "initialize");
    QTest::newRow("tools/call") << "tools/call" << false;
}

/// A server's JSON-RPC error is followed by one of the gateway's own, but for tools/call.
void TstGateway::saysErrorsTwice()
{
    QFETCH(QString, method);
    QFETCH(bool, twice);
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const std::string session = lab.open(account);
    backend.refusesLists = true;
    const std::string body = method == "initialize" ? Gateways::initializeBody("7")
                                                    : json{{"jsonrpc", "2.0"},
                                                           {"id", 7},
                                                           {"method", method.toStdString()},
                                                           {"params", {{"name", "get_balance"}}}}
                                                          .dump();
    const net::Response response = lab.mcp(account, body, session);
    QCOMPARE(response.status, 200);
    const std::string own = textMessage(
        R"({"jsonrpc":"2.0","id":7,"error":{"code":-32603,"message":"http request failed: upstream stream ended unexpectedly"}})");
    QCOMPARE(response.body.find(own) != std::string::npos, twice);
    if (twice)
        QVERIFY2(response.body.find("-32602") < response.body.find(own), response.body.c_str());
}

void TstGateway::handsTheClientsHeadersOn()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const std::string session = lab.open(account);
    net::Headers headers = Gateways::mcpHeaders(session);
    headers.set("Authorization", "Bearer x");
    headers.set("Cookie", "a=b");
    headers.set("Origin", "http://evil.example");
    headers.set("X-Forwarded-For", "1.2.3.4");
    headers.set("MCP-Protocol-Version", "1999-01-01");
    headers.set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    QCOMPARE(lab.ask(lab.port, "POST", account, ping, headers).status, 200);
    const net::Request &seen = backend.asked.back();
    QCOMPARE(seen.target, std::string("/mcp"));
    QCOMPARE(seen.headers.get("accept"), std::string("text/event-stream, application/json"));
    QCOMPARE(seen.headers.get("host"), std::string("account-mcp.bank:8000"));
    QCOMPARE(seen.headers.get("mcp-session-id"), std::string("account-mcp-session-1"));
    for (const char *name :
         {"authorization", "cookie", "origin", "x-forwarded-for", "mcp-protocol-version"})
        QCOMPARE(seen.headers.get(name), headers.get(name));
    const std::string parent = seen.headers.get("traceparent");
    QVERIFY2(parent.starts_with("00-0af7651916cd43dd8448eb211c80319c-"), parent.c_str());
    QVERIFY2(parent.find("b7ad6b7169203331") == std::string::npos, parent.c_str());
    QVERIFY(lab.until([&] { return lab.log.size() == 3; }));
    QVERIFY2(lab.log[2].find("http.status=200 trace.id=0af7651916cd43dd8448eb211c80319c span.id="
                             + parent.substr(36, 16) + " protocol=mcp")
                 != std::string::npos,
             lab.log[2].c_str());
}

void TstGateway::keepsNoSessionWhenStateless_data()
{
    QTest::addColumn<bool>("streams");
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("body");
    QTest::newRow("list, JSON") << false << "tools/list"
                                << "get_balance";
    QTest::newRow("call, JSON") << false << "tools/call"
                                << "get_balance done";
    // As measured: with a server that streams it does not work.
    QTest::newRow("list, stream") << true << "tools/list"
                                  << "upstream stream ended unexpectedly";
    QTest::newRow("call, stream") << true << "tools/call"
                                  << "";
}

/// Each call opens and ends a session of its own at the server.
void TstGateway::keepsNoSessionWhenStateless()
{
    QFETCH(bool, streams);
    QFETCH(QString, method);
    QFETCH(QString, body);
    Backend backend;
    backend.kind = streams ? Backend::Stream : Backend::Json;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account, {}, {{"sessionRouting", "Stateless"}});
    lab.startGateway();
    QVERIFY(!lab.mcp(account, Gateways::initializeBody()).headers.has("mcp-session-id"));
    for (const char *other : {"GET", "DELETE"})
        QCOMPARE(lab.ask(lab.port, other, account, {}, Gateways::mcpHeaders("x")).status, 405);
    backend.asked.clear();
    const std::string message = json{{"jsonrpc", "2.0"},
                                     {"id", 7},
                                     {"method", method.toStdString()},
                                     {"params", {{"name", "get_balance"}}}}
                                    .dump();
    const net::Response response = lab.mcp(account, message);
    QCOMPARE(response.status, 200);
    QVERIFY2(body.isEmpty() ? response.body.empty()
                            : response.body.find(body.toStdString()) != std::string::npos,
             response.body.c_str());
    const std::vector<std::string> asked{"initialize", "notifications/initialized",
                                         method.toStdString(), "DELETE"};
    QVERIFY(lab.until([&] { return backend.methods() == asked; }));
}

void TstGateway::logsAsJson()
{
    Gateways lab;
    lab.startGateway({{"LOG_FORMAT", "json"}});
    (void)lab.ask(lab.port, "GET", "/x");
    QVERIFY(lab.until([&] { return lab.log.size() == 1; }));
    const auto line = nlohmann::ordered_json::parse(lab.log[0]);
    QString names;
    for (const auto &[name, value] : line.items())
        names += QString::fromStdString(name) + " ";
    QCOMPARE(names, QString("level time scope gateway listener src.addr http.method http.host "
                            "http.path http.version http.status protocol error reason duration "));
    QCOMPARE(line.at("http.status").get<int>(), 404);
    QCOMPARE(line.at("scope").get<std::string>(), std::string("request"));
}

QTEST_GUILESS_MAIN(TstGateway)
#include "tst_gateway.moc"
