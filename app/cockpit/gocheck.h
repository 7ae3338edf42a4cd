// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/session.h"
#include "backend/deploy/machinefacts.h"
#include "backend/deploy/waivers.h"

namespace app {

/// Everything pre-flight looks at, side by side and in bounded time (quick: 15 s): this machine,
/// the bundle's checks, the cluster, what would have to be downloaded, the forwards, the show's
/// baseline. Changes nothing. Always Done, unless cancelled.
class GoCheck final : public core::Task {
    Q_OBJECT
public:
    struct Options {
        bool quick = false;
        bool ports = true;           ///< the forwards are not open yet: their ports must be free
        std::optional<int> displays; ///< when somebody knows better than sysfs
    };
    /// SESSION outlives it.
    GoCheck(Session &session, Options options, QObject *parent = nullptr);
    ~GoCheck() override;
    /// Once over; recorded waivers are in it.
    const deploy::Items &items() const { return m_items; }

    static QString waiverFile();

protected:
    void run() override;
    void halt() override;

private:
    enum Part {
        Machine,
        Checks,
        Cluster,
        Supply,
        Model,
        Forwards,
        Targets,
        Apps,
        Baseline,
        Clips,
        Parts
    };
    void begin(Part part, std::unique_ptr<core::Task> task, std::function<deploy::Items()> read);
    void askDesktop();
    void askModel();
    void watchForwards();
    void forwardsOver();
    void askTargets();
    void askApps();
    void askBaseline();
    void late();
    void close(Part part, deploy::Items items);
    void endIfOver();

    Session &m_session;
    Options m_options;
    deploy::MachineFacts m_machine;
    std::array<std::optional<deploy::Items>, Parts> m_parts;
    std::vector<std::unique_ptr<core::Task>> m_tasks;
    deploy::Requests m_requests;
    deploy::Items m_items;
    bool m_wasStarted = false;
    std::unique_ptr<QObject> m_context = std::make_unique<QObject>();
};

/// The forwards as items; a service that is not there yet is not checked. Pure.
deploy::Items forwardItems(const std::vector<forward::Status> &statuses,
                           const QMap<QString, QString> &titles);
/// What stands against deploying this edition here, both or neither. Pure.
deploy::Items placeItems(const deploy::Bundle &bundle,
                         const std::optional<core::Fault> &otherEdition,
                         const std::optional<core::Fault> &noRegistry);
/// Prometheus' answer to /api/v1/targets. Pure.
deploy::Item targetsItem(const core::Result<http::Reply> &reply);

} // namespace app
