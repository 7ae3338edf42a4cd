// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/clientsocket.h"

#include <QFile>
#include <QTimer>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace forward {

namespace {

/// "0100007F:4651" as the kernel's tables write an address, for both kinds.
QByteArray tableAddress(const sockaddr_storage &address)
{
    const auto *four = reinterpret_cast<const sockaddr_in *>(&address);
    const auto *six = reinterpret_cast<const sockaddr_in6 *>(&address);
    const bool isSix = address.ss_family == AF_INET6;
    const int words = isSix ? 4 : 1;
    quint32 parts[4] = {};
    std::memcpy(parts,
                isSix ? six->sin6_addr.s6_addr : reinterpret_cast<const uchar *>(&four->sin_addr),
                static_cast<size_t>(words) * 4);
    QByteArray out;
    for (int i = 0; i < words; ++i)
        out += QByteArray::number(parts[i], 16).rightJustified(8, '0');
    const in_port_t port = isSix ? six->sin6_port : four->sin_port;
    return (out + ':' + QByteArray::number(ntohs(port), 16).rightJustified(4, '0')).toUpper();
}

/// The inode of the socket of this machine that goes from MINE to OTHER; none: it is not there.
std::optional<QByteArray> inodeOf(const QByteArray &mine, const QByteArray &other)
{
    QFile table(QString::fromLatin1(mine.size() > 20 ? "/proc/net/tcp6" : "/proc/net/tcp"));
    if (!table.open(QIODevice::ReadOnly))
        return {};
    for (const QByteArray &line : table.readAll().split('\n')) {
        if (!line.contains(mine))
            continue;
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() > 9 && fields[1] == mine && fields[2] == other)
            return fields[9];
    }
    return {};
}

bool isForLater(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

} // namespace

ClientSocket::ClientSocket(qintptr descriptor, QObject *parent)
    : QObject(parent)
    , m_descriptor(static_cast<int>(descriptor))
    , m_input(descriptor, QSocketNotifier::Read)
    , m_output(descriptor, QSocketNotifier::Write)
    , m_trouble(descriptor, QSocketNotifier::Exception)
{
    const int on = 1;
    setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(m_descriptor, F_SETFL, fcntl(m_descriptor, F_GETFL) | O_NONBLOCK);
    m_output.setEnabled(false);
    connect(&m_input, &QSocketNotifier::activated, this, [this] {
        if (m_finishing)
            discardInput();
        else
            emit readable();
    });
    connect(&m_output, &QSocketNotifier::activated, this, &ClientSocket::flush);
    connect(&m_trouble, &QSocketNotifier::activated, this, &ClientSocket::check);
}

ClientSocket::~ClientSocket()
{
    close();
}

QByteArray ClientSocket::read(qint64 atMost)
{
    if (m_descriptor < 0 || m_inputOver)
        return {};
    QByteArray out(atMost, Qt::Uninitialized);
    const ssize_t got = recv(m_descriptor, out.data(), static_cast<size_t>(atMost), 0);
    if (got > 0) {
        out.truncate(got);
        return out;
    }
    if (got == 0) {
        m_inputOver = true;
        m_input.setEnabled(false);
    } else if (!isForLater(errno)) {
        fail();
    }
    return {};
}

void ClientSocket::setReading(bool on)
{
    if (m_descriptor >= 0 && !m_finishing)
        m_input.setEnabled(on && !m_inputOver);
}

void ClientSocket::write(const QByteArray &data)
{
    if (m_descriptor < 0 || m_finishing || data.isEmpty())
        return;
    m_pieces.push_back(data);
    m_toWrite += data.size();
    if (!m_output.isEnabled() && !std::exchange(m_flushes, true))
        QMetaObject::invokeMethod(this, &ClientSocket::flush, Qt::QueuedConnection);
}

/// All that came at once goes out at once: a call for each small piece would cost more than all the
/// rest of a forward.
ssize_t ClientSocket::sendSome()
{
    std::array<iovec, 64> parts;
    size_t count = 0;
    for (const QByteArray &piece : m_pieces) {
        const qsizetype done = count == 0 ? m_written : 0;
        parts[count++] = {const_cast<char *>(piece.constData()) + done,
                          static_cast<size_t>(piece.size() - done)};
        if (count == parts.size())
            break;
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    return sendmsg(m_descriptor, &message, MSG_NOSIGNAL);
}

void ClientSocket::flush()
{
    m_flushes = false;
    const qint64 before = m_toWrite;
    while (m_descriptor >= 0 && !m_pieces.empty()) {
        ssize_t sent = sendSome();
        if (sent < 0) {
            if (isForLater(errno))
                break;
            fail();
            return;
        }
        m_toWrite -= sent;
        while (sent > 0) {
            const qsizetype left = m_pieces.front().size() - m_written;
            const qsizetype now = std::min(left, qsizetype(sent));
            sent -= now;
            m_written += now;
            if (now == left) {
                m_pieces.pop_front();
                m_written = 0;
            }
        }
    }
    m_output.setEnabled(!m_pieces.empty());
    if (m_finishing && m_pieces.empty())
        shutDown();
    else if (m_toWrite < before)
        emit drained();
}

/// Source: Linux Documentation/networking/proc_net_tcp.rst; a socket that no program has any more
/// has no inode. An IPv6 socket may be connected to our IPv4 one.
bool ClientSocket::isAbandoned() const
{
    sockaddr_storage peer{}, own{};
    socklen_t peerSize = sizeof peer, ownSize = sizeof own;
    if (m_descriptor < 0
        || getpeername(m_descriptor, reinterpret_cast<sockaddr *>(&peer), &peerSize) != 0
        || getsockname(m_descriptor, reinterpret_cast<sockaddr *>(&own), &ownSize) != 0)
        return m_descriptor < 0;
    const QByteArray theirs = tableAddress(peer), ours = tableAddress(own);
    auto inode = inodeOf(theirs, ours);
    if (!inode && peer.ss_family == AF_INET) {
        const QByteArray mapped = "0000000000000000FFFF0000";
        inode = inodeOf(mapped + theirs, mapped + ours);
    }
    return inode && *inode == "0";
}

bool ClientSocket::hasArrived() const
{
    int unacknowledged = 0;
    return m_toWrite == 0
           && (m_descriptor < 0 || ioctl(m_descriptor, SIOCOUTQ, &unacknowledged) != 0
               || unacknowledged == 0);
}

void ClientSocket::finish()
{
    if (m_descriptor < 0 || std::exchange(m_finishing, true))
        return;
    if (m_pieces.empty())
        shutDown();
}

/// Closing with unread input would reset the connection, and what we wrote last with it.
void ClientSocket::shutDown()
{
    if (std::exchange(m_shut, true))
        return;
    shutdown(m_descriptor, SHUT_WR);
    if (m_inputOver)
        fail();
    else
        m_input.setEnabled(true);
}

void ClientSocket::discardInput()
{
    char waste[4096];
    for (;;) {
        const ssize_t got = recv(m_descriptor, waste, sizeof waste, 0);
        if (got > 0)
            continue;
        if (got < 0 && isForLater(errno))
            return;
        fail();
        return;
    }
}

bool ClientSocket::isReset() const
{
    pollfd look{m_descriptor, 0, 0};
    return m_descriptor < 0 || (poll(&look, 1, 0) > 0 && (look.revents & (POLLERR | POLLHUP)) != 0);
}

void ClientSocket::check()
{
    if (isReset())
        fail();
    else
        m_trouble.setEnabled(false); // urgent data: nothing we pass on
}

/// Told later, for whoever is inside read() or write() now.
void ClientSocket::fail()
{
    if (m_descriptor < 0)
        return;
    close();
    QTimer::singleShot(0, this, &ClientSocket::closed);
}

void ClientSocket::breakOff()
{
    const linger now{1, 0};
    if (m_descriptor >= 0)
        setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
}

void ClientSocket::close()
{
    if (m_descriptor < 0)
        return;
    m_input.setEnabled(false);
    m_output.setEnabled(false);
    m_trouble.setEnabled(false);
    ::close(std::exchange(m_descriptor, -1));
    m_pieces.clear();
    m_toWrite = 0;
}

} // namespace forward
