// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/channels.h"

namespace kube {

Channels::Message Channels::take(const QByteArray &message)
{
    if (message.isEmpty())
        return {};
    const auto channel = static_cast<unsigned char>(message[0]);
    if (channel > 1)
        return {}; // reserved ones are ignored, as the other clients do
    if (!m_begun[channel]) {
        m_begun[channel] = true;
        if (message.size() != 3)
            return {Message::Kind::Violation, "the first message is not a port"};
        const int port =
            static_cast<unsigned char>(message[1]) | static_cast<unsigned char>(message[2]) << 8;
        if (port != m_port)
            return {Message::Kind::Violation, "the node forwards port " + QByteArray::number(port)};
        return {};
    }
    if (message.size() == 1)
        return {};
    return {channel == 0 ? Message::Kind::Data : Message::Kind::Error, message.mid(1)};
}

TunnelEnd classifyNodeError(const QString &text)
{
    const auto says = [&](const char *words) {
        return text.contains(QLatin1StringView(words), Qt::CaseInsensitive);
    };
    if (says("connection reset by peer") || says("broken pipe"))
        return TunnelEnd::Broken;
    if (says("failed to find sandbox") || says("is not running") || says("is closed")
        || says("not found"))
        return TunnelEnd::PodGone;
    if (says("connection refused") || says("failed to connect") || says("failed to dial"))
        return TunnelEnd::PortRefused;
    return TunnelEnd::Broken;
}

TunnelEnd classifyUpgrade(int status)
{
    if (status == 404 || status == 500) // 500: the pod is not running
        return TunnelEnd::PodGone;
    if (status == 403 || status == 400 || status == 405)
        return TunnelEnd::Forbidden;
    return TunnelEnd::Unopened;
}

} // namespace kube
