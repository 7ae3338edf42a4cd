// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/grafana.h"

#include "backend/stage/observe/cookies.h"
#include "backend/stage/observe/crypto.h"
#include "backend/stage/observe/dex.h"
#include "backend/stage/observe/page_files.h"
#include "backend/stage/observe/pods.h"

#include <boost/algorithm/string.hpp>

namespace stage::observe {

using namespace std::chrono_literals;

namespace {

constexpr auto sessionLife = 24h * 30;
constexpr auto documentLife = 900ms; ///< several viewers share one round of questions

net::Response message(const std::string &text, int status)
{
    return net::Response::json({{"message", text}}, status);
}

bool isApi(const std::string &path)
{
    return path.rfind("/api/", 0) == 0;
}

} // namespace

Grafana::Grafana(workloads::Surroundings surroundings, Platform &platform)
    : m_surroundings(std::move(surroundings))
    , m_platform(platform)
{
}

Awaitable<void> Grafana::handle(net::Exchange &exchange)
{
    const auto &request = exchange.request();
    net::Response response;
    if (request.path() == "/api/stage/evidence" && signedIn(request))
        response = co_await evidence();
    else
        response = answer(request);
    co_await exchange.reply(std::move(response));
}

net::Response Grafana::answer(const net::Request &request)
{
    const auto path = request.path();
    if (path == "/api/health")
        return net::Response::json(
            {{"commit", "trustusbank-stage"}, {"database", "ok"}, {"version", "11.2.2"}});
    if (path == "/login")
        return login(request);
    if (!signedIn(request)) {
        if (isApi(path))
            return message("Unauthorized", 401);
        return redirectTo("/login?redirectTo=" + net::urlEncode(request.target));
    }
    if (path == "/logout") {
        m_sessions.erase(cookie(request, "grafana_session"));
        auto response = redirectTo("/login");
        response.headers.add("Set-Cookie", setCookie("grafana_session", {}));
        return response;
    }
    if (path == "/")
        return redirectTo("/d/dora-evidence");
    if (path == "/d/dora-evidence" || path.rfind("/d/dora-evidence/", 0) == 0)
        return stagePage("dora");
    if (isApi(path))
        return dashboards(path);
    return net::Response::text("Only the DORA evidence page stands here: /d/dora-evidence\n", 404);
}

net::Response Grafana::login(const net::Request &request)
{
    const auto back = localPath(request.query("redirectTo"));
    const std::map<std::string, std::string> values{{"title", "Grafana"},
                                                    {"heading", "Sign in"},
                                                    {"hidden", ""},
                                                    {"error", ""},
                                                    {"user", "user"},
                                                    {"state", ""},
                                                    {"action",
                                                     "/login?redirectTo=" + net::urlEncode(back)}};
    if (request.method != "POST")
        return stagePage("login", values);
    const bool json = boost::istarts_with(request.headers.get("Content-Type"), "application/json");
    std::string user, password;
    if (json) {
        const auto body = request.json();
        user = cluster::text(body, "/user");
        password = cluster::text(body, "/password");
    } else {
        auto form = formValues(request.body);
        user = form["user"];
        password = form["password"];
    }
    if (!passwordIs(user, password)) {
        if (json)
            return message("Invalid username or password", 401);
        auto again = values;
        again["error"] = "Invalid username or password";
        return stagePage("login", again, 401);
    }
    const auto token = randomHex(16);
    m_sessions[token] = m_surroundings.now() + sessionLife;
    auto response = json ? message("Logged in", 200) : redirectTo(back);
    response.headers.add("Set-Cookie", setCookie("grafana_session", token, 30 * 24 * 3600));
    return response;
}

bool Grafana::passwordIs(const std::string &user, const std::string &password) const
{
    const auto wanted = m_surroundings.variable("GF_SECURITY_ADMIN_PASSWORD", "admin");
    return user == m_surroundings.variable("GF_SECURITY_ADMIN_USER", "admin") && password == wanted;
}

bool Grafana::signedIn(const net::Request &request) const
{
    if (m_surroundings.variable("GF_AUTH_ANONYMOUS_ENABLED") == "true")
        return true;
    const auto session = m_sessions.find(cookie(request, "grafana_session"));
    if (session != m_sessions.end() && session->second > m_surroundings.now())
        return true;
    const auto header = request.headers.get("Authorization");
    if (!boost::istarts_with(header, "Basic "))
        return false;
    const auto text = fromBase64Url(header.substr(6));
    const auto colon = text.find(':');
    return colon != std::string::npos && passwordIs(text.substr(0, colon), text.substr(colon + 1));
}

/// The dashboards that the sidecar would have loaded: ConfigMaps labelled grafana_dashboard=1.
Json Grafana::dashboard(const std::string &uid) const
{
    for (const auto &map : m_platform.objects.store().list("configmaps")) {
        if (cluster::text(*map, "/metadata/labels/grafana_dashboard") != "1")
            continue;
        for (const auto &[file, content] : cluster::at(*map, "/data").items()) {
            auto found = content.is_string()
                             ? Json::parse(content.get<std::string>(), nullptr, false)
                             : Json();
            if (found.is_object() && found.value("uid", "") == uid)
                return found;
        }
    }
    return nullptr;
}

net::Response Grafana::dashboards(const std::string &path) const
{
    const std::string prefix = "/api/dashboards/uid/";
    if (path.rfind(prefix, 0) != 0)
        return message("Not found", 404);
    const auto uid = path.substr(prefix.size());
    auto found = dashboard(uid);
    if (found.is_null())
        return message("Dashboard not found", 404);
    return net::Response::json({{"meta",
                                 {{"slug", uid},
                                  {"url", "/d/" + uid + "/" + uid},
                                  {"folderUid", ""},
                                  {"provisioned", true}}},
                                {"dashboard", found}});
}

std::string Grafana::address(const std::string &source) const
{
    const auto &ns = m_surroundings.ns;
    if (source == "prometheus")
        return m_surroundings.variable("PROMETHEUS_URL", "http://kube-prometheus-stack-prometheus."
                                                             + ns + ".svc.cluster.local:9090");
    if (source == "loki")
        return m_surroundings.variable("LOKI_URL", "http://loki." + ns + ".svc.cluster.local:3100");
    return m_surroundings.variable("ATTACKER_URL",
                                   "http://mock-attacker.external-attacker.svc.cluster.local:8080");
}

Awaitable<net::Response> Grafana::evidence()
{
    const auto now = m_surroundings.now();
    if (m_last.is_null() || now - m_lastAt > documentLife || now < m_lastAt) {
        const auto window = m_surroundings.variable("EVIDENCE_WINDOW", m_platform.evidenceWindow);
        auto queries = evidenceQueries(window);
        EvidenceAnswers answers;
        co_await ask(queries, answers);
        const auto more = offenderQueries(answers);
        co_await ask(more, answers);
        queries.insert(queries.end(), more.begin(), more.end());
        m_last = evidenceDocument(window, queries, answers);
        m_last["at"] = std::chrono::system_clock::to_time_t(now);
        m_last["sources"] = {{"prometheus", address("prometheus")},
                             {"loki", address("loki")},
                             {"attacker", address("attacker")}};
        m_lastAt = now;
    }
    auto response = net::Response::json(m_last);
    response.headers.set("Cache-Control", "no-store");
    co_return response;
}

Awaitable<void> Grafana::ask(const std::vector<EvidenceQuery> &queries, EvidenceAnswers &answers)
{
    for (const auto &query : queries) {
        auto answer = co_await askOne(query);
        answers.insert_or_assign(query.id, std::move(answer));
    }
}

Awaitable<tl::expected<Json, std::string>> Grafana::askOne(EvidenceQuery query)
{
    using Outcome = tl::expected<Json, std::string>;
    const auto base = address(query.source);
    auto url = net::Url::parse(base);
    if (!url)
        co_return Outcome(tl::unexpect, base + ": " + url.error());
    url->target = query.source == "prometheus" ? "/api/v1/query?query=" + net::urlEncode(query.text)
                  : query.source == "loki"
                      ? "/loki/api/v1/query_range?limit=20&query=" + net::urlEncode(query.text)
                      : query.text;
    net::Dialer *dialer = m_surroundings.dialer;
    const auto real = loopbackAddress(m_platform.objects.store(), m_platform.ports,
                                      url->host + ":" + std::to_string(url->port));
    if (real) {
        url->host = "127.0.0.1";
        url->port = static_cast<std::uint16_t>(std::stoi(real->substr(real->rfind(':') + 1)));
        dialer = &m_loopback;
    }
    const auto answer = co_await net::fetch(*dialer, *url, net::Request(), 5s);
    if (!answer)
        co_return Outcome(tl::unexpect, base + ": " + answer.error().text);
    auto json = Json::parse(answer->body, nullptr, false);
    if (answer->status != 200 || !json.is_object())
        co_return Outcome(tl::unexpect, base + " answered " + std::to_string(answer->status) + ": "
                                            + answer->body.substr(0, 200));
    if (query.source == "attacker")
        co_return Outcome(std::move(json));
    co_return Outcome(cluster::at(json, "/data/result"));
}

} // namespace stage::observe
