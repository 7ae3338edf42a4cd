// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/controller/discovery.h"

#include "backend/stage/agents/controller/goerror.h"
#include "backend/stage/agents/controller/manifests.h"
#include "backend/stage/agents/controller/status.h"
#include "backend/stage/workloads/bank.h"
#include "backend/stage/workloads/mcp/client.h"

namespace stage::agents {

using workloads::mcp::Client;
using workloads::mcp::ClientError;
using workloads::mcp::ClientResult;

namespace {

constexpr const char *resource = "remotemcpservers.kagent.dev";

cluster::Key keyOf(const Json &object)
{
    return {resource, cluster::text(object, "/metadata/namespace"),
            cluster::text(object, "/metadata/name")};
}

std::string versionOf(const Json &object)
{
    return cluster::text(object, "/metadata/uid") + "/"
           + cluster::at(object, "/metadata/generation").dump();
}

std::string why(const cluster::Key &key, const std::string &url, const std::string &method,
                const ClientError &error)
{
    const std::string server = key.ns + "/" + key.name,
                      start = "failed to fetch tools for toolServer " + server + ": ",
                      connecting = method == "initialize"
                                       ? "failed to connect client for toolServer " + server + ": "
                                       : "failed to list tools for toolServer " + server + ": ";
    const std::string calling = "calling \"" + method + "\": ";
    if (error.status == 404)
        return start + connecting + calling + "failed to connect (session ID: ): session not found";
    if (error.status == 200)
        return start + connecting + calling + error.text;
    std::string reason =
        error.status == 0 ? "Post \"" + url + "\": " + goNetError(error.text, url) : error.text;
    return start + connecting + calling + "sending \"" + method
           + "\": rejected by transport: " + reason;
}

} // namespace

Discovery::Discovery(const workloads::Surroundings &around, cluster::Objects &objects)
    : m_around(around)
    , m_objects(objects)
{
}

std::chrono::seconds Discovery::pause(int failures)
{
    return failures == 0 || failures > 6 ? std::chrono::seconds(60)
                                         : std::chrono::seconds(1 << (failures - 1));
}

std::chrono::milliseconds Discovery::untilNext() const
{
    Clock::time_point next = Clock::now() + std::chrono::minutes(1);
    for (const auto &[key, visit] : m_visits)
        next = std::min(next, visit.due);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(next - Clock::now());
    return std::max(left, std::chrono::milliseconds(1));
}

Awaitable<void> Discovery::round()
{
    const std::vector<cluster::Object> servers = m_objects.store().list(resource);
    std::erase_if(m_visits, [&](const auto &visit) { return !m_objects.store().get(visit.first); });
    for (const cluster::Object &server : servers) {
        const cluster::Key key = keyOf(*server);
        Visit &visit = m_visits[key];
        const std::string version = versionOf(*server);
        if (visit.version == version && visit.due > Clock::now())
            continue;
        const bool changed = visit.version != version;
        visit.version = version;
        const tl::expected<Json, std::string> tools = co_await ask(*server);
        visit.failures = tools ? 0 : changed ? 1 : visit.failures + 1;
        visit.due = Clock::now() + pause(visit.failures);
        // Asking took time: the object may be another by now, or gone.
        const cluster::Object now = m_objects.store().get(key);
        if (!now || versionOf(*now) != version)
            continue;
        if (!tools && visit.failures == 1)
            workloads::say(m_around, tools.error());
        const auto written =
            m_objects.setStatus(key, remoteServerStatus(*now, tools, cluster::nowRfc3339()));
        if (!written)
            workloads::say(m_around, "cannot write the status of " + key.name + ": "
                                         + cluster::text(written.error().status, "/message"));
    }
}

Awaitable<tl::expected<Json, std::string>> Discovery::ask(Json server)
{
    const cluster::Key key = keyOf(server);
    const std::string address = cluster::text(server, "/spec/url");
    const tl::expected<net::Url, std::string> url = net::Url::parse(address);
    if (!url)
        co_return tl::unexpected("failed to fetch tools for toolServer " + key.ns + "/" + key.name
                                 + ": " + url.error());
    Client::Identity identity;
    identity.name = "kagent-controller";
    identity.version = kagentVersion;
    identity.userAgent = "Go-http-client/1.1";
    identity.capabilities = {{"roots", {{"listChanged", true}}}};
    Client client(*m_around.dialer, *url, std::move(identity));
    const Json headers = headersFrom(member(server.at("spec"), "headersFrom", Json::array()),
                                     key.ns, m_objects.store());
    for (const auto &[name, value] : headers.items())
        client.setHeader(name, value.get<std::string>());
    const ClientResult<Json> ready = co_await client.initialize();
    if (!ready)
        co_return tl::unexpected(why(key, address, "initialize", ready.error()));
    const ClientResult<Json> tools = co_await client.listTools();
    co_await client.close();
    if (!tools)
        co_return tl::unexpected(why(key, address, "tools/list", tools.error()));
    co_return *tools;
}

} // namespace stage::agents
