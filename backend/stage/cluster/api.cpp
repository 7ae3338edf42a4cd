// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/api.h"

#include "backend/stage/cluster/documents.h"
#include "backend/stage/cluster/failures.h"
#include "backend/stage/cluster/watch.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace stage::cluster {

namespace asio = boost::asio;

namespace {

const char *serverName = "trustusbank-stage";

net::Response branded(net::Response response)
{
    response.headers.set("server", serverName);
    return response;
}

bool isPodStream(const Call &call)
{
    return call.resource.storeName() == "pods"
           && (call.route.subresource == "log" || call.route.subresource == "portforward");
}

bool isWatch(const Call &call)
{
    return call.request.method == "GET" && (call.route.watchPath || call.flag("watch"))
           && call.route.subresource.empty();
}

} // namespace

std::string Call::option(const std::string &name) const
{
    const auto found = query.find(name);
    return found == query.end() ? "" : found->second;
}

bool Call::flag(const std::string &name) const
{
    const std::string value = option(name);
    return value == "true" || value == "1";
}

Api::Api(Objects &objects, asio::any_io_executor executor, PodAccess pods, Authorised authorised)
    : m_objects(objects)
    , m_executor(std::move(executor))
    , m_pods(std::move(pods))
    , m_authorised(std::move(authorised))
    , m_documents(std::make_unique<Documents>(objects))
{
}

Api::~Api() = default;

net::Handler Api::handler()
{
    return [this](net::Exchange &exchange) { return serve(exchange); };
}

void Api::stall(std::chrono::milliseconds time)
{
    m_stalledUntil = std::chrono::steady_clock::now() + time;
}

void Api::dropWatches()
{
    for (Watch *watch : m_watches)
        watch->drop();
}

net::Awaitable<void> Api::waitOutStall()
{
    while (m_stalledUntil > std::chrono::steady_clock::now()) {
        asio::steady_timer timer(m_executor, m_stalledUntil);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

net::Awaitable<void> Api::serve(net::Exchange &exchange)
{
    co_await waitOutStall();
    const net::Request &request = exchange.request();
    const bool allowed = !m_authorised || m_authorised(request);
    if (!allowed) {
        co_await exchange.reply(branded(statusResponse(unauthorized().status)));
        co_return;
    }
    auto call = understand(request);
    if (call && isPodStream(*call)) {
        co_await reachPod(exchange, *call);
        co_return;
    }
    if (call && isWatch(*call)) {
        auto watch = Watch::open(m_objects, m_executor, *call);
        if (!watch) {
            co_await exchange.reply(branded(statusResponse(watch.error().status)));
            co_return;
        }
        Watch *running = watch->get();
        m_watches.insert(running);
        const auto leave =
            std::shared_ptr<void>(nullptr, [this, running](void *) { m_watches.erase(running); });
        co_await running->run(exchange, m_stalledUntil);
        co_return;
    }
    net::Response response = respond(request);
    co_await exchange.reply(std::move(response));
}

net::Awaitable<void> Api::reachPod(net::Exchange &exchange, const Call &call)
{
    const auto pod = m_objects.get(call.resource, call.route.ns, call.route.name);
    const auto &reach = call.route.subresource == "log" ? m_pods.log : m_pods.portForward;
    if (!pod) {
        co_await exchange.reply(branded(statusResponse(pod.error().status)));
    } else if (!reach) {
        co_await exchange.reply(branded(statusResponse(
            failure(503, "ServiceUnavailable", "no kubelet serves " + call.route.subresource)
                .status)));
    } else {
        co_await reach(exchange, *pod);
    }
}

net::Response Api::respond(const net::Request &request)
{
    try {
        auto call = understand(request);
        if (!call)
            return branded(call.error().code() == 0 ? document(request)
                                                    : statusResponse(call.error().status));
        auto response = perform(*call);
        net::Response out =
            response ? std::move(*response) : statusResponse(response.error().status);
        for (const std::string &warning : call->warnings)
            out.headers.add("Warning", "299 - " + Json(warning).dump());
        return branded(std::move(out));
    } catch (const std::exception &error) {
        // A body of a shape that no check foresaw (nlohmann's type errors). It stays one request's.
        return branded(statusResponse(failure(500, "InternalError",
                                              "Internal error occurred: " + request.method + " "
                                                  + request.path() + ": " + error.what())
                                          .status));
    }
}

net::Response statusResponse(const Json &status)
{
    net::Response out = net::Response::json(status, status.value("code", 200));
    const Json &after = at(status, "/details/retryAfterSeconds");
    if (after.is_number())
        out.headers.set("Retry-After", after.dump());
    return out;
}

} // namespace stage::cluster
