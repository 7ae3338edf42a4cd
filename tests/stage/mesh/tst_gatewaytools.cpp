// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/stage/cluster/yaml.h"
#include "tests/stage/mesh/gatewaylab.h"
#endif

#include <QRegularExpression>
#include <QTest>
#include <fstream>
#include <sstream>

// Qt's word would hide Asio's emit().
#undef emit

using namespace gatewaylab;

namespace {

const std::string account = "/mcp/account", fx = "/mcp/fx";
const char all[] = "get_balance get_profile slow boom convert_currency";
const std::string labels =
    R"(bind="8080/trustusbank-platform/trustusbank-agentgw",gateway="trustusbank-platform/trustusbank-agentgw",listener="http",route="trustusbank-platform/account-mcp-route",route_rule="unknown")";

std::string refused(const std::string &tool, const std::string &id = "3")
{
    return R"({"jsonrpc":"2.0","id":)" + id + R"(,"error":{"code":-32602,"message":"Unknown tool: )"
           + tool + R"("}})";
}

/// A route's rules, each of one policy, and what tools/list shows.
struct Rules {
    const char *name;
    std::vector<std::pair<std::string, std::vector<std::string>>> rules; ///< action, expressions
    const char *shown;
    bool header = false; ///< the client sends x-ok: 1
};

const std::vector<Rules> &lists()
{
    static const std::vector<Rules> rows{
        {"no rules", {}, all},
        {"two tools",
         {{"Allow", {R"(mcp.tool.name == "get_balance")", R"(mcp.tool.name == "get_profile")"}}},
         "get_balance get_profile"},
        {"two policies are pooled",
         {{"Allow", {R"(mcp.tool.name == "get_balance")"}},
          {"Allow", {R"(mcp.tool.name == "boom")"}}},
         "get_balance boom"},
        {"an allow that fails, and one that holds",
         {{"Allow", {R"(jwt.sub == "x")", R"(mcp.tool.name == "get_balance")"}}},
         "get_balance"},
        {"an allow that fails", {{"Allow", {R"(jwt.sub == "x")"}}}, ""},
        {"the method is not known to rules",
         {{"Allow", {R"(mcp.methodName == "tools/call")"}}},
         ""},
        {"deny one",
         {{"Deny", {R"(mcp.tool.name == "get_profile")"}}},
         "get_balance slow boom convert_currency"},
        {"deny before allow",
         {{"Allow", {R"(mcp.tool.name.startsWith("get_"))"}},
          {"Deny", {R"(mcp.tool.name == "get_profile")"}}},
         "get_balance"},
        {"a deny that fails denies nothing", {{"Deny", {R"(jwt.sub == "x")"}}}, all},
        {"a deny of arguments denies nothing",
         {{"Deny", {R"(mcp.tool.arguments.account_id == "1")"}}},
         all},
        {"a required header is missing", {{"Require", {R"(request.headers["x-ok"] == "1")"}}}, ""},
        {"a required header is there",
         {{"Require", {R"(request.headers["x-ok"] == "1")"}}},
         all,
         true},
        {"required, then allowed",
         {{"Require", {R"(request.headers["x-ok"] == "1")"}},
          {"Allow", {R"(mcp.tool.name == "slow")"}}},
         "slow",
         true},
        {"by target", {{"Allow", {R"(mcp.tool.target == "account-mcp")"}}}, all},
        {"by another target", {{"Allow", {R"(mcp.tool.target == "fx")"}}}, ""},
        {"by the caller's address", {{"Allow", {R"(source.address == "127.0.0.1")"}}}, all},
        {"by path", {{"Allow", {R"(request.path.startsWith("/mcp/acc"))"}}}, all},
        {"by HTTP method", {{"Allow", {R"(request.method == "POST")"}}}, all},
        {"by host", {{"Allow", {R"(request.host == "127.0.0.1")"}}}, all},
        {"host is no header", {{"Allow", {R"(request.headers.host == "127.0.0.1")"}}}, ""},
    };
    return rows;
}

void addRules(Gateways &lab, const std::string &route, const Rules &row)
{
    int number = 0;
    for (const auto &[action, expressions] : row.rules)
        lab.addPolicy("rules-" + std::to_string(number++), route,
                      Gateways::tools(action, expressions));
}

std::string slurp(const std::string &file)
{
    std::ifstream in(std::string(SOURCE_DIR) + "/resources/demo/manifests/" + file);
    std::stringstream whole;
    whole << in.rdbuf();
    return whole.str();
}

/// The demo's own manifests, filled in.
std::vector<json> manifests(const std::string &file)
{
    QString text = QString::fromStdString(slurp("gateway/" + file));
    text.replace("${ns.platform}", QString::fromStdString(platform))
        .replace("${gateway.name}", QString::fromStdString(gatewayName));
    text.replace("${ns.mcp}", "mcp")
        .replace("${ns.vendors}", "vendors")
        .replace("\"${mcpPort}\"", "8000");
    std::vector<json> out;
    for (const QString &document : text.split("\n---\n")) {
        auto read = stage::cluster::jsonFromYaml(document.toStdString());
        if (read && read->is_object())
            out.push_back(std::move(*read));
    }
    return out;
}

} // namespace

class TstGatewayTools : public QObject {
    Q_OBJECT
private slots:
    void showsTools_data();
    void showsTools();
    void answersCalls_data();
    void answersCalls();
    void prefixesTheToolsOfTwo();
    void passesLifeCycle();
    void takesUpAChangeAtOnce();
    void bindsNoSessionToItsRoute();
    void refusesACrossingUnderOurAllowlists();
    void ignoresAllowlistsBeforeAService();
};

void TstGatewayTools::showsTools_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const Rules &row : lists())
        QTest::newRow(row.name) << index++;
}

/// What the list shows can be called, and nothing else.
void TstGatewayTools::showsTools()
{
    QFETCH(int, index);
    const Rules &row = lists()[static_cast<std::size_t>(index)];
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    addRules(lab, "account-mcp-route", row);
    lab.startGateway();
    const std::string session = lab.open(account);
    net::Headers headers = Gateways::mcpHeaders(session);
    if (row.header)
        headers.set("x-ok", "1");
    const std::string shown = lab.shownTools(account, session, headers);
    QCOMPARE(shown, std::string(row.shown));
    std::istringstream tools(all);
    for (std::string tool; tools >> tool;) {
        const bool there = (" " + shown + " ").find(" " + tool + " ") != std::string::npos;
        const net::Response response =
            lab.ask(lab.port, "POST", account, Gateways::call(tool), headers);
        QCOMPARE(response.status, there ? 200 : 400);
    }
}

void TstGatewayTools::answersCalls_data()
{
    QTest::addColumn<bool>("ruled");
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("body");
    QTest::addColumn<bool>("asked");
    const QString failing = "data: "
                            "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"content\":[{\"text\":\"%"
                            "1\",\"type\":\"text\"}],\"isError\":%2}}\n\n";
    QTest::newRow("allowed") << true << "get_balance"
                             << "3" << 200 << failing.arg("get_balance done", "false") << true;
    QTest::newRow("refused") << true << "convert_currency"
                             << "3" << 400 << QString::fromStdString(refused("convert_currency"))
                             << false;
    QTest::newRow("refused, an id of text")
        << true << "convert_currency"
        << "\"a-1\"" << 400 << QString::fromStdString(refused("convert_currency", "\"a-1\""))
        << false;
    QTest::newRow("unknown, under rules")
        << true << "no_such"
        << "3" << 400 << QString::fromStdString(refused("no_such")) << false;
    QTest::newRow("unknown, without rules")
        << false << "no_such"
        << "3" << 200 << failing.arg("Unknown tool: no_such", "true") << true;
    QTest::newRow("a tool that fails")
        << false << "boom"
        << "3" << 200 << failing.arg("Error executing tool boom: boom", "true") << true;
}

/// Body, line and metrics of a call; a refused one never reaches the server, and counts.
void TstGatewayTools::answersCalls()
{
    QFETCH(bool, ruled);
    QFETCH(QString, tool);
    QFETCH(QString, id);
    QFETCH(int, status);
    QFETCH(QString, body);
    QFETCH(bool, asked);
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    if (ruled)
        lab.addPolicy("allow", "account-mcp-route",
                      Gateways::tools("Allow", {R"(mcp.tool.name == "get_balance")"}));
    lab.startGateway();
    const std::string session = lab.open(account);
    backend.asked.clear();
    const net::Response response =
        lab.mcp(account, Gateways::call(tool.toStdString(), id.toStdString()), session);
    QCOMPARE(response.status, status);
    QCOMPARE(QString::fromStdString(response.body), body);
    QCOMPARE(response.headers.get("Content-Type"),
             std::string(status == 400 ? "application/json" : "text/event-stream"));
    QCOMPARE(!backend.asked.empty(), asked);
    QVERIFY(lab.until([&] { return lab.log.size() == 3; }));
    static const QRegularExpression rest("http\\.status=(.*) duration=\\d+ms$");
    const QString fault =
        status == 400 ? " error=\"mcp: Unknown tool: " + tool + "\" reason=MCP" : "";
    QCOMPARE(rest.match(QString::fromStdString(lab.log[2])).captured(1),
             QString("%1 protocol=mcp mcp.method.name=tools/call mcp.target=account-mcp "
                     "mcp.resource.type=tool mcp.session.id=%2%3")
                 .arg(QString::number(status), QString::fromStdString(session), fault));
    const std::string page = lab.metrics();
    const std::string call = "\nagentgateway_mcp_requests_total{method=\"tools/"
                             "call\",resource_type=\"tool\",server=\"account-mcp\",resource=\""
                             + tool.toStdString() + "\"," + labels + "} 1\n";
    QVERIFY2(page.find(call) != std::string::npos, (call + page).c_str());
    if (status == 400) {
        const std::string series =
            "\nagentgateway_requests_total{backend=\"trustusbank-platform/"
            "account-mcp\",protocol=\"mcp\",method=\"POST\",status=\"400\",reason=\"MCP\","
            + labels + "} 1\n";
        QVERIFY2(page.find(series) != std::string::npos, (series + page).c_str());
    }
}

void TstGatewayTools::prefixesTheToolsOfTwo()
{
    Backend one, other;
    other.name = "fx";
    Gateways lab;
    lab.addBackend(one);
    lab.addBackend(other);
    lab.addMcp("two", "/mcp/two", {"account-mcp", "fx"});
    // Rules see the tool's own name and its target.
    lab.addPolicy(
        "allow", "two-route",
        Gateways::tools("Allow",
                        {R"(mcp.tool.target == "account-mcp" && mcp.tool.name == "get_balance")",
                         R"(mcp.tool.target == "fx" && mcp.tool.name == "convert_currency")"}));
    lab.startGateway();
    const std::string session = lab.open("/mcp/two");
    QCOMPARE(lab.shownTools("/mcp/two", session),
             std::string("account-mcp_get_balance fx_convert_currency"));
    one.asked.clear();
    other.asked.clear();
    QCOMPARE(lab.mcp("/mcp/two", Gateways::call("fx_convert_currency"), session).status, 200);
    QCOMPARE(one.asked.size(), std::size_t(0));
    QCOMPARE(other.asked.at(0).json().at("params").at("name").get<std::string>(),
             std::string("convert_currency"));
    const net::Response denied = lab.mcp("/mcp/two", Gateways::call("fx_get_profile"), session);
    QCOMPARE(denied.status, 400);
    QCOMPARE(denied.body, refused("fx_get_profile"));
    const auto failure = [](const std::string &text) {
        return R"({"jsonrpc":"2.0","id":3,"error":{"code":-32603,"message":"failed to send message: send error: invalid request: )"
               + text + R"("}})";
    };
    for (const auto &[tool, text] : {std::pair("get_balance", "unknown service get"),
                                     std::pair("balance", "invalid resource name")}) {
        const net::Response wrong = lab.mcp("/mcp/two", Gateways::call(tool), session);
        QCOMPARE(wrong.status, 500);
        QCOMPARE(wrong.body, failure(text));
    }
    const net::Response resources =
        lab.mcp("/mcp/two", R"({"jsonrpc":"2.0","id":3,"method":"resources/list"})", session);
    QCOMPARE(resources.status, 500);
    QCOMPARE(resources.body, failure("method resources/list is unsupported with multiplexing"));
}

/// A list that allows nothing still lets a client come and go.
void TstGatewayTools::passesLifeCycle()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.addPolicy("nothing", "account-mcp-route", Gateways::tools("Allow", {"false"}));
    lab.startGateway();
    const net::Response opened = lab.mcp(account, Gateways::initializeBody());
    QCOMPARE(opened.status, 200);
    const std::string session = opened.headers.get("mcp-session-id");
    QCOMPARE(lab.mcp(account, R"({"jsonrpc":"2.0","method":"notifications/initialized"})", session)
                 .status,
             202);
    QCOMPARE(lab.mcp(account, R"({"jsonrpc":"2.0","id":1,"method":"ping"})", session).status, 200);
    QCOMPARE(lab.shownTools(account, session), std::string());
    QCOMPARE(lab.ask(lab.port, "DELETE", account, {}, Gateways::mcpHeaders(session)).status, 202);
}

void TstGatewayTools::takesUpAChangeAtOnce()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const std::string session = lab.open(account);
    QCOMPARE(lab.mcp(account, Gateways::call("boom"), session).status, 200);
    lab.addPolicy("allow", "account-mcp-route",
                  Gateways::tools("Allow", {R"(mcp.tool.name == "get_balance")"}));
    QCOMPARE(lab.mcp(account, Gateways::call("boom"), session).status, 400);
    QCOMPARE(lab.mcp(account, Gateways::call("get_balance"), session).status, 200);
    lab.store.remove({"agentgatewaypolicies.agentgateway.dev", platform, "allow"});
    QCOMPARE(lab.mcp(account, Gateways::call("boom"), session).status, 200);
}

/// As measured: a session of one route, used on another, reaches its own server under the other's
/// policy.
void TstGatewayTools::bindsNoSessionToItsRoute()
{
    Backend one, other;
    other.name = "fx";
    Gateways lab;
    lab.addBackend(one);
    lab.addBackend(other);
    lab.addMcp("account-mcp", account);
    lab.addMcp("fx", fx);
    lab.addPolicy("allow", "account-mcp-route",
                  Gateways::tools("Allow", {R"(mcp.tool.name == "get_balance")"}));
    lab.startGateway();
    const std::string session = lab.open(account);
    QCOMPARE(lab.mcp(account, Gateways::call("boom"), session).status, 400);
    one.asked.clear();
    QCOMPARE(lab.mcp(fx, Gateways::call("boom"), session).status, 200);
    QCOMPARE(one.asked.size(), std::size_t(1));
    QCOMPARE(other.asked.size(), std::size_t(0));
    QVERIFY(lab.until([&] { return lab.log.size() == 4; }));
    const QString line = QString::fromStdString(lab.log[3]);
    QVERIFY2(line.contains("route=trustusbank-platform/fx-route ")
                 && line.contains("mcp.target=account-mcp "),
             qPrintable(line));
}

/// The demo's routes, backends and allowlists before the bank's own servers: on its own route each
/// session sees the listed tools alone, on any other route it sees and calls nothing.
void TstGatewayTools::refusesACrossingUnderOurAllowlists()
{
    const std::map<std::string, std::string> tools{{"account", "get_balance get_profile"},
                                                   {"transaction",
                                                    "list_recent get_details flag_suspicious"},
                                                   {"ticket", "create_ticket notify_human"},
                                                   {"currency-converter", "convert_currency"}};
    Gateways lab;
    for (const char *file : {"backends.yaml", "routes.yaml", "allowlists.yaml"}) {
        for (const json &object : manifests(file)) {
            const std::string kind = object.at("kind");
            const std::string resource =
                kind == "HTTPRoute"             ? "httproutes.gateway.networking.k8s.io"
                : kind == "AgentgatewayBackend" ? "agentgatewaybackends.agentgateway.dev"
                                                : "agentgatewaypolicies.agentgateway.dev";
            lab.store.put({resource, platform, object.at("metadata").at("name")}, object);
        }
    }
    for (const auto &[name, host] :
         {std::pair("account-mcp", "account-mcp.mcp"),
          std::pair("transaction-mcp", "transaction-mcp.mcp"),
          std::pair("ticket-mcp", "ticket-mcp.mcp"),
          std::pair("currency-converter", "currency-converter.vendors")}) {
        // The servers take calls from the mesh only under the names they are known by.
        const auto inMesh = [](const tcp::endpoint &) {
            return net::Peer{"10.244.0.9:1", platform, gatewayName, "agw-0"};
        };
        const std::map<std::string, std::string> files{
            {"/etc/trustusbank/converter.yaml", slurp("images/converter-clean.yaml")}};
        lab.start(workloads::makeBankWorkload(name, lab.around(files)),
                  std::string(host) + ".svc.cluster.local", inMesh);
    }
    lab.startGateway();
    for (const auto &[own, listed] : tools) {
        const std::string session = lab.open("/mcp/" + own);
        QVERIFY2(!session.empty(), own.c_str());
        for (const auto &[route, others] : tools) {
            QCOMPARE(QString::fromStdString(lab.shownTools("/mcp/" + route, session)),
                     QString::fromStdString(route == own ? listed : ""));
            if (route == own)
                continue;
            std::istringstream names(listed + " " + others);
            for (std::string name; names >> name;) {
                const net::Response response =
                    lab.mcp("/mcp/" + route, Gateways::call(name), session);
                QCOMPARE(response.status, 400);
                QCOMPARE(response.body, refused(name));
            }
        }
    }
}

/// A route to a plain Service is plain HTTP: no MCP fields, no tool metrics, no allowlist.
void TstGatewayTools::ignoresAllowlistsBeforeAService()
{
    Backend backend;
    Gateways lab;
    lab.store.put({"services", platform, "account"},
                  {{"metadata", {{"name", "account"}, {"namespace", platform}}},
                   {"spec",
                    {{"clusterIP", "10.96.0.9"},
                     {"ports", json::array({{{"name", "http"}, {"port", 8000}}})}}}});
    lab.store.put({"endpointslices.discovery.k8s.io", platform, "account-1"},
                  {{"metadata",
                    {{"name", "account-1"},
                     {"namespace", platform},
                     {"labels", {{"kubernetes.io/service-name", "account"}}}}},
                   {"ports", json::array({{{"name", "http"}, {"port", 8000}}})},
                   {"endpoints", json::array({{{"addresses", json::array({"10.244.0.7"})}}})}});
    lab.listenAs("account.trustusbank-platform.svc.cluster.local:8000", backend.handler());
    lab.addRoute("plain-route", "/mcp", {{"name", "account"}, {"port", 8000}});
    lab.addPolicy("nothing", "plain-route", Gateways::tools("Allow", {"false"}));
    lab.startGateway();
    const std::string session =
        lab.mcp("/mcp", Gateways::initializeBody()).headers.get("mcp-session-id");
    QCOMPARE(session, std::string("account-mcp-session-1")); // the server's own
    QCOMPARE(lab.mcp("/mcp", Gateways::call("boom"), session).status, 200);
    QVERIFY(lab.until([&] { return lab.log.size() == 2; }));
    static const QRegularExpression line(
        "\\trequest gateway=\\S+ listener=http route=trustusbank-platform/plain-route "
        "endpoint=10\\.244\\.0\\.7:8000 src\\.addr=\\S+ http\\.method=POST "
        "http\\.host=127\\.0\\.0\\.1 http\\.path=/mcp http\\.version=HTTP/1\\.1 http\\.status=200 "
        "protocol=http duration=\\d+ms$");
    QVERIFY2(line.match(QString::fromStdString(lab.log[1])).hasMatch(), lab.log[1].c_str());
    QVERIFY(lab.metrics().find("agentgateway_mcp_requests") == std::string::npos);
}

QTEST_GUILESS_MAIN(TstGatewayTools)
#include "tst_gatewaytools.moc"
