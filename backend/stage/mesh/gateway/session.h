// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace stage::mesh::gateway {

/// What an MCP session id of the gateway says: the targets and the backends' own sessions.
struct SessionId {
    struct Part {
        std::string target, backendSession; ///< no backendSession: the backend keeps none
    };
    std::vector<Part> parts;
    std::string nonce; ///< tells session-less ones apart

    /// base64url without padding of {"t":"mcp","s":[{"t":TARGET,"s":ID}],"r":NONCE}
    std::string encode() const;
    static std::optional<SessionId> decode(const std::string &text);
};

std::string base64Url(const std::string &bytes);
std::optional<std::string> fromBase64Url(const std::string &text);
/// A random UUID, version 4.
std::string uuid();
/// DIGITS random lower-case hex digits.
std::string randomHex(std::size_t digits);

} // namespace stage::mesh::gateway
