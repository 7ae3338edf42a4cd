// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/runtime/document.h"

#include "backend/stage/agents/runtime/parts.h"
#include "backend/stage/workloads/telemetry.h"

namespace stage::agents {

using workloads::isoMicroseconds;
using workloads::newUuid;

TaskDocument::TaskDocument(TurnIdentity who, Json userMessage, Time now)
    : m_who(std::move(who))
{
    const Json message = ownMessage(std::move(userMessage));
    m_task = {{"kind", "task"}, {"id", m_who.task}, {"contextId", m_who.context}};
    m_task["history"] = Json::array();
    m_task["history"].push_back(message);
    m_task["status"] = {{"state", "submitted"},
                        {"message", message},
                        {"timestamp", isoMicroseconds(now)}};
}

Json TaskDocument::ownMessage(Json message) const
{
    message["kind"] = "message";
    message["contextId"] = m_who.context;
    message["taskId"] = m_who.task;
    if (!member(message, "parts").is_array())
        message["parts"] = Json::array();
    return message;
}

Json TaskDocument::base() const
{
    return {{"kagent_app_name", m_who.app},
            {"kagent_session_id", m_who.context},
            {"kagent_user_id", m_who.user}};
}

Json TaskDocument::metadata(const Json &partial) const
{
    Json out = base();
    out["kagent_adk_partial"] = partial;
    out["kagent_author"] = m_who.author;
    out["kagent_invocation_id"] = m_who.invocation;
    return out;
}

Json TaskDocument::agentMessage(Json parts, Json metadata) const
{
    Json out = {{"kind", "message"},
                {"role", "agent"},
                {"messageId", newUuid()},
                {"parts", std::move(parts)}};
    if (!metadata.is_null())
        out["metadata"] = std::move(metadata);
    return out;
}

Json TaskDocument::event(const Json &status, const Json &metadata, bool final) const
{
    Json out = {{"kind", "status-update"},
                {"taskId", m_who.task},
                {"contextId", m_who.context},
                {"final", final},
                {"status", status}};
    if (!metadata.is_null())
        out["metadata"] = metadata;
    return out;
}

Json TaskDocument::update(Json status, const Json &metadata, bool final)
{
    const Json before = member(m_task["status"], "message");
    if (!before.is_null())
        m_task["history"].push_back(before);
    m_task["status"] = std::move(status);
    if (!metadata.is_null()) {
        if (!m_task.contains("metadata"))
            m_task["metadata"] = Json::object();
        m_task["metadata"].update(metadata);
    }
    return event(m_task["status"], metadata, final);
}

Json TaskDocument::submitted() const
{
    return event(m_task.at("status"), nullptr, false);
}

Json TaskDocument::working(Time now)
{
    return update({{"state", "working"}, {"timestamp", isoMicroseconds(now)}}, base(), false);
}

Json TaskDocument::said(Json parts, const Json &usage, const Json &partial, Time now)
{
    Json about = metadata(partial);
    if (!usage.is_null()) {
        about["kagent_usage_metadata"] = usage;
        m_usage = usage;
    }
    const Json message = agentMessage(std::move(parts), about);
    return update({{"state", "working"}, {"message", message}, {"timestamp", isoMicroseconds(now)}},
                  about, false);
}

Json TaskDocument::piece(const std::string &words, Time now) const
{
    const Json about = metadata(true);
    Json parts = Json::array();
    parts.push_back(textPart(words));
    const Json message = agentMessage(std::move(parts), about);
    return event({{"state", "working"}, {"message", message}, {"timestamp", isoMicroseconds(now)}},
                 about, false);
}

Json TaskDocument::artifact(Json parts)
{
    const Json one = {{"artifactId", newUuid()}, {"parts", std::move(parts)}};
    m_task["artifacts"] = Json::array();
    m_task["artifacts"].push_back(one);
    return {{"kind", "artifact-update"},
            {"taskId", m_who.task},
            {"contextId", m_who.context},
            {"artifact", one},
            {"lastChunk", true}};
}

Json TaskDocument::completed(Time now)
{
    Json about = base();
    about["kagent_invocation_id"] = m_who.invocation;
    if (!m_usage.is_null())
        about["kagent_usage_metadata"] = m_usage;
    return update({{"state", "completed"}, {"timestamp", isoMicroseconds(now)}}, about, true);
}

Json TaskDocument::failed(const std::string &why, Time now)
{
    Json parts = Json::array();
    parts.push_back(textPart(why));
    const Json message = agentMessage(std::move(parts), nullptr);
    return update({{"state", "failed"}, {"message", message}, {"timestamp", isoMicroseconds(now)}},
                  nullptr, true);
}

Json TaskDocument::inputRequired(Time now)
{
    Json status = {{"state", "input-required"}, {"timestamp", isoMicroseconds(now)}};
    const Json repeated = member(m_task["status"], "message");
    if (!repeated.is_null())
        status["message"] = repeated;
    return update(std::move(status), metadata(nullptr), true);
}

void TaskDocument::resumed(Json userMessage)
{
    Json &status = m_task["status"];
    const Json before = member(status, "message");
    if (!before.is_null())
        m_task["history"].push_back(before);
    status.erase("message");
    m_task["history"].push_back(ownMessage(std::move(userMessage)));
    status["state"] = "working";
}

bool TaskDocument::over() const
{
    const std::string now = state();
    return now == "completed" || now == "failed" || now == "canceled" || now == "rejected";
}

} // namespace stage::agents
