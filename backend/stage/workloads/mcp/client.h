// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/client.h"
#include "backend/stage/workloads/telemetry.h"

namespace stage::workloads::mcp {

/// Why an MCP call brought nothing. Lost: the connection or the session; Refused: the server
/// answered with an HTTP or JSON-RPC error.
struct ClientError {
    enum class Kind { Lost, Refused };
    Kind kind = Kind::Lost;
    int status = 0; ///< HTTP, 0 when there was none
    std::string text;
};
template <class T> using ClientResult = tl::expected<T, ClientError>;

/// One session with one MCP server over streamable HTTP. Answers may come as JSON or as an event
/// stream. The dialer outlives the client. One call at a time.
class Client {
public:
    struct Identity {
        std::string name, version;
        std::string userAgent;
        std::string revision = "2025-11-25";
        Json capabilities = Json::object();
    };
    Client(net::Dialer &dialer, net::Url url, Identity identity,
           std::chrono::milliseconds timeout = std::chrono::seconds(5));

    /// initialize and notifications/initialized.
    Awaitable<ClientResult<Json>> initialize();
    /// tools/list, all pages.
    Awaitable<ClientResult<Json>> listTools();
    /// tools/call; the result object {content, structuredContent?, isError}.
    Awaitable<ClientResult<Json>>
    callTool(std::string name, Json arguments,
             std::chrono::milliseconds timeout = std::chrono::seconds(60));
    /// Ends the session at the server. A server that answers 405 has none to end.
    Awaitable<void> close();

    /// Sent with every request from now on, in the header and in params._meta.
    void setTrace(std::optional<TraceContext> trace) { m_trace = std::move(trace); }
    void setHeader(const std::string &name, const std::string &value) { m_extra.set(name, value); }

private:
    Awaitable<ClientResult<Json>> request(std::string method, Json params,
                                          std::chrono::milliseconds timeout);
    Awaitable<ClientResult<net::Response>> send(Json message, std::chrono::milliseconds timeout);
    net::Headers headers() const;

    net::Dialer &m_dialer;
    net::Url m_url;
    Identity m_identity;
    std::chrono::milliseconds m_timeout;
    std::optional<TraceContext> m_trace;
    net::Headers m_extra;
    std::string m_session, m_revision;
    std::int64_t m_nextId = 0;
};

/// The JSON-RPC response to ID in BODY, which is JSON or an event stream; discarded when absent.
Json findAnswer(const net::Response &response, const Json &id);

} // namespace stage::workloads::mcp
