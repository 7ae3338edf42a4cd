// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/core/task.h"
#include "backend/evidence/picture.h"
#include "backend/http/transport.h"

namespace evidence {

/// A customer's prompt, on its way to the agent. Done when an answer came; a task that failed is an
/// answer.
class Question : public core::Task {
    Q_OBJECT
public:
    /// CLOCK outlives it.
    explicit Question(core::Clock &clock, QObject *parent = nullptr);
    const Reply &reply() const { return m_reply; } ///< valid once Done

protected:
    core::Clock &clock() { return m_clock; }
    /// Ends with it: Done, or why there is none. The reply is as old as this call.
    void settle(core::Result<Reply> reply);

private:
    core::Clock &m_clock;
    Reply m_reply;
};

/// Asked by the cockpit itself, as the chatbot's page does: an A2A message/send through the page's
/// own server, with a trace id of ours.
class Prompt final : public Question {
    Q_OBJECT
public:
    /// URL is the agent's address below the chatbot. TRANSPORT and CLOCK outlive it.
    Prompt(QString url, QString text, http::Transport &transport, core::Clock &clock,
           QObject *parent = nullptr);

protected:
    void run() override;
    void halt() override;

private:
    void answered(const core::Result<http::Reply> &reply);

    QString m_url, m_text, m_traceId;
    http::Transport &m_transport;
    std::unique_ptr<http::Call> m_call;
};

/// The agent's model may take its time; nobody on stage waits longer than this for an answer.
constexpr std::chrono::seconds patience(90);

/// What the chatbot's server answered with STATUS (HTTP). Pure.
core::Result<Reply> readAnswer(int status, const QByteArray &body);

/// The JSON-RPC request (A2A 0.3, message/send). Pure.
QByteArray promptBody(const QString &text, const QString &messageId);

} // namespace evidence
