// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/oauth2_proxy.h"

#include "backend/stage/observe/cookies.h"
#include "backend/stage/observe/dex.h"
#include "backend/stage/observe/forward.h"
#include "backend/stage/observe/page_files.h"

#include <algorithm>
#include <optional>

namespace stage::observe {

using namespace std::chrono_literals;

namespace {

constexpr auto sessionCookie = "_oauth2_proxy";
constexpr auto csrfCookie = "_oauth2_proxy_csrf";
constexpr int sessionLife = 7 * 24 * 3600, csrfLife = 15 * 60;

/// Of a flag that stands several times the last one counts.
std::optional<std::string> given(const workloads::Surroundings &surroundings,
                                 const std::string &flag)
{
    const auto prefix = "--" + flag + "=";
    for (auto arg = surroundings.args.rbegin(); arg != surroundings.args.rend(); ++arg) {
        if (arg->rfind(prefix, 0) == 0)
            return arg->substr(prefix.size());
    }
    return std::nullopt;
}

std::string argument(const workloads::Surroundings &surroundings, std::string flag)
{
    if (auto value = given(surroundings, flag))
        return *std::move(value);
    std::transform(flag.begin(), flag.end(), flag.begin(), [](unsigned char c) {
        return c == '-' ? '_' : static_cast<char>(std::toupper(c));
    });
    return surroundings.variable("OAUTH2_PROXY_" + flag);
}

bool wantsJson(const net::Request &request)
{
    return request.headers.get("Accept").find("application/json") != std::string::npos;
}

} // namespace

ProxySettings ProxySettings::from(const workloads::Surroundings &surroundings)
{
    ProxySettings settings;
    settings.clientId = argument(surroundings, "client-id");
    settings.clientSecret = argument(surroundings, "client-secret");
    settings.cookieSecret = argument(surroundings, "cookie-secret");
    settings.issuer = argument(surroundings, "oidc-issuer-url");
    settings.upstream = argument(surroundings, "upstream");
    if (settings.upstream.empty())
        settings.upstream = argument(surroundings, "upstreams");
    settings.redirectUrl = argument(surroundings, "redirect-url");
    settings.scope = argument(surroundings, "scope");
    if (settings.scope.empty())
        settings.scope = "openid email profile";
    settings.approvalPrompt = given(surroundings, "approval-prompt").value_or("force");
    return settings;
}

OAuth2Proxy::OAuth2Proxy(ProxySettings settings, workloads::Surroundings surroundings)
    : m_settings(std::move(settings))
    , m_surroundings(std::move(surroundings))
    , m_seal(m_settings.cookieSecret)
{
}

Awaitable<void> OAuth2Proxy::handle(net::Exchange &exchange)
{
    const auto &request = exchange.request();
    const auto path = request.path();
    if (path == "/ping" || path == "/ready") {
        co_await exchange.reply(net::Response::text("OK"));
    } else if (path.rfind("/oauth2/", 0) == 0) {
        auto response = co_await own(request);
        co_await exchange.reply(std::move(response));
    } else if (auto session = sessionOf(request)) {
        co_await pass(exchange, std::move(*session));
    } else if (wantsJson(request)) {
        co_await exchange.reply(net::Response::json(Json::object(), 401));
    } else {
        auto response = co_await start(request, request.target);
        co_await exchange.reply(std::move(response));
    }
}

std::optional<OAuth2Proxy::Session> OAuth2Proxy::sessionOf(const net::Request &request) const
{
    const auto opened = m_seal.open(cookie(request, sessionCookie));
    const auto json = opened ? Json::parse(*opened, nullptr, false) : Json();
    if (!json.is_object())
        return {};
    Session session{json.value("u", ""), json.value("e", ""), json.value("n", ""),
                    json.value("i", ""), json.value("a", ""), json.value("x", std::int64_t(0))};
    if (session.expires <= std::chrono::system_clock::to_time_t(m_surroundings.now()))
        return {};
    return session;
}

Awaitable<net::Response> OAuth2Proxy::own(const net::Request &request)
{
    const auto what = request.path().substr(8);
    if (what == "callback") {
        auto response = co_await callback(request);
        co_return response;
    }
    if (what == "start") {
        auto response = co_await start(request, localPath(request.query("rd")));
        co_return response;
    }
    if (what == "sign_in")
        co_return signInPage({}, 200);
    if (what == "sign_out") {
        auto response = redirectTo(localPath(request.query("rd")));
        response.headers.add("Set-Cookie", setCookie(sessionCookie, {}));
        co_return response;
    }
    const auto session = sessionOf(request);
    if (what == "auth") {
        auto response = net::Response::text(session ? "" : "Unauthorized\n", session ? 202 : 401);
        if (session) {
            response.headers.set("X-Auth-Request-User", session->user);
            response.headers.set("X-Auth-Request-Email", session->email);
            response.headers.set("X-Auth-Request-Preferred-Username", session->name);
        }
        co_return response;
    }
    if (what == "userinfo") {
        if (!session)
            co_return net::Response::text("Unauthorized\n", 401);
        co_return net::Response::json({{"user", session->user},
                                       {"email", session->email},
                                       {"preferredUsername", session->name}});
    }
    co_return net::Response::text("404 page not found\n", 404);
}

net::Response OAuth2Proxy::signInPage(const std::string &error, int status) const
{
    return stagePage("login",
                     {{"title", "oauth2-proxy"},
                      {"heading", error.empty() ? "Sign in with OpenID Connect" : "Sign-in failed"},
                      {"hidden", "hidden"},
                      {"error", error},
                      {"action", "/oauth2/start"},
                      {"user", "login"},
                      {"state", ""}},
                     status);
}

Awaitable<net::Response> OAuth2Proxy::start(const net::Request &, std::string back)
{
    const auto document = co_await discovered();
    if (!document)
        co_return signInPage(document.error(), 502);
    const auto state = randomHex(16), nonce = randomHex(16);
    const Json kept{{"s", state},
                    {"n", nonce},
                    {"b", back},
                    {"x", std::chrono::system_clock::to_time_t(m_surroundings.now()) + csrfLife}};
    const auto target = document->value("authorization_endpoint", "")
                        + "?approval_prompt=" + net::urlEncode(m_settings.approvalPrompt)
                        + "&client_id=" + net::urlEncode(m_settings.clientId) + "&nonce=" + nonce
                        + "&redirect_uri=" + net::urlEncode(m_settings.redirectUrl)
                        + "&response_type=code&scope=" + net::urlEncode(m_settings.scope)
                        + "&state=" + state;
    auto response = redirectTo(target);
    response.headers.add("Set-Cookie", setCookie(csrfCookie, m_seal.close(kept.dump()), csrfLife));
    response.headers.set("Cache-Control", "no-store");
    co_return response;
}

Awaitable<net::Response> OAuth2Proxy::callback(const net::Request &request)
{
    const auto opened = m_seal.open(cookie(request, csrfCookie));
    const auto kept = opened ? Json::parse(*opened, nullptr, false) : Json();
    const auto now = std::chrono::system_clock::to_time_t(m_surroundings.now());
    if (!kept.is_object() || kept.value("s", "") != request.query("state")
        || kept.value("x", std::int64_t(0)) < now)
        co_return signInPage("Login failed: Unable to find a valid CSRF token. Please try again.",
                             403);
    if (const auto error = request.query("error"); !error.empty())
        co_return signInPage("Login failed: the identity provider said " + error + ".", 403);
    const auto document = co_await discovered();
    if (!document)
        co_return signInPage(document.error(), 502);
    const auto form = "grant_type=authorization_code&code=" + net::urlEncode(request.query("code"))
                      + "&redirect_uri=" + net::urlEncode(m_settings.redirectUrl)
                      + "&client_id=" + net::urlEncode(m_settings.clientId)
                      + "&client_secret=" + net::urlEncode(m_settings.clientSecret);
    const auto tokens = co_await askIssuer(document->value("token_endpoint", ""), form);
    if (!tokens)
        co_return signInPage(tokens.error(), 500);
    const auto keys = co_await askIssuer(document->value("jwks_uri", ""), {});
    if (!keys)
        co_return signInPage(keys.error(), 500);
    const auto session = checked(*tokens, *keys, kept.value("n", ""));
    if (!session)
        co_return signInPage(session.error(), 500);
    const Json sealed{{"u", session->user},        {"e", session->email},
                      {"n", session->name},        {"i", session->idToken},
                      {"a", session->accessToken}, {"x", session->expires}};
    m_surroundings.log("[AuthSuccess] Authenticated via OAuth2: Session{email:" + session->email
                       + " user:" + session->user + "}");
    auto response = redirectTo(localPath(kept.value("b", "/")));
    response.headers.add("Set-Cookie",
                         setCookie(sessionCookie, m_seal.close(sealed.dump()), sessionLife));
    response.headers.add("Set-Cookie", setCookie(csrfCookie, {}));
    co_return response;
}

tl::expected<OAuth2Proxy::Session, std::string>
OAuth2Proxy::checked(const Json &tokens, const Json &keys, const std::string &nonce) const
{
    Session session;
    session.idToken = tokens.value("id_token", "");
    session.accessToken = tokens.value("access_token", "");
    const auto claims = verifyJwt(session.idToken, keys);
    if (!claims)
        return tl::unexpected(claims.error());
    session.expires = claims->value("exp", std::int64_t(0));
    if (claims->value("iss", "") != m_settings.issuer
        || claims->value("aud", "") != m_settings.clientId)
        return tl::unexpected(
            std::string("the id token is from another issuer or for another client"));
    if (claims->value("nonce", "") != nonce)
        return tl::unexpected(std::string("the id token's nonce is not the one of this login"));
    session.user = claims->value("sub", "");
    session.email = claims->value("email", "");
    session.name = claims->value("preferred_username", "");
    return session;
}

Awaitable<void> OAuth2Proxy::pass(net::Exchange &exchange, Session session)
{
    auto base = net::Url::parse(m_settings.upstream);
    if (!base) {
        co_await exchange.reply(
            net::Response::text("upstream " + m_settings.upstream + ": " + base.error() + "\n",
                                502));
        co_return;
    }
    net::Headers identity;
    identity.set("X-Forwarded-User", session.user);
    identity.set("X-Forwarded-Email", session.email);
    identity.set("X-Forwarded-Preferred-Username", session.name);
    identity.set("X-Forwarded-Access-Token", session.accessToken);
    identity.set("Authorization", "Bearer " + session.idToken);
    co_await forward(exchange, *m_surroundings.dialer, std::move(*base), std::move(identity));
}

Awaitable<tl::expected<Json, std::string>> OAuth2Proxy::askIssuer(std::string address,
                                                                  std::string form)
{
    using Outcome = tl::expected<Json, std::string>;
    auto url = net::Url::parse(address);
    if (!url)
        co_return Outcome(tl::unexpect, "the issuer's address " + address + ": " + url.error());
    net::Request request;
    request.headers.set("Host", url->authority());
    if (!form.empty()) {
        request.method = "POST";
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        request.body = form;
    }
    auto answer = co_await net::fetch(*m_surroundings.dialer, *url, request, 10s);
    if (!answer && url->host == "host.docker.internal") {
        // The name is the browser's. On kind, CoreDNS sends pods that ask for it to dex' Service;
        // so here.
        url->host = "dex." + m_surroundings.ns + ".svc.cluster.local";
        answer = co_await net::fetch(*m_surroundings.dialer, *url, request, 10s);
    }
    if (!answer)
        co_return Outcome(tl::unexpect, "the issuer at " + address + ": " + answer.error().text);
    auto json = Json::parse(answer->body, nullptr, false);
    if (answer->status != 200 || !json.is_object())
        co_return Outcome(tl::unexpect, "the issuer at " + address + " answered "
                                            + std::to_string(answer->status) + ": "
                                            + answer->body.substr(0, 200));
    co_return Outcome(std::move(json));
}

Awaitable<tl::expected<Json, std::string>> OAuth2Proxy::discovered()
{
    if (m_discovery.is_null()) {
        auto document =
            co_await askIssuer(m_settings.issuer + "/.well-known/openid-configuration", {});
        if (!document)
            co_return document;
        m_discovery = std::move(*document);
    }
    co_return tl::expected<Json, std::string>(m_discovery);
}

std::unique_ptr<workloads::Workload> makeOAuth2Proxy(workloads::Surroundings surroundings)
{
    auto settings = ProxySettings::from(surroundings);
    if (settings.cookieSecret.size() != 16 && settings.cookieSecret.size() != 24
        && settings.cookieSecret.size() != 32)
        surroundings.log(
            "cookie_secret must be 16, 24, or 32 bytes to create an AES cipher, but is "
            + std::to_string(settings.cookieSecret.size()) + " bytes");
    return httpWorkload(4180, std::make_shared<OAuth2Proxy>(std::move(settings),
                                                            std::move(surroundings)));
}

} // namespace stage::observe
