// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/kube/client.h"

#include <QObject>

namespace app {

/// Whether anybody is there: steps wait for a cluster that restarts, but not for one that is gone.
class Pulse : public QObject {
    Q_OBJECT
public:
    /// CLIENT and CLOCK outlive it.
    Pulse(kube::Client &client, core::Clock &clock, QObject *parent = nullptr);
    void start();

signals:
    /// Nobody has listened at the API server's address for as long as a restart may take. Once.
    void gone(const core::Fault &why);

private:
    void ask();
    void answered(const core::Result<nlohmann::json> &answer);

    kube::Client &m_client;
    core::Clock &m_clock;
    std::chrono::milliseconds m_heard{0};
};

} // namespace app
