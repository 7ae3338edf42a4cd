// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/kube/client.h"

#include <QPointer>

namespace deploy {

/// Who drives this cluster: the Lease trustusbank-cockpit in kube-public. take() answers Conflict
/// with the holder's name while another cockpit renews it; a lease that ran out, or whose holder
/// was a process of this machine that is gone, is taken over. Renews itself while held.
class Lease final : public QObject {
    Q_OBJECT
public:
    using Json = nlohmann::json;
    /// CLIENT and CLOCK outlive the lease.
    Lease(kube::Client &client, core::Clock &clock, QString holder = ownHolder(),
          QObject *parent = nullptr);

    using Done = std::function<void(core::Result<void>)>;
    void take(QObject *context, Done done);
    /// Gives it back; calls back also when there was nothing to give or the cluster is gone.
    void giveBack(QObject *context, Done done);
    bool held() const { return m_held; }

    /// "user@host/PID/STARTTICKS".
    static QString ownHolder();
    /// For sentences: "user on host (process PID)".
    static QString inWords(const QString &holder);

    static constexpr std::chrono::seconds duration{15};
    static constexpr std::chrono::seconds renewal{5};

signals:
    /// Somebody else took it. An API that does not answer loses nothing: nobody else can take it
    /// then.
    void lost(const QString &why);

private:
    struct Ask {
        QPointer<QObject> context;
        Done done;
        int tries = 0;
    };
    void read(Ask ask);
    void judge(Ask ask, const Json &lease);
    void write(Ask ask, const Json &lease);
    void taken(Ask ask, const core::Result<Json> &answer);
    void scheduleRenewal();
    void renew();
    Json spec(const Json &before) const;

    kube::Client &m_client;
    core::Clock &m_clock;
    QString m_holder;
    bool m_held = false;
    std::unique_ptr<QObject> m_term; ///< dies when the lease is not held any more
};

} // namespace deploy
