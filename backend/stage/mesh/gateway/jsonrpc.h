// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace stage::mesh::gateway {

/// Keeps the order of members, as the real gateway does.
using Message = nlohmann::ordered_json;

/// A client's body as one JSON-RPC message; the error is the gateway's own text
/// ("fail to deserialize request body: …").
tl::expected<Message, std::string> readMessage(const std::string &body);

inline bool isRequest(const Message &message)
{
    return message.contains("method") && message.contains("id");
}
inline bool isNotification(const Message &message)
{
    return message.contains("method") && !message.contains("id");
}
/// The MCP methods a client may call.
bool isKnownMethod(const std::string &method);

/// {"jsonrpc":"2.0","id":ID,"error":{"code":CODE,"message":TEXT}}
Message errorMessage(const Message &id, int code, const std::string &text);
/// "data: {…}\n\n": no event line, no id line.
std::string sseEvent(const Message &message);

/// Takes a server's event stream in pieces and gives the data of whole events.
class SseReader {
public:
    std::vector<std::string> feed(std::string_view piece);

private:
    std::string m_line, m_data;
    bool m_any = false;
};

} // namespace stage::mesh::gateway
