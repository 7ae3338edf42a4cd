// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QSet>
#include <QString>
#include <QStringList>
#include <optional>

namespace forward {

struct Holder {
    qint64 pid = 0;
    QString command;       ///< the command line, or the bare name where that is hidden
    QStringList arguments; ///< the same, one by one; empty where hidden
    qint64 started = 0;    ///< in clock ticks since boot: with the pid, which process it is
    QDateTime since;       ///< the same as a time; invalid when it cannot be found out
    /// "process 123 (kubectl port-forward …, since 10:15)"
    QString shown() const;
    friend bool operator==(const Holder &, const Holder &) = default;
};

enum class Loopback { Four, Six }; ///< 127.0.0.1, ::1

/// The inodes of the sockets that listen on PORT in a way that keeps ADDRESS from us, from the
/// text of /proc/net/tcp or tcp6. Source: Linux Documentation/networking/proc_net_tcp.rst.
QSet<QString> listenersOn(int port, const QByteArray &table, Loopback address = Loopback::Four);

/// Who listens on PORT, as far as we may see it: other users' processes show no sockets.
std::optional<Holder> holderOf(int port, Loopback address = Loopback::Four,
                               const QString &proc = QStringLiteral("/proc"));

/// When the process began, in clock ticks since boot; 0: there is none. Source: proc(5), stat.
qint64 startOf(qint64 pid, const QString &proc = QStringLiteral("/proc"));

} // namespace forward
