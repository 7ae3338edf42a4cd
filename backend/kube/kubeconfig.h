// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"
#include "backend/http/transport.h"
#include "backend/kube/execshelf.h"

#include <QMap>
#include <QStringList>
#include <memory>
#include <optional>
#include <vector>

namespace kube {

/// An exec credential plugin, client.authentication.k8s.io.
struct ExecPlugin {
    QString apiVersion, command, installHint;
    QStringList arguments;
    QMap<QString, QString> environment;
    bool provideClusterInfo = false;
    std::shared_ptr<ExecShelf> shelf = std::make_shared<ExecShelf>(); ///< of all copies
};

/// One context of a kubeconfig, ready to use: everything inlined.
struct Context {
    QString name, cluster, user, ns;
    QString server; ///< URL without trailing slash
    http::Tls tls;
    QByteArray token;
    QString tokenFile;
    QString proxyUrl;
    QMap<QString, QString> impersonate; ///< header → values, one a line
    std::optional<ExecPlugin> exec;
    QString toolsFolder; ///< the cluster's extension "trustusbank.tools", or ""
    QByteArray basic;    ///< "user:password", or ""
};

/// kubectl's rules for finding and merging files (protocols: client-go tools/clientcmd/loader.go).
class KubeConfig {
public:
    /// EXPLICITFILE wins; else $KUBECONFIG (a list); else ~/.kube/config. Faults name file, line
    /// and column; nothing found is Missing.
    static core::Result<KubeConfig> load(const QString &explicitFile = {});
    /// One file's text; for tests and fuzzing. FILE resolves relative paths and is named in faults.
    static core::Result<KubeConfig> parse(const QByteArray &yaml, const QString &file);

    QStringList contexts() const;
    QString currentContext() const { return m_current; }
    core::Result<Context> context(const QString &name) const;

private:
    struct Entry;
    std::vector<std::shared_ptr<Entry>> m_clusters, m_users, m_contexts;
    QString m_current;
};

/// The rule of the commands: FLAG names a context; without it the only one is taken, and several
/// are a Usage fault that lists them. The file's current-context is never used silently.
core::Result<Context> choose(const KubeConfig &config, const QString &flag);

} // namespace kube
