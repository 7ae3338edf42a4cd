// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/core/launcher.h"
#include "backend/kube/kubeconfig.h"

#include <QObject>
#include <vector>

namespace kube {

/// Reads an ExecCredential of exactly APIVERSION; a Garbled fault quotes the beginning, never a
/// token. Source: client-go plugin/pkg/client/auth/exec/exec.go.
core::Result<ExecCredential> parseExecCredential(const QByteArray &output,
                                                 const QString &apiVersion);

/// Who we are to one cluster: static material from the context, a token file read again every
/// ten seconds, or an exec plugin run when its credential expired or was refused and nobody else of
/// this context has a newer one. Lives on the event loop; LAUNCHER and CLOCK outlive it.
class Credentials : public QObject {
    Q_OBJECT
public:
    Credentials(const Context &context, core::Launcher &launcher, core::Clock &clock,
                QObject *parent = nullptr);
    ~Credentials() override;

    using Ready = std::function<void(core::Result<void>)>;
    /// Calls back, at once when nothing has to be done, unless CONTEXT dies first.
    void freshen(QObject *context, Ready ready);
    /// What REQUEST was signed with was refused; what was fetched since then stays: of many that
    /// were under way with the old, one renews it. Returns whether trying again can help.
    bool refuse(const http::Request &request);
    void sign(http::Request &request) const;

private:
    struct Waiter;
    bool usable();
    bool isCurrent(const http::Request &request) const;
    void readTokenFile();
    void fetch();
    void runPlugin();
    void pluginEnded(const core::Outcome &outcome);
    void answerAll(const core::Result<void> &result);

    const Context m_context;
    core::Launcher &m_launcher;
    core::Clock &m_clock;
    QByteArray m_token;
    std::optional<std::chrono::milliseconds> m_tokenRead;
    std::optional<ExecCredential> m_exec;
    std::unique_ptr<core::Tool> m_plugin;
    std::vector<Waiter> m_waiters; ///< while there are any, the plugin runs: ours or another's
};

} // namespace kube
