// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/runtime/call.h"
#include "backend/stage/agents/runtime/config.h"
#include "backend/stage/agents/runtime/parts.h"
#include "backend/stage/agents/runtime/toolbox.h"
#include "backend/stage/agents/runtime/turn.h"
#include "tests/stage/workloads/shown.h"

#include <QTest>

// Qt's word would hide Asio's emit().
#undef emit

using namespace stage::agents;
namespace workloads = stage::workloads;

namespace {

const char config[] =
    R"({"model":{"type":"anthropic","model":"claude-haiku-4-5","base_url":"http://model:9000"},
    "description":"Front-line support","instruction":"You are support-bot.","http_tools":[],"remote_agents":[],"stream":false})";
const char card[] =
    R"({"name":"support_bot","description":"Front-line support","url":"http://support-bot.bank-agents:8080"})";

workloads::Surroundings pod(const std::string &configText, const std::string &cardText)
{
    workloads::Surroundings around;
    around.files = {{"/config/config.json", configText}, {"/config/agent-card.json", cardText}};
    around.env = {{"KAGENT_NAMESPACE", "bank-agents"},
                  {"KAGENT_NAME", "support-bot"},
                  {"KAGENT_URL", "http://controller:8083"},
                  {"ANTHROPIC_API_KEY", "key"}};
    around.args = {"--host", "0.0.0.0", "--port", "8080", "--filepath", "/config"};
    return around;
}

Json parsed(const std::string &body)
{
    const auto call = readCall(body);
    return call ? Json({{"method", call->method}}) : call.error();
}

} // namespace

class TstRuntime : public QObject {
    Q_OBJECT
private slots:
    void readsItsConfiguration()
    {
        const auto read = readConfig(pod(config, card));
        QVERIFY2(read.has_value(), read ? "" : read.error().c_str());
        QCOMPARE(read->app, std::string("bank_agents__NS__support_bot"));
        QCOMPARE(read->author, std::string("support_bot"));
        QCOMPARE(read->model, std::string("claude-haiku-4-5"));
        QCOMPARE(read->llm.baseUrl, std::string("http://model:9000"));
        QCOMPARE(
            read->system,
            std::string(
                "You are support-bot.\n\nYou are an agent. Your internal name is \"support_bot\". "
                "The description about you is \"Front-line support\"."));
        QCOMPARE(text(read->card, "protocolVersion"), std::string("0.3.0"));
        QVERIFY(!read->stream);
        QVERIFY(!read->tracing);
    }

    void refusesAConfiguration_data()
    {
        QTest::addColumn<QString>("configText");
        QTest::addColumn<QString>("cardText");
        QTest::addColumn<QString>("says");
        QTest::newRow("no config") << "" << card << "/config/config.json is missing";
        QTest::newRow("no card") << config << ""
                                 << "/config/agent-card.json is missing";
        QTest::newRow("broken") << "{" << card << "/config/config.json is no JSON object";
        QTest::newRow("other model")
            << R"({"model":{"type":"openai"}})" << card
            << "/config/config.json: model type \"openai\" is not supported, only anthropic is";
    }
    void refusesAConfiguration()
    {
        QFETCH(QString, configText);
        QFETCH(QString, cardText);
        QFETCH(QString, says);
        const auto read = readConfig(pod(configText.toStdString(), cardText.toStdString()));
        QVERIFY(!read);
        QCOMPARE(read.error(), says.toStdString());
    }

    void refusesACall_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("code");
        QTest::newRow("no JSON") << "{" << -32700;
        QTest::newRow("a list") << "[]" << -32600;
        QTest::newRow("no version") << R"({"id":1,"method":"message/send"})" << -32600;
        QTest::newRow("no method") << R"({"jsonrpc":"2.0","id":1})" << -32600;
        QTest::newRow("id is an object")
            << R"({"jsonrpc":"2.0","id":{},"method":"message/send"})" << -32600;
        QTest::newRow("1.0's word")
            << R"({"jsonrpc":"2.0","id":1,"method":"SendMessage"})" << -32601;
        QTest::newRow("params are a list")
            << R"({"jsonrpc":"2.0","id":1,"method":"message/send","params":[]})" << -32602;
    }
    void refusesACall()
    {
        QFETCH(QString, body);
        QFETCH(int, code);
        const Json answer = parsed(body.toStdString());
        QVERIFY2(answer.contains("error"), answer.dump().c_str());
        QCOMPARE(answer.at("error").at("code").get<int>(), code);
    }

    void findsFaultWithAMessage_data()
    {
        QTest::addColumn<QString>("params");
        QTest::addColumn<QString>("fault");
        QTest::newRow("good")
            << R"({"message":{"role":"user","messageId":"m","parts":[{"kind":"text","text":"x"}]}})"
            << "";
        QTest::newRow("no parts is the model's matter")
            << R"({"message":{"role":"user","messageId":"m"}})"
            << "";
        QTest::newRow("no message") << "{}"
                                    << "message: Field required";
        QTest::newRow("no role") << R"({"message":{"messageId":"m","parts":[]}})"
                                 << "message.role: Input should be 'agent' or 'user'";
        QTest::newRow("no messageId") << R"({"message":{"role":"user","parts":[]}})"
                                      << "message.messageId: Field required";
        QTest::newRow("parts no list")
            << R"({"message":{"role":"user","messageId":"m","parts":{}}})"
            << "message.parts: Input should be a valid list";
        QTest::newRow("part without kind")
            << R"({"message":{"role":"user","messageId":"m","parts":[{"text":"x"}]}})"
            << "message.parts.0.kind: Input should be 'text', 'file' or 'data'";
        QTest::newRow("part is a number")
            << R"({"message":{"role":"user","messageId":"m","parts":[1]}})"
            << "message.parts.0.kind: Input should be 'text', 'file' or 'data'";
        QTest::newRow("text is a number")
            << R"({"message":{"role":"user","messageId":"m","parts":[{"kind":"text","text":1}]}})"
            << "message.parts.0.text: Field required";
        QTest::newRow("context is a number")
            << R"({"message":{"role":"user","messageId":"m","contextId":1,"parts":[]}})"
            << "message.contextId: Input should be a valid string";
    }
    void findsFaultWithAMessage()
    {
        QFETCH(QString, params);
        QFETCH(QString, fault);
        QCOMPARE(faultIn(Json::parse(params.toStdString())), fault.toStdString());
    }

    void namesASession_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("name");
        QTest::newRow("short") << "Balance please"
                               << "Balance please";
        QTest::newRow("twenty") << "12345678901234567890"
                                << "12345678901234567890";
        QTest::newRow("longer") << "123456789012345678901"
                                << "12345678901234567890...";
        QTest::newRow("never half a character") << "££££££££££££££££££££££"
                                                << "££££££££££££££££££££...";
        QTest::newRow("nothing") << ""
                                 << "";
    }
    void namesASession()
    {
        QFETCH(QString, said);
        QFETCH(QString, name);
        Json parts = Json::array();
        parts.push_back(textPart(said.toStdString()));
        QCOMPARE(sessionName(parts), name.toStdString());
    }

    /// What came as the model's answer goes back to it without what it does not take.
    void givesTheModelItsOwnWords()
    {
        const Json content = Json::parse(
            R"([{"type":"text","text":"","citations":null},{"type":"thinking","thinking":"…"},
            {"type":"text","text":"I look.","citations":null},{"type":"tool_use","id":"a","name":"get_balance","input":{"account_id":"1"},"caller":{}}])");
        QCOMPARE(
            shown(assistantBlocks(content)),
            shown(Json::parse(
                R"([{"type":"text","text":"I look."},{"type":"tool_use","id":"a","name":"get_balance","input":{"account_id":"1"}}])")));
        QCOMPARE(shown(
                     usageOf(Json::parse(R"({"usage":{"input_tokens":1000,"output_tokens":50}})"))),
                 shown({{"candidatesTokenCount", 50},
                        {"promptTokenCount", 1000},
                        {"totalTokenCount", 1050}}));
        QVERIFY(usageOf(Json::object()).is_null());
    }

    void showsAResultToTheModel_data()
    {
        QTest::addColumn<QString>("response");
        QTest::addColumn<QString>("result");
        QTest::newRow("texts")
            << R"({"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"isError":false})"
            << "a\nb";
        QTest::newRow("failed tool")
            << R"({"content":[{"type":"text","text":"boom"}],"isError":true})"
            << "boom";
        QTest::newRow("sub-agent") << R"({"result":"score 85","subagent_session_id":"x"})"
                                   << "score 85";
        QTest::newRow("lost") << R"({"error":"gone"})"
                              << R"({"error":"gone"})";
    }
    void showsAResultToTheModel()
    {
        QFETCH(QString, response);
        QFETCH(QString, result);
        QCOMPARE(Toolbox::forResult(Json::parse(response.toStdString())), result.toStdString());
    }

    void takesTheAnswersToAQuestion_data()
    {
        QTest::addColumn<QString>("parts");
        QTest::addColumn<QString>("result");
        QTest::newRow("chosen")
            << R"([{"kind":"data","data":{"decision_type":"approve","ask_user_answers":[{"answer":["USD"]}]}}])"
            << R"([{"answer":["USD"],"question":"Which?"}])";
        QTest::newRow("said") << R"([{"kind":"text","text":"USD"}])"
                              << R"([{"answer":["USD"],"question":"Which?"}])";
        QTest::newRow("left empty") << R"([{"kind":"data","data":{"decision_type":"approve"}}])"
                                    << R"([{"answer":[],"question":"Which?"}])";
        QTest::newRow("rejected")
            << R"([{"kind":"data","data":{"decision_type":"reject","rejection_reason":"Not now."}}])"
            << "The user rejected the questions. Not now.";
    }
    void takesTheAnswersToAQuestion()
    {
        QFETCH(QString, parts);
        QFETCH(QString, result);
        const Json response = askedResponse(Json::parse(R"([{"question":"Which?"}])"),
                                            {{"parts", Json::parse(parts.toStdString())}});
        QCOMPARE(text(response, "result"), result.toStdString());
    }

    void keepsASession()
    {
        Json parts = Json::array();
        parts.push_back(responsePart("toolu_1", "convert_currency", {{"isError", true}}));
        const Json event = sessionEvent("support_bot", "e-1", parts, 1.5);
        QCOMPARE(
            shown(event.at("content")),
            shown(Json::parse(
                R"({"parts":[{"function_response":{"id":"toolu_1","name":"convert_currency","response":{"isError":true}}}],"role":"user"})")));
        QCOMPARE(text(event, "author"), std::string("support_bot"));
        QVERIFY(!sessionEvent("system", "header_update", Json::array(), 0).contains("content"));
    }

    /// A turn that ended on a call without an answer must not poison the next one.
    void dropsOpenCalls()
    {
        Json messages = Json::parse(R"([{"role":"user","content":[{"type":"text","text":"x"}]},
            {"role":"assistant","content":[{"type":"text","text":"y"},{"type":"tool_use","id":"a","name":"b","input":{}}]}])");
        Conversation::dropOpenCalls(messages);
        QCOMPARE(messages.size(), std::size_t(1));
        messages.push_back(
            Json::parse(R"({"role":"assistant","content":[{"type":"text","text":"y"}]})"));
        Conversation::dropOpenCalls(messages);
        QCOMPARE(messages.size(), std::size_t(2));
    }

    /// What an argument's documentation says never reaches the model when the argument may be null.
    void shrinksOptionalArguments()
    {
        const Json schema =
            Json::parse(R"({"type":"object","title":"x","additionalProperties":false,"properties":{
            "amount":{"title":"Amount","type":"number"},
            "customer_profile":{"anyOf":[{"type":"object","additionalProperties":true},{"type":"null"}],"default":null,"description":"MANDATORY","title":"P"}},
            "required":["amount"]})");
        QCOMPARE(
            shown(modelSchema(schema)),
            shown(Json::parse(
                R"({"type":"object","required":["amount"],"properties":{"amount":{"title":"Amount","type":"number"},
                    "customer_profile":{"nullable":true,"type":"object"}}})")));
    }
};

QTEST_GUILESS_MAIN(TstRuntime)
#include "tst_runtime.moc"
