// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN // moc 6.4 stumbles over the standard library's concepts
#include "backend/stage/agents/agents.h"
#endif
#include "backend/stage/agents/shapes.h"
#include "backend/stage/workloads/sse.h"
#include "tests/stage/workloads/lab.h"
#include "tests/stage/workloads/shown.h"

#include <QTest>
#include <deque>
#include <fstream>
#include <sstream>

// Qt's word would hide Asio's emit().
#undef emit

using namespace stage::agents;
namespace workloads = stage::workloads;
namespace net = stage::net;

namespace {

std::string slurp(const std::string &path)
{
    std::ifstream file(std::string(SOURCE_DIR) + "/" + path);
    std::stringstream out;
    out << file.rdbuf();
    return out.str();
}

/// A service that says what it was told to, one answer a request, and keeps what it was asked.
class Parrot final : public workloads::Workload {
public:
    struct Notes {
        std::deque<net::Response> answers; ///< the last one stays
        std::vector<net::Request> asked;
    };
    Parrot(std::uint16_t port, std::shared_ptr<Notes> notes)
        : m_port(port)
        , m_notes(std::move(notes))
    {
    }
    std::vector<workloads::Port> ports() override
    {
        std::vector<workloads::Port> out;
        out.push_back(
            {"http", m_port,
             net::Handler([notes = m_notes](net::Exchange &exchange) -> net::Awaitable<void> {
                 notes->asked.push_back(exchange.request());
                 net::Response answer = notes->answers.front();
                 if (notes->answers.size() > 1)
                     notes->answers.pop_front();
                 co_await exchange.reply(std::move(answer));
             })});
        return out;
    }

private:
    std::uint16_t m_port;
    std::shared_ptr<Notes> m_notes;
};

Json tools(const std::string &server, std::vector<std::string> names)
{
    return {{"params",
             {{"url", "http://" + server + ":8000/mcp"},
              {"headers", Json::object()},
              {"terminate_on_close", true}}},
            {"tools", std::move(names)}};
}

Json remote(const std::string &name)
{
    return {{"name", "bank_agents__NS__" + underscored(name)},
            {"url", "http://" + name + ".bank-agents:8080"},
            {"description", "Risk and anomalies"}};
}

Json said(const std::string &words)
{
    return {{"type", "message"},
            {"role", "assistant"},
            {"stop_reason", "end_turn"},
            {"content", {{{"type", "text"}, {"text", words}}}},
            {"usage", {{"input_tokens", 10}, {"output_tokens", 5}}}};
}

Json called(const std::string &tool, const Json &input)
{
    return {{"type", "message"},
            {"role", "assistant"},
            {"stop_reason", "tool_use"},
            {"content",
             {{{"type", "tool_use"}, {"id", "toolu_1"}, {"name", tool}, {"input", input}}}},
            {"usage", {{"input_tokens", 10}, {"output_tokens", 5}}}};
}

/// The bank's agents with its servers and the scripted model, on this machine's loopback.
class Bank : public lab::Lab {
public:
    /// Everybody is in the mesh: from loopback the servers would take only a loopback name.
    std::uint16_t start(std::unique_ptr<workloads::Workload> workload, const std::string &name)
    {
        return lab::Lab::start(std::move(workload), name, [](const auto &) {
            return net::Peer{"10.244.0.8:60124", "bank-agents", "support-bot", "support-bot-1"};
        });
    }
    void startServers(const std::string &variant = "clean")
    {
        start(workloads::makeAccount(around()), "account-mcp");
        start(workloads::makeTransaction(around()), "transaction-mcp");
        start(workloads::makeTicket(around()), "ticket-mcp");
        startConverter(variant);
        start(workloads::makeModel(around()), "model");
    }
    void startConverter(const std::string &variant)
    {
        const std::string config =
            slurp("resources/demo/manifests/images/converter-" + variant + ".yaml");
        start(workloads::makeConverter(around({{"/etc/trustusbank/converter.yaml", config}})),
              "currency-converter");
    }
    std::shared_ptr<Parrot::Notes> parrot(const std::string &name, std::uint16_t port,
                                          std::deque<net::Response> answers)
    {
        auto notes = std::make_shared<Parrot::Notes>();
        notes->answers = std::move(answers);
        start(std::make_unique<Parrot>(port, notes), name);
        return notes;
    }
    std::uint16_t startAgent(const std::string &name, const Json &httpTools, const Json &agents,
                             const Json &more = Json::object(),
                             std::map<std::string, std::string> env = {})
    {
        Json config = {{"model",
                        {{"type", "anthropic"},
                         {"model", "claude-haiku-4-5"},
                         {"base_url", "http://model:9000"}}},
                       {"description", "One of the bank's agents"},
                       {"instruction", "You are " + name + "."},
                       {"http_tools", httpTools},
                       {"remote_agents", agents},
                       {"stream", false}};
        config.update(more);
        const Json card = {{"name", underscored(name)},
                           {"url", "http://" + name + ".bank-agents:8080"}};
        env.insert({{"KAGENT_NAMESPACE", "bank-agents"},
                    {"KAGENT_NAME", name},
                    {"ANTHROPIC_API_KEY", "key"}});
        return start(makeAgent(around({{"/config/config.json", config.dump()},
                                       {"/config/agent-card.json", card.dump()}},
                                      env)),
                     name + ".bank-agents");
    }
    std::uint16_t startSupport(const Json &more = Json::object(),
                               std::map<std::string, std::string> env = {})
    {
        const Json servers = {tools("account-mcp", {"get_balance", "get_profile"}),
                              tools("transaction-mcp", {"list_recent"}),
                              tools("currency-converter", {"convert_currency"})};
        Json agents = Json::array();
        agents.push_back(remote("fraud-bot"));
        return startAgent("support-bot", servers, agents, more, std::move(env));
    }
    Json rpc(std::uint16_t port, const std::string &method, const Json &params,
             net::Headers headers = {})
    {
        const net::Response response =
            post(port, "/",
                 {{"jsonrpc", "2.0"}, {"id", "1"}, {"method", method}, {"params", params}},
                 headers);
        return Json::parse(response.body, nullptr, false);
    }
    static Json message(const std::string &words, const Json &more = Json::object())
    {
        Json parts = Json::array();
        parts.push_back({{"kind", "text"}, {"text", words}});
        Json out = {{"role", "user"}, {"messageId", "m-1"}, {"parts", parts}};
        out.update(more);
        return {{"message", out}};
    }
    Json send(std::uint16_t port, const std::string &words, const Json &more = Json::object(),
              net::Headers headers = {})
    {
        return member(rpc(port, "message/send", message(words, more), headers), "result");
    }
};

/// "get_balance convert_currency": the calls in a task's history.
std::string calls(const Json &task)
{
    std::string out;
    for (const Json &one : member(task, "history", Json::array())) {
        for (const Json &part : one.at("parts")) {
            if (text(member(part, "metadata"), "kagent_type") == "function_call")
                out += (out.empty() ? "" : " ") + text(part.at("data"), "name");
        }
    }
    return out;
}

/// The response to a tool's first call.
Json responseOf(const Json &task, const std::string &tool)
{
    for (const Json &one : member(task, "history", Json::array())) {
        for (const Json &part : one.at("parts")) {
            if (text(member(part, "metadata"), "kagent_type") == "function_response"
                && text(part.at("data"), "name") == tool)
                return part.at("data").at("response");
        }
    }
    return nullptr;
}

const std::string prompt = "I am customer 12345. Please check my balance, list my recent "
                           "transactions, and convert my balance to USD.";

std::deque<net::Response> answers(std::initializer_list<Json> bodies)
{
    std::deque<net::Response> out;
    for (const Json &body : bodies)
        out.push_back(net::Response::json(body));
    return out;
}

} // namespace

class TstAgent : public QObject {
    Q_OBJECT
private slots:
    void customersPrompt()
    {
        Bank bank;
        bank.startServers();
        const Json task = bank.send(bank.startSupport(), prompt);
        QCOMPARE(text(member(task, "status"), "state"), std::string("completed"));
        QCOMPARE(calls(task), std::string("get_balance list_recent convert_currency"));
        QVERIFY2(taskText(task).find("4,287.55") != std::string::npos, taskText(task).c_str());
        QVERIFY2(taskText(task).find("5,445.19") != std::string::npos, taskText(task).c_str());
        const Json balance = responseOf(task, "get_balance");
        QCOMPARE(balance.at("isError").get<bool>(), false);
        QCOMPARE(text(balance.at("structuredContent"), "account_id"), std::string("12345"));
        QVERIFY(balance.at("content").at(0).at("text").is_string());
    }

    /// Tools are listed at every turn, and a restarted server knows no old session: the very next
    /// prompt sees the other converter.
    void swappedConverter()
    {
        Bank bank;
        bank.startServers();
        const std::uint16_t port = bank.startSupport();
        QVERIFY(calls(bank.send(port, prompt)).find("get_profile") == std::string::npos);
        bank.startConverter("real-rugpull");
        const Json after = bank.send(port, prompt);
        QCOMPARE(text(member(after, "status"), "state"), std::string("completed"));
        QCOMPARE(calls(after), std::string("get_balance list_recent get_profile convert_currency"));
    }

    /// A server that is down, or that the mesh keeps us from, is silently absent.
    void absentServer()
    {
        Bank bank;
        bank.startServers();
        bank.names.denied.insert("currency-converter:8000");
        const Json task = bank.send(bank.startSupport(), prompt);
        QCOMPARE(text(member(task, "status"), "state"), std::string("completed"));
        QCOMPARE(calls(task), std::string("get_balance list_recent"));
        QVERIFY(std::any_of(bank.log.begin(), bank.log.end(), [](const std::string &line) {
            return line.find("currency-converter") != std::string::npos;
        }));
    }

    void handsOverToOtherAgents()
    {
        Bank bank;
        bank.startServers();
        Json triage = Json::array(), ticketServer = Json::array();
        triage.push_back(remote("triage-bot"));
        ticketServer.push_back(tools("ticket-mcp", {"create_ticket", "notify_human"}));
        bank.startAgent("triage-bot", ticketServer, Json::array());
        const Json servers = {tools("transaction-mcp",
                                    {"list_recent", "get_details", "flag_suspicious"}),
                              tools("account-mcp", {"get_profile"})};
        bank.startAgent("fraud-bot", servers, triage);
        const std::uint16_t port = bank.startSupport();
        const Json task =
            bank.send(port, "I am customer 12345. I do not recognise a charge of 1499 USD. Please "
                            "check it, and open a ticket if it looks dodgy.");
        QCOMPARE(text(member(task, "status"), "state"), std::string("completed"));
        const Json response = responseOf(task, "bank_agents__NS__fraud_bot");
        QVERIFY2(text(response, "result").find("85") != std::string::npos, task.dump(1).c_str());
        QVERIFY(response.contains("kagent_usage_metadata"));
        std::string session;
        for (const Json &one : task.at("history")) {
            for (const Json &part : one.at("parts"))
                session += text(member(part, "metadata"), "kagent_subagent_session_id");
        }
        QCOMPARE(text(response, "subagent_session_id"), session);
    }

    void refusedSubAgent()
    {
        Bank bank;
        bank.names.denied.insert("fraud-bot.bank-agents:8080");
        bank.parrot("model", 9000,
                    answers({called("bank_agents__NS__fraud_bot", {{"request", "Score it."}}),
                             said("No answer from fraud-bot.")}));
        Json agents = Json::array();
        agents.push_back(remote("fraud-bot"));
        const Json task = bank.send(bank.startAgent("support-bot", Json::array(), agents), "x");
        QCOMPARE(text(member(task, "status"), "state"), std::string("completed"));
        QVERIFY2(text(responseOf(task, "bank_agents__NS__fraud_bot"), "result")
                         .find("Connection reset by peer")
                     != std::string::npos,
                 task.dump(1).c_str());
    }

    void failedTasks_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("tries");
        QTest::addColumn<QString>("why");
        QTest::newRow("401")
            << 401
            << QByteArray(
                   R"({"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"req_fake"})")
            << 1
            << "Error code: 401 - {'type': 'error', 'error': {'type': 'authentication_error', "
               "'message': 'invalid x-api-key'}, 'request_id': 'req_fake'}";
        QTest::newRow("400") << 400 << QByteArray(R"({"type":"error"})") << 1
                             << "Error code: 400 - {'type': 'error'}";
        QTest::newRow("529, three times") << 529 << QByteArray(R"({"type":"error"})") << 3
                                          << "Error code: 529 - {'type': 'error'}";
        QTest::newRow("no message")
            << 200 << QByteArray("[]") << 1 << "the model's answer is no message: []";
        QTest::newRow("unknown tool")
            << 200 << QByteArray::fromStdString(called("no_such_tool", Json::object()).dump()) << 1
            << "Tool 'no_such_tool' not found.\nAvailable tools: ask_user";
    }
    void failedTasks()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, tries);
        QFETCH(QString, why);
        Bank bank;
        net::Response answer = net::Response::text(body.toStdString(), status);
        answer.headers.set("retry-after", "0");
        const auto model = bank.parrot("model", 9000, {answer});
        const Json task =
            bank.send(bank.startAgent("support-bot", Json::array(), Json::array()), "x");
        QCOMPARE(text(member(task, "status"), "state"), std::string("failed"));
        QCOMPARE(taskText(task), why.toStdString());
        QVERIFY(!task.contains("artifacts"));
        QCOMPARE(int(model->asked.size()), tries);
    }

    void emptyMessage()
    {
        Bank bank;
        bank.startServers();
        const Json task =
            member(bank.rpc(bank.startSupport(), "message/send",
                            {{"message",
                              {{"role", "user"}, {"messageId", "m"}, {"parts", Json::array()}}}}),
                   "result");
        QCOMPARE(text(member(task, "status"), "state"), std::string("failed"));
        QCOMPARE(taskText(task), std::string("No parts in the new_message."));
    }

    /// The model gets the earlier turns of the same context and user, and history only the new one.
    void secondTurn()
    {
        Bank bank;
        const auto model = bank.parrot("model", 9000, answers({said("one")}));
        const std::uint16_t port = bank.startAgent("support-bot", Json::array(), Json::array());
        const net::Headers alice{{"X-User-Id", "alice"}}, bob{{"X-User-Id", "bob"}};
        bank.send(port, "first", {{"contextId", "c"}}, alice);
        const Json second = bank.send(port, "second", {{"contextId", "c"}}, alice);
        QCOMPARE(second.at("history").size(), std::size_t(3));
        QCOMPARE(text(second, "contextId"), std::string("c"));
        QCOMPARE(text(second.at("metadata"), "kagent_user_id"), std::string("alice"));
        QCOMPARE(model->asked.back().json().at("messages").size(), std::size_t(3));
        bank.send(port, "third", {{"contextId", "c"}}, bob);
        QCOMPARE(model->asked.back().json().at("messages").size(), std::size_t(1));
        const Json stranger = bank.send(port, "fourth");
        QCOMPARE(text(stranger.at("metadata"), "kagent_user_id"),
                 "A2A_USER_" + text(stranger, "contextId"));
    }

    void whatTheModelIsSent()
    {
        Bank bank;
        const auto model = bank.parrot("model", 9000, answers({said("one")}));
        bank.send(bank.startAgent("support-bot", Json::array(), Json::array()), "Hello");
        const Json body = model->asked.back().json();
        QCOMPARE(shown(body.at("messages")),
                 std::string(R"([{"content":[{"text":"Hello","type":"text"}],"role":"user"}])"));
        QCOMPARE(body.at("max_tokens").get<int>(), 8192);
        QCOMPARE(shown(body.at("tool_choice")), std::string(R"({"type":"auto"})"));
        QVERIFY(!body.contains("temperature"));
        QVERIFY(!body.contains("stream"));
        QCOMPARE(text(body, "model"), std::string("claude-haiku-4-5"));
        QVERIFY(text(body, "system").rfind("You are support-bot.\n\nYou are an agent.", 0) == 0);
        QVERIFY(!model->asked.back().headers.has("traceparent"));
    }

    void streams()
    {
        Bank bank;
        bank.startServers();
        const std::uint16_t port = bank.startSupport();
        const net::Response response =
            bank.post(port, "/",
                      {{"jsonrpc", "2.0"},
                       {"id", 7},
                       {"method", "message/stream"},
                       {"params", Bank::message("What is the balance of customer 12345?")}});
        QCOMPARE(response.status, 200);
        QVERIFY(response.body.find("\r\n\r\n") != std::string::npos);
        std::string seen;
        Json last;
        workloads::SseParser parser;
        for (const auto &event : parser.feed(response.body)) {
            const Json body = Json::parse(event.data);
            QCOMPARE(body.at("id").get<int>(), 7);
            last = body.at("result");
            seen += text(last, "kind") == "artifact-update"
                        ? "artifact "
                        : text(last.at("status"), "state") + " ";
        }
        QCOMPARE(seen,
                 std::string("submitted working working working working artifact completed "));
        QCOMPARE(last.at("final").get<bool>(), true);
        const Json kept =
            member(bank.rpc(port, "tasks/get", {{"id", text(last, "taskId")}}), "result");
        QCOMPARE(calls(kept), std::string("get_balance"));
        const net::Response again = bank.post(port, "/",
                                              {{"jsonrpc", "2.0"},
                                               {"id", 8},
                                               {"method", "tasks/resubscribe"},
                                               {"params", {{"id", text(last, "taskId")}}}});
        QCOMPARE(again.status, 200);
        QCOMPARE(again.body, std::string());
    }

    /// With stream: true the words come as they are made, and once more as a whole.
    void streamsTheModel()
    {
        Bank bank;
        bank.startServers();
        const std::uint16_t port = bank.startSupport({{"stream", true}});
        const net::Response response = bank.post(port, "/",
                                                 {{"jsonrpc", "2.0"},
                                                  {"id", 7},
                                                  {"method", "message/stream"},
                                                  {"params", Bank::message("Hello")}});
        std::string pieces, whole;
        workloads::SseParser parser;
        for (const auto &event : parser.feed(response.body)) {
            const Json result = Json::parse(event.data).at("result");
            const Json partial = member(member(result, "metadata"), "kagent_adk_partial");
            const std::string words =
                partsText(member(member(member(result, "status"), "message"), "parts"));
            if (partial == Json(true))
                pieces += words;
            if (partial == Json(false))
                whole += words;
        }
        QVERIFY(!whole.empty());
        QCOMPARE(pieces, whole);
    }

    void asksBack()
    {
        Bank bank;
        const Json questions = {
            {"questions", {{{"question", "Which currency?"}, {"choices", {"USD", "EUR"}}}}}};
        const auto model =
            bank.parrot("model", 9000,
                        answers({called("ask_user", questions), said("USD it is.")}));
        const std::uint16_t port = bank.startAgent("support-bot", Json::array(), Json::array());
        const Json asked = bank.send(port, "Convert it.");
        QCOMPARE(text(asked.at("status"), "state"), std::string("input-required"));
        QCOMPARE(calls(asked), std::string("ask_user adk_request_confirmation"));
        const Json answer = {{"kind", "data"},
                             {"data",
                              {{"decision_type", "approve"},
                               {"ask_user_answers", {{{"answer", {"USD"}}}}}}}};
        Json parts = Json::array();
        parts.push_back(answer);
        const Json done = bank.send(port, "",
                                    {{"taskId", text(asked, "id")},
                                     {"contextId", text(asked, "contextId")},
                                     {"parts", parts}});
        QCOMPARE(text(done.at("status"), "state"), std::string("completed"));
        QCOMPARE(text(done, "id"), text(asked, "id"));
        QCOMPARE(taskText(done), std::string("USD it is."));
        const Json messages = model->asked.back().json().at("messages");
        QCOMPARE(text(messages.at(2).at("content").at(0), "content"),
                 std::string(R"([{"answer":["USD"],"question":"Which currency?"}])"));
        QCOMPARE(text(messages.at(2).at("content").at(0), "tool_use_id"), std::string("toolu_1"));
        QCOMPARE(bank.rpc(port, "message/send", Bank::message("x", {{"taskId", text(asked, "id")}}))
                     .at("error")
                     .at("code")
                     .get<int>(),
                 -32602);
    }

    /// Answers of any shape end the wait.
    void answersOddly()
    {
        Bank bank;
        const Json questions = {{"questions", {{{"question", "Which currency?"}}}}};
        bank.parrot("model", 9000, answers({called("ask_user", questions), said("Well.")}));
        const std::uint16_t port = bank.startAgent("support-bot", Json::array(), Json::array());
        const Json asked = bank.send(port, "Convert it.");
        const Json data = {{"decision_type", "approve"}, {"ask_user_answers", {{"answer", "USD"}}}};
        Json parts = Json::array();
        parts.push_back({{"kind", "data"}, {"data", data}});
        const Json done = bank.send(port, "", {{"taskId", text(asked, "id")}, {"parts", parts}});
        QCOMPARE(text(done.at("status"), "state"), std::string("completed"));
    }

    void answersAtOnce()
    {
        Bank bank;
        bank.startServers();
        const std::uint16_t port = bank.startSupport();
        Json params = Bank::message(prompt);
        params["configuration"] = {{"blocking", false}};
        const Json task = member(bank.rpc(port, "message/send", params), "result");
        QCOMPARE(text(task.at("status"), "state"), std::string("submitted"));
        QCOMPARE(task.at("history").size(), std::size_t(1));
        std::string state;
        for (int i = 0; i < 10000 && state != "completed"; ++i)
            state = text(member(member(bank.rpc(port, "tasks/get",
                                                {{"id", text(task, "id")}, {"historyLength", 1}}),
                                       "result"),
                                "status"),
                         "state");
        QCOMPARE(state, std::string("completed"));
        const Json kept =
            member(bank.rpc(port, "tasks/get", {{"id", text(task, "id")}, {"historyLength", 1}}),
                   "result");
        QCOMPARE(kept.at("history").size(), std::size_t(1));
    }

    void refusesTasks_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        QTest::newRow("get") << "tasks/get" << -32001 << "Task not found";
        QTest::newRow("cancel") << "tasks/cancel" << -32001 << "Task not found";
        QTest::newRow("resubscribe") << "tasks/resubscribe" << -32001 << "Task not found";
        QTest::newRow("extended card") << "agent/getAuthenticatedExtendedCard" << -32007
                                       << "Authenticated extended card not configured";
        QTest::newRow("push") << "tasks/pushNotificationConfig/get" << -32004
                              << "This operation is not supported";
        QTest::newRow("send") << "message/send" << -32602 << "Invalid parameters";
    }
    void refusesTasks()
    {
        QFETCH(QString, method);
        QFETCH(int, code);
        QFETCH(QString, says);
        Bank bank;
        const Json answer = bank.rpc(bank.startSupport(), method.toStdString(), {{"id", "none"}});
        QCOMPARE(answer.at("error").at("code").get<int>(), code);
        QCOMPARE(text(answer.at("error"), "message"), says.toStdString());
    }

    void pages_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("status");
        QTest::newRow("card") << "GET"
                              << "/.well-known/agent-card.json" << 200;
        QTest::newRow("older card") << "GET"
                                    << "/.well-known/agent.json" << 200;
        QTest::newRow("health") << "GET"
                                << "/health" << 200;
        QTest::newRow("root") << "GET"
                              << "/" << 405;
        QTest::newRow("other") << "GET"
                               << "/x" << 404;
    }
    void pages()
    {
        QFETCH(QString, method);
        QFETCH(QString, path);
        QFETCH(int, status);
        Bank bank;
        const net::Response response =
            bank.ask(bank.startSupport(), method.toStdString(), path.toStdString());
        QCOMPARE(response.status, status);
        if (path.toStdString().find("agent") != std::string::npos)
            QCOMPARE(text(Json::parse(response.body), "protocolVersion"), std::string("0.3.0"));
    }

    /// Who asks the controller finds the session, its events and the very task that was answered.
    void reports()
    {
        Bank bank;
        bank.parrot("model", 9000, answers({said("one")}));
        const auto controller = bank.parrot("controller", 8083, answers({Json::object()}));
        const std::uint16_t port =
            bank.startAgent("support-bot", Json::array(), Json::array(), Json::object(),
                            {{"KAGENT_URL", "http://controller:8083"}});
        const Json task =
            bank.send(port, "What is the balance of customer 12345?", {{"contextId", "c/1"}},
                      {{"X-User-Id", "alice"}, {"X-Kagent-Source", "agent"}});
        const net::Request &session = controller->asked.front();
        QCOMPARE(session.target, std::string("/api/sessions"));
        QCOMPARE(shown(session.json()), shown({{"agent_ref", "bank_agents__NS__support_bot"},
                                               {"id", "c/1"},
                                               {"name", "What is the balance ..."},
                                               {"source", "agent"},
                                               {"user_id", "alice"}}));
        QCOMPARE(session.headers.get("X-User-Id"), std::string("alice"));
        std::string authors;
        Json event;
        for (const net::Request &one : controller->asked) {
            if (one.target == "/api/sessions/c%2F1/events?user_id=alice") {
                event = Json::parse(text(one.json(), "data"));
                authors += text(event, "author") + " ";
            }
        }
        QCOMPARE(authors, std::string("system user support_bot support_bot "));
        QCOMPARE(event.at("actions").at("end_of_agent").get<bool>(), true);
        QVERIFY(!event.contains("content"));
        QCOMPARE(controller->asked.back().target, std::string("/api/tasks"));
        QCOMPARE(shown(controller->asked.back().json()), shown(task));
    }

    /// Without a controller the answer comes all the same.
    void reportsInVain()
    {
        Bank bank;
        bank.parrot("model", 9000, answers({said("one")}));
        const std::uint16_t port =
            bank.startAgent("support-bot", Json::array(), Json::array(), Json::object(),
                            {{"KAGENT_URL", "http://nobody:8083"}});
        QCOMPARE(taskText(bank.send(port, "x")), std::string("one"));
        QCOMPARE(std::count_if(bank.log.begin(), bank.log.end(),
                               [](const std::string &line) {
                                   return line.find("not recorded") != std::string::npos;
                               }),
                 1);
    }

    void continuesATrace()
    {
        Bank bank;
        bank.startServers();
        const std::uint16_t port =
            bank.startSupport(Json::object(), {{"OTEL_TRACING_ENABLED", "true"}});
        bank.send(port, "What is the balance of customer 12345?", Json::object(),
                  {{"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}});
        std::set<std::string> names;
        for (const workloads::Span &span : bank.spans) {
            QCOMPARE(span.traceId, std::string("0af7651916cd43dd8448eb211c80319c"));
            names.insert(span.service + " " + span.name);
        }
        QVERIFY(names.contains("support_bot invoke_agent support_bot"));
        QVERIFY(names.contains("support_bot execute_tool get_balance"));
        QVERIFY(names.contains("account-mcp get_balance"));
    }

    void withoutItsFiles()
    {
        Bank bank;
        const auto agent = makeAgent(bank.around());
        const auto attempt = [&agent]() -> net::Awaitable<std::string> {
            try {
                co_await agent->run();
            } catch (const std::exception &problem) {
                co_return problem.what();
            }
            co_return "runs";
        };
        QCOMPARE(bank.run(attempt()), std::string("/config/config.json is missing"));
    }

    void userInterface()
    {
        Bank bank;
        bank.parrot("controller", 8083, answers({{{"error", false}, {"data", Json::array()}}}));
        const std::uint16_t port =
            bank.start(makeUi(bank.around({}, {{"UPSTREAM", "controller:8083"}})), "kagent-ui");
        const net::Response page = bank.ask(port, "GET", "/");
        QVERIFY(page.body.find("<title>") != std::string::npos);
        QVERIFY(page.body.find("Stand-in for the kagent UI") != std::string::npos);
        QCOMPARE(bank.ask(port, "GET", "/api/agents").status, 200);
        const std::uint16_t lost = bank.start(makeUi(bank.around()), "kagent-ui-2");
        QCOMPARE(bank.ask(lost, "GET", "/api/agents").status, 502);
        QCOMPARE(bank.ask(lost, "GET", "/health").status, 200);
    }
};

QTEST_GUILESS_MAIN(TstAgent)
#include "tst_agent.moc"
