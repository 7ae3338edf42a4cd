// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/runtime/toolbox.h"

#include "backend/stage/agents/runtime/anthropic.h"
#include "backend/stage/workloads/bank.h"

namespace stage::agents {

using workloads::mcp::Client;
using workloads::mcp::ClientError;
using workloads::mcp::ClientResult;

namespace {

Json askUserSchema()
{
    const Json text = {{"type", "string"}};
    const Json choices = {{"description", "Answers to choose from. Empty for free text."},
                          {"items", text},
                          {"type", "array"}};
    const Json item = {
        {"properties",
         {{"question", {{"description", "The question to show."}, {"type", "string"}}},
          {"choices", choices},
          {"multiple", {{"description", "Several answers may be chosen."}, {"type", "boolean"}}}}},
        {"required", {"question"}},
        {"type", "object"}};
    return {{"type", "object"},
            {"properties",
             {{"questions",
               {{"description", "The questions to ask."}, {"items", item}, {"type", "array"}}}}},
            {"required", {"questions"}}};
}

} // namespace

Toolbox::Toolbox(const workloads::Surroundings &around, const Json &config, Caller caller)
    : m_around(around)
    , m_config(config)
    , m_caller(std::move(caller))
{
}

void Toolbox::offer(const std::string &name, const std::string &description, Json schema, Tool tool)
{
    m_offered.push_back(
        {{"name", name}, {"description", description}, {"input_schema", std::move(schema)}});
    m_tools[name] = std::move(tool);
}

Awaitable<void> Toolbox::open()
{
    const Json servers = member(m_config, "http_tools", Json::array());
    for (const Json &entry : servers)
        co_await openServer(entry);
    const Json agents = member(m_config, "remote_agents", Json::array());
    for (const Json &agent : agents) {
        const Json schema = {{"type", "object"},
                             {"properties", {{"request", {{"type", "string"}}}}},
                             {"required", {"request"}}};
        offer(text(agent, "name"), text(agent, "description"), schema,
              Tool{nullptr, text(agent, "url")});
    }
    offer(
        "ask_user",
        "Ask the user one or more questions and wait for the answers before going on: for what is "
        "unclear, for a preference, or for an explicit confirmation.",
        askUserSchema(), Tool{});
}

Awaitable<void> Toolbox::openServer(Json entry)
{
    const Json params = member(entry, "params", Json::object());
    const std::string address = text(params, "url");
    const tl::expected<net::Url, std::string> url = net::Url::parse(address);
    if (!url) {
        workloads::say(m_around, "MCP server skipped: " + url.error());
        co_return;
    }
    auto client = std::make_unique<Client>(*m_around.dialer, *url,
                                           Client::Identity{"mcp", "0.1.0", "python-httpx/0.28.1",
                                                            "2025-11-25", Json::object()});
    const Json headers = member(params, "headers", Json::object());
    for (const auto &[name, value] : headers.items()) {
        if (value.is_string())
            client->setHeader(name, value);
    }
    client->setTrace(m_caller.trace);
    ClientResult<Json> ready = co_await client->initialize();
    if (ready)
        ready = co_await client->listTools();
    if (!ready) {
        workloads::say(m_around, "MCP server " + address
                                     + " is absent from this turn: " + ready.error().text);
        co_return;
    }
    const Json allowed = member(entry, "tools", Json::array());
    for (const Json &tool : *ready) {
        const std::string name = text(tool, "name");
        const bool wanted =
            allowed.empty()
            || std::find(allowed.begin(), allowed.end(), Json(name)) != allowed.end();
        if (wanted && !name.empty())
            offer(name, text(tool, "description"), modelSchema(member(tool, "inputSchema")),
                  Tool{client.get(), {}});
    }
    m_clients.push_back(std::move(client));
}

Awaitable<void> Toolbox::close()
{
    for (const std::unique_ptr<Client> &client : m_clients)
        co_await client->close();
}

bool Toolbox::isSubAgent(const std::string &name) const
{
    const auto found = m_tools.find(name);
    return found != m_tools.end() && !found->second.url.empty();
}

std::string Toolbox::names() const
{
    std::string out;
    for (const Json &tool : m_offered)
        out += (out.empty() ? "" : ", ") + text(tool, "name");
    return out;
}

Awaitable<Json> Toolbox::call(std::string name, Json arguments, std::string session,
                              std::optional<workloads::TraceContext> trace)
{
    const Tool tool = m_tools.at(name);
    if (tool.client) {
        tool.client->setTrace(trace);
        co_return co_await callServer(*tool.client, std::move(name), std::move(arguments));
    }
    const std::string request = text(arguments, "request");
    co_return co_await callAgent(tool.url, request, std::move(session), trace);
}

Awaitable<Json> Toolbox::callServer(Client &client, std::string name, Json arguments)
{
    ClientResult<Json> result = co_await client.callTool(name, arguments);
    const bool expired =
        !result && result.error().kind == ClientError::Kind::Lost && result.error().status == 404;
    if (expired) {
        // The server was restarted under us: a new session, once.
        ClientResult<Json> again = co_await client.initialize();
        if (again)
            result = co_await client.callTool(name, arguments);
    }
    if (!result && result.error().kind == ClientError::Kind::Refused
        && result.error().status == 200)
        co_return Json{{"error", result.error().text}};
    if (!result) {
        co_return Json{
            {"error",
             "MCP tool '" + name
                 + "' failed due to a connection error: ConnectionError: " + result.error().text
                 + ". The MCP server may be unreachable. Do not retry this tool — inform the "
                   "user about the failure."}};
    }
    Json out = {{"content", member(*result, "content", Json::array())},
                {"isError", member(*result, "isError", false)}};
    if (result->contains("structuredContent"))
        out["structuredContent"] = result->at("structuredContent");
    co_return out;
}

Awaitable<Json> Toolbox::callAgent(std::string address, std::string words, std::string session,
                                   std::optional<workloads::TraceContext> trace)
{
    Json response = {{"subagent_session_id", session}};
    const tl::expected<net::Url, std::string> url = net::Url::parse(address + "/");
    if (!url) {
        response["result"] = url.error();
        co_return response;
    }
    const Json part = {{"kind", "text"}, {"text", words}};
    const Json message = {{"kind", "message"},
                          {"role", "user"},
                          {"messageId", workloads::newUuid()},
                          {"contextId", session},
                          {"parts", {part}}};
    net::Request request;
    request.method = "POST";
    request.headers = {{"Content-Type", "application/json"},
                       {"x-user-id", m_caller.user},
                       {"x-kagent-source", "agent"}};
    if (trace)
        request.headers.set("traceparent", trace->traceparent());
    request.body = Json{{"jsonrpc", "2.0"},
                        {"id", workloads::newUuid()},
                        {"method", "message/send"},
                        {"params", {{"message", message}}}}
                       .dump();
    net::Result<net::Response> answer =
        co_await net::fetch(*m_around.dialer, *url, std::move(request), std::chrono::seconds(600));
    if (!answer) {
        response["result"] =
            "Request to the agent at " + address + " failed: " + answer.error().text;
        co_return response;
    }
    const Json body = Json::parse(answer->body, nullptr, false);
    const Json task = member(body, "result", Json::object());
    const std::string said = taskText(task);
    const Json usage = member(member(task, "metadata"), "kagent_usage_metadata");
    if (!usage.is_null())
        response["kagent_usage_metadata"] = usage;
    if (!said.empty())
        response["result"] = said;
    else
        response["result"] = "The agent at " + address + " answered HTTP "
                             + std::to_string(answer->status) + ": "
                             + text(member(body, "error"), "message", answer->body.substr(0, 200));
    co_return response;
}

std::string Toolbox::forResult(const Json &response)
{
    if (response.contains("content") && response.at("content").is_array()) {
        std::string out;
        for (const Json &block : response.at("content")) {
            if (text(block, "type") == "text")
                out += (out.empty() ? "" : "\n") + text(block, "text");
        }
        return out;
    }
    if (response.contains("result"))
        return response.at("result").is_string() ? response.at("result").get<std::string>()
                                                 : response.at("result").dump();
    return response.dump();
}

} // namespace stage::agents
