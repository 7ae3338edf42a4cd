// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/runtime/document.h"
#include "backend/stage/agents/runtime/parts.h"
#include "tests/stage/workloads/shown.h"

#include <QTest>

using namespace stage::agents;

namespace {

const TaskDocument::Time noon{std::chrono::seconds(1795467260)};
const std::string noonText = "2026-11-23T20:54:20.000000+00:00";

TaskDocument fresh()
{
    const Json message = {{"role", "user"},
                          {"messageId", "m-1"},
                          {"parts", {{{"kind", "text"}, {"text", "Balance please"}}}}};
    return TaskDocument({"t-1", "c-1", "admin@kagent.dev", "bank__NS__support_bot", "support_bot",
                         "e-1"},
                        message, noon);
}

Json words(const std::string &text)
{
    Json parts = Json::array();
    parts.push_back(textPart(text));
    return parts;
}

const Json usage = {{"candidatesTokenCount", 5}, {"promptTokenCount", 10}, {"totalTokenCount", 15}};

std::string roles(const Json &task)
{
    std::string out;
    for (const Json &message : task.at("history"))
        out += text(message, "role") + " ";
    return out;
}

} // namespace

class TstDocument : public QObject {
    Q_OBJECT
private slots:
    /// The first of a task is the submitted state with one message; asked without waiting, that is
    /// all.
    void submitted()
    {
        const TaskDocument document = fresh();
        QCOMPARE(document.state(), std::string("submitted"));
        QCOMPARE(roles(document.task()), std::string("user "));
        const Json first = document.task().at("history").at(0);
        QCOMPARE(text(first, "contextId") + text(first, "taskId") + text(first, "kind"),
                 std::string("c-1t-1message"));
        QVERIFY(!document.task().contains("metadata"));
        const Json event = document.submitted();
        QCOMPARE(text(event, "kind"), std::string("status-update"));
        QCOMPARE(shown(event.at("status").at("message")), shown(first));
        QCOMPARE(text(event.at("status"), "timestamp"), noonText);
        QVERIFY(!event.contains("metadata"));
        QCOMPARE(event.at("final").get<bool>(), false);
    }

    /// A turn with one tool: the user's message stands twice, every step once, and the status is
    /// bare.
    void completed()
    {
        TaskDocument document = fresh();
        document.working(noon);
        const Json call = {{"type", "tool_use"},
                           {"id", "toolu_1"},
                           {"name", "get_balance"},
                           {"input", {{"account_id", "12345"}}}};
        Json parts = words("I look.");
        parts.push_back(callPart(call));
        const Json told = document.said(parts, usage, nullptr, noon);
        Json response = Json::array();
        response.push_back(responsePart("toolu_1", "get_balance", {{"isError", false}}));
        document.said(response, nullptr, nullptr, noon);
        document.said(words("Done."),
                      {{"candidatesTokenCount", 1},
                       {"promptTokenCount", 2},
                       {"totalTokenCount", 3}},
                      nullptr, noon);
        const Json artifact = document.artifact(words("Done."));
        const Json last = document.completed(noon);

        const Json &task = document.task();
        QCOMPARE(roles(task), std::string("user user agent agent agent "));
        QCOMPARE(shown(task.at("history").at(0)), shown(task.at("history").at(1)));
        const Json &spoken = task.at("history").at(2);
        QVERIFY(!spoken.contains("contextId"));
        QVERIFY(!spoken.contains("taskId"));
        QCOMPARE(shown(spoken.at("metadata")), shown({{"kagent_adk_partial", nullptr},
                                                      {"kagent_app_name", "bank__NS__support_bot"},
                                                      {"kagent_author", "support_bot"},
                                                      {"kagent_invocation_id", "e-1"},
                                                      {"kagent_session_id", "c-1"},
                                                      {"kagent_usage_metadata", usage},
                                                      {"kagent_user_id", "admin@kagent.dev"}}));
        QCOMPARE(shown(spoken.at("parts").at(1)),
                 shown({{"kind", "data"},
                        {"data",
                         {{"args", {{"account_id", "12345"}}},
                          {"id", "toolu_1"},
                          {"name", "get_balance"}}},
                        {"metadata", {{"kagent_type", "function_call"}}}}));
        QVERIFY(!task.at("history").at(3).at("metadata").contains("kagent_usage_metadata"));
        QCOMPARE(shown(task.at("status")),
                 shown({{"state", "completed"}, {"timestamp", noonText}}));
        QCOMPARE(task.at("metadata").at("kagent_usage_metadata").at("totalTokenCount").get<int>(),
                 3);
        QCOMPARE(task.at("metadata").at("kagent_author").get<std::string>(),
                 std::string("support_bot"));
        QCOMPARE(taskText(task), std::string("Done."));

        QCOMPARE(shown(told.at("status").at("message")), shown(spoken));
        QCOMPARE(text(artifact, "kind"), std::string("artifact-update"));
        QCOMPARE(artifact.at("lastChunk").get<bool>(), true);
        QCOMPARE(last.at("final").get<bool>(), true);
        QVERIFY(!last.at("metadata").contains("kagent_author"));
        QVERIFY(document.over());
    }

    /// A model that fails at once leaves the user's two messages, no artifact and the reason.
    void failed()
    {
        TaskDocument document = fresh();
        document.working(noon);
        const Json event = document.failed("Error code: 401", noon);
        const Json &task = document.task();
        QCOMPARE(roles(task), std::string("user user "));
        QVERIFY(!task.contains("artifacts"));
        QCOMPARE(taskText(task), std::string("Error code: 401"));
        QCOMPARE(shown(task.at("metadata")), shown({{"kagent_app_name", "bank__NS__support_bot"},
                                                    {"kagent_session_id", "c-1"},
                                                    {"kagent_user_id", "admin@kagent.dev"}}));
        QVERIFY(!task.at("status").at("message").contains("metadata"));
        QCOMPARE(event.at("final").get<bool>(), true);
        QVERIFY(document.over());
    }

    /// A piece of a streamed answer is told and not kept.
    void piece()
    {
        TaskDocument document = fresh();
        document.working(noon);
        const std::string before = shown(document.task());
        const Json event = document.piece("Do", noon);
        QCOMPARE(event.at("metadata").at("kagent_adk_partial").get<bool>(), true);
        QCOMPARE(shown(document.task()), before);
    }

    /// A question back: the task rests with the question in its status, and goes on under the same
    /// id.
    void question()
    {
        TaskDocument document = fresh();
        document.working(noon);
        const Json call = {{"type", "tool_use"},
                           {"id", "toolu_1"},
                           {"name", "ask_user"},
                           {"input", {{"questions", {{{"question", "Which currency?"}}}}}}};
        Json parts = Json::array();
        parts.push_back(confirmationPart(call, "adk-1"));
        document.said(parts, nullptr, nullptr, noon);
        const Json event = document.inputRequired(noon);
        QCOMPARE(document.state(), std::string("input-required"));
        QVERIFY(!document.over());
        QCOMPARE(event.at("final").get<bool>(), true);
        const Json asked = document.task().at("status").at("message").at("parts").at(0);
        QCOMPARE(asked.at("metadata").at("kagent_is_long_running").get<bool>(), true);
        QCOMPARE(shown(asked.at("data").at("args").at("toolConfirmation")),
                 shown({{"confirmed", false}, {"hint", "Which currency?"}}));
        QCOMPARE(roles(document.task()), std::string("user user agent "));

        document.resumed({{"role", "user"}, {"messageId", "m-2"}, {"parts", words("USD")}});
        document.said(words("Done."), nullptr, nullptr, noon);
        document.completed(noon);
        QCOMPARE(roles(document.task()), std::string("user user agent agent user agent "));
        QCOMPARE(text(document.task().at("history").at(4), "taskId"), std::string("t-1"));
    }
};

QTEST_GUILESS_MAIN(TstDocument)
#include "tst_document.moc"
