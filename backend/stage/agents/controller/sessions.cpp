// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/controller/sessions.h"

#include "backend/stage/workloads/telemetry.h"

#include <algorithm>

namespace stage::agents {

namespace {

constexpr std::size_t mostSessions = 500, mostEvents = 1000;

} // namespace

Sessions::Session &Sessions::open(const std::string &user, const std::string &id,
                                  const std::string &agent, const std::string &name,
                                  const std::string &source, Time now)
{
    Session *session = find(user, id);
    if (!session) {
        m_sessions.push_front({id, user, {}, {}, {}, now, now, {}, {}});
        session = &m_sessions.front();
    }
    session->agent = agent.empty() ? session->agent : agent;
    session->name = name.empty() ? session->name : name;
    session->source = source.empty() ? session->source : source;
    session->updated = now;
    if (m_sessions.size() > mostSessions)
        remove(m_sessions.back().user, m_sessions.back().id);
    return *session;
}

Sessions::Session *Sessions::find(const std::string &user, const std::string &id)
{
    const auto found = std::find_if(m_sessions.begin(), m_sessions.end(), [&](const Session &one) {
        return one.user == user && one.id == id;
    });
    return found == m_sessions.end() ? nullptr : &*found;
}

std::vector<const Sessions::Session *> Sessions::of(const std::string &user) const
{
    std::vector<const Session *> out;
    for (const Session &one : m_sessions) {
        if (one.user == user)
            out.push_back(&one);
    }
    return out;
}

void Sessions::remove(const std::string &user, const std::string &id)
{
    m_sessions.remove_if([&](const Session &one) {
        if (one.user != user || one.id != id)
            return false;
        for (const std::string &task : one.tasks)
            m_tasks.erase(task);
        return true;
    });
}

void Sessions::addEvent(Session &session, const std::string &id, const std::string &data, Time now)
{
    const std::string at = goTime(now);
    session.updated = now;
    session.events.push_back({{"id", id},
                              {"session_id", session.id},
                              {"user_id", session.user},
                              {"data", data},
                              {"created_at", at},
                              {"updated_at", at}});
    if (session.events.size() > mostEvents)
        session.events.erase(session.events.begin());
}

void Sessions::keepTask(const std::string &user, Json task, Time now)
{
    const std::string id = text(task, "id");
    Session &session = open(user, text(task, "contextId"),
                            text(member(task, "metadata"), "kagent_app_name"), "", "", now);
    if (std::find(session.tasks.begin(), session.tasks.end(), id) == session.tasks.end())
        session.tasks.push_back(id);
    if (session.name.empty()) {
        const Json history = member(task, "history", Json::array());
        session.name =
            sessionName(history.empty() ? "" : partsText(member(history.front(), "parts")));
    }
    m_tasks[id] = std::move(task);
}

const Json *Sessions::task(const std::string &id) const
{
    const auto found = m_tasks.find(id);
    return found == m_tasks.end() ? nullptr : &found->second;
}

std::string sessionName(const std::string &words)
{
    std::size_t characters = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool begins = (static_cast<unsigned char>(words[i]) & 0xc0) != 0x80;
        if (begins && ++characters > 20)
            return words.substr(0, i) + "...";
    }
    return words;
}

std::string goTime(Sessions::Time when)
{
    const std::string text = workloads::isoMicroseconds(when);
    return text.substr(0, text.find('+')) + "Z";
}

Json sessionJson(const Sessions::Session &session)
{
    Json out = {{"id", session.id},
                {"user_id", session.user},
                {"created_at", goTime(session.created)},
                {"updated_at", goTime(session.updated)},
                {"agent_id", session.agent}};
    if (!session.name.empty())
        out["name"] = session.name;
    if (!session.source.empty())
        out["source"] = session.source;
    return out;
}

} // namespace stage::agents
