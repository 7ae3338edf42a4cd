// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/core/launcher.h"
#include "backend/http/transport.h"
#include "backend/kube/kubeconfig.h"

#include <QHash>
#include <QObject>

namespace kube {

using Json = nlohmann::json;

/// What an object is, as manifests say it.
struct Ref {
    QString apiVersion; ///< "apps/v1"
    QString kind;       ///< "Deployment"
    QString ns;         ///< "" for cluster-scoped kinds
    QString name;       ///< "" for a list
    friend bool operator==(const Ref &, const Ref &) = default;
};
Ref refOf(const Json &object);

/// One cluster's API. Answers come from the event loop; a request lives as long as the client or
/// until the context object dies. Errors carry the cluster's own Status message as detail.
class Client : public QObject {
    Q_OBJECT
public:
    /// TRANSPORT and CLOCK outlive the client.
    Client(Context context, http::Transport &transport, core::Clock &clock,
           QObject *parent = nullptr);
    ~Client() override;

    const Context &context() const { return m_context; }
    http::Transport &transport() { return m_transport; }

    using Done = std::function<void(core::Result<Json>)>;
    /// Calls back unless CONTEXT dies first. PATH begins with "/".
    void get(const QString &path, QObject *context, Done done);
    void get(const Ref &ref, QObject *context, Done done, const QString &query = {});
    /// Server-side apply with our field manager, strict. Force takes over others' fields.
    void apply(const Json &object, bool dryRun, QObject *context, Done done);
    /// mergePatch: application/merge-patch+json, or a JSON patch when PATCH is an array.
    void patch(const Ref &ref, const Json &patch, QObject *context, Done done,
               const QString &subresource = {});
    void create(const Json &object, QObject *context, Done done);
    /// NotFound is success with a null value.
    void remove(const Ref &ref, QObject *context, Done done);
    /// The URL path of an object or list; runs discovery when the kind is not known yet.
    void resolve(const Ref &ref, QObject *context, std::function<void(core::Result<QString>)> done);
    /// A signed request for anything else (logs, watch, raw).
    http::Request request(const QByteArray &method, const QString &path) const;

    /// Makes the credentials fresh (runs the exec plugin when there is one); then request() is
    /// signed with them. Calls back at once when there is nothing to do.
    void prepare(QObject *context, std::function<void(core::Result<void>)> done);
    /// REQUEST, signed here, was answered 401: the next prepare() renews the credentials, unless
    /// that was done since it was signed.
    void refused(const http::Request &request);
    /// Starts exec plugins; without it a ProcessLauncher with the context's tools folder.
    void useLauncher(core::Launcher &launcher);

    static constexpr const char *fieldManager = "trustusbank-cockpit";

signals:
    /// The API server's own warnings about a call that worked.
    void warned(const QString &text);

private:
    struct Inner;
    Context m_context;
    http::Transport &m_transport;
    core::Clock &m_clock;
    std::unique_ptr<Inner> m_inner;
};

} // namespace kube
