// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSet>
#include <QString>
#include <optional>

namespace forward {

struct Holder {
    qint64 pid = 0;
    QString command; ///< the command line, or the bare name where that is hidden
    friend bool operator==(const Holder &, const Holder &) = default;
};

/// The inodes of the sockets that listen on PORT in a way that keeps 127.0.0.1 from us, from the
/// text of /proc/net/tcp or tcp6. Source: Linux Documentation/networking/proc_net_tcp.rst.
QSet<QString> listenersOn(int port, const QByteArray &table);

/// Who listens on PORT, as far as we may see it: other users' processes show no sockets.
std::optional<Holder> holderOf(int port, const QString &proc = QStringLiteral("/proc"));

} // namespace forward
