// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/http/transport.h"

#include <QSslConfiguration>

namespace kube {

/// Turns PEM texts into Qt's TLS configuration, once, and remembers the server's session ticket:
/// a resumed session saves most of a tunnel's set-up time.
class TunnelTls {
public:
    QSslConfiguration configuration(const http::Tls &tls);
    /// After a connection that worked.
    void remember(const QSslConfiguration &used);

private:
    http::Tls m_tls;
    QSslConfiguration m_configuration;
    bool m_built = false;
};

} // namespace kube
