// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/runtime/document.h"
#include "backend/stage/agents/runtime/reporter.h"
#include "backend/stage/agents/runtime/toolbox.h"
#include "backend/stage/workloads/signal.h"

namespace stage::agents {

/// What was said in one context, as the Messages API takes it.
struct Conversation {
    Json messages = Json::array();
    /// A question that nobody answered would make the model's API refuse the next request.
    static void dropOpenCalls(Json &messages);
};

/// One task and what its readers wait for.
struct Run {
    Run(const boost::asio::any_io_executor &executor, TaskDocument first)
        : document(std::move(first))
        , news(executor)
    {
    }
    TaskDocument document;
    std::vector<Json> events; ///< of message/stream, since the task was made
    std::size_t stepAt = 0;   ///< where the current step's events begin
    workloads::Signal news;   ///< an event more, or settled
    bool settled = false;     ///< nothing is under way: over, or waiting for the user

    std::shared_ptr<Conversation> conversation;
    Json message;       ///< the user's, of this step
    std::string source; ///< "agent" when another agent asked
    std::optional<workloads::TraceContext> trace;

    Json openQuestion = nullptr;       ///< the tool_use of ask_user that waits for its answer
    Json otherResults = Json::array(); ///< of the calls beside it
    std::map<std::string, std::string> subSessions; ///< context id at each sub-agent
};

/// Takes one task from the user's message to its end, or to a question back. Everything that the
/// model must know is fetched anew: tools are listed for each turn.
class Turn {
public:
    /// AROUND and CONFIG outlive it.
    Turn(const workloads::Surroundings &around, const AgentConfig &config,
         std::shared_ptr<Run> run);
    Awaitable<void> begin();
    Awaitable<void> resume();
    void giveUp(const std::string &why); ///< whatever happened, nobody waits for ever

private:
    /// A span that only exists where tracing is on.
    class Step {
    public:
        Step(const Turn &turn, const std::string &name,
             const std::optional<workloads::TraceContext> &parent);
        std::optional<workloads::TraceContext> context() const;

    private:
        std::optional<workloads::ActiveSpan> m_span;
    };
    enum class Next { Ask, Over };

    Awaitable<void> work();
    Awaitable<void> rounds(Toolbox &toolbox, std::optional<workloads::TraceContext> trace);
    Awaitable<Next> round(Toolbox &toolbox, std::optional<workloads::TraceContext> trace);
    Awaitable<tl::expected<Json, std::string>>
    askModel(const Toolbox &toolbox, std::optional<workloads::TraceContext> trace);
    Awaitable<void> callTools(Toolbox &toolbox, Json calls,
                              std::optional<workloads::TraceContext> trace);
    Awaitable<Json> callTool(Toolbox &toolbox, Json call,
                             std::optional<workloads::TraceContext> trace);
    Next finish(const Json &parts);
    Next fail(const std::string &why);
    void askUser(const Json &call);
    Json modelParts(const Toolbox &toolbox, const Json &content);
    void say(Json parts, const Json &usage, const Json &partial);
    void hear(const Json &role, Json content);
    void tell(Json event);
    void record(const std::string &who, const Json &parts);
    void keep();
    void settle();
    TaskDocument::Time now() const { return workloads::timeOf(m_around); }

    const workloads::Surroundings &m_around;
    const AgentConfig &m_config;
    std::shared_ptr<Run> m_run;
    Reporter m_reporter;
    Anthropic m_model;
    Json m_before;              // the conversation so far
    Json m_new = Json::array(); // what this step adds to it
};

} // namespace stage::agents
