// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/bank.h"
#include "backend/stage/workloads/customers.h"
#include "backend/stage/workloads/mcp/workload.h"

#include <algorithm>
#include <set>

namespace stage::workloads {

namespace {

using mcp::Ordered;
using mcp::ToolResult;

class Ledger : public std::enable_shared_from_this<Ledger> {
public:
    explicit Ledger(Surroundings around)
        : m_around(std::move(around))
        , m_customers(customersOf(m_around))
        , m_start(timeOf(m_around))
    {
    }

    Awaitable<ToolResult> recent(mcp::ToolCall call) const
    {
        ActiveSpan span(m_around, service(), "list_recent", call.trace);
        const std::string id = call.arguments.at("account_id");
        const std::int64_t days = call.arguments.at("days");
        span.set("account.id", id);
        span.set("days", std::to_string(days));
        const auto since = timeOf(m_around) - std::chrono::hours(24) * days;
        std::vector<std::pair<const Customer *, const Transaction *>> found;
        for (const Customer &customer : m_customers) {
            for (const Transaction &one : customer.transactions) {
                if (customer.id == id && at(one) >= since)
                    found.emplace_back(&customer, &one);
            }
        }
        std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) {
            return a.second->hoursAgo < b.second->hoursAgo;
        });
        std::vector<Ordered> records;
        for (const auto &[customer, one] : found)
            records.push_back(record(*one));
        span.set("result", std::to_string(records.size()));
        say(m_around, "list_recent account_id=" + id + " days=" + std::to_string(days) + " -> "
                          + std::to_string(records.size()));
        co_return ToolResult::list(records);
    }

    Awaitable<ToolResult> details(mcp::ToolCall call) const
    {
        ActiveSpan span(m_around, service(), "get_details", call.trace);
        const std::string id = call.arguments.at("txn_id");
        span.set("txn.id", id);
        say(m_around, "get_details txn_id=" + id);
        for (const Customer &customer : m_customers) {
            for (const Transaction &one : customer.transactions) {
                if (one.id != id)
                    continue;
                Ordered out = record(one);
                out["account_id"] = customer.id;
                span.set("result", "ok");
                co_return ToolResult::object(out);
            }
        }
        span.set("result", "not_found");
        co_return ToolResult::object({{"error", "transaction not found"}, {"txn_id", id}});
    }

    Awaitable<ToolResult> flag(mcp::ToolCall call)
    {
        ActiveSpan span(m_around, service(), "flag_suspicious", call.trace);
        const std::string id = call.arguments.at("txn_id");
        span.set("txn.id", id);
        m_flagged.insert(id);
        say(m_around, "flag_suspicious txn_id=" + id);
        co_return ToolResult::object({{"txn_id", id}, {"flagged", true}});
    }

private:
    std::string service() const
    {
        return m_around.variable("OTEL_SERVICE_NAME", "transaction-mcp");
    }
    std::chrono::system_clock::time_point at(const Transaction &one) const
    {
        return m_start - std::chrono::seconds(static_cast<std::int64_t>(one.hoursAgo * 3600));
    }
    Ordered record(const Transaction &one) const
    {
        return {{"txn_id", one.id},
                {"ts", isoSeconds(at(one))},
                {"amount", one.amount},
                {"merchant", one.merchant},
                {"currency", one.currency},
                {"country", one.country},
                {"flagged", m_flagged.contains(one.id)}};
    }

    Surroundings m_around;
    std::vector<Customer> m_customers;
    std::chrono::system_clock::time_point m_start;
    std::set<std::string> m_flagged;
};

} // namespace

std::unique_ptr<Workload> makeTransaction(Surroundings around)
{
    const std::uint16_t port = portOf(around, 8000);
    mcp::Server server(around.executor,
                       {"transaction-mcp", "1.0.0", "", "/mcp", true, mcp::orderSeed(around)});
    const auto ledger = std::make_shared<Ledger>(std::move(around));
    server.add({"list_recent", "Recent transactions of an account, newest first.",
                mcp::inputSchema("list_recent", {{"account_id", "string", nullptr, nullptr},
                                                 {"days", "integer", 7, nullptr}}),
                nullptr, [ledger](mcp::ToolCall call) { return ledger->recent(std::move(call)); }});
    server.add({"get_details", "One transaction in full, by its id.",
                mcp::inputSchema("get_details", {{"txn_id", "string", nullptr, nullptr}}), nullptr,
                [ledger](mcp::ToolCall call) { return ledger->details(std::move(call)); }});
    server.add({"flag_suspicious", "Mark a transaction as suspicious.",
                mcp::inputSchema("flag_suspicious", {{"txn_id", "string", nullptr, nullptr}}),
                nullptr, [ledger](mcp::ToolCall call) { return ledger->flag(std::move(call)); }});
    return std::make_unique<mcp::ServerWorkload>(std::move(server), port);
}

} // namespace stage::workloads
