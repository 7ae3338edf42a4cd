// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/item.h"
#include "backend/deploy/prober.h"

namespace deploy {

/// One right that the demo's steps use.
struct Right {
    Can can;
    std::optional<bool> allowed = {}; ///< nothing: nobody answered
    QString why = {};
};
/// What the plan's steps do to a cluster, as rights to ask for.
std::vector<Right> rightsNeeded(const Bundle &bundle);

// What answers mean; pure.
Item versionItem(const core::Result<Json> &version, std::chrono::milliseconds latency,
                 const QString &server);
/// OURS is the middle between question and answer.
Item skewItem(const QByteArray &dateHeader, const QDateTime &ours);
Item rightsItem(const std::vector<Right> &rights);
Item podsItem(const core::Result<Json> &pods, const QStringList &namespaces);
Item pressureItem(const core::Result<Json> &nodes);
/// SERVICE is kube-system/kube-dns. Nothing on a cluster that resolves names without it.
std::optional<Item> dnsItem(const core::Result<Json> &service, const core::Result<Json> &pods);

/// Looks at the cluster itself: version, latency, clock, rights, its nodes' pressure, pods that
/// do not start. Changes nothing (a SelfSubjectAccessReview is a question). Always Done.
class ClusterLook final : public core::Task {
    Q_OBJECT
public:
    /// SERVICES outlives it.
    explicit ClusterLook(const Services &services, QObject *parent = nullptr);
    const Items &items() const { return m_items; } ///< once over
    const core::Result<Json> &nodes() const { return m_nodes; }

protected:
    void run() override;
    void halt() override;

private:
    void askVersion(kube::Client &client);
    void askRights();
    void done();

    const Services &m_services;
    Prober m_prober;
    Requests m_requests;
    Items m_items;
    std::vector<Right> m_rights;
    core::Result<Json> m_nodes = Json(), m_pods = Json(), m_dns = Json();
    std::chrono::milliseconds m_latency{0};
    int m_open = 0, m_samples = 0;
    std::unique_ptr<QObject> m_context = std::make_unique<QObject>();
};

} // namespace deploy
