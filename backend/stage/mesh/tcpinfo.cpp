// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/tcpinfo.h"

#include <array>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace stage::mesh {

TcpCounts tcpCounts(int descriptor)
{
    TcpCounts counts;
    if (descriptor < 0)
        return counts;
    ioctl(descriptor, FIONREAD, &counts.unread);
#ifdef __linux__
    // glibc's struct tcp_info ends before these fields; their places are kernel ABI
    // (include/uapi/linux/tcp.h: tcpi_bytes_received, tcpi_bytes_sent).
    constexpr std::size_t receivedAt = 128, sentAt = 200, stateAt = 0;
    std::array<char, 256> info{};
    socklen_t size = info.size();
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, info.data(), &size) != 0
        || size < sentAt + sizeof counts.sent)
        return counts;
    std::memcpy(&counts.received, info.data() + receivedAt, sizeof counts.received);
    std::memcpy(&counts.sent, info.data() + sentAt, sizeof counts.sent);
    // The peer's FIN is counted as a byte.
    const int state = info[stateAt];
    const bool finSeen = state == TCP_CLOSE_WAIT || state == TCP_LAST_ACK || state == TCP_CLOSING
                         || state == TCP_TIME_WAIT || state == TCP_CLOSE;
    if (finSeen && counts.received > 0)
        --counts.received;
#endif
    return counts;
}

} // namespace stage::mesh
