// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/shapes.h"

#include <chrono>

namespace stage::agents {

/// Whose turn it is, as it stands in every event's metadata.
struct TurnIdentity {
    std::string task, context, user;
    std::string app, author;
    std::string invocation;
};

/// The A2A task of one turn, and the events that tell how it came about. Each member function takes
/// one step and returns the event of message/stream; a status message moves into history when the
/// next one comes, which is why the user's message stands there twice. Pure but for new ids.
class TaskDocument {
public:
    using Time = std::chrono::system_clock::time_point;
    TaskDocument(TurnIdentity who, Json userMessage, Time now);

    Json submitted() const;
    Json working(Time now);
    /// A whole message of the agent. USAGE and PARTIAL may be null.
    Json said(Json parts, const Json &usage, const Json &partial, Time now);
    /// A piece of an answer that is still coming: an event, but no part of the task.
    Json piece(const std::string &words, Time now) const;
    Json artifact(Json parts);
    Json completed(Time now);
    Json failed(const std::string &why, Time now);
    Json inputRequired(Time now);
    /// The user answers: the same task goes on, in the same turn's name.
    void resumed(Json userMessage);

    const Json &task() const { return m_task; }
    const TurnIdentity &who() const { return m_who; }
    std::string state() const { return text(m_task.at("status"), "state"); }
    bool over() const; ///< completed, failed, canceled or rejected

private:
    Json ownMessage(Json message) const;
    Json base() const;
    Json metadata(const Json &partial) const;
    Json agentMessage(Json parts, Json metadata) const;
    Json update(Json status, const Json &metadata, bool final);
    Json event(const Json &status, const Json &metadata, bool final) const;

    TurnIdentity m_who;
    Json m_task;
    Json m_usage;
};

} // namespace stage::agents
