// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/mesh/metrics.h"

namespace stage::mesh {

/// One running ztunnel: where its node's connections are logged and counted. It is born with the
/// container and forgets everything with it.
struct Proxy {
    std::string node;
    std::string imageTag;
    std::string rustLog;
    bool json = false; ///< LOG_FORMAT=json
    std::function<void(std::string)> log;
    TcpMetrics metrics;

    void write(const LogLine &line)
    {
        if (!log || !shows(rustLog, line.target, line.level))
            return;
        const auto now = std::chrono::system_clock::now();
        log(json ? line.json(now) : line.plain(now));
    }
};

} // namespace stage::mesh
