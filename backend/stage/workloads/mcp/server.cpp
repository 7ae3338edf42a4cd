// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/mcp/server.h"

#include "backend/stage/workloads/signal.h"
#include "backend/stage/workloads/sse.h"

#include <algorithm>
#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <random>

namespace stage::workloads::mcp {

namespace {

constexpr std::array<std::string_view, 4> revisions{"2024-11-05", "2025-03-26", "2025-06-18",
                                                    "2025-11-25"};
constexpr std::size_t sessionLimit = 4096;

enum Code {
    ParseError = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602
};

Json errorMessage(const Json &id, int code, const std::string &text)
{
    return {{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", text}}}};
}

net::Response refusal(int status, int code, const std::string &text)
{
    return net::Response::json(errorMessage(nullptr, code, text), status);
}

bool accepts(const net::Request &request, std::string_view type)
{
    const std::string value = request.headers.get("Accept");
    return value.find(type) != std::string::npos || value.find("*/*") != std::string::npos;
}

std::string hostOnly(std::string text)
{
    const auto scheme = text.find("://");
    if (scheme != std::string::npos)
        text = text.substr(scheme + 3);
    const auto bracket = text.find(']');
    const auto colon = text.find(':', bracket == std::string::npos ? 0 : bracket);
    return text.substr(0, colon);
}

net::Headers streamHeaders(const std::string &session)
{
    return {{"Content-Type", "text/event-stream"},
            {"Cache-Control", "no-cache, no-transform"},
            {"mcp-session-id", session}};
}

bool isLoopbackName(const std::string &host)
{
    return host == "localhost" || host == "[::1]" || host.rfind("127.", 0) == 0;
}

} // namespace

std::string negotiate(const std::string &asked)
{
    return std::find(revisions.begin(), revisions.end(), asked) != revisions.end() ? asked
                                                                                   : "2025-06-18";
}

std::string refuseOrigin(const net::Request &request)
{
    const std::string host = hostOnly(request.headers.get("Host"));
    const std::string &address = request.peer.address;
    const bool local =
        !request.peer.inMesh() && (address.rfind("127.", 0) == 0 || address.rfind("[::1]", 0) == 0);
    if (local && !isLoopbackName(host))
        return "Invalid Host header";
    const std::string origin = request.headers.get("Origin");
    if (!origin.empty() && !isLoopbackName(hostOnly(origin)) && hostOnly(origin) != host)
        return "Invalid Origin header";
    return {};
}

class Server::Core : public std::enable_shared_from_this<Server::Core> {
public:
    Core(boost::asio::any_io_executor executor, Options options)
        : m_executor(std::move(executor))
        , m_options(std::move(options))
        , m_random(m_options.orderSeed.value_or(0))
    {
    }

    Awaitable<void> serve(net::Exchange &exchange);

    std::vector<Tool> m_tools;
    struct Session {
        std::string revision;
        std::shared_ptr<Signal> over;
        bool streaming = false;
        bool ended = false;
    };
    std::map<std::string, std::shared_ptr<Session>> m_sessions;

private:
    Awaitable<void> post(net::Exchange &exchange);
    Awaitable<void> stream(net::Exchange &exchange);
    Awaitable<void> answer(net::Exchange &exchange, const std::string &session, Json message);
    Awaitable<Json> perform(const net::Request &request, const Json &message);
    Awaitable<Json> call(const net::Request &request, const Json &message);
    std::optional<net::Response> wrongHeaders(const net::Request &request) const;
    std::optional<net::Response> wrongSession(const net::Request &request) const;
    std::string open(const Json &message);
    Json initialized(const Json &message, const std::string &revision) const;
    Json toolList();

    boost::asio::any_io_executor m_executor;
    Options m_options;
    std::mt19937 m_random;
    std::deque<std::string> m_order; // of the sessions' births
};

Server::Server(boost::asio::any_io_executor executor, Options options)
    : m_core(std::make_shared<Core>(std::move(executor), std::move(options)))
{
}

void Server::add(Tool tool)
{
    m_core->m_tools.push_back(std::move(tool));
}

net::Handler Server::handler() const
{
    return [core = m_core](net::Exchange &exchange) { return core->serve(exchange); };
}

std::size_t Server::sessions() const
{
    return m_core->m_sessions.size();
}

Awaitable<void> Server::Core::serve(net::Exchange &exchange)
{
    const net::Request &request = exchange.request();
    const std::string path = request.path();
    if (path != m_options.path && path != m_options.path + "/") {
        co_await exchange.reply(net::Response::text("Not Found", 404));
        co_return;
    }
    const std::string refused = refuseOrigin(request);
    if (!refused.empty()) {
        const int status = refused == "Invalid Origin header" ? 403 : 421;
        co_await exchange.reply(net::Response::text(refused, status));
        co_return;
    }
    if (request.method == "POST") {
        co_await post(exchange);
    } else if (request.method == "GET") {
        co_await stream(exchange);
    } else if (request.method == "DELETE") {
        std::optional<net::Response> wrong = wrongSession(request);
        if (!wrong) {
            const auto found = m_sessions.find(request.headers.get("Mcp-Session-Id"));
            found->second->ended = true;
            found->second->over->notify();
            m_sessions.erase(found);
            wrong = net::Response();
        }
        co_await exchange.reply(std::move(*wrong));
    } else {
        net::Response response = refusal(405, InvalidRequest, "Method Not Allowed");
        response.headers.set("Allow", "GET, POST, DELETE");
        co_await exchange.reply(std::move(response));
    }
}

std::optional<net::Response> Server::Core::wrongHeaders(const net::Request &request) const
{
    const std::string type = request.headers.get("Content-Type");
    if (type.rfind("application/json", 0) != 0)
        return refusal(415, InvalidRequest,
                       "Unsupported Media Type: Content-Type must be application/json");
    if (!accepts(request, "application/json") || !accepts(request, "text/event-stream")) {
        return refusal(
            406, InvalidRequest,
            "Not Acceptable: Client must accept both application/json and text/event-stream");
    }
    return {};
}

std::optional<net::Response> Server::Core::wrongSession(const net::Request &request) const
{
    const std::string id = request.headers.get("Mcp-Session-Id");
    if (id.empty())
        return refusal(400, InvalidRequest, "Bad Request: Missing session ID");
    if (!m_sessions.contains(id))
        return refusal(404, InvalidRequest, "Session not found");
    const std::string revision = request.headers.get("MCP-Protocol-Version");
    if (!revision.empty()
        && std::find(revisions.begin(), revisions.end(), revision) == revisions.end()) {
        return refusal(
            400, InvalidRequest,
            "Bad Request: Unsupported protocol version: " + revision
                + ". Supported versions: 2024-11-05, 2025-03-26, 2025-06-18, 2025-11-25");
    }
    return {};
}

std::string Server::Core::open(const Json &message)
{
    const Json params = message.value("params", Json::object());
    auto session = std::make_shared<Session>();
    session->revision = negotiate(params.is_object() ? params.value("protocolVersion", "") : "");
    session->over = std::make_shared<Signal>(m_executor);
    const std::string id = randomHex(32);
    m_sessions[id] = std::move(session);
    m_order.push_back(id);
    // A client that never says goodbye must not grow this for ever.
    while (m_order.size() > sessionLimit) {
        m_sessions.erase(m_order.front());
        m_order.pop_front();
    }
    return id;
}

Json Server::Core::initialized(const Json &message, const std::string &revision) const
{
    Json result = {{"protocolVersion", revision},
                   {"capabilities", {{"tools", {{"listChanged", false}}}}},
                   {"serverInfo", {{"name", m_options.name}, {"version", m_options.version}}}};
    if (!m_options.instructions.empty())
        result["instructions"] = m_options.instructions;
    return {{"jsonrpc", "2.0"}, {"id", message.at("id")}, {"result", result}};
}

Awaitable<void> Server::Core::post(net::Exchange &exchange)
{
    const net::Request &request = exchange.request();
    std::optional<net::Response> wrong = wrongHeaders(request);
    const Json message = request.json();
    if (!wrong && message.is_discarded())
        wrong = refusal(400, ParseError, "Parse error: the body is not JSON");
    const bool batch = message.is_array() && !message.empty();
    const auto isMessage = [](const Json &one) {
        return one.is_object() && one.value("jsonrpc", Json()) == "2.0"
               && ((one.contains("method") && one.at("method").is_string())
                   || one.contains("result") || one.contains("error"));
    };
    if (!wrong && !batch && !isMessage(message))
        wrong = refusal(400, InvalidRequest, "Invalid Request: not a JSON-RPC 2.0 message");
    const bool initialize = !wrong && !batch && message.value("method", "") == "initialize";
    if (!wrong && !initialize)
        wrong = wrongSession(request);
    std::string id = request.headers.get("Mcp-Session-Id");
    if (!wrong && batch) {
        // Only 2025-03-26 knows batches.
        if (m_sessions.at(id)->revision != "2025-03-26"
            || !std::all_of(message.begin(), message.end(), isMessage))
            wrong = refusal(400, InvalidRequest, "Invalid Request: batches are not supported");
    }
    if (wrong) {
        co_await exchange.reply(std::move(*wrong));
        co_return;
    }
    if (initialize && !message.contains("id")) {
        co_await exchange.reply(
            refusal(400, InvalidRequest, "Invalid Request: initialize needs an id"));
        co_return;
    }
    if (initialize) {
        id = open(message);
        co_await answer(exchange, id, initialized(message, m_sessions.at(id)->revision));
        co_return;
    }
    Json answers = Json::array();
    const Json messages = batch ? message : Json::array({message});
    for (const Json &one : messages) {
        if (!one.contains("method") || !one.contains("id"))
            continue;
        Json reply = co_await perform(request, one);
        answers.push_back(std::move(reply));
    }
    if (answers.empty()) {
        net::Response accepted;
        accepted.status = 202;
        co_await exchange.reply(std::move(accepted));
        co_return;
    }
    co_await answer(exchange, id, batch ? answers : answers.front());
}

Awaitable<void> Server::Core::answer(net::Exchange &exchange, const std::string &session,
                                     Json message)
{
    const std::string text = message.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (!m_options.sse) {
        net::Response response;
        response.headers = {{"Content-Type", "application/json"}, {"mcp-session-id", session}};
        response.body = text;
        co_await exchange.reply(std::move(response));
        co_return;
    }
    net::Headers headers = streamHeaders(session);
    co_await exchange.begin(200, std::move(headers));
    co_await exchange.write(sseText("message", text, "\r\n"));
    co_await exchange.end();
}

Awaitable<void> Server::Core::stream(net::Exchange &exchange)
{
    const net::Request &request = exchange.request();
    std::optional<net::Response> wrong;
    if (!accepts(request, "text/event-stream"))
        wrong =
            refusal(406, InvalidRequest, "Not Acceptable: Client must accept text/event-stream");
    if (!wrong)
        wrong = wrongSession(request);
    const std::string id = request.headers.get("Mcp-Session-Id");
    if (!wrong && m_sessions.at(id)->streaming)
        wrong =
            refusal(409, InvalidRequest, "Conflict: Only one SSE stream is allowed per session");
    if (wrong) {
        co_await exchange.reply(std::move(*wrong));
        co_return;
    }
    using namespace boost::asio::experimental::awaitable_operators;
    const std::shared_ptr<Session> session = m_sessions.at(id);
    session->streaming = true;
    net::Headers headers = streamHeaders(id);
    co_await exchange.begin(200, std::move(headers));
    if (!session->ended)
        co_await (exchange.gone() || session->over->wait());
    session->streaming = false;
    if (session->ended)
        co_await exchange.end();
}

Json Server::Core::toolList()
{
    Json tools = Json::array();
    for (const Tool &tool : m_tools) {
        Json one = {{"name", tool.name},
                    {"description", tool.description},
                    {"inputSchema", tool.inputSchema}};
        if (!tool.outputSchema.is_null())
            one["outputSchema"] = tool.outputSchema;
        tools.push_back(std::move(one));
    }
    if (m_options.orderSeed)
        std::shuffle(tools.begin(), tools.end(), m_random);
    return {{"tools", tools}};
}

Awaitable<Json> Server::Core::perform(const net::Request &request, const Json &message)
{
    const std::string method = message.at("method");
    const Json id = message.at("id");
    if (!id.is_string() && !id.is_number_integer())
        co_return errorMessage(nullptr, InvalidRequest,
                               "Invalid Request: id must be a string or an integer");
    Json result;
    if (method == "ping") {
        result = Json::object();
    } else if (method == "tools/list") {
        result = toolList();
    } else if (method == "tools/call") {
        co_return co_await call(request, message);
    } else {
        co_return errorMessage(id, MethodNotFound, "Method not found");
    }
    co_return Json{{"jsonrpc", "2.0"}, {"id", id}, {"result", result}};
}

Awaitable<Json> Server::Core::call(const net::Request &request, const Json &message)
{
    const Json id = message.at("id");
    const Json params = message.value("params", Json());
    if (!params.is_object() || !params.contains("name") || !params.at("name").is_string())
        co_return errorMessage(id, InvalidParams, "Invalid request parameters");
    const std::string name = params.at("name");
    const auto tool = std::find_if(m_tools.begin(), m_tools.end(),
                                   [&](const Tool &one) { return one.name == name; });
    if (tool == m_tools.end())
        co_return errorMessage(id, InvalidParams, "Unknown tool: " + name);
    ToolCall call;
    call.arguments = params.value("arguments", Json::object());
    if (call.arguments.is_null())
        call.arguments = Json::object();
    call.peer = request.peer;
    const Json meta = params.value("_meta", Json::object());
    std::string parent = request.headers.get("traceparent");
    if (parent.empty() && meta.is_object() && meta.value("traceparent", Json()).is_string())
        parent = meta.at("traceparent");
    call.trace = TraceContext::parse(parent);
    const std::string wrong = checkArguments(tool->inputSchema, call.arguments);
    ToolResult result = ToolResult::failure("Input validation error: " + wrong);
    if (wrong.empty())
        result = co_await tool->handler(std::move(call));
    co_return Json{{"jsonrpc", "2.0"}, {"id", id}, {"result", result.json()}};
}

} // namespace stage::workloads::mcp
