// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/shapes.h"

#include <chrono>
#include <list>

namespace stage::agents {

/// What agents and users reported of their conversations; the oldest go first.
/// A session belongs to one user: the same id with another user is another session.
class Sessions {
public:
    using Time = std::chrono::system_clock::time_point;
    struct Session {
        std::string id, user, name, agent,
            source; ///< agent: "trustusbank_bank_agents__NS__support_bot"
        Time created, updated;
        std::vector<Json> events;
        std::vector<std::string> tasks; ///< ids, oldest first
    };

    /// Makes a session, or renames the one that is there.
    Session &open(const std::string &user, const std::string &id, const std::string &agent,
                  const std::string &name, const std::string &source, Time now);
    Session *find(const std::string &user, const std::string &id);
    std::vector<const Session *> of(const std::string &user) const; ///< newest first
    void remove(const std::string &user, const std::string &id);

    void addEvent(Session &session, const std::string &id, const std::string &data, Time now);
    /// Keeps a task, or its newer version, with the session of its context.
    void keepTask(const std::string &user, Json task, Time now);
    const Json *task(const std::string &id) const;
    void removeTask(const std::string &id) { m_tasks.erase(id); }

private:
    std::list<Session> m_sessions; ///< newest first
    std::map<std::string, Json> m_tasks;
};

/// The first 20 characters of what was asked, and "..." when there was more.
std::string sessionName(const std::string &words);
Json sessionJson(const Sessions::Session &session);
/// "2026-11-23T20:56:20.257437Z"
std::string goTime(Sessions::Time when);

} // namespace stage::agents
