// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/gateway.h"

#include "backend/stage/mesh/directory.h"
#include "backend/stage/mesh/gateway/bucket.h"
#include "backend/stage/mesh/gateway/cors.h"
#include "backend/stage/mesh/gateway/gwmetrics.h"
#include "backend/stage/mesh/gateway/httpproxy.h"
#include "backend/stage/mesh/gateway/jwt.h"
#include "backend/stage/mesh/gateway/tracing.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace stage::mesh::gateway {

using cluster::text;

namespace {

std::string lower(std::string value)
{
    std::transform(value.begin(), value.end(), value.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return value;
}

std::string bareHost(const std::string &host)
{
    return host.substr(0, host.find(':'));
}

/// request and source, as rules see them. Host is request.host and no header (measured).
Json variablesOf(const net::Request &request, const std::string &trustDomain)
{
    Json headers = Json::object();
    for (const auto &[name, value] : request.headers) {
        if (lower(name) != "host")
            headers[lower(name)] = value;
    }
    const std::string path = request.target.substr(0, request.target.find('?'));
    const std::string host = request.headers.get("Host");
    const auto colon = request.peer.address.rfind(':');
    Json source{{"address", request.peer.address.substr(0, colon)}};
    if (colon != std::string::npos)
        source["port"] = std::atoi(request.peer.address.c_str() + colon + 1);
    if (request.peer.inMesh()) {
        source["identity"] = {{"trustDomain", trustDomain},
                              {"namespace", request.peer.ns},
                              {"serviceAccount", request.peer.serviceAccount}};
    }
    return {{"request",
             {{"method", request.method},
              {"path", path},
              {"uri", request.target},
              {"scheme", "http"},
              {"version", "HTTP/1.1"},
              {"host", bareHost(host)},
              {"headers", std::move(headers)}}},
            {"source", std::move(source)}};
}

/// The gateway's own answer: plain text, noted with its reason.
net::Response ownAnswer(RequestNote &note, int status, const std::string &body,
                        const std::string &reason)
{
    note.status = status;
    note.error = body;
    note.reason = reason;
    note.bytes = body.size();
    net::Response response = net::Response::text(body, status);
    response.headers.set("Content-Type", "text/plain");
    return response;
}

class Gateway final : public workloads::Workload {
public:
    Gateway(workloads::Surroundings surroundings, cluster::Objects &objects)
        : m_around(std::move(surroundings))
        , m_objects(objects)
        , m_directory(objects.store())
        , m_name(gatewayName())
        , m_config(objects, m_around.ns, m_name)
        , m_metrics("8080/" + m_around.ns + "/" + m_name)
        , m_mcp(*m_around.dialer)
    {
    }

    std::vector<workloads::Port> ports() override
    {
        return {{"http", 8080, net::Handler([this](net::Exchange &e) { return serve(e); })},
                {"metrics", 15020, net::Handler([this](net::Exchange &e) { return stats(e); })},
                {"readiness", 15021, net::Handler([this](net::Exchange &e) { return ready(e); })}};
    }

private:
    std::string gatewayName() const;
    net::Awaitable<void> serve(net::Exchange &exchange);
    net::Awaitable<void> route(net::Exchange &exchange, RequestNote &note, Trace &trace);
    net::Awaitable<void> admit(net::Exchange &exchange, RequestNote &note, Trace &trace,
                               std::optional<Route> found);
    net::Awaitable<void> attend(Passage passage, std::optional<Route> route);
    net::Awaitable<void> work(Passage passage, std::optional<Route> route,
                              std::exception_ptr &thrown);
    net::Awaitable<void> late(const RequestNote &note,
                              std::optional<std::chrono::milliseconds> limit);
    net::Awaitable<void> pass(Passage passage, Route route);
    net::Awaitable<void> waypoint(Passage passage);
    net::Awaitable<void> stats(net::Exchange &exchange);
    net::Awaitable<void> ready(net::Exchange &exchange);
    bool limited(const Route &route, net::Headers &headers);
    std::string endpointOf(const std::string &host, std::uint16_t port) const;
    bool frontsService(const std::string &host) const;
    void conclude(RequestNote &note, Trace &trace);

    workloads::Surroundings m_around;
    cluster::Objects &m_objects;
    Directory m_directory;
    std::string m_name;
    Config m_config;
    GatewayMetrics m_metrics;
    McpEndpoint m_mcp;
    std::map<std::string, Bucket> m_buckets;
};

std::string Gateway::gatewayName() const
{
    const auto pod = m_objects.store().get({"pods", m_around.ns, m_around.pod});
    const std::string label = "/metadata/labels/gateway.networking.k8s.io~1gateway-name";
    return m_around.variable("GATEWAY", pod ? text(*pod, label) : "");
}

net::Awaitable<void> Gateway::serve(net::Exchange &exchange)
{
    const auto began = std::chrono::steady_clock::now();
    const net::Request &request = exchange.request();
    RequestNote note;
    note.gateway = m_config.gateway();
    note.listener = m_config.listener();
    note.source = request.peer.address;
    note.method = request.method;
    note.host = bareHost(request.headers.get("Host"));
    note.path = request.target;
    Trace trace = Trace::begin(request.headers.get("traceparent"), m_config.tracing());
    note.traceId = trace.id();
    note.spanId = trace.spanId();
    co_await route(exchange, note, trace);
    note.duration = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - began);
    conclude(note, trace);
}

void Gateway::conclude(RequestNote &note, Trace &trace)
{
    m_metrics.count(note);
    const auto now = std::chrono::system_clock::now();
    const bool json = m_around.variable("LOG_FORMAT") == "json";
    if (m_around.log) {
        m_around.log(json ? note.json(now) : note.plain(now));
        if (note.status == 0) {
            m_around.log(requestTime(now)
                         + "\twarn\tproxy::gateway\tproxy error: connection closed before message "
                           "completed\tsrc.addr="
                         + note.source);
        }
    }
    if (m_around.trace)
        trace.finish(note, m_name, m_around.ns, now, m_around.trace);
}

net::Awaitable<void> Gateway::route(net::Exchange &exchange, RequestNote &note, Trace &trace)
{
    const net::Request &request = exchange.request();
    const std::optional<Route> found = m_config.route(request);
    const bool fronts = !found && frontsService(request.headers.get("Host"));
    if (!found && !fronts) {
        co_await exchange.reply(ownAnswer(note, 404, "route not found", "NotFound"));
        co_return;
    }
    if (found) {
        note.route = found->key();
        note.routeRule = found->rule;
        note.matchedPrefix = found->match.path;
    }
    const CorsVerdict cors =
        corsVerdict(m_config.traffic("cors", found ? &*found : nullptr), request);
    if (cors.answer) {
        net::Response answer = *cors.answer;
        note.status = answer.status;
        note.reason = "DirectResponse";
        co_await exchange.reply(std::move(answer));
        co_return;
    }
    HeadedExchange headed(exchange, cors.headers);
    co_await admit(headed, note, trace, found);
}

/// CORS is behind it: now token, rules and rate, in this order (measured).
net::Awaitable<void> Gateway::admit(net::Exchange &exchange, RequestNote &note, Trace &trace,
                                    std::optional<Route> found)
{
    const net::Request &request = exchange.request();
    Json variables = variablesOf(request, m_directory.trustDomain());
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(m_around.now().time_since_epoch());
    const Json authentication = m_config.traffic("jwtAuthentication", found ? &*found : nullptr);
    const tl::expected<Json, std::string> claims =
        authenticate(authentication, request, now.count());
    if (!claims) {
        const std::string why = "authentication failure: " + claims.error();
        net::Response refused = ownAnswer(note, 401, why, "JwtAuth");
        co_await exchange.reply(std::move(refused));
        co_return;
    }
    if (!claims->is_null()) {
        note.jwtSubject = text(*claims, "/sub");
        variables["jwt"] = *claims;
    }
    if (!m_config.httpRules(found ? &*found : nullptr).permits(variables)) {
        co_await exchange.reply(ownAnswer(note, 403, "authorization failed", "Authorization"));
        co_return;
    }
    net::Headers limitHeaders;
    if (found && limited(*found, limitHeaders)) {
        net::Response response = ownAnswer(note, 429, "rate limit exceeded", "RateLimit");
        for (const auto &[name, value] : limitHeaders)
            response.headers.add(name, value);
        co_await exchange.reply(std::move(response));
        co_return;
    }
    net::Headers headers = request.headers;
    if (!trace.parent().empty())
        headers.set("traceparent", trace.parent());
    if (!claims->is_null())
        headers.remove("Authorization"); // the token was meant for the gateway
    Passage passage{exchange, note, {}, {}, std::move(variables), std::move(headers)};
    co_await attend(std::move(passage), found);
}

/// Until the answer is whole, the client leaves, or nothing has begun within the route's time.
net::Awaitable<void> Gateway::attend(Passage passage, std::optional<Route> route)
{
    using namespace boost::asio::experimental::awaitable_operators;
    net::Exchange &exchange = passage.exchange;
    RequestNote &note = passage.note;
    std::optional<std::chrono::milliseconds> limit;
    if (route)
        limit = m_config.timeout(*route);
    std::exception_ptr thrown;
    const auto ended = co_await (work(std::move(passage), std::move(route), thrown)
                                 || exchange.gone() || late(note, limit));
    if (ended.index() == 0 && thrown)
        std::rethrow_exception(thrown);
    if (ended.index() == 2)
        co_await exchange.reply(ownAnswer(note, 504, "request timeout", "Timeout"));
}

/// Never fails by itself: the others would be waited for.
net::Awaitable<void> Gateway::work(Passage passage, std::optional<Route> route,
                                   std::exception_ptr &thrown)
{
    try {
        if (route)
            co_await pass(std::move(passage), std::move(*route));
        else
            co_await waypoint(std::move(passage));
    } catch (...) {
        thrown = std::current_exception();
    }
}

/// Ends when the limit has passed and no answer has begun; without a limit never.
net::Awaitable<void> Gateway::late(const RequestNote &note,
                                   std::optional<std::chrono::milliseconds> limit)
{
    boost::asio::steady_timer timer(m_around.executor);
    boost::system::error_code error;
    if (limit) {
        timer.expires_after(*limit);
        co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
    }
    if (error || (limit && note.status == 0))
        co_return;
    timer.expires_at(boost::asio::steady_timer::time_point::max());
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
}

net::Awaitable<void> Gateway::pass(Passage passage, Route route)
{
    passage.destination = m_config.destination(route);
    RequestNote &note = passage.note;
    const std::string target = passage.request().target;
    if (passage.destination.kind == Destination::Kind::None) {
        co_await passage.exchange.reply(
            ownAnswer(note, 500, passage.destination.problem, "Internal"));
        co_return;
    }
    note.backend = passage.destination.label();
    if (passage.destination.kind == Destination::Kind::Service) {
        const std::string host =
            passage.destination.name + "." + passage.destination.ns + ".svc.cluster.local";
        const std::uint16_t port = passage.destination.port;
        note.endpoint = endpointOf(host, port);
        co_await passHttp(*m_around.dialer, passage, host, port,
                          rewrittenTarget(target, route.match.path, route.filters), route.filters);
        co_return;
    }
    const auto wellKnown = target.find("/.well-known/");
    if (wellKnown != std::string::npos && passage.destination.targets.size() == 1) {
        const McpTarget only = passage.destination.targets.front();
        co_await passHttp(*m_around.dialer, passage, only.host, only.port, target.substr(wellKnown),
                          route.filters);
        co_return;
    }
    passage.rules = m_config.mcpRules(route, passage.destination);
    co_await m_mcp.serve(std::move(passage));
}

/// In front of a Service (istio.io/use-waypoint): what no route claims goes to the Service itself.
net::Awaitable<void> Gateway::waypoint(Passage passage)
{
    const std::string authority = passage.request().headers.get("Host");
    const auto colon = authority.find(':');
    const int port = colon == std::string::npos ? 80 : std::atoi(authority.c_str() + colon + 1);
    const std::string host = bareHost(authority);
    passage.note.endpoint = endpointOf(host, static_cast<std::uint16_t>(port));
    const std::vector<Json> none;
    co_await passHttp(*m_around.dialer, passage, host, static_cast<std::uint16_t>(port),
                      passage.request().target, none);
}

bool Gateway::frontsService(const std::string &host) const
{
    const auto target = m_directory.resolve(bareHost(host), 80, m_around.ns);
    if (!target || !target->service.known())
        return false;
    const auto service =
        m_objects.store().get({"services", target->service.ns, target->service.name});
    return service && text(*service, "/metadata/labels/istio.io~1use-waypoint") == m_name;
}

std::string Gateway::endpointOf(const std::string &host, std::uint16_t port) const
{
    const auto target = m_directory.resolve(host, port, m_around.ns);
    if (!target || target->backends.empty())
        return {};
    return target->backends.front().ip + ":" + std::to_string(target->backends.front().port);
}

bool Gateway::limited(const Route &route, net::Headers &headers)
{
    const auto now = std::chrono::steady_clock::now();
    for (const Config::Limit &limit : m_config.limits(route)) {
        const auto bucket = m_buckets
                                .try_emplace(limit.key, limit.requests + limit.burst,
                                             limit.requests, limit.unit, now)
                                .first;
        if (bucket->second.take(now))
            continue;
        headers.set("x-ratelimit-limit", std::to_string(bucket->second.capacity()));
        headers.set("x-ratelimit-remaining", "0");
        headers.set("x-ratelimit-reset", std::to_string(bucket->second.reset(now)));
        return true;
    }
    return false;
}

net::Awaitable<void> Gateway::stats(net::Exchange &exchange)
{
    const std::string path = exchange.request().path();
    if (path != "/metrics" && path != "/stats/prometheus") {
        co_await exchange.reply(net::Response::text("", 404));
        co_return;
    }
    const bool open = exchange.request().headers.get("Accept").find("application/openmetrics-text")
                      != std::string::npos;
    net::Response response;
    response.headers.set("Content-Type",
                         open ? "application/openmetrics-text;charset=utf-8;version=1.0.0"
                              : "text/plain; charset=utf-8");
    response.body = m_metrics.exposition();
    co_await exchange.reply(std::move(response));
}

net::Awaitable<void> Gateway::ready(net::Exchange &exchange)
{
    const bool known = exchange.request().path() == "/healthz/ready";
    net::Response response = known ? net::Response::text("ready") : net::Response::text("", 404);
    co_await exchange.reply(std::move(response));
}

} // namespace

std::unique_ptr<workloads::Workload> makeGateway(workloads::Surroundings surroundings,
                                                 cluster::Objects &objects)
{
    return std::make_unique<Gateway>(std::move(surroundings), objects);
}

} // namespace stage::mesh::gateway
