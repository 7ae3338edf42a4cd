// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/holder.h"

namespace forward {

/// What a forward leads to, whoever holds it.
struct Destination {
    QString server; ///< the API server's URL
    QString ns, service;
    int servicePort = 0;
    friend bool operator==(const Destination &, const Destination &) = default;
};

/// Our own programs tell each other what they forward, in a file a port below FOLDER; without a
/// folder nothing is told. A file counts as long as its process lives.
void announce(const QString &folder, int port, const Destination &destination);
void withdraw(const QString &folder, int port);

/// A "kubectl port-forward" of a Service that has PORT as its local port.
struct KubectlForward {
    QString kubeconfig, context, ns, service; ///< empty where the command line does not say it
    QString servicePort;                      ///< a number or a name
    friend bool operator==(const KubectlForward &, const KubectlForward &) = default;
};
std::optional<KubectlForward> kubectlForward(const QStringList &arguments, int port);

/// HOLDER, who has PORT, forwards it to DESTINATION as far as it says so itself: another of our
/// programs, or a kubectl with a kubeconfig that leads to the same server.
bool leadsTo(const Holder &holder, int port, const Destination &destination, const QString &folder);

} // namespace forward
