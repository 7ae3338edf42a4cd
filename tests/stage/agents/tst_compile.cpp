// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN // moc 6.4 stumbles over the standard library's concepts
#include "backend/stage/agents/controller/manifests.h"
#include "backend/stage/agents/controller/status.h"
#include "backend/stage/nodes/base64.h"
#endif

#include <QTest>

#undef emit

using namespace stage::agents;
namespace cluster = stage::cluster;

namespace {

const std::string ns = "trustusbank-bank-agents";

// moc 6.4 cannot read raw strings inside its macros.
const char *const measuredConfig =
    R"({"model":{"type":"anthropic","model":"claude-haiku-4-5","base_url":"http://fake-anthropic.trustusbank-platform.svc.cluster.local:9000"},"description":"Front-line support","instruction":"You are support-bot, the front line of the bank.","http_tools":[{"params":{"url":"http://trustusbank-agentgw.trustusbank-platform.svc.cluster.local:8080/mcp/account/","headers":{},"terminate_on_close":true},"tools":["get_balance","get_profile","always_fails"]},{"params":{"url":"http://trustusbank-agentgw.trustusbank-platform.svc.cluster.local:8080/mcp/transaction/","headers":{},"terminate_on_close":true},"tools":["list_recent"]},{"params":{"url":"http://trustusbank-agentgw.trustusbank-platform.svc.cluster.local:8080/mcp/currency-converter/","headers":{},"terminate_on_close":true},"tools":["convert_currency"]}],"remote_agents":[{"name":"trustusbank_bank_agents__NS__fraud_bot","url":"http://fraud-bot.trustusbank-bank-agents:8080","description":"Risk and anomalies"}],"stream":false})";
const char *const measuredCard =
    R"({"name":"support_bot","description":"Front-line support","url":"http://support-bot.trustusbank-bank-agents:8080","version":"","capabilities":{"streaming":true,"pushNotifications":false,"stateTransitionHistory":true},"defaultInputModes":["text"],"defaultOutputModes":["text"],"skills":[],"preferredTransport":"JSONRPC"})";

Json object(const std::string &kind, const std::string &name, Json spec)
{
    return {{"apiVersion", "kagent.dev/v1alpha2"},
            {"kind", kind},
            {"metadata",
             {{"name", name}, {"namespace", ns}, {"uid", "uid-of-" + name}, {"generation", 1}}},
            {"spec", std::move(spec)}};
}

Json serverTool(const std::string &name, const std::vector<std::string> &tools)
{
    return {{"type", "McpServer"},
            {"mcpServer",
             {{"apiGroup", "kagent.dev"},
              {"kind", "RemoteMCPServer"},
              {"name", name},
              {"toolNames", tools}}}};
}

Json agentTool(const std::string &name)
{
    return {{"type", "Agent"}, {"agent", {{"name", name}}}};
}

Json agent(const std::string &name, const std::string &description, const std::string &message,
           Json tools)
{
    return object("Agent", name,
                  {{"type", "Declarative"},
                   {"description", description},
                   {"declarative",
                    {{"modelConfig", "anthropic-haiku"},
                     {"systemMessage", message},
                     {"tools", std::move(tools)}}}});
}

/// The objects of the measured cluster.
struct Measured {
    cluster::Store store;
    Json support =
        agent("support-bot", "Front-line support",
              "You are support-bot, the front line of the bank.",
              {serverTool("account-mcp", {"get_balance", "get_profile", "always_fails"}),
               serverTool("transaction-mcp", {"list_recent"}),
               serverTool("currency-converter", {"convert_currency"}), agentTool("fraud-bot")});

    Measured()
    {
        Json model = object("ModelConfig", "anthropic-haiku",
                            {{"provider", "Anthropic"},
                             {"model", "claude-haiku-4-5"},
                             {"apiKeySecret", "kagent-anthropic"},
                             {"apiKeySecretKey", "ANTHROPIC_API_KEY"}});
        model["spec"]["anthropic"] = {
            {"baseUrl", "http://fake-anthropic.trustusbank-platform.svc.cluster.local:9000"},
            {"maxTokens", 2048},
            {"temperature", "0.2"}};
        put("modelconfigs.kagent.dev", model);
        put("agents.kagent.dev", support);
        put("agents.kagent.dev",
            agent("fraud-bot", "Risk and anomalies", "You are fraud-bot.", Json::array()));
        for (const auto &[name, path] :
             {std::pair("account-mcp", "account"), std::pair("transaction-mcp", "transaction"),
              std::pair("currency-converter", "currency-converter")}) {
            const std::string gateway =
                "http://trustusbank-agentgw.trustusbank-platform.svc.cluster.local:8080/mcp/";
            put("remotemcpservers.kagent.dev", object("RemoteMCPServer", name,
                                                      {{"protocol", "STREAMABLE_HTTP"},
                                                       {"terminateOnClose", true},
                                                       {"url", gateway + path + "/"}}));
        }
    }
    void put(const std::string &resource, const Json &one)
    {
        store.put({resource, ns, cluster::text(one, "/metadata/name")}, one);
    }
    Compiled compiled() { return compile(support, store).value(); }
};

const Json &named(const std::vector<Json> &objects, const std::string &kind)
{
    for (const Json &one : objects) {
        if (cluster::text(one, "/kind") == kind)
            return one;
    }
    qFatal("no %s", kind.c_str());
}

PodSettings settings()
{
    return {"http://kagent-controller.trustusbank-platform:8083", {}};
}

std::string decoded(const Json &secret, const char *key)
{
    return stage::nodes::base64Decode(secret.at("data").at(key).get<std::string>()).value_or("");
}

std::string condition(const Json &status, const std::string &type)
{
    for (const Json &one : status.at("conditions")) {
        if (one.at("type") == type)
            return text(one, "status") + " " + text(one, "reason") + ": " + text(one, "message");
    }
    return {};
}

Json deployment(int wished, int available)
{
    return {{"spec", {{"replicas", wished}}}, {"status", {{"availableReplicas", available}}}};
}

} // namespace

class TstCompile : public QObject {
    Q_OBJECT
private slots:
    void theFilesAreThoseOfTheRealController()
    {
        Measured measured;
        const std::vector<Json> objects =
            manifestsOf(measured.support, measured.compiled(), settings());
        const Json &secret = named(objects, "Secret");
        QCOMPARE(decoded(secret, "config.json").c_str(), measuredConfig);
        QCOMPARE(decoded(secret, "agent-card.json").c_str(), measuredCard);
    }

    void everyObjectIsOwnedAndLabelled()
    {
        Measured measured;
        measured.support["metadata"]["annotations"] = {{"note", "copied"}};
        measured.support["metadata"]["labels"] = {{"kagent.solo.io/waypoint", "true"}};
        const std::vector<Json> objects =
            manifestsOf(measured.support, measured.compiled(), settings());
        std::string kinds;
        for (const Json &one : objects) {
            const Json &metadata = one.at("metadata");
            kinds += text(one, "kind") + " ";
            QCOMPARE(text(metadata, "name").c_str(), "support-bot");
            QCOMPARE(text(metadata.at("annotations"), "note").c_str(), "copied");
            QVERIFY(!metadata.at("labels").contains("kagent.solo.io/waypoint"));
            QCOMPARE(text(metadata.at("labels"), "app.kubernetes.io/managed-by").c_str(), "kagent");
            const Json &owner = metadata.at("ownerReferences").at(0);
            QCOMPARE(text(owner, "uid").c_str(), "uid-of-support-bot");
            QVERIFY(owner.at("controller").get<bool>()
                    && owner.at("blockOwnerDeletion").get<bool>());
        }
        QCOMPARE(kinds.c_str(), "ServiceAccount Secret Service Deployment ");
    }

    void thePodIsTheMeasuredOne()
    {
        Measured measured;
        PodSettings traced = settings();
        traced.telemetry = {{"OTEL_TRACING_ENABLED", "true"}};
        const std::vector<Json> objects =
            manifestsOf(measured.support, measured.compiled(), traced);
        const Json &pod = cluster::at(named(objects, "Deployment"), "/spec/template/spec");
        const Json &container = pod.at("containers").at(0);
        QCOMPARE(text(container, "image").c_str(), "cr.kagent.dev/kagent-dev/kagent/app:0.9.1");
        QCOMPARE(container.at("args").dump().c_str(),
                 "[\"--host\",\"0.0.0.0\",\"--port\",\"8080\",\"--filepath\",\"/config\"]");
        std::string variables;
        for (const Json &one : container.at("env"))
            variables += text(one, "name") + " ";
        QCOMPARE(variables.c_str(),
                 "ANTHROPIC_API_KEY KAGENT_NAMESPACE KAGENT_NAME KAGENT_URL OTEL_TRACING_ENABLED ");
        QCOMPARE(cluster::at(container, "/readinessProbe/initialDelaySeconds").get<int>(), 15);
        QCOMPARE(cluster::text(pod, "/volumes/0/secret/secretName").c_str(), "support-bot");
        QCOMPARE(cluster::text(pod, "/volumes/1/projected/sources/0/serviceAccountToken/audience")
                     .c_str(),
                 "kagent");
        QCOMPARE(text(pod, "serviceAccountName").c_str(), "support-bot");
    }

    void aChangeRollsThePods_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::newRow("another prompt") << "/spec/declarative/systemMessage";
        QTest::newRow("another description") << "/spec/description";
    }
    void aChangeRollsThePods()
    {
        QFETCH(QString, pointer);
        Measured measured;
        const std::string before = configHash(measured.compiled());
        QCOMPARE(configHash(measured.compiled()), before);
        measured.support[Json::json_pointer(pointer.toStdString())] = "something else";
        QVERIFY(configHash(measured.compiled()) != before);
    }
    void aNewKeyRollsThePods()
    {
        Measured measured;
        const std::string before = configHash(measured.compiled());
        Json model = *measured.store.get({"modelconfigs.kagent.dev", ns, "anthropic-haiku"});
        model["status"]["secretHash"] = sha256("another key");
        measured.put("modelconfigs.kagent.dev", model);
        QVERIFY(configHash(measured.compiled()) != before);
    }

    void whatCannotBeCompiled_data()
    {
        QTest::addColumn<QString>("patch");
        QTest::addColumn<QString>("error");
        QTest::newRow("model") << R"({"modelConfig":"no-such-model"})"
                               << R"(ModelConfig.kagent.dev "no-such-model" not found)";
        QTest::newRow("server")
            << R"({"tools":[{"type":"McpServer","mcpServer":{"kind":"RemoteMCPServer","name":"gone"}}]})"
            << R"(RemoteMCPServer.kagent.dev "gone" not found)";
        QTest::newRow("agent") << R"({"tools":[{"type":"Agent","agent":{"name":"gone"}}]})"
                               << R"(Agent.kagent.dev "gone" not found)";
        QTest::newRow("itself")
            << R"({"tools":[{"type":"Agent","agent":{"name":"support-bot"}}]})"
            << "agent tool cannot be used to reference itself, trustusbank-bank-agents/support-bot";
        QTest::newRow("message")
            << R"({"systemMessageFrom":{"type":"ConfigMap","name":"gone","key":"k"}})"
            << R"(ConfigMap "gone" not found)";
    }
    void whatCannotBeCompiled()
    {
        QFETCH(QString, patch);
        QFETCH(QString, error);
        Measured measured;
        measured.support["spec"]["declarative"].merge_patch(Json::parse(patch.toStdString()));
        const auto compiled = compile(measured.support, measured.store);
        QVERIFY(!compiled);
        QCOMPARE(QString::fromStdString(compiled.error()), error);
        const Json status = agentStatus(measured.support, compiled, nullptr, "now");
        QCOMPARE(
            QString::fromStdString(condition(status, "Accepted")),
            "False ReconcileFailed: failed to compile agent trustusbank-bank-agents/support-bot: "
                + error);
        QCOMPARE(condition(status, "Ready").c_str(), "");
    }

    void valuesFromElsewhere()
    {
        Measured measured;
        measured.store.put({"configmaps", ns, "texts"},
                           {{"data", {{"prompt", "From <here> & there"}}}});
        measured.store.put({"secrets", ns, "tokens"},
                           {{"data", {{"token", stage::nodes::base64Encode("abc")}}}});
        measured.support["spec"]["declarative"]["systemMessageFrom"] = {{"type", "ConfigMap"},
                                                                        {"name", "texts"},
                                                                        {"key", "prompt"}};
        const Json reference = {{"type", "Secret"}, {"name", "tokens"}, {"key", "token"}};
        measured.put("remotemcpservers.kagent.dev",
                     object("RemoteMCPServer", "account-mcp",
                            {{"url", "http://account"},
                             {"timeout", "1m30s"},
                             {"headersFrom", {{{"name", "X-Token"}, {"valueFrom", reference}}}}}));
        const std::string config = measured.compiled().config;
        const Json parsed = Json::parse(config);
        QVERIFY(config.find("From \\u003chere\\u003e \\u0026 there") != std::string::npos);
        QCOMPARE(cluster::text(parsed, "/http_tools/0/params/headers/X-Token").c_str(), "abc");
        QCOMPARE(cluster::at(parsed, "/http_tools/0/params/timeout").get<double>(), 90.0);
    }

    void anAgentIsFirstAcceptedThenReady()
    {
        Measured measured;
        const auto compiled = compile(measured.support, measured.store);
        const auto waiting = std::make_shared<const Json>(deployment(1, 0)),
                   running = std::make_shared<const Json>(deployment(1, 1));
        measured.support["status"] = agentStatus(measured.support, compiled, waiting, "t1");
        QCOMPARE(condition(measured.support["status"], "Accepted").c_str(),
                 "True Reconciled: Agent configuration accepted");
        QCOMPARE(condition(measured.support["status"], "Ready").c_str(), "");
        measured.support["status"] = agentStatus(measured.support, compiled, waiting, "t2");
        QCOMPARE(condition(measured.support["status"], "Ready").c_str(),
                 "False DeploymentNotReady: Deployment is not ready, 0/1 pods are ready");
        measured.support["status"] = agentStatus(measured.support, compiled, running, "t3");
        QCOMPARE(condition(measured.support["status"], "Ready").c_str(),
                 "True DeploymentReady: Deployment is ready");
        const Json &conditions = measured.support["status"]["conditions"];
        QCOMPARE(text(conditions.at(0), "lastTransitionTime").c_str(), "t1");
        QCOMPARE(text(conditions.at(1), "lastTransitionTime").c_str(), "t3");
    }

    void aModelConfigNeedsItsSecret()
    {
        Measured measured;
        const Json model = *measured.store.get({"modelconfigs.kagent.dev", ns, "anthropic-haiku"});
        const Json missing = modelConfigStatus(model, measured.store, "now");
        QCOMPARE(condition(missing, "Accepted").c_str(),
                 "False ModelConfigReconcileFailed: 1 error occurred:\n\t* failed to get secret "
                 "kagent-anthropic: Secret "
                 "\"kagent-anthropic\" not found\n\n");
        QCOMPARE(text(missing, "secretHash").c_str(),
                 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        measured.store.put({"secrets", ns, "kagent-anthropic"},
                           {{"data", {{"another-key", "eA=="}}}});
        const Json there = modelConfigStatus(model, measured.store, "now");
        QCOMPARE(condition(there, "Accepted").c_str(),
                 "True ModelConfigReconciled: Model configuration accepted");
        QVERIFY(there.at("secretHash") != missing.at("secretHash"));
        QVERIFY(!there.at("conditions").at(0).contains("observedGeneration"));
    }

    void aLostServerKeepsItsTools()
    {
        Json server = object("RemoteMCPServer", "account-mcp", {{"url", "http://account"}});
        const Json tool = {{"name", "get_balance"},
                           {"description", "A balance."},
                           {"inputSchema", Json::object()}};
        server["status"] = remoteServerStatus(server, Json::array({tool}), "t1");
        QCOMPARE(server["status"]["discoveredTools"].dump().c_str(),
                 "[{\"description\":\"A balance.\",\"name\":\"get_balance\"}]");
        const Json lost =
            remoteServerStatus(server, tl::unexpected(std::string("failed to fetch tools")), "t2");
        QCOMPARE(condition(lost, "Accepted").c_str(),
                 "False ReconcileFailed: failed to fetch tools");
        QVERIFY(lost.at("discoveredTools") == server["status"]["discoveredTools"]);
        server["status"] = remoteServerStatus(server, Json::array({tool}), "t3");
        QCOMPARE(text(server["status"]["conditions"].at(0), "lastTransitionTime").c_str(), "t1");
    }

    void durations_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("seconds");
        QTest::newRow("seconds") << "30s" << 30.0;
        QTest::newRow("mixed") << "1h1m1s" << 3661.0;
        QTest::newRow("parts") << "1.5s" << 1.5;
        QTest::newRow("milliseconds") << "500ms" << 0.5;
        QTest::newRow("no unit") << "30" << -1.0;
        QTest::newRow("words") << "soon" << -1.0;
        QTest::newRow("nothing") << "" << -1.0;
    }
    void durations()
    {
        QFETCH(QString, text);
        QFETCH(double, seconds);
        QCOMPARE(goDuration(text.toStdString()).value_or(-1), seconds);
    }
};

QTEST_GUILESS_MAIN(TstCompile)
#include "tst_compile.moc"
