// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/runtime/turn.h"

#include "backend/stage/agents/runtime/parts.h"
#include "backend/stage/workloads/bank.h"

namespace stage::agents {

using workloads::TraceContext;

namespace {

constexpr int maxTokens = 8192; // what the runtime always sends
constexpr int mostModelCalls = 500;

bool hasCalls(const Json &message)
{
    const Json content = member(message, "content", Json::array());
    return std::any_of(content.begin(), content.end(),
                       [](const Json &block) { return text(block, "type") == "tool_use"; });
}

double seconds(TaskDocument::Time when)
{
    return std::chrono::duration<double>(when.time_since_epoch()).count();
}

} // namespace

void Conversation::dropOpenCalls(Json &messages)
{
    while (!messages.empty() && text(messages.back(), "role") == "assistant"
           && hasCalls(messages.back()))
        messages.erase(messages.size() - 1);
}

Turn::Step::Step(const Turn &turn, const std::string &name,
                 const std::optional<TraceContext> &parent)
{
    if (turn.m_config.tracing)
        m_span.emplace(turn.m_around, turn.m_config.author, name, parent, "INTERNAL");
}

std::optional<TraceContext> Turn::Step::context() const
{
    return m_span ? std::optional(m_span->context()) : std::nullopt;
}

Turn::Turn(const workloads::Surroundings &around, const AgentConfig &config,
           std::shared_ptr<Run> run)
    : m_around(around)
    , m_config(config)
    , m_run(std::move(run))
    , m_reporter(around, config, m_run->document.who().user)
    , m_model(around, config.llm)
{
}

void Turn::tell(Json event)
{
    m_run->events.push_back(std::move(event));
    m_run->news.notify();
}

void Turn::record(const std::string &who, const Json &parts)
{
    const std::string &invocation =
        who == "system" ? "header_update" : m_run->document.who().invocation;
    m_reporter.event(sessionEvent(who, invocation, parts, seconds(now())));
}

void Turn::say(Json parts, const Json &usage, const Json &partial)
{
    record(m_config.author, parts);
    tell(m_run->document.said(std::move(parts), usage, partial, now()));
}

void Turn::hear(const Json &role, Json content)
{
    m_new.push_back({{"role", role}, {"content", std::move(content)}});
}

Awaitable<void> Turn::begin()
{
    TaskDocument &document = m_run->document;
    tell(document.submitted());
    const Json parts = member(m_run->message, "parts", Json::array());
    co_await m_reporter.session(document.who().context, sessionName(parts), m_run->source);
    record("system", Json::array());
    record("user", parts);
    co_await m_reporter.flush(document.who().context, document.task());
    tell(document.working(now()));
    Conversation::dropOpenCalls(m_run->conversation->messages);
    m_before = m_run->conversation->messages;
    Json blocks = userBlocks(parts);
    if (blocks.empty())
        fail("No parts in the new_message.");
    else
        hear("user", std::move(blocks));
    co_await work();
}

Awaitable<void> Turn::resume()
{
    m_before = m_run->conversation->messages;
    m_run->document.resumed(m_run->message);
    const Json question = std::exchange(m_run->openQuestion, nullptr);
    const Json questions = member(member(question, "input"), "questions", Json::array());
    const Json response = askedResponse(questions, m_run->message);
    record("user", member(m_run->message, "parts", Json::array()));
    Json parts = Json::array();
    parts.push_back(responsePart(text(question, "id"), text(question, "name"), response));
    say(std::move(parts), nullptr, nullptr);
    Json results = std::exchange(m_run->otherResults, Json::array());
    results.push_back(toolResult(text(question, "id"), Toolbox::forResult(response)));
    hear("user", std::move(results));
    co_await work();
}

Awaitable<void> Turn::work()
{
    const TurnIdentity who = m_run->document.who();
    std::optional<Step> request, agent;
    request.emplace(*this, "invoke_agent", m_run->trace);
    agent.emplace(*this, "invoke_agent " + m_config.author, request->context());
    Toolbox toolbox(m_around, m_config.config, Toolbox::Caller{who.user, agent->context()});
    std::string broken;
    try {
        if (!m_run->document.over()) {
            co_await toolbox.open();
            co_await rounds(toolbox, agent->context());
        }
    } catch (const std::exception &problem) {
        broken = problem.what();
    }
    if (!broken.empty() && !m_run->document.over())
        fail(broken);
    agent.reset();
    request.reset();
    keep();
    co_await m_reporter.flush(who.context, m_run->document.task());
    workloads::say(m_around, "task " + who.task + " " + m_run->document.state());
    settle();
    co_await toolbox.close();
}

void Turn::giveUp(const std::string &why)
{
    if (!m_run->settled && !m_run->document.over())
        fail(why);
    settle();
}

void Turn::settle()
{
    m_run->settled = true;
    m_run->news.notify();
}

void Turn::keep()
{
    if (m_run->document.over())
        Conversation::dropOpenCalls(m_new);
    for (Json &message : m_new)
        m_run->conversation->messages.push_back(std::move(message));
    m_new = Json::array();
}

Awaitable<void> Turn::rounds(Toolbox &toolbox, std::optional<TraceContext> trace)
{
    for (int i = 0; i < mostModelCalls; ++i) {
        const Next next = co_await round(toolbox, trace);
        if (next == Next::Over)
            co_return;
        co_await m_reporter.flush(m_run->document.who().context, m_run->document.task());
    }
    fail("Max number of llm calls limit of `" + std::to_string(mostModelCalls) + "` exceeded");
}

Awaitable<tl::expected<Json, std::string>> Turn::askModel(const Toolbox &toolbox,
                                                          std::optional<TraceContext> trace)
{
    Json messages = m_before;
    for (const Json &one : m_new)
        messages.push_back(one);
    Json body = {{"max_tokens", maxTokens},           {"messages", std::move(messages)},
                 {"model", m_config.model},           {"system", m_config.system},
                 {"tool_choice", {{"type", "auto"}}}, {"tools", toolbox.forModel()}};
    const Step call(*this, "call_llm", trace);
    const Step generate(*this, "generate_content " + m_config.model, call.context());
    const Step chat(*this, "anthropic.chat", generate.context());
    Anthropic::OnText onText;
    if (m_config.stream) {
        onText = [this](std::string words) -> Awaitable<void> {
            tell(m_run->document.piece(words, now()));
            co_return;
        };
    }
    const std::optional<TraceContext> context = chat.context();
    tl::expected<Json, std::string> answer =
        co_await m_model.send(std::move(body), context, onText);
    co_return answer;
}

Json Turn::modelParts(const Toolbox &toolbox, const Json &content)
{
    Json parts = Json::array();
    for (const Json &block : content) {
        if (text(block, "type") == "text") {
            parts.push_back(textPart(text(block, "text")));
            continue;
        }
        const std::string name = text(block, "name");
        std::string session;
        if (toolbox.isSubAgent(name)) {
            std::string &known = m_run->subSessions[name];
            if (known.empty())
                known = workloads::newUuid();
            session = known;
        }
        parts.push_back(callPart(block, session));
    }
    return parts;
}

Awaitable<Turn::Next> Turn::round(Toolbox &toolbox, std::optional<TraceContext> trace)
{
    const tl::expected<Json, std::string> answer = co_await askModel(toolbox, trace);
    if (!answer)
        co_return fail(answer.error());
    const Json content = assistantBlocks(member(*answer, "content"));
    const Json parts = modelParts(toolbox, content);
    if (content.empty())
        co_return finish(parts);
    const Json partial = m_config.stream ? Json(false) : Json(nullptr);
    say(parts, usageOf(*answer), partial);
    hear("assistant", content);
    Json calls = Json::array();
    for (const Json &block : content) {
        if (text(block, "type") != "tool_use")
            continue;
        const std::string name = text(block, "name");
        if (!toolbox.has(name))
            co_return fail("Tool '" + name + "' not found.\nAvailable tools: " + toolbox.names());
        calls.push_back(block);
    }
    if (calls.empty())
        co_return finish(parts);
    co_await callTools(toolbox, calls, trace);
    co_return m_run->openQuestion.is_null() ? Next::Ask : Next::Over;
}

Awaitable<void> Turn::callTools(Toolbox &toolbox, Json calls, std::optional<TraceContext> trace)
{
    Json parts = Json::array(), results = Json::array();
    for (const Json &call : calls) {
        const std::string id = text(call, "id"), name = text(call, "name");
        if (name == "ask_user" && m_run->openQuestion.is_null()) {
            m_run->openQuestion = call;
            continue;
        }
        Json response;
        if (name == "ask_user")
            response = {{"error", "Only one ask_user call at a time; put all questions into it."}};
        else
            response = co_await callTool(toolbox, call, trace);
        results.push_back(toolResult(id, Toolbox::forResult(response)));
        parts.push_back(responsePart(id, name, response));
    }
    if (!parts.empty())
        say(std::move(parts), nullptr, nullptr);
    if (m_run->openQuestion.is_null()) {
        hear("user", std::move(results));
    } else {
        m_run->otherResults = std::move(results);
        askUser(m_run->openQuestion);
    }
}

Awaitable<Json> Turn::callTool(Toolbox &toolbox, Json call, std::optional<TraceContext> trace)
{
    const std::string name = text(call, "name");
    const Step step(*this, "execute_tool " + name, trace);
    const auto session = m_run->subSessions.find(name);
    const std::string context =
        session == m_run->subSessions.end() ? std::string() : session->second;
    const std::optional<TraceContext> inner = step.context();
    Json response =
        co_await toolbox.call(name, member(call, "input", Json::object()), context, inner);
    const bool failed =
        response.contains("error") || member(response, "isError", false) == Json(true);
    workloads::say(m_around, "task " + m_run->document.who().task + " tool " + name
                                 + (failed ? ": error" : ": ok"));
    co_return response;
}

void Turn::askUser(const Json &call)
{
    Json parts = Json::array();
    parts.push_back(confirmationPart(call, "adk-" + workloads::newUuid()));
    say(std::move(parts), nullptr, nullptr);
    tell(m_run->document.inputRequired(now()));
}

Turn::Next Turn::finish(const Json &parts)
{
    if (!parts.empty())
        tell(m_run->document.artifact(parts));
    Json end = sessionEvent(m_config.author, m_run->document.who().invocation, Json::array(),
                            seconds(now()));
    end["actions"]["end_of_agent"] = true;
    m_reporter.event(std::move(end));
    tell(m_run->document.completed(now()));
    return Next::Over;
}

Turn::Next Turn::fail(const std::string &why)
{
    workloads::say(m_around, "task " + m_run->document.who().task + ": " + why);
    tell(m_run->document.failed(why, now()));
    return Next::Over;
}

} // namespace stage::agents
