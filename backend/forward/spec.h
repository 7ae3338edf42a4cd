// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/ledger.h"

#include <nlohmann/json.hpp>

namespace forward {

/// The states of design.md §5. Verified is said only after an answer of the expected identity came
/// through a fresh tunnel to the pod that is in use now.
enum class State {
    Off,          ///< not started
    Waiting,      ///< for the API server, the service or a ready pod: see Status::why
    Listening,    ///< the port is open and a pod is ready; nothing answered yet
    Verified,     ///< the last probe found the service that is meant
    Degraded,     ///< it worked before, or something answers: but not as it should
    Reconnecting, ///< it worked before and is being restored, or a planned rollout is under way
    Conflict,     ///< another program has the local port: see Status::pid and holder
    Failed,       ///< waiting does not help: see Status::why
    Paused,       ///< by hand: its port is closed until it is resumed
};
QString stateWord(State state); ///< "Verified"

/// How the service is known from any other that might answer on the port. Empty parts are not
/// checked. Redirects are answers.
struct Identity {
    QString path;             ///< with its query, begins with "/"
    int status = 200;         ///< the HTTP status that is expected
    QString title;            ///< the page's <title> contains it
    QString jsonPointer;      ///< the body is JSON and has this (RFC 6901)
    nlohmann::json jsonValue; ///< and it is this; null: any value will do
    QString contains;         ///< the body contains it
};

/// One forward as the demo's data describes it.
struct Spec {
    QString id, title, group; ///< "grafana", "Grafana", "ui"
    QString ns, service;
    int port = 0;        ///< on 127.0.0.1; 0: any free one
    int servicePort = 0; ///< the Service's port, not the pod's
    Identity probe;
};

/// What is known of one forward now.
struct Status {
    QString id;
    State state = State::Off;
    QString why;          ///< one sentence; empty when there is nothing to explain
    QString local;        ///< "127.0.0.1:18001"
    QString target;       ///< "namespace/pod:port"; empty while there is none
    double latencyMs = 0; ///< of the last probe that found the service, whole request
    int attempt = 0;      ///< probes, or tries to listen, in vain since the last success
    int nextInMs = 0;     ///< until the next try, as of when this was told
    qint64 pid = 0;       ///< in a Conflict: who listens there; 0 when it cannot be found out
    QString holder;       ///< that process's command line
    int connections = 0;  ///< open ones of clients, without our own probes
    int lost = 0;         ///< accepted ones that ended in an error of ours since start
    int total = 0;        ///< connections of clients since start, the open ones too
    qint64 bytesUp = 0, bytesDown = 0;         ///< from and to clients since start, without probes
    qint64 upPerSecond = 0, downPerSecond = 0; ///< in the last whole second
    int sparesOpened = 0, sparesUsed = 0; ///< tunnels kept for a next client, and their clients
    int losses = 0;           ///< interruptions, and connections lost without one, since start
    std::optional<Loss> loss; ///< the last of them
    bool heard = false;       ///< services and pods were listed: what is said to be missing is
    bool adopted = false;     ///< the port is another process's forward to the same service
    QDateTime holderSince;    ///< when the process that has the port began
    QDateTime since;          ///< UTC: when the state began
    QDateTime verifiedAt;     ///< UTC: the last probe that found the service; invalid: never
    /// One line of "forwards --json" (commands.md); NOW is its "t".
    nlohmann::json toJson(const QDateTime &now) const;
};

} // namespace forward

Q_DECLARE_METATYPE(forward::Status)
