// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/bank.h"
#include "backend/stage/workloads/customers.h"
#include "backend/stage/workloads/mcp/workload.h"

#include <algorithm>

namespace stage::workloads {

namespace {

using mcp::Ordered;
using mcp::ToolResult;

/// What both tools need. Shared by their handlers, so that it lives as long as a call does.
class Accounts : public std::enable_shared_from_this<Accounts> {
public:
    explicit Accounts(Surroundings around)
        : m_around(std::move(around))
        , m_customers(customersOf(m_around))
    {
    }

    Awaitable<ToolResult> balance(mcp::ToolCall call) const
    {
        ActiveSpan span(m_around, service(), "get_balance", call.trace);
        const std::string id = call.arguments.at("account_id");
        span.set("account.id", id);
        const Customer *customer = find(id);
        span.set("result", customer ? "ok" : "not_found");
        say(m_around, "get_balance account_id=" + id + (customer ? "" : " (unknown)"));
        if (!customer)
            co_return unknown(id);
        co_return ToolResult::object(
            {{"account_id", id}, {"balance", customer->balance}, {"currency", "GBP"}});
    }

    /// Unmasked: masking what a customer sees is the agent's duty.
    Awaitable<ToolResult> profile(mcp::ToolCall call) const
    {
        ActiveSpan span(m_around, service(), "get_profile", call.trace);
        const std::string id = call.arguments.at("account_id");
        span.set("account.id", id);
        const Customer *customer = find(id);
        span.set("result", customer ? "ok" : "not_found");
        say(m_around, "get_profile account_id=" + id + (customer ? "" : " (unknown)"));
        if (!customer)
            co_return unknown(id);
        co_return ToolResult::object({{"account_id", id},
                                      {"name", customer->name},
                                      {"email", customer->email},
                                      {"phone", customer->phone},
                                      {"address", customer->address},
                                      {"dob", customer->dob},
                                      {"ni_number", customer->niNumber},
                                      {"kyc_status", customer->kycStatus}});
    }

private:
    std::string service() const { return m_around.variable("OTEL_SERVICE_NAME", "account-mcp"); }
    static ToolResult unknown(const std::string &id)
    {
        return ToolResult::object({{"error", "account not found"}, {"account_id", id}});
    }
    const Customer *find(const std::string &id) const
    {
        const auto found = std::find_if(m_customers.begin(), m_customers.end(),
                                        [&](const Customer &one) { return one.id == id; });
        return found == m_customers.end() ? nullptr : &*found;
    }

    Surroundings m_around;
    std::vector<Customer> m_customers;
};

} // namespace

std::unique_ptr<Workload> makeAccount(Surroundings around)
{
    const std::uint16_t port = portOf(around, 8000);
    mcp::Server server(around.executor,
                       {"account-mcp", "1.0.0", "", "/mcp", true, mcp::orderSeed(around)});
    const auto accounts = std::make_shared<Accounts>(std::move(around));
    const std::vector<mcp::Argument> id{{"account_id", "string", nullptr, nullptr}};
    server.add({"get_balance",
                "Current balance of an account. account_id is the customer's five-digit number.",
                mcp::inputSchema("get_balance", id), nullptr,
                [accounts](mcp::ToolCall call) { return accounts->balance(std::move(call)); }});
    server.add({"get_profile",
                "The customer profile behind an account: name, contact details, date of birth, "
                "national insurance number and KYC status, unmasked.",
                mcp::inputSchema("get_profile", id), nullptr,
                [accounts](mcp::ToolCall call) { return accounts->profile(std::move(call)); }});
    return std::make_unique<mcp::ServerWorkload>(std::move(server), port);
}

} // namespace stage::workloads
