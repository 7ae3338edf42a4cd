// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN // moc 6.4 stumbles over the standard library's concepts
#include "backend/stage/agents/agents.h"
#include "backend/stage/agents/controller/call.h"
#include "backend/stage/agents/controller/database.h"
#include "backend/stage/agents/controller/discovery.h"
#include "backend/stage/agents/controller/goerror.h"
#include "backend/stage/agents/controller/sessions.h"
#include "backend/stage/workloads/yaml.h"
#include "tests/stage/workloads/lab.h"
#endif

#include <QTest>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <fstream>
#include <sstream>

// Qt's word would hide Asio's emit().
#undef emit

using namespace stage::agents;
namespace cluster = stage::cluster;
namespace workloads = stage::workloads;
namespace net = stage::net;

namespace {

const std::string ns = "bank-agents", agents = "agents.kagent.dev",
                  servers = "remotemcpservers.kagent.dev";
const std::string root = "/api/a2a/bank-agents/triage-bot/";

Json yaml(const std::string &path)
{
    std::ifstream file(std::string(SOURCE_DIR) + "/" + path);
    std::stringstream out;
    out << file.rdbuf();
    return workloads::yamlToJson(out.str()).value();
}

/// kagent's CRDs, read once: the Agent's is long.
const std::vector<Json> &definitions()
{
    static const std::vector<Json> all{
        yaml("resources/demo/manifests/crds/kagent/agents.kagent.dev.yaml"),
        yaml("resources/demo/manifests/crds/kagent/modelconfigs.kagent.dev.yaml"),
        yaml("resources/demo/manifests/crds/kagent/remotemcpservers.kagent.dev.yaml")};
    return all;
}

/// A pod of an agent that says what it was told to and keeps what it was asked.
class Pod final : public workloads::Workload {
public:
    struct Notes {
        net::Response answer;
        std::vector<net::Request> asked;
    };
    explicit Pod(std::shared_ptr<Notes> notes)
        : m_notes(std::move(notes))
    {
    }
    std::vector<workloads::Port> ports() override
    {
        std::vector<workloads::Port> out;
        out.push_back(
            {"http", 8080,
             net::Handler([notes = m_notes](net::Exchange &exchange) -> net::Awaitable<void> {
                 notes->asked.push_back(exchange.request());
                 net::Response answer = notes->answer;
                 co_await exchange.reply(std::move(answer));
             })});
        return out;
    }

private:
    std::shared_ptr<Notes> m_notes;
};

/// A cluster with kagent's CRDs and its controller, on this machine's loopback.
class Bank {
public:
    cluster::Store store;
    cluster::Objects objects{store};
    Database database{store};
    lab::Lab lab;
    std::uint16_t port = 0;

    explicit Bank(std::map<std::string, std::string> env = {})
    {
        for (const Json &definition : definitions())
            ensure(definition);
        ensure({{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", ns}}}});
        ensure({{"apiVersion", "v1"},
                {"kind", "Secret"},
                {"metadata", {{"name", "key"}, {"namespace", ns}}},
                {"stringData", {{"KEY", "abc"}}}});
        ensure(object("ModelConfig", "model",
                      {{"provider", "Anthropic"},
                       {"model", "m"},
                       {"apiKeySecret", "key"},
                       {"apiKeySecretKey", "KEY"}}));
        workloads::Surroundings around = lab.around({}, std::move(env));
        around.ns = "platform";
        port = lab.start(makeController(std::move(around), objects, database),
                         "kagent-controller.platform");
        boost::asio::co_spawn(lab.context, lab.last().run(),
                              boost::asio::bind_cancellation_slot(m_stop.slot(),
                                                                  boost::asio::detached));
    }
    ~Bank()
    {
        m_stop.emit(boost::asio::cancellation_type::terminal);
        lab.context.restart();
        lab.context.poll();
    }
    Bank(const Bank &) = delete;
    Bank &operator=(const Bank &) = delete;

    static Json object(const std::string &kind, const std::string &name, Json spec)
    {
        return {{"apiVersion", "kagent.dev/v1alpha2"},
                {"kind", kind},
                {"metadata", {{"name", name}, {"namespace", ns}}},
                {"spec", std::move(spec)}};
    }
    void ensure(Json one)
    {
        const auto made = objects.ensure(std::move(one), "test");
        if (!made)
            qFatal("%s", made.error().status.dump().c_str());
    }
    void agent(const std::string &name, const std::string &model = "model")
    {
        ensure(object(
            "Agent", name,
            {{"type", "Declarative"},
             {"description", "One of the bank's"},
             {"declarative",
              {{"modelConfig", model}, {"systemMessage", "Be kind."}, {"tools", Json::array()}}}}));
    }
    std::shared_ptr<Pod::Notes> pod(const std::string &name, net::Response answer)
    {
        auto notes = std::make_shared<Pod::Notes>();
        notes->answer = std::move(answer);
        lab.start(std::make_unique<Pod>(notes), name + "." + ns);
        return notes;
    }
    /// Runs the thread until DONE holds; false after too many turns.
    bool until(const std::function<bool()> &done)
    {
        lab.context.restart();
        for (int turns = 0; turns < 2000 && !done(); ++turns)
            lab.context.run_one_for(std::chrono::milliseconds(100));
        return done();
    }
    std::string condition(const std::string &resource, const std::string &name,
                          const std::string &type)
    {
        const cluster::Object found = store.get({resource, ns, name});
        const Json conditions = found ? cluster::at(*found, "/status/conditions") : Json();
        for (std::size_t i = 0; conditions.is_array() && i < conditions.size(); ++i) {
            if (text(conditions[i], "type") == type)
                return text(conditions[i], "status") + " " + text(conditions[i], "message");
        }
        return {};
    }
    bool has(const std::string &resource, const std::string &name) const
    {
        return store.get({resource, ns, name}) != nullptr;
    }
    bool readyAgent(const std::string &name)
    {
        agent(name);
        return until([&] { return !condition(agents, name, "Ready").empty(); });
    }
    Json data(const std::string &target, net::Headers headers = {})
    {
        return member(Json::parse(lab.ask(port, "GET", target, {}, std::move(headers)).body,
                                  nullptr, false),
                      "data");
    }

private:
    boost::asio::cancellation_signal m_stop;
};

Json ask(const std::string &method, Json params)
{
    return {{"jsonrpc", "2.0"}, {"id", "1"}, {"method", method}, {"params", std::move(params)}};
}

Json words(const std::string &said)
{
    const Json part = {{"kind", "text"}, {"text", said}};
    return {{"message", {{"role", "user"}, {"parts", Json::array({part})}}}};
}

net::Response result(const Json &value)
{
    return net::Response::json({{"jsonrpc", "2.0"}, {"id", "x"}, {"result", value}});
}

} // namespace

class TstController : public QObject {
    Q_OBJECT
private slots:
    void anAgentGetsItsObjectsAndLosesThemWithIt()
    {
        Bank bank;
        QVERIFY(bank.readyAgent("triage-bot"));
        for (const char *resource : {"serviceaccounts", "secrets", "services", "deployments.apps"})
            QVERIFY2(bank.has(resource, "triage-bot"), resource);
        QCOMPARE(bank.condition(agents, "triage-bot", "Ready").c_str(),
                 "False Deployment is not ready, 0/1 pods are ready");
        (void)bank.objects.setStatus({"deployments.apps", ns, "triage-bot"},
                                     {{"replicas", 1}, {"availableReplicas", 1}});
        QVERIFY(bank.until([&] {
            return bank.condition(agents, "triage-bot", "Ready") == "True Deployment is ready";
        }));
        const auto resource = bank.objects.findKind("kagent.dev/v1alpha2", "Agent");
        (void)bank.objects.remove(*resource, ns, "triage-bot");
        for (const char *gone : {"serviceaccounts", "secrets", "services", "deployments.apps"})
            QVERIFY2(!bank.has(gone, "triage-bot"), gone);
    }

    void whatWasTakenAwayIsMadeAgain()
    {
        Bank bank;
        QVERIFY(bank.readyAgent("triage-bot"));
        (void)bank.objects.remove(*bank.objects.findKind("v1", "Service"), ns, "triage-bot");
        QVERIFY(bank.until([&] { return bank.has("services", "triage-bot"); }));
    }

    void nothingIsWrittenWhenNothingChanged()
    {
        Bank bank;
        QVERIFY(bank.readyAgent("triage-bot"));
        const auto versions = [&bank] {
            std::string out;
            for (const char *resource : {"serviceaccounts", "secrets", "services",
                                         "deployments.apps", "agents.kagent.dev"})
                out += cluster::text(*bank.store.get({resource, ns, "triage-bot"}),
                                     "/metadata/resourceVersion")
                       + " ";
            return out;
        };
        const std::string before = versions();
        // Another agent has every object looked at again.
        QVERIFY(bank.readyAgent("fraud-bot"));
        QCOMPARE(versions(), before);
    }

    void anAgentWithoutItsModelWaitsForIt()
    {
        Bank bank;
        bank.agent("triage-bot", "late");
        const std::string broken = "False failed to compile agent bank-agents/triage-bot: "
                                   "ModelConfig.kagent.dev \"late\" not found";
        QVERIFY(
            bank.until([&] { return bank.condition(agents, "triage-bot", "Accepted") == broken; }));
        QVERIFY(!bank.has("deployments.apps", "triage-bot"));
        QCOMPARE(bank.lab.ask(bank.port, "GET", root + ".well-known/agent-card.json").status, 404);
        bank.ensure(
            Bank::object("ModelConfig", "late", {{"provider", "Anthropic"}, {"model", "m"}}));
        QVERIFY(bank.until([&] { return bank.has("deployments.apps", "triage-bot"); }));
    }

    void serversAreAskedForTheirTools()
    {
        Bank bank;
        bank.lab.start(workloads::makeAccount(bank.lab.around()), "account-mcp", [](const auto &) {
            return net::Peer{"10.244.0.8:60124", "platform", "kagent-controller", "kagent-1"};
        });
        bank.ensure(Bank::object("RemoteMCPServer", "account",
                                 {{"url", "http://account-mcp:8000/mcp"}, {"description", "d"}}));
        bank.ensure(Bank::object("RemoteMCPServer", "nowhere",
                                 {{"url", "http://nowhere:8000/mcp"}, {"description", "d"}}));
        QVERIFY(bank.until([&] {
            return !bank.condition(servers, "account", "Accepted").empty()
                   && !bank.condition(servers, "nowhere", "Accepted").empty();
        }));
        QCOMPARE(bank.condition(servers, "account", "Accepted").c_str(),
                 "True Remote MCP server configuration accepted");
        QCOMPARE(bank.condition(servers, "nowhere", "Accepted").c_str(),
                 "False failed to fetch tools for toolServer bank-agents/nowhere: failed to "
                 "connect client for toolServer "
                 "bank-agents/nowhere: calling \"initialize\": sending \"initialize\": rejected by "
                 "transport: Post "
                 "\"http://nowhere:8000/mcp\": dial tcp nowhere:8000: connect: connection refused");
        const Json shown = bank.data("/api/toolservers");
        QCOMPARE(text(shown.at(0), "ref").c_str(), "bank-agents/account");
        QCOMPARE(text(shown.at(0).at("discoveredTools").at(0), "name").c_str(), "get_balance");
        QCOMPARE(text(bank.data("/api/tools").at(1), "id").c_str(), "get_profile");
    }

    void pausesGrowWithTheFailures_data()
    {
        QTest::addColumn<int>("failures");
        QTest::addColumn<int>("seconds");
        QTest::newRow("well") << 0 << 60;
        QTest::newRow("once") << 1 << 1;
        QTest::newRow("thrice") << 3 << 4;
        QTest::newRow("often") << 7 << 60;
    }
    void pausesGrowWithTheFailures()
    {
        QFETCH(int, failures);
        QFETCH(int, seconds);
        QCOMPARE(int(Discovery::pause(failures).count()), seconds);
    }

    void aCallIsMadeAnewAtTheAgent()
    {
        Bank bank(std::map<std::string, std::string>{{"OTEL_TRACING_ENABLED", "true"}});
        QVERIFY(bank.readyAgent("triage-bot"));
        const auto pod = bank.pod("triage-bot", result({{"kind", "task"}, {"amount", -1499.0}}));
        const std::string trace = "0af7651916cd43dd8448eb211c80319c";
        const net::Response answer =
            bank.lab.post(bank.port, root, ask("message/send", words("Hello")),
                          {{"X-User-Id", "alice"},
                           {"Authorization", "Bearer t"},
                           {"X-Other", "dropped"},
                           {"traceparent", "00-" + trace + "-b7ad6b7169203331-01"}});
        QCOMPARE(answer.status, 200);
        QCOMPARE(
            answer.body.c_str(),
            "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{\"amount\":-1499,\"kind\":\"task\"}}\n");
        QCOMPARE(answer.headers.get("Access-Control-Allow-Origin").c_str(), "*");
        const net::Request asked = pod->asked.at(0);
        const Json message = asked.json().at("params").at("message");
        QVERIFY(text(message, "messageId").rfind("msg-", 0) == 0);
        QCOMPARE(text(message, "kind").c_str(), "message");
        QCOMPARE(asked.headers.get("X-User-Id").c_str(), "alice");
        QCOMPARE(asked.headers.get("Authorization").c_str(), "Bearer t");
        QVERIFY(!asked.headers.has("X-Other"));
        QCOMPARE(asked.headers.get("traceparent").substr(3, 32), trace);
        QCOMPARE(bank.lab.spans.back().traceId, trace);
    }

    void withoutTracingTheTraceEndsHere()
    {
        Bank bank;
        QVERIFY(bank.readyAgent("triage-bot"));
        const auto pod = bank.pod("triage-bot", result(Json::object()));
        (void)bank.lab.post(bank.port, root, ask("message/send", words("Hello")),
                            {{"traceparent",
                              "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}});
        QVERIFY(!pod->asked.at(0).headers.has("traceparent"));
        QCOMPARE(pod->asked.at(0).headers.get("X-User-Id").c_str(), "admin@kagent.dev");
    }

    void aStreamGetsItsEventNames()
    {
        Bank bank;
        QVERIFY(bank.readyAgent("triage-bot"));
        const std::string events =
            "data: "
            "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{\"kind\":\"status-update\"}}\r\n\r\n"
            "data: "
            "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{\"kind\":\"artifact-update\"}}\r\n\r\n";
        (void)bank.pod("triage-bot",
                       {200, {{"Content-Type", "text/event-stream; charset=utf-8"}}, events});
        const net::Response answer =
            bank.lab.post(bank.port, root, ask("message/stream", words("Hello")));
        QCOMPARE(answer.headers.get("Content-Type").c_str(), "text/event-stream");
        QCOMPARE(
            answer.body.c_str(),
            "event: task_status_update\ndata: "
            "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{\"kind\":\"status-update\"}}\n\n"
            "event: task_artifact_update\ndata: "
            "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{\"kind\":\"artifact-update\"}}\n\n");
    }

    void failuresOfTheAgent_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("data");
        QTest::newRow("refused call")
            << "message/send" << 200
            << R"({"error":{"code":-32602,"message":"Invalid parameters"}})"
            << "OnSendMessage failed: a2aClient.SendMessage: jsonrpc error -32602: Invalid "
               "parameters";
        QTest::newRow("task")
            << "tasks/get" << 200 << R"({"error":{"code":-32001,"message":"Task not found"}})"
            << "OnGetTask failed: a2aClient.GetTasks: jsonrpc error -32001: Task not found";
        QTest::newRow("cancel")
            << "tasks/cancel" << 200
            << R"({"error":{"code":-32002,"message":"Task cannot be canceled - current state: TaskState.completed"}})"
            << "OnCancelTask failed: a2aClient.CancelTasks: jsonrpc error -32002: Task cannot be "
               "canceled - current state: TaskState.completed";
        QTest::newRow("denied")
            << "message/send" << 403 << "RBAC: access denied"
            << "OnSendMessage failed: a2aClient.SendMessage: a2aClient.doRequest: unexpected http "
               "status 403: RBAC: access denied";
        QTest::newRow("stream") << "message/stream" << 200
                                << R"({"error":{"code":-32602,"message":"Invalid parameters"}})"
                                << "OnSendMessageStream failed: a2aClient.StreamMessage: jsonrpc "
                                   "error -32602: Invalid parameters";
        QTest::newRow("nobody there")
            << "message/send" << 0 << ""
            << "OnSendMessage failed: a2aClient.SendMessage: a2aClient.doRequest: http request "
               "failed: "
               "a2aClient.httpRequestHandler: http request failed: Post "
               "\"http://triage-bot.bank-agents:8080/\": "
               "dial tcp triage-bot.bank-agents:8080: connect: connection refused";
    }
    void failuresOfTheAgent()
    {
        QFETCH(QString, method);
        QFETCH(int, status);
        QFETCH(QString, body);
        QFETCH(QString, data);
        Bank bank;
        QVERIFY(bank.readyAgent("triage-bot"));
        if (status)
            (void)bank.pod("triage-bot",
                           {status, {{"Content-Type", "application/json"}}, body.toStdString()});
        const net::Response answer =
            bank.lab.post(bank.port, root, ask(method.toStdString(), words("Hello")));
        QCOMPARE(answer.status, 500);
        const Json error = Json::parse(answer.body).at("error");
        QCOMPARE(error.at("code").get<int>(), -32603);
        QCOMPARE(QString::fromStdString(text(error, "data")), data);
        // The card needs no pod.
        const net::Response card = bank.lab.ask(bank.port, "GET", root + ".well-known/agent.json");
        QCOMPARE(card.status, 200);
        QCOMPARE(text(Json::parse(card.body), "url").c_str(),
                 "http://kagent-controller.platform.svc.cluster.local:8083/api/a2a/bank-agents/"
                 "triage-bot/");
    }

    void callsThatAreNotPassedOn_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("answer");
        const QString json = "application/json";
        QTest::newRow("type")
            << "text/plain"
            << "{}" << 400
            << R"({"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request","data":"Content-Type header must be application/json, got: text/plain"}})";
        QTest::newRow("cut off")
            << json << R"({"jsonrpc":)" << 400
            << R"({"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error","data":"failed to parse JSON request: unexpected end of JSON input"}})";
        QTest::newRow("version")
            << json << R"({"id":1,"method":"message/send"})" << 400
            << R"({"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"Invalid Request","data":"jsonrpc field must be '2.0'"}})";
        QTest::newRow("no params")
            << json << R"({"jsonrpc":"2.0","id":1,"method":"message/send"})" << 400
            << R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid params","data":"failed to parse params: unexpected end of JSON input"}})";
        QTest::newRow("part")
            << json
            << R"({"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{"parts":[{"text":"x"}]}}})"
            << 400
            << R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid params","data":"failed to parse params: failed to unmarshal part 0: unsupported part kind: "}})";
        QTest::newRow("method")
            << json << R"({"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{}})" << 404
            << R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found","data":"method 'SendMessage' not supported"}})";
        QTest::newRow("card")
            << json << R"({"jsonrpc":"2.0","id":1,"method":"agent/getAuthenticatedExtendedCard"})"
            << 500
            << R"({"jsonrpc":"2.0","id":1,"error":{"code":-32007,"message":"Authenticated extended card not configured"}})";
    }
    void callsThatAreNotPassedOn()
    {
        QFETCH(QString, type);
        QFETCH(QString, body);
        QFETCH(int, status);
        QFETCH(QString, answer);
        net::Request request;
        request.method = "POST";
        request.headers.set("Content-Type", type.toStdString());
        request.body = body.toStdString();
        const auto call = readCall(request);
        QVERIFY(!call);
        QCOMPARE(call.error().status, status);
        QCOMPARE(QString::fromStdString(call.error().body), answer + "\n");
    }

    void pathsOfA2a_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("says");
        QTest::newRow("no slash") << "/api/a2a/bank-agents/triage-bot" << 307 << "";
        QTest::newRow("root") << "/api/a2a/bank-agents/triage-bot/" << 400
                              << "HTTP method GET not allowed, use POST";
        QTest::newRow("deeper") << "/api/a2a/bank-agents/triage-bot/v1/foo" << 400
                                << "HTTP method GET not allowed, use POST";
        QTest::newRow("nobody") << "/api/a2a/bank-agents/nobody/" << 404
                                << "Agent bank-agents/nobody not found\n";
        QTest::newRow("no agent") << "/api/a2a/bank-agents/" << 404 << "404 page not found";
        QTest::newRow("nothing") << "/api/a2a/" << 404 << "404 page not found";
    }
    void pathsOfA2a()
    {
        QFETCH(QString, path);
        QFETCH(int, status);
        QFETCH(QString, says);
        Bank bank;
        QVERIFY(bank.readyAgent("triage-bot"));
        const net::Response answer = bank.lab.ask(bank.port, "GET", path.toStdString());
        QCOMPARE(answer.status, status);
        QVERIFY2(QString::fromStdString(answer.body).contains(says), answer.body.c_str());
    }

    void restTellsWhatThereIs()
    {
        Bank bank;
        QVERIFY(bank.readyAgent("triage-bot"));
        QCOMPARE(bank.lab.ask(bank.port, "GET", "/health").body.c_str(),
                 "{\"data\":{\"status\":\"OK\"},\"error\":false,\"message\":\"OK\"}");
        QCOMPARE(text(Json::parse(bank.lab.ask(bank.port, "GET", "/version").body),
                      "kagent_version")
                     .c_str(),
                 "0.9.1");
        const Json agent = bank.data("/api/agents").at(0);
        QCOMPARE(text(agent, "id").c_str(), "bank_agents__NS__triage_bot");
        QCOMPARE(text(agent, "modelConfigRef").c_str(), "bank-agents/model");
        QVERIFY(agent.at("accepted").get<bool>() && !agent.at("deploymentReady").get<bool>());
        QVERIFY(bank.data("/api/agents/bank-agents/triage-bot") == agent);
        QCOMPARE(text(bank.data("/api/modelconfigs").at(0), "ref").c_str(), "bank-agents/model");
        QCOMPARE(bank.lab.ask(bank.port, "GET", "/api/feedback").body.c_str(),
                 "{\"error\":false,\"message\":\"Successfully listed feedback\"}");
        const net::Response none = bank.lab.ask(bank.port, "GET", "/api/agents/bank-agents/none");
        QCOMPARE(none.status, 404);
        QCOMPARE(none.body.c_str(),
                 "{\"error\":\"Agent not found: Agent.kagent.dev \\\"none\\\" not found\"}");
        QCOMPARE(bank.lab.ask(bank.port, "GET", "/api/traces").status, 404);
        QCOMPARE(bank.lab.ask(bank.port, "POST", "/api/agents").status, 405);
    }

    void sessionsBelongToTheirUser()
    {
        Bank bank;
        const std::string app = "bank_agents__NS__triage_bot", id = "ctx-1";
        const net::Headers alice{{"X-User-Id", "alice"}};
        const net::Response none = bank.lab.post(bank.port, "/api/sessions", Json::object());
        QCOMPARE(none.body.c_str(), "{\"error\":\"agent_ref is required: agent_ref is required\"}");
        const net::Response made =
            bank.lab.post(bank.port, "/api/sessions",
                          {{"id", id}, {"agent_ref", "bank-agents/triage-bot"}}, alice);
        QCOMPARE(made.status, 201);
        QCOMPARE(text(Json::parse(made.body).at("data"), "created_at").c_str(),
                 "0001-01-01T00:00:00Z");
        for (const char *event : {"first", "second"})
            QCOMPARE(bank.lab
                         .post(bank.port, "/api/sessions/ctx-1/events?user_id=alice",
                               {{"id", event}, {"data", "{}"}})
                         .status,
                     201);
        const Json part = {{"kind", "text"}, {"text", "A question of more than twenty characters"}};
        Json task = {{"id", "t1"}, {"contextId", id}, {"metadata", {{"kagent_app_name", app}}}};
        task["history"] = Json::array({{{"role", "user"}, {"parts", Json::array({part})}}});
        QCOMPARE(bank.lab.post(bank.port, "/api/tasks", task, alice).status, 201);

        const Json sessions = bank.data("/api/sessions", alice);
        QCOMPARE(sessions.size(), std::size_t(1));
        QCOMPARE(text(sessions.at(0), "agent_id"), app);
        QCOMPARE(text(sessions.at(0), "name").c_str(), "A question of more t...");
        QVERIFY(bank.data("/api/sessions").is_null());
        QVERIFY(bank.data("/api/sessions/agent/bank-agents/triage-bot?user_id=alice") == sessions);
        QCOMPARE(text(bank.data("/api/sessions/ctx-1", alice).at("events").at(0), "id").c_str(),
                 "second");
        QCOMPARE(text(bank.data("/api/sessions/ctx-1?order=asc&limit=1", alice).at("events").at(0),
                      "id")
                     .c_str(),
                 "first");
        QVERIFY(bank.data("/api/sessions/ctx-1/tasks", alice).at(0) == task);
        QVERIFY(bank.data("/api/tasks/t1") == task);
        QCOMPARE(bank.lab.ask(bank.port, "GET", "/api/sessions/ctx-1").body.c_str(),
                 "{\"error\":\"Session not found: failed to get session ctx-1: no rows in result "
                 "set\"}");
        QCOMPARE(bank.lab.ask(bank.port, "DELETE", "/api/sessions/ctx-1?user_id=alice").status,
                 200);
        QVERIFY(bank.data("/api/sessions", alice).is_null());
    }

    /// What was said lives in the database: another controller finds it, also with more to say. It
    /// is gone with the database's StatefulSet, and with that alone.
    void sessionsOutliveTheController()
    {
        Bank bank;
        const net::Headers alice{{"X-User-Id", "alice"}};
        const Json session{{"id", "ctx-1"}, {"agent_ref", "bank-agents/triage-bot"}};
        const Json task{{"id", "t1"}, {"contextId", "ctx-1"}};
        QCOMPARE(bank.lab.post(bank.port, "/api/sessions", session, alice).status, 201);
        QCOMPARE(bank.lab.post(bank.port, "/api/tasks", task, alice).status, 201);
        const Json before = bank.data("/api/sessions", alice);
        QCOMPARE(before.size(), std::size_t(1));
        workloads::Surroundings around = bank.lab.around({});
        around.ns = "platform";
        bank.port = bank.lab.start(makeController(std::move(around), bank.objects, bank.database),
                                   "kagent-controller.platform");
        QVERIFY(bank.data("/api/sessions", alice) == before);
        QVERIFY(bank.data("/api/sessions/ctx-1/tasks", alice).at(0) == task);
        workloads::Surroundings other = bank.lab.around({});
        other.ns = "another";
        const std::uint16_t first =
            std::exchange(bank.port, bank.lab.start(makeController(std::move(other), bank.objects,
                                                                   bank.database),
                                                    "other"));
        QVERIFY(bank.data("/api/sessions", alice).is_null());
        bank.port = first;
        for (const char *name : {"something", "kagent-postgresql"}) {
            QVERIFY(!bank.data("/api/sessions", alice).is_null());
            bank.store.put({"statefulsets.apps", "platform", name}, {{"metadata", Json::object()}});
            QVERIFY(!bank.data("/api/sessions", alice).is_null());
            bank.store.remove({"statefulsets.apps", "platform", name});
        }
        QVERIFY(bank.data("/api/sessions", alice).is_null());
    }

    void theChatbotAsksInTheUsersName_data()
    {
        QTest::addColumn<QString>("env");
        QTest::addColumn<QString>("sent");
        QTest::addColumn<QString>("asked");
        QTest::newRow("its own") << "admin@kagent.dev"
                                 << ""
                                 << "admin@kagent.dev";
        QTest::newRow("the caller's") << "admin@kagent.dev"
                                      << "alice"
                                      << "alice";
        QTest::newRow("nobody's") << ""
                                  << ""
                                  << "";
    }
    void theChatbotAsksInTheUsersName()
    {
        QFETCH(QString, env);
        QFETCH(QString, sent);
        QFETCH(QString, asked);
        lab::Lab lab;
        const auto notes = std::make_shared<Pod::Notes>();
        notes->answer = result(Json::object());
        lab.start(std::make_unique<Pod>(notes), "triage-bot.bank-agents.svc.cluster.local");
        const auto chatbot =
            lab.start(workloads::makeChatbot(lab.around({}, {{"KAGENT_USER", env.toStdString()}})),
                      "chatbot");
        net::Headers headers;
        if (!sent.isEmpty())
            headers.set("X-User-Id", sent.toStdString());
        QCOMPARE(lab.post(chatbot, root, ask("message/send", words("Hello")), headers).status, 200);
        QCOMPARE(QString::fromStdString(notes->asked.at(0).headers.get("X-User-Id")), asked);
    }

    void names_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("name");
        QTest::newRow("short") << "Balance please"
                               << "Balance please";
        QTest::newRow("twenty") << "12345678901234567890"
                                << "12345678901234567890";
        QTest::newRow("long") << "123456789012345678901"
                              << "12345678901234567890...";
        QTest::newRow("beyond ASCII") << "£££££££££££££££££££££"
                                      << "££££££££££££££££££££...";
    }
    void names()
    {
        QFETCH(QString, words);
        QFETCH(QString, name);
        QCOMPARE(QString::fromStdString(sessionName(words.toStdString())), name);
    }

    void errorsInGosWords_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("refused") << "Connection refused (os error 111)"
                                 << "dial tcp agent:8080: connect: connection refused";
        QTest::newRow("reset") << "Connection reset by peer (os error 104)"
                               << "read tcp agent:8080: read: connection reset by peer";
        QTest::newRow("name") << "lookup agent: no such host"
                              << "dial tcp: lookup agent: no such host";
        QTest::newRow("time")
            << "no answer from agent:8080 within 5000 ms"
            << "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
        QTest::newRow("its own") << "dial tcp 10.0.0.1:8080: connect: connection refused"
                                 << "dial tcp 10.0.0.1:8080: connect: connection refused";
    }
    void errorsInGosWords()
    {
        QFETCH(QString, text);
        QFETCH(QString, words);
        QCOMPARE(QString::fromStdString(goNetError(text.toStdString(), "http://agent:8080/")),
                 words);
    }
};

QTEST_GUILESS_MAIN(TstController)
#include "tst_controller.moc"
