// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/http/transport.h"
#include "backend/kube/credentials.h"

#include <QObject>

namespace kube {

/// What to ask, before it is signed.
struct Ask {
    QByteArray method = "GET";
    QString url;
    QByteArray accept = "application/json";
    QByteArray contentType;
    QByteArray body;
};

/// One question to the API server until there is a final answer: credentials are made fresh, a
/// 401 renews them once, 429 and 503 with Retry-After are obeyed a bounded number of times.
/// Deletes itself after DONE; dies silently with its parent or with CONTEXT.
class ApiCall : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(core::Result<http::Reply>)>;
    ApiCall(Ask ask, http::Transport &transport, Credentials &credentials, core::Clock &clock,
            QObject *context, Done done, QObject *parent);

    static constexpr int maxRetries = 5;
    static constexpr std::chrono::seconds maxWait{10};

private:
    void freshen();
    void send();
    void note(core::Result<http::Reply> reply);
    void end(core::Result<http::Reply> reply);

    Ask m_ask;
    http::Transport &m_transport;
    Credentials &m_credentials;
    core::Clock &m_clock;
    Done m_done;
    http::Request m_signed; ///< the last one sent
    std::unique_ptr<http::Call> m_call;
    int m_retries = 0;
    bool m_renewed = false;
};

} // namespace kube
