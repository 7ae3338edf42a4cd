// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/mesh/gateway/requestlog.h"
#include "backend/stage/mesh/gateway/session.h"
#include "backend/stage/mesh/gateway/upstream.h"

namespace stage::mesh::gateway {

/// One request on its way through the gateway.
struct Passage {
    net::Exchange &exchange;
    RequestNote &note;
    Destination destination;
    RuleSet rules;        ///< of MCP authorization
    Json variables;       ///< request and source, for rules
    net::Headers headers; ///< the client's, with the gateway's traceparent

    const net::Request &request() const { return exchange.request(); }
};

/// agentgateway's MCP endpoint (gateway-measured §1, §2, §7): keeps sessions, asks the servers,
/// filters lists and refuses calls. Sessions are not bound to routes. Single-threaded.
class McpEndpoint {
public:
    explicit McpEndpoint(net::Dialer &dialer);
    net::Awaitable<void> serve(Passage passage);

private:
    struct Member {
        McpTarget target;
        std::string backendSession;
    };
    struct Session {
        std::vector<Member> members;
    };
    struct Named {             ///< what tools/call, prompts/get and resources/read address
        std::string type, key; ///< "tool" and "name"
    };
    class Answer;
    static std::optional<Named> namedBy(const std::string &method);

    net::Awaitable<void> post(Passage &passage);
    net::Awaitable<void> get(Passage &passage);
    net::Awaitable<void> remove(Passage &passage);
    net::Awaitable<void> initialize(Passage &passage, Message message, bool again);
    net::Awaitable<void> initializeMany(Passage &passage, Message message,
                                        std::shared_ptr<Session> session);
    net::Awaitable<void> notify(Passage &passage, Message message,
                                std::shared_ptr<Session> session);
    net::Awaitable<void> request(Passage &passage, Message message,
                                 std::shared_ptr<Session> session);
    net::Awaitable<void> call(Passage &passage, Message message, std::shared_ptr<Session> session,
                              Named named);
    net::Awaitable<void> forward(Passage &passage, Message message, Member &member, bool prefixed);
    net::Awaitable<void> gather(Passage &passage, Message message,
                                std::shared_ptr<Session> session);
    net::Awaitable<void> stateless(Passage &passage, Message message);
    net::Awaitable<void> openBackend(Passage &passage, Member &member);

    std::shared_ptr<Session> fresh(const Destination &destination) const;
    std::shared_ptr<Session> find(const std::string &id, const SessionId &parsed,
                                  const Destination &destination);
    void filter(const Passage &passage, const std::string &method, const std::string &target,
                bool prefixed, Message &message) const;
    static bool permits(const Passage &passage, const std::string &type, const std::string &name,
                        const std::string &target);

    net::Dialer &m_dialer;
    std::map<std::string, std::shared_ptr<Session>> m_sessions; ///< by the id handed out
};

/// "mcp: TEXT" as plain text, noted as an MCP error.
net::Awaitable<void> refuse(Passage &passage, int status, std::string text);

} // namespace stage::mesh::gateway
