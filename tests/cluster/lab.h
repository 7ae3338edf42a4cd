// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/deploy/bundle.h"
#include "backend/http/curltransport.h"
#include "backend/kube/client.h"
#include "tests/support/programs.h"

#include <QUrl>

namespace lab {

using Json = nlohmann::json;
using programs::Ran;
using programs::said;

/// One Kubernetes for one suite: the cluster of TRUSTUSBANK_TEST_KUBECONFIG, or a stage of the
/// suite's own; and a namespace of the suite's own on it. TRUSTUSBANK_TEST_KUBECTL is another
/// kubectl than the one in PATH, TRUSTUSBANK_TEST_REGISTRY the registry of a cluster that names
/// none.
class Lab {
public:
    /// "" or why there is no cluster. WORD goes into the namespace's name.
    QString begin(const QString &word);
    /// Deletes the namespace; "" or what is wrong afterwards.
    QString end();

    bool isStage() const { return !m_ready.is_null(); }
    const Json &ready() const { return m_ready; } ///< the stage's ready line
    const QString &ns() const { return m_ns; }
    const QString &registry() const { return m_registry; } ///< "localhost:5001"
    programs::Home &home() { return m_home; }

    /// kubectl's minor version, 0 when there is no kubectl.
    int kubectlMinor() const { return m_minor; }
    /// In the suite's namespace.
    Ran kubectl(const QStringList &arguments, const QByteArray &input = {}, int seconds = 60);
    std::unique_ptr<QProcess> startKubectl(const QStringList &arguments) const;

    /// The cockpit's own library on the same cluster.
    kube::Client &client() { return *m_client; }
    core::Clock &clock() { return m_clock; }
    /// One request, as it is. Status 0 when no answer came; then the body says why.
    http::Reply ask(const QByteArray &method, const QString &path, const QByteArray &body = {},
                    const http::Headers &headers = {});
    Json get(const QString &path); ///< the body; null unless 200
    /// The lines of a stream until one fits or SECONDS are over.
    QList<Json> lines(const QString &path, const std::function<bool(const Json &)> &last,
                      int seconds = 20);
    /// "/api/v1/namespaces/NS/configmaps/…", "/apis/apps/v1/namespaces/NS/deployments/…".
    QString path(const QString &groupVersion, const QString &rest) const;

private:
    QString connectTo(const QString &kubeconfig);
    QString findRegistry();

    programs::Home m_home;
    Json m_ready;
    QString m_kubeconfig, m_ns, m_registry, m_kubectl;
    int m_minor = 0;
    core::SystemClock m_clock;
    std::unique_ptr<http::CurlTransport> m_transport;
    std::unique_ptr<kube::Client> m_client;
};

/// Waits for what is so in the end.
bool until(const std::function<bool()> &so, int seconds = 30);

/// One of our own images as an OCI layout in FOLDER, for skopeo; its digest, or the fault.
core::Result<QString> writeImage(const QString &folder, const QString &workload,
                                 const QString &tag);

/// A Deployment and a Service "thief" on port 80, of our own IMAGE that answers on /healthz.
QByteArray thiefManifest(const QString &image);

} // namespace lab
