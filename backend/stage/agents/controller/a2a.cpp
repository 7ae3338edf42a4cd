// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/controller/a2a.h"

#include "backend/stage/agents/controller/compile.h"
#include "backend/stage/agents/controller/goerror.h"
#include "backend/stage/agents/controller/rest.h"
#include "backend/stage/agents/controller/status.h"
#include "backend/stage/workloads/sse.h"

namespace stage::agents {

namespace {

constexpr auto streamingTimeout = std::chrono::seconds(600);
const std::string prefix = "/api/a2a/";

std::string unreachable(const net::Url &url, const net::NetError &error)
{
    const std::string address = url.scheme + "://" + url.authority() + url.target;
    return "a2aClient.doRequest: http request failed: a2aClient.httpRequestHandler: http request "
           "failed: Post \""
           + address + "\": " + goNetError(error.text, address);
}

/// An Agent that never got as far as a Deployment has no handler; one that broke later keeps it.
bool isServed(const Json &agent)
{
    return conditionStatus(agent, "Accepted") == "True" || !conditionStatus(agent, "Ready").empty();
}

/// Turns the agent's events into the client's. Lives in stream()'s frame, which outlives the sink.
struct Relay {
    net::Exchange &exchange;
    const A2aCall &call;
    net::Response head = {};
    bool begun = false;
    workloads::SseParser parser = {};

    Awaitable<bool> onHead(const net::Response &response)
    {
        head = response;
        if (response.status == 200
            && response.headers.get("Content-Type").rfind("text/event-stream", 0) == 0) {
            begun = true;
            net::Headers headers{{"Content-Type", "text/event-stream"},
                                 {"Cache-Control", "no-cache"},
                                 {"Connection", "keep-alive"}};
            allowOrigins(headers);
            co_await exchange.begin(200, std::move(headers));
        }
        co_return true;
    }

    Awaitable<bool> onChunk(std::string_view piece)
    {
        if (!begun) {
            head.body.append(piece);
            co_return true;
        }
        const std::vector<workloads::SseParser::Event> events = parser.feed(piece);
        for (const workloads::SseParser::Event &event : events) {
            const std::string told = relayedEvent(call, event.data);
            const bool there = told.empty() || co_await exchange.write(told);
            if (!there)
                co_return false;
        }
        co_return true;
    }
};

} // namespace

A2aProxy::A2aProxy(const workloads::Surroundings &around, cluster::Objects &objects)
    : m_around(around)
    , m_objects(objects)
{
}

bool A2aProxy::tracing() const
{
    return m_around.variable("OTEL_TRACING_ENABLED") == "true";
}

Awaitable<void> A2aProxy::serve(net::Exchange &exchange)
{
    const net::Request &request = exchange.request();
    const std::string path = request.path();
    const auto first = path.find('/', prefix.size()),
               second = first == std::string::npos ? first : path.find('/', first + 1);
    if (first == std::string::npos || first + 1 == path.size()) {
        net::Response none = net::Response::text("404 page not found\n", 404);
        co_await exchange.reply(std::move(none));
        co_return;
    }
    if (second == std::string::npos) {
        const auto mark = request.target.find('?');
        const std::string query = mark == std::string::npos ? "" : request.target.substr(mark);
        net::Response moved{307, {{"Location", path + "/" + query}}, {}};
        co_await exchange.reply(std::move(moved));
        co_return;
    }
    const Agent agent{path.substr(prefix.size(), first - prefix.size()),
                      path.substr(first + 1, second - first - 1)};
    const std::string rest = path.substr(second + 1);
    const cluster::Object object =
        m_objects.store().get({"agents.kagent.dev", agent.ns, agent.name});
    net::Response answer;
    if (!object || !isServed(*object)) {
        answer = net::Response::text("Agent " + agent.ns + "/" + agent.name + " not found\n", 404);
    } else if (request.method == "OPTIONS") {
        answer = net::Response{200, {}, {}};
        allowOrigins(answer.headers);
    } else if (request.method == "GET"
               && (rest == ".well-known/agent.json" || rest == ".well-known/agent-card.json")) {
        const std::string base =
            m_around.variable("A2A_BASE_URL", "http://kagent-controller." + m_around.ns
                                                  + ".svc.cluster.local:8083");
        answer = net::Response{200,
                               {{"Content-Type", "application/json; charset=utf-8"}},
                               agentCard(*object, base + prefix + agent.ns + "/" + agent.name + "/")
                                   + "\n"};
        allowOrigins(answer.headers);
    } else if (tl::expected<A2aCall, net::Response> call = readCall(request)) {
        co_await forward(exchange, agent, *call);
        co_return;
    } else {
        answer = call.error();
    }
    co_await exchange.reply(std::move(answer));
}

net::Request A2aProxy::upstream(const net::Request &incoming, const A2aCall &call,
                                const std::optional<workloads::TraceContext> &trace) const
{
    net::Request out;
    out.method = "POST";
    out.headers = {{"Content-Type", "application/json; charset=utf-8"},
                   {"Accept", call.streams() ? "text/event-stream" : "application/json"},
                   {"User-Agent", "trpc-a2a-go-client/0.1"},
                   {"X-User-Id", Rest::userOf(incoming)}};
    const std::string authorization = incoming.headers.get("Authorization");
    if (!authorization.empty())
        out.headers.set("Authorization", authorization);
    if (trace)
        out.headers.set("traceparent", trace->traceparent());
    const Json body = {{"jsonrpc", "2.0"},
                       {"id", workloads::newUuid()},
                       {"method", call.method},
                       {"params", call.params}};
    out.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    return out;
}

Awaitable<void> A2aProxy::forward(net::Exchange &exchange, Agent agent, A2aCall call)
{
    const net::Request &incoming = exchange.request();
    std::optional<workloads::ActiveSpan> span;
    std::optional<workloads::TraceContext> trace;
    if (tracing()) {
        const auto parent = workloads::TraceContext::parse(incoming.headers.get("traceparent"));
        span.emplace(m_around, "kagent-controller", "invoke_agent", parent);
        span->set("agent", agent.ns + "/" + agent.name);
        trace = span->context();
    }
    const auto url = net::Url::parse(agentUrl(agent.ns, agent.name) + "/");
    if (!url) {
        net::Response wrong = internalError(call, url.error());
        co_await exchange.reply(std::move(wrong));
        co_return;
    }
    net::Request request = upstream(incoming, call, trace);
    if (call.streams()) {
        co_await stream(exchange, *url, std::move(request), std::move(call));
        co_return;
    }
    const net::Result<net::Response> result =
        co_await net::fetch(*m_around.dialer, *url, std::move(request), streamingTimeout);
    net::Response answer =
        result ? relayed(call, *result) : internalError(call, unreachable(*url, result.error()));
    co_await exchange.reply(std::move(answer));
}

Awaitable<void> A2aProxy::stream(net::Exchange &exchange, net::Url url, net::Request request,
                                 A2aCall call)
{
    Relay relay{exchange, call};
    net::StreamSink sink;
    sink.onHead = [&relay](const net::Response &head) { return relay.onHead(head); };
    sink.onChunk = [&relay](std::string_view piece) { return relay.onChunk(piece); };
    const net::Result<void> result =
        co_await net::fetchStream(*m_around.dialer, url, std::move(request), std::move(sink));
    if (relay.begun && !result) {
        // The head is out already: only a cut connection can say that the stream is not whole.
        exchange.abort();
        co_return;
    }
    if (relay.begun) {
        co_await exchange.end();
        co_return;
    }
    net::Response answer =
        result ? relayed(call, relay.head) : internalError(call, unreachable(url, result.error()));
    co_await exchange.reply(std::move(answer));
}

} // namespace stage::agents
