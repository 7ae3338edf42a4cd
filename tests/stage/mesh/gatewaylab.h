// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/mesh/gateway/gateway.h"
#include "tests/stage/workloads/lab.h"

#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace gatewaylab {

namespace asio = boost::asio;
namespace net = stage::net;
namespace workloads = stage::workloads;
using asio::ip::tcp;
using boost::system::error_code;
using nlohmann::json;

inline const std::string platform = "trustusbank-platform", gatewayName = "trustusbank-agentgw";

inline std::string textMessage(const std::string &text)
{
    return "data: " + text + "\n\n";
}

/// An MCP server that answers as the Python SDK's does, and keeps what it was asked.
struct Backend {
    enum Kind { Stream, Json, Sessionless };
    Kind kind = Stream;
    std::string name = "account-mcp";
    bool refusesLists = false; ///< lists and pings are JSON-RPC errors
    std::set<std::string> open, ended;
    std::vector<net::Request> asked;

    std::vector<std::string> methods() const
    {
        std::vector<std::string> out;
        for (const net::Request &request : asked)
            out.push_back(request.method == "POST" ? request.json().value("method", "?")
                                                   : request.method);
        return out;
    }

    net::Handler handler()
    {
        return [this](net::Exchange &exchange) { return serve(exchange); };
    }

private:
    static json result(const json &id, json value)
    {
        return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(value)}};
    }
    static json error(const json &id, int code, const std::string &text)
    {
        return {{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", text}}}};
    }
    static json said(const std::string &text, bool failed = false)
    {
        return {{"content", json::array({{{"type", "text"}, {"text", text}}})},
                {"isError", failed}};
    }

    static net::Response refusal(int status, const std::string &text)
    {
        net::Response response;
        response.status = status;
        response.headers = {{"Content-Type", "application/json"}, {"server", "uvicorn"}};
        response.body = R"({"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":")"
                        + text + R"("}})";
        return response;
    }

    json perform(const json &message)
    {
        const std::string method = message.value("method", "");
        const json id = message.at("id");
        if (method == "initialize")
            return result(id, {{"protocolVersion", message.at("params").at("protocolVersion")},
                               {"capabilities", {{"tools", {{"listChanged", false}}}}},
                               {"serverInfo", {{"name", name}, {"version", "1.12.4"}}}});
        if (refusesLists && method != "tools/call")
            return error(id, -32602, "Invalid request parameters");
        if (method == "tools/list") {
            json tools = json::array();
            for (const char *tool :
                 {"get_balance", "get_profile", "slow", "boom", "convert_currency"})
                tools.push_back({{"name", tool}, {"inputSchema", {{"type", "object"}}}});
            return result(id, {{"tools", std::move(tools)}});
        }
        if (method != "tools/call")
            return result(id, json::object());
        if (refusesLists)
            return error(id, -32602, "Invalid request parameters");
        const std::string tool = message.at("params").value("name", "");
        if (tool == "boom")
            return result(id, said("Error executing tool boom: boom", true));
        return result(id, tool == "no_such" ? said("Unknown tool: no_such", true)
                                            : said(tool + " done"));
    }

    net::Awaitable<void> serve(net::Exchange &exchange)
    {
        const net::Request &request = exchange.request();
        asked.push_back(request);
        if (request.path() != "/mcp") {
            net::Response other = net::Response::text("found " + request.target);
            co_await exchange.reply(std::move(other));
            co_return;
        }
        const std::string session = request.headers.get("mcp-session-id");
        const json message = request.json();
        const bool initialize =
            request.method == "POST" && message.value("method", "") == "initialize";
        if (kind != Sessionless && !initialize && !open.contains(session)) {
            const bool known = ended.contains(session);
            net::Response no = session.empty() ? refusal(400, "Bad Request: Missing session ID")
                               : known ? refusal(404, "Not Found: Session has been terminated")
                                       : refusal(400, "Bad Request: No valid session ID provided");
            co_await exchange.reply(std::move(no));
            co_return;
        }
        net::Response response;
        if (request.method == "DELETE") {
            open.erase(session);
            ended.insert(session);
        } else if (!message.contains("id")) {
            response.status = 202;
        } else {
            const std::string text = perform(message).dump();
            response.headers.set("Content-Type",
                                 kind == Stream ? "text/event-stream" : "application/json");
            response.body = kind == Stream ? "event: message\r\ndata: " + text + "\r\n\r\n" : text;
            if (initialize && kind != Sessionless) {
                const std::string id =
                    name + "-session-" + std::to_string(open.size() + ended.size() + 1);
                open.insert(id);
                response.headers.set("mcp-session-id", id);
            }
        }
        co_await exchange.reply(std::move(response));
    }
};

/// The lab's names, but for those that no DNS server knows.
class Resolver final : public net::Dialer {
public:
    explicit Resolver(net::Dialer &next)
        : m_next(next)
    {
    }
    std::set<std::string> missing;

    net::Awaitable<net::Result<std::unique_ptr<net::Connection>>> dial(std::string host,
                                                                       std::uint16_t port) override
    {
        if (missing.contains(host))
            co_return tl::unexpected(net::NetError{net::NetError::Kind::NoSuchHost,
                                                   "lookup " + host + ": no such host"});
        co_return co_await m_next.dial(std::move(host), port);
    }

private:
    net::Dialer &m_next;
};

/// A gateway with its routes in a cluster of objects, and its servers on loopback.
class Gateways : public lab::Lab {
public:
    stage::cluster::Store store;
    stage::cluster::Objects objects{store};
    Resolver resolver{names};
    std::uint16_t port = 0, stats = 0;

    Gateways()
    {
        define();
        store.put({"pods", platform, "agw-0"},
                  {{"metadata",
                    {{"name", "agw-0"},
                     {"namespace", platform},
                     {"labels", {{"gateway.networking.k8s.io/gateway-name", gatewayName}}}}}});
        store.put({"gateways.gateway.networking.k8s.io", platform, gatewayName},
                  {{"metadata", {{"name", gatewayName}, {"namespace", platform}}},
                   {"spec", {{"listeners", json::array({{{"name", "http"}, {"port", 8080}}})}}}});
    }

    void startGateway(std::map<std::string, std::string> env = {})
    {
        workloads::Surroundings surroundings = around({}, std::move(env));
        surroundings.dialer = &resolver;
        surroundings.ns = platform;
        surroundings.pod = "agw-0";
        start(stage::mesh::gateway::makeGateway(std::move(surroundings), objects), "gateway");
        port = names.known.at("gateway:8080");
        stats = names.known.at("gateway:15020");
    }

    /// An AgentgatewayBackend of the targets (each NAME on its own host), and its route.
    void addMcp(const std::string &name, const std::string &path,
                std::vector<std::string> targets = {}, json extra = json::object())
    {
        if (targets.empty())
            targets.push_back(name);
        json list = json::array();
        for (const std::string &target : targets)
            list.push_back(
                {{"name", target},
                 {"static", {{"host", target + ".bank"}, {"port", 8000}, {"path", "/mcp"}}}});
        json mcp{{"targets", std::move(list)}};
        mcp.update(extra);
        store.put({"agentgatewaybackends.agentgateway.dev", platform, name},
                  {{"metadata", {{"name", name}, {"namespace", platform}}},
                   {"spec", {{"mcp", std::move(mcp)}}}});
        addRoute(name + "-route", path,
                 {{"group", "agentgateway.dev"}, {"kind", "AgentgatewayBackend"}, {"name", name}});
    }

    void addRoute(const std::string &name, const std::string &path, const json &backendRef)
    {
        const json rule{{"matches",
                         json::array({{{"path", {{"type", "PathPrefix"}, {"value", path}}}}})},
                        {"backendRefs", json::array({backendRef})}};
        store.put({"httproutes.gateway.networking.k8s.io", platform, name},
                  {{"metadata",
                    {{"name", name},
                     {"namespace", platform},
                     {"creationTimestamp", "2026-11-23T20:00:00Z"}}},
                   {"spec",
                    {{"parentRefs", json::array({{{"name", gatewayName}}})},
                     {"rules", json::array({rule})}}}});
    }

    /// A policy on a route: its spec without the targets.
    void addPolicy(const std::string &name, const std::string &route, json spec)
    {
        spec["targetRefs"] = json::array(
            {{{"group", "gateway.networking.k8s.io"}, {"kind", "HTTPRoute"}, {"name", route}}});
        store.put({"agentgatewaypolicies.agentgateway.dev", platform, name},
                  {{"metadata", {{"name", name}, {"namespace", platform}, {"uid", name}}},
                   {"spec", std::move(spec)}});
    }

    static json authorization(const std::string &action,
                              const std::vector<std::string> &expressions)
    {
        return {{"action", action}, {"policy", {{"matchExpressions", expressions}}}};
    }
    static json tools(const std::string &action, const std::vector<std::string> &expressions)
    {
        return {{"backend", {{"mcp", {{"authorization", authorization(action, expressions)}}}}}};
    }

    void addBackend(Backend &backend) { listenAs(backend.name + ".bank:8000", backend.handler()); }
    template <class Handler> void listenAs(const std::string &name, Handler handler)
    {
        auto server = std::make_unique<net::Server>(context.get_executor(), std::move(handler));
        names.known[name] = server->listen().value();
        m_listeners.push_back(std::move(server));
    }

    static net::Headers mcpHeaders(const std::string &session = {})
    {
        net::Headers headers{{"Accept", "application/json, text/event-stream"},
                             {"Content-Type", "application/json"}};
        if (!session.empty())
            headers.set("mcp-session-id", session);
        return headers;
    }
    net::Response mcp(const std::string &path, const std::string &body,
                      const std::string &session = {})
    {
        return ask(port, "POST", path, body, mcpHeaders(session));
    }
    static std::string initializeBody(const std::string &id = "1")
    {
        return R"({"jsonrpc":"2.0","id":)" + id
               + R"(,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{"roots":{"listChanged":true},"sampling":{}},"clientInfo":{"name":"test","version":"1"}}})";
    }
    /// A session as a client opens it; its id.
    std::string open(const std::string &path)
    {
        const std::string session = mcp(path, initializeBody()).headers.get("mcp-session-id");
        (void)mcp(path, R"({"jsonrpc":"2.0","method":"notifications/initialized"})", session);
        return session;
    }
    static std::string call(const std::string &tool, const std::string &id = "3")
    {
        return R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"tools/call","params":{"name":")"
               + tool + R"(","arguments":{}}})";
    }
    /// The names that tools/list shows, in order; "STATUS" when it is no list.
    std::string shownTools(const std::string &path, const std::string &session,
                           net::Headers extra = {})
    {
        net::Headers headers = mcpHeaders(session);
        for (const auto &[name, value] : extra)
            headers.set(name, value);
        const net::Response response =
            ask(port, "POST", path, R"({"jsonrpc":"2.0","id":2,"method":"tools/list"})", headers);
        if (response.status != 200 || !response.body.starts_with("data: "))
            return std::to_string(response.status) + " " + response.body;
        std::string out;
        const json message = json::parse(response.body.substr(6));
        for (const json &tool : message.at("result").at("tools"))
            out += (out.empty() ? "" : " ") + tool.at("name").get<std::string>();
        return out;
    }

    /// Runs the thread until CONDITION holds; false after ten seconds.
    template <class Condition> bool until(Condition condition)
    {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > end)
                return false;
            context.restart();
            context.run_one_for(std::chrono::milliseconds(20));
        }
        return true;
    }
    std::string metrics() { return ask(stats, "GET", "/metrics").body; }

private:
    void define()
    {
        const json served{{"name", "v1alpha1"},
                          {"served", true},
                          {"storage", true},
                          {"schema",
                           {{"openAPIV3Schema",
                             {{"type", "object"},
                              {"x-kubernetes-preserve-unknown-fields", true}}}}}};
        const json crd{{"apiVersion", "apiextensions.k8s.io/v1"},
                       {"kind", "CustomResourceDefinition"},
                       {"metadata", {{"name", "agentgatewaypolicies.agentgateway.dev"}}},
                       {"spec",
                        {{"group", "agentgateway.dev"},
                         {"scope", "Namespaced"},
                         {"names",
                          {{"kind", "AgentgatewayPolicy"},
                           {"plural", "agentgatewaypolicies"},
                           {"singular", "agentgatewaypolicy"},
                           {"listKind", "AgentgatewayPolicyList"}}},
                         {"versions", json::array({served})}}}};
        if (!objects.ensure(crd, "test"))
            throw std::runtime_error("the definition of AgentgatewayPolicy is refused");
    }

    std::vector<std::unique_ptr<net::Server>> m_listeners;
};

} // namespace gatewaylab
