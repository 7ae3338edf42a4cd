// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/spec.h"
#include "backend/kube/client.h"

#include <QObject>
#include <memory>
#include <vector>

namespace forward {

/// The forwards themselves, on whatever thread made them: a listener each that stays open while
/// pods come and go, one tunnel an accepted connection, a probe each that says whether the service
/// that is meant really answers. CLIENT, TRANSPORT (for the probes) and CLOCK outlive it;
/// everything happens on its thread's event loop. Not to be destroyed or stopped from inside its
/// own signals. Sources: kubernetes.io "API concepts" (watch), EndpointSlice discovery.k8s.io/v1,
/// and for the tunnel kubelet pkg/cri/streaming/portforward (v4.channel.k8s.io).
class Engine : public QObject {
    Q_OBJECT
public:
    Engine(kube::Client &client, http::Transport &transport, core::Clock &clock,
           std::vector<Spec> specs, QObject *parent = nullptr);
    ~Engine() override;

    /// Tells other programs of ours what is forwarded here, by files in FOLDER, and uses their
    /// forwards where they have the port. To be said before start().
    void shareIn(const QString &folder);
    /// Starts these, or all; unknown ids and running ones are left alone. Each tells its state.
    void start(const QStringList &ids = {});
    std::vector<Status> statuses() const; ///< in the order of the specs
    /// See ForwardSet.
    void usePort(const QString &id, int port = 0);
    void pause(const QString &id);
    void resume(const QString &id);
    void restart(const QString &id);
    /// Our own plan is about to restart WHAT in namespace NS ("": anywhere): an interruption there
    /// within the next two minutes is shown as Reconnecting with that reason.
    void planned(const QString &ns, const QString &what);
    /// Tells counted().
    void count();

signals:
    /// Any of state, why, local, target, attempt, pid, holder or lost changed.
    void changed(const forward::Status &status);
    /// A forward is Verified again after an interruption.
    void healed(const QString &id, const forward::Loss &loss);
    /// Everything, with the figures that are no news by themselves.
    void counted(const std::vector<forward::Status> &statuses);

private:
    class Inner;
    std::unique_ptr<Inner> m_inner;
};

} // namespace forward
