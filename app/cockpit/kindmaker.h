// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/options.h"
#include "backend/deploy/imagemaker.h"
#include "backend/deploy/run.h"
#include "backend/http/transport.h"

namespace app {

/// Sees to it that the bundle's kind cluster is there, by the bundle's own steps. One that answers
/// is left as it is; one that kind has and the kubeconfig does not know is written into that.
/// Cancelled, it leaves no half of one.
class KindMaker final : public core::Task {
    Q_OBJECT
public:
    /// What it works with outlives it.
    KindMaker(Options options, core::Launcher &launcher, http::Transport &transport,
              core::Clock &clock, QObject *parent = nullptr);
    ~KindMaker() override;
    const QString &contextName() const { return m_contextName; } ///< "" until the bundle is read
    QString remedy() const; ///< for a cluster that is there and does not answer

signals:
    void doing(const QString &what); ///< its own steps; progress() is what the tools say

protected:
    void run() override;
    void halt() override;

private:
    void loaded();
    void look();
    void make();
    void tell(const QString &step, deploy::StepState state);
    void made(const core::Outcome &outcome);
    void writeKubeconfig();

    Options m_options;
    core::Launcher &m_launcher;
    http::Transport &m_transport;
    core::Clock &m_clock;
    QString m_cluster, m_contextName;
    QString m_said; ///< the last line
    bool m_loading = false;
    core::Result<deploy::Bundle> m_bundle;
    deploy::Secrets m_secrets;
    deploy::LocalMachine m_machine;
    deploy::ImageMaker m_images;
    std::unique_ptr<deploy::Services> m_services;
    std::unique_ptr<kube::Client> m_client;
    std::unique_ptr<deploy::Run> m_run;
    std::unique_ptr<core::Tool> m_tool;
    std::unique_ptr<QObject> m_context = std::make_unique<QObject>();
};

} // namespace app
