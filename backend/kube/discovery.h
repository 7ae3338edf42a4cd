// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/http/transport.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <optional>
#include <vector>

namespace kube {

/// How a kind is written in URLs.
struct Resource {
    QString plural;
    bool namespaced = false;
    friend bool operator==(const Resource &, const Resource &) = default;
};
/// apiVersion + '/' + kind → resource.
using Resources = QHash<QString, Resource>;

/// The resources of an APIGroupDiscoveryList (apidiscovery.k8s.io/v2 or v2beta1).
Resources parseAggregated(const http::Json &document);
/// The resources of an APIResourceList, sub-resources left out.
Resources parseResourceList(const http::Json &document, const QString &apiVersion);

/// Which kinds the cluster has, asked for when first needed and kept; one document per root on
/// clusters that aggregate, one per group version on older ones. All on the event loop.
class Discovery : public QObject {
    Q_OBJECT
public:
    using Fetched = std::function<void(core::Result<http::Reply>)>;
    using Fetch = std::function<void(const QString &path, const QByteArray &accept, Fetched)>;
    using Found = std::function<void(core::Result<Resource>)>;
    /// FETCH makes a signed GET; it may call back after this object is gone.
    Discovery(Fetch fetch, core::Clock &clock, QObject *parent = nullptr);

    /// An unknown kind is NotFound, after asking the cluster unless that was done just now.
    void find(const QString &apiVersion, const QString &kind, QObject *context, Found found);
    /// The cluster said it has no such path: ask again next time.
    void forget(const QString &apiVersion);

private:
    struct Waiter {
        QString apiVersion, kind;
        QPointer<QObject> context;
        Found found;
    };
    void askRoot(const QString &apiVersion);
    void askGroup(const QString &apiVersion);
    void learn(const QString &apiVersion, const Resources &resources);
    void answer(const QString &apiVersion, const std::optional<core::Fault> &fault);
    core::Result<Resource> lookup(const QString &apiVersion, const QString &kind) const;

    Fetch m_fetch;
    core::Clock &m_clock;
    Resources m_resources;
    QHash<QString, std::chrono::milliseconds> m_asked; ///< per apiVersion
    QHash<QString, bool> m_asking;
    std::vector<Waiter> m_waiters;
};

/// "/api/v1" or "/apis/GROUP/VERSION".
QString rootOf(const QString &apiVersion);

} // namespace kube
