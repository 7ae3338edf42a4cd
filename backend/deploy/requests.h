// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/substitute.h"
#include "backend/http/transport.h"

#include <map>

namespace deploy {

/// Keeps the calls under way of a transport that outlives it. A call ends silently when its
/// context dies; answers come from the event loop.
class Requests : public QObject {
    Q_OBJECT
public:
    explicit Requests(http::Transport &transport, QObject *parent = nullptr);
    using Done = http::Transport::Done;
    void send(const http::Request &request, QObject *context, Done done);

private:
    void bury(int id);

    http::Transport &m_transport;
    std::map<int, std::unique_ptr<http::Call>> m_calls;
    std::vector<std::unique_ptr<http::Call>>
        m_over; ///< a call is not destroyed inside its own callback
    int m_next = 0;
};

} // namespace deploy
