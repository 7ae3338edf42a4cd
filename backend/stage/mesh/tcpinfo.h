// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace stage::mesh {

/// What the kernel counted on a TCP socket (Linux; zeros elsewhere or when it is closed).
struct TcpCounts {
    std::uint64_t sent = 0, received = 0; ///< payload bytes
    int unread = 0;                       ///< received by the kernel, never read
};
TcpCounts tcpCounts(int descriptor);

} // namespace stage::mesh
