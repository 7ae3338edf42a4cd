// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/listener.h"

namespace forward {

using namespace Qt::StringLiterals;

namespace {

constexpr int backlog = 128;
constexpr int triesForAny = 8;
constexpr std::chrono::milliseconds acceptPause(100); ///< as a rule for want of descriptors

} // namespace

Listener::Listener(core::Clock &clock, QObject *parent)
    : QObject(parent)
    , m_four(*this)
    , m_six(*this)
{
    prepare(m_four, clock);
    prepare(m_six, clock);
}

void Listener::prepare(Server &server, core::Clock &clock)
{
    server.setListenBacklogSize(backlog);
    connect(&server, &QTcpServer::acceptError, this, [this, &server, &clock] {
        clock.after(acceptPause, this, [&server] { server.resumeAccepting(); });
    });
}

std::optional<Listener::Refusal> Listener::listen(int port)
{
    for (int left = port == 0 ? triesForAny : 1; left > 0; --left) {
        if (!m_four.listen(QHostAddress::LocalHost, quint16(port)))
            return Refusal{m_four.serverError() == QAbstractSocket::AddressInUseError,
                           m_four.errorString()};
        retrySecond();
        if (port != 0 || m_note.isEmpty() || left == 1)
            break;
        m_four.close(); // any other will do
    }
    return {};
}

void Listener::close()
{
    m_four.close();
    m_six.close();
    m_note.clear();
}

void Listener::retrySecond()
{
    m_note.clear();
    if (m_six.isListening() || m_six.listen(QHostAddress::LocalHostIPv6, quint16(port())))
        return;
    if (m_six.serverError() != QAbstractSocket::AddressInUseError)
        return; // no IPv6 here
    const auto holder = holderOf(port(), Loopback::Six);
    m_note = u"on [::1] port %1 is taken by %2: use 127.0.0.1, not localhost"_s.arg(port()).arg(
        holder ? holder->shown() : u"a process that cannot be seen from here"_s);
}

} // namespace forward
