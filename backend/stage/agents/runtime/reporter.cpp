// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/runtime/reporter.h"

#include "backend/stage/workloads/bank.h"

namespace stage::agents {

namespace {

constexpr std::chrono::seconds patience(5);

} // namespace

Reporter::Reporter(const workloads::Surroundings &around, const AgentConfig &config,
                   std::string user)
    : m_around(around)
    , m_config(config)
    , m_user(std::move(user))
    , m_lost(config.controller.empty())
{
}

Awaitable<void> Reporter::post(std::string target, Json body)
{
    if (m_lost)
        co_return;
    const tl::expected<net::Url, std::string> url = net::Url::parse(m_config.controller + target);
    if (!url) {
        m_lost = true;
        workloads::say(m_around, "KAGENT_URL: " + url.error());
        co_return;
    }
    net::Request request;
    request.method = "POST";
    request.headers = {{"Content-Type", "application/json"},
                       {"X-User-Id", m_user},
                       {"X-Agent-Name", m_config.app}};
    request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    net::Result<net::Response> answer =
        co_await net::fetch(*m_around.dialer, *url, std::move(request), patience);
    m_lost = !answer || answer->status >= 300;
    if (m_lost) {
        workloads::say(m_around, "this turn is not recorded: POST " + target + ": "
                                     + (answer ? "HTTP " + std::to_string(answer->status)
                                               : answer.error().text));
    }
}

Awaitable<void> Reporter::session(std::string id, std::string name, std::string source)
{
    Json body = {{"id", id}, {"user_id", m_user}, {"agent_ref", m_config.app}};
    if (!name.empty())
        body["name"] = name;
    if (!source.empty())
        body["source"] = source;
    co_await post("/api/sessions", std::move(body));
}

Awaitable<void> Reporter::flush(std::string session, Json task)
{
    const std::vector<Json> events = std::exchange(m_events, {});
    const std::string target =
        "/api/sessions/" + net::urlEncode(session) + "/events?user_id=" + net::urlEncode(m_user);
    for (const Json &one : events) {
        Json body = {{"id", text(one, "id")},
                     {"data", one.dump(-1, ' ', false, Json::error_handler_t::replace)}};
        co_await post(target, std::move(body));
    }
    co_await post("/api/tasks", std::move(task));
}

} // namespace stage::agents
