// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"
#include "backend/stage/nodes/pods.h"
#include "backend/stage/nodes/runtime.h"

namespace stage::nodes {

/// What a client asks of a pod's log, checked against the pod.
struct LogQuery {
    std::string container;
    bool follow = false, timestamps = false, previous = false;
    std::optional<long long> tailLines, limitBytes;
    std::optional<Time> since;
};

struct LogRefusal {
    int code = 400;
    std::string reason, message;
};

/// The error is what the API server or the kubelet answers.
tl::expected<LogQuery, LogRefusal> logQuery(const net::Request &request, const Json &pod, Time now);

/// LINES as text: since, then tail, then timestamps, then cut at limitBytes.
std::string logText(const std::vector<LogBook::Line> &lines, const LogQuery &query);
std::string logLine(const LogBook::Line &line, bool timestamps);

/// Which life of the container, counted in restarts, the query means.
int lifeToRead(const Json &pod, const LogQuery &query);

/// The named container runs, so that more lines may come.
bool mayLogMore(const Json &pod, const std::string &container);

} // namespace stage::nodes
