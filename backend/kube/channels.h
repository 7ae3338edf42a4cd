// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

namespace kube {

/// The messages of v4.channel.k8s.io for one forwarded port: channel 0 carries data, channel 1
/// the node's error text; the first message on each is the port, little-endian, to be checked and
/// dropped. Pure. Source: kubelet pkg/cri/streaming/portforward/websocket.go.
class Channels {
public:
    explicit Channels(int port)
        : m_port(port)
    {
    }

    struct Message {
        enum class Kind { Nothing, Data, Error, Violation };
        Kind kind = Kind::Nothing;
        QByteArray payload; ///< for a Violation, what is wrong
        friend bool operator==(const Message &, const Message &) = default;
    };
    Message take(const QByteArray &message);
    static QByteArray wrap(const QByteArray &data) { return QByteArray(1, '\0').append(data); }

private:
    int m_port;
    bool m_begun[2] = {false, false};
};

/// Why a tunnel is over, as far as it matters for what to do next.
enum class TunnelEnd {
    Closed,      ///< the service closed it
    PodGone,     ///< find another pod; the application saw nothing
    PortRefused, ///< nothing listens in the pod yet; the application saw nothing
    Unopened,    ///< the API server could not be asked, or did not answer in time
    Forbidden,   ///< waiting does not help
    Broken,      ///< it was open and broke
};

/// What the node's error text means. Sources: containerd internal/cri/server (sandbox not found,
/// network namespace closed), CRI-O (not running), the dialer's own words.
TunnelEnd classifyNodeError(const QString &text);
/// What a refused upgrade means.
TunnelEnd classifyUpgrade(int status);

} // namespace kube
