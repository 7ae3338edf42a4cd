// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/bank.h"
#include "backend/stage/workloads/mcp/workload.h"

#include <algorithm>
#include <set>

namespace stage::workloads {

namespace {

using mcp::ToolResult;

/// Tickets live in memory and end with the process.
class Desk : public std::enable_shared_from_this<Desk> {
public:
    explicit Desk(Surroundings around)
        : m_around(std::move(around))
    {
    }

    Awaitable<ToolResult> create(mcp::ToolCall call)
    {
        ActiveSpan span(m_around, service(), "create_ticket", call.trace);
        const std::string severity = call.arguments.at("severity");
        static const std::set<std::string> known{"low", "medium", "high", "critical"};
        span.set("ticket.severity", severity);
        if (!known.contains(severity)) {
            span.set("result", "invalid");
            co_return ToolResult::object({{"error", "invalid severity"}, {"got", severity}});
        }
        std::string id = randomHex(8);
        std::transform(id.begin(), id.end(), id.begin(),
                       [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
        id = "TICK-" + id;
        m_tickets.insert(id);
        span.set("ticket.id", id);
        span.set("result", "open");
        say(m_around, "create_ticket " + id + " severity=" + severity);
        co_return ToolResult::object(
            {{"ticket_id", id},
             {"customer_id", call.arguments.at("customer_id").get<std::string>()},
             {"summary", call.arguments.at("summary").get<std::string>()},
             {"severity", severity},
             {"status", "open"},
             {"created_at", isoSeconds(timeOf(m_around))}});
    }

    Awaitable<ToolResult> notify(mcp::ToolCall call)
    {
        ActiveSpan span(m_around, service(), "notify_human", call.trace);
        const std::string id = call.arguments.at("ticket_id");
        const std::string channel = call.arguments.at("channel");
        span.set("ticket.id", id);
        span.set("notify.channel", channel);
        const bool known = m_tickets.contains(id);
        span.set("result", known ? "notified" : "not_found");
        say(m_around, "notify_human " + id + " via " + channel + (known ? "" : " (unknown)"));
        if (!known)
            co_return ToolResult::object({{"error", "ticket not found"}, {"ticket_id", id}});
        co_return ToolResult::object({{"ticket_id", id}, {"notified", channel}});
    }

private:
    std::string service() const { return m_around.variable("OTEL_SERVICE_NAME", "ticket-mcp"); }

    Surroundings m_around;
    std::set<std::string> m_tickets;
};

} // namespace

std::unique_ptr<Workload> makeTicket(Surroundings around)
{
    const std::uint16_t port = portOf(around, 8000);
    mcp::Server server(around.executor,
                       {"ticket-mcp", "1.0.0", "", "/mcp", true, mcp::orderSeed(around)});
    const auto desk = std::make_shared<Desk>(std::move(around));
    server.add({"create_ticket",
                "Open a ticket for a customer. severity is low, medium, high or critical.",
                mcp::inputSchema("create_ticket", {{"customer_id", "string", nullptr, nullptr},
                                                   {"summary", "string", nullptr, nullptr},
                                                   {"severity", "string", "medium", nullptr}}),
                nullptr, [desk](mcp::ToolCall call) { return desk->create(std::move(call)); }});
    server.add({"notify_human", "Tell a human about a ticket through slack, email or pager.",
                mcp::inputSchema("notify_human",
                                 {{"ticket_id", "string", nullptr, nullptr},
                                  {"channel", "string", "slack", {"slack", "email", "pager"}}}),
                nullptr, [desk](mcp::ToolCall call) { return desk->notify(std::move(call)); }});
    return std::make_unique<mcp::ServerWorkload>(std::move(server), port);
}

} // namespace stage::workloads
