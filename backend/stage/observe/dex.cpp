// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/dex.h"

#include "backend/stage/observe/page_files.h"

#include <algorithm>
#include <boost/algorithm/string.hpp>
#include <yaml-cpp/yaml.h>

namespace stage::observe {

using namespace std::chrono_literals;

namespace {

constexpr auto loginLife = 10min;
constexpr auto tokenLife = 24h;
constexpr auto refreshLife = 24h * 30;

std::string scalar(const YAML::Node &node, const char *key)
{
    const auto value = node[key];
    return value && value.IsScalar() ? value.Scalar() : std::string();
}

net::Response oauthError(const std::string &error, const std::string &description, int status)
{
    return net::Response::json({{"error", error}, {"error_description", description}}, status);
}

net::Response page(const std::string &text, int status)
{
    return stagePage("login",
                     {{"title", "dex"},
                      {"heading", "Bad request"},
                      {"hidden", "hidden"},
                      {"error", text},
                      {"action", ""},
                      {"user", "login"},
                      {"state", ""}},
                     status);
}

/// dex's subject: a protobuf of user and connector ids, base64url.
std::string subject(const std::string &user, const std::string &connector)
{
    std::string bytes = "\x0a";
    bytes += static_cast<char>(user.size());
    bytes += user + "\x12";
    bytes += static_cast<char>(connector.size());
    return base64Url(bytes + connector);
}

std::string withQuery(const std::string &uri, const std::map<std::string, std::string> &values)
{
    std::string out = uri;
    char separator = uri.find('?') == std::string::npos ? '?' : '&';
    for (const auto &[name, value] : values) {
        if (value.empty())
            continue;
        out += separator + name + "=" + net::urlEncode(value);
        separator = '&';
    }
    return out;
}

/// Client id and secret of a token request: HTTP Basic (each part URL-encoded) or the form.
std::pair<std::string, std::string> credentials(const net::Request &request,
                                                const std::map<std::string, std::string> &form)
{
    const auto header = request.headers.get("Authorization");
    if (boost::istarts_with(header, "Basic ")) {
        const auto text = fromBase64Url(header.substr(6));
        const auto colon = text.find(':');
        if (colon != std::string::npos)
            return {net::urlDecode(text.substr(0, colon)), net::urlDecode(text.substr(colon + 1))};
    }
    const auto value = [&](const char *name) {
        return form.count(name) ? form.at(name) : std::string();
    };
    return {value("client_id"), value("client_secret")};
}

} // namespace

std::map<std::string, std::string> formValues(const std::string &body)
{
    std::map<std::string, std::string> values;
    std::vector<std::string> pairs;
    boost::split(pairs, body, boost::is_any_of("&"));
    for (const auto &pair : pairs) {
        const auto equals = pair.find('=');
        if (equals != std::string::npos)
            values[net::urlDecode(pair.substr(0, equals), true)] =
                net::urlDecode(pair.substr(equals + 1), true);
    }
    return values;
}

net::Response redirectTo(const std::string &location, int status)
{
    net::Response response;
    response.status = status;
    response.headers.set("Location", location);
    return response;
}

tl::expected<DexConfig, std::string> DexConfig::parse(const std::string &yaml)
{
    DexConfig config;
    try {
        const auto root = YAML::Load(yaml);
        config.issuer = scalar(root, "issuer");
        if (config.issuer.empty())
            return tl::unexpected(
                std::string("invalid Config: no issuer specified in config file"));
        if (root["oauth2"])
            config.passwordConnector = scalar(root["oauth2"], "passwordConnector");
        for (const auto &node : root["staticClients"]) {
            Client client{scalar(node, "id"), scalar(node, "secret"), scalar(node, "name"), {}};
            for (const auto &uri : node["redirectURIs"])
                client.redirectUris.push_back(uri.as<std::string>());
            config.clients.push_back(std::move(client));
        }
        for (const auto &node : root["staticPasswords"])
            config.users.push_back({scalar(node, "email"), scalar(node, "hash"),
                                    scalar(node, "username"), scalar(node, "userID")});
    } catch (const YAML::Exception &error) {
        return tl::unexpected("error parse config file: " + std::string(error.what()));
    }
    return config;
}

const DexConfig::Client *DexConfig::client(const std::string &id) const
{
    const auto found = std::find_if(clients.begin(), clients.end(),
                                    [&](const Client &one) { return one.id == id; });
    return found == clients.end() ? nullptr : &*found;
}

Dex::Dex(DexConfig config, workloads::Surroundings surroundings)
    : m_config(std::move(config))
    , m_surroundings(std::move(surroundings))
    , m_key(std::async(std::launch::async, [] { return std::make_shared<SigningKey>(); }))
{
}

const SigningKey &Dex::key()
{
    return *m_key.get(); // made while the pod starts; a first request may wait for the rest of it
}

Awaitable<void> Dex::handle(net::Exchange &exchange)
{
    forgetOld();
    auto response = answer(exchange.request());
    response.headers.set("Access-Control-Allow-Origin", "*");
    co_await exchange.reply(std::move(response));
}

net::Response Dex::answer(const net::Request &request)
{
    const auto path = request.path();
    const bool posts = request.method == "POST";
    if (path == "/healthz")
        return net::Response::text("Health check passed");
    if (path == "/.well-known/openid-configuration")
        return discovery();
    if (path == "/keys")
        return net::Response::json(key().jwks());
    if (path == "/auth")
        return authorize(request);
    if (path == "/auth/local")
        return startLogin(request);
    if (path == "/auth/local/login")
        return posts ? login(request) : loginForm(request.query("state"), {}, 200);
    if (path == "/token")
        return posts ? token(request) : oauthError("invalid_request", "method not allowed", 400);
    if (path == "/userinfo")
        return userinfo(request);
    return net::Response::text("404 page not found\n", 404);
}

net::Response Dex::discovery() const
{
    const auto &issuer = m_config.issuer;
    Json grants{"authorization_code", "refresh_token"};
    if (!m_config.passwordConnector.empty())
        grants.push_back("password");
    return net::Response::json(
        {{"issuer", issuer},
         {"authorization_endpoint", issuer + "/auth"},
         {"token_endpoint", issuer + "/token"},
         {"jwks_uri", issuer + "/keys"},
         {"userinfo_endpoint", issuer + "/userinfo"},
         {"grant_types_supported", grants},
         {"response_types_supported", {"code"}},
         {"subject_types_supported", {"public"}},
         {"id_token_signing_alg_values_supported", {"RS256"}},
         {"code_challenge_methods_supported", {"S256", "plain"}},
         {"scopes_supported", {"openid", "email", "groups", "profile", "offline_access"}},
         {"token_endpoint_auth_methods_supported", {"client_secret_basic", "client_secret_post"}},
         {"claims_supported",
          {"iss", "sub", "aud", "iat", "exp", "email", "email_verified", "locale", "name",
           "preferred_username", "at_hash"}}});
}

net::Response Dex::authorize(const net::Request &request) const
{
    const auto *client = m_config.client(request.query("client_id"));
    if (!client)
        return page("Invalid client_id (\"" + request.query("client_id") + "\").", 404);
    const auto uri = request.query("redirect_uri");
    if (std::find(client->redirectUris.begin(), client->redirectUris.end(), uri)
        == client->redirectUris.end())
        return page("Unregistered redirect_uri (\"" + uri + "\").", 400);
    if (request.query("response_type") != "code")
        return redirectTo(withQuery(uri, {{"error", "unsupported_response_type"},
                                          {"state", request.query("state")}}),
                          303);
    const auto question = request.target.find('?');
    return redirectTo("/auth/local" + request.target.substr(question));
}

net::Response Dex::startLogin(const net::Request &request)
{
    const auto *client = m_config.client(request.query("client_id"));
    const auto uri = request.query("redirect_uri");
    if (!client
        || std::find(client->redirectUris.begin(), client->redirectUris.end(), uri)
               == client->redirectUris.end())
        return page("Invalid client_id or redirect_uri.", 400);
    const auto id = randomHex(13);
    m_logins[id] = {client->id,
                    uri,
                    request.query("scope"),
                    request.query("state"),
                    request.query("nonce"),
                    request.query("code_challenge"),
                    request.query("code_challenge_method"),
                    {},
                    m_surroundings.now() + loginLife};
    return redirectTo("/auth/local/login?back=&state=" + id);
}

net::Response Dex::loginForm(const std::string &state, const std::string &error, int status) const
{
    if (!m_logins.count(state))
        return page("User session error: this login has ended. Start again at the application.",
                    400);
    return stagePage("login",
                     {{"title", "dex"},
                      {"heading", "Log in to your account"},
                      {"hidden", ""},
                      {"error", error},
                      {"action", "/auth/local/login?back=&state=" + state},
                      {"user", "login"},
                      {"state", state}},
                     status);
}

net::Response Dex::login(const net::Request &request)
{
    const auto id = request.query("state");
    const auto found = m_logins.find(id);
    if (found == m_logins.end())
        return loginForm(id, {}, 400);
    auto form = formValues(request.body);
    const auto *user = checked(form["login"], form["password"]);
    if (!user)
        return loginForm(id, "Invalid Email Address and password.", 401);
    auto granted = found->second;
    m_logins.erase(found);
    granted.user = *user;
    granted.until = m_surroundings.now() + loginLife;
    const auto code = randomHex(13);
    m_codes[code] = granted;
    m_surroundings.log("level=info msg=\"login successful\" connector_id=local username="
                       + user->username + " email=" + user->email);
    return redirectTo(withQuery(granted.redirectUri, {{"code", code}, {"state", granted.state}}),
                      303);
}

const DexConfig::User *Dex::checked(const std::string &name, const std::string &password)
{
    for (const auto &user : m_config.users) {
        if (!boost::iequals(user.email, name))
            continue;
        std::string why;
        if (passwordFits(password, user.hash, why))
            return &user;
        if (!why.empty())
            m_surroundings.log("level=error msg=\"cannot check a password: " + why + "\"");
    }
    return nullptr;
}

net::Response Dex::token(const net::Request &request)
{
    auto form = formValues(request.body);
    const auto [id, secret] = credentials(request, form);
    const auto *client = m_config.client(id);
    if (!client || client->secret != secret)
        return oauthError("invalid_client", "Invalid client credentials.", 401);
    const auto grant = form["grant_type"];
    if (grant == "password" && !m_config.passwordConnector.empty()) {
        const auto *user = checked(form["username"], form["password"]);
        if (!user)
            return oauthError("access_denied", "Invalid username or password", 401);
        Login login;
        login.clientId = id;
        login.scope = form["scope"];
        login.nonce = form["nonce"];
        login.user = *user;
        return tokens(login);
    }
    if (grant != "authorization_code" && grant != "refresh_token")
        return oauthError("unsupported_grant_type", "", 400);
    auto &kept = grant == "refresh_token" ? m_refresh : m_codes;
    const auto found = kept.find(grant == "refresh_token" ? form["refresh_token"] : form["code"]);
    if (found == kept.end() || found->second.clientId != id)
        return oauthError("invalid_grant", "Invalid or expired code parameter.", 400);
    const auto login = found->second;
    kept.erase(found); // each is good once
    if (grant == "authorization_code") {
        if (login.redirectUri != form["redirect_uri"])
            return oauthError("invalid_request",
                              "redirect_uri did not match URI from initial request.", 400);
        const auto verifier = form["code_verifier"];
        const auto made = login.challengeMethod == "S256" ? base64Url(sha256(verifier)) : verifier;
        if (login.challenge != made)
            return oauthError("invalid_grant", "Invalid code_verifier.", 400);
    }
    return tokens(login);
}

net::Response Dex::tokens(const Login &login)
{
    const auto now = std::chrono::system_clock::to_time_t(m_surroundings.now());
    const auto life = std::chrono::duration_cast<std::chrono::seconds>(tokenLife).count();
    const auto has = [&](const char *scope) {
        return login.scope.find(scope) != std::string::npos;
    };
    Json claims{{"iss", m_config.issuer},
                {"sub", subject(login.user.id, "local")},
                {"aud", login.clientId},
                {"iat", now},
                {"exp", now + life}};
    if (has("email")) {
        claims["email"] = login.user.email;
        claims["email_verified"] = true;
    }
    if (has("profile")) {
        claims["name"] = login.user.username;
        claims["preferred_username"] = login.user.username;
    }
    if (!login.nonce.empty())
        claims["nonce"] = login.nonce;
    const auto access = key().sign(claims);
    claims["at_hash"] = base64Url(sha256(access).substr(0, 16));
    Json body{{"access_token", access},
              {"token_type", "bearer"},
              {"expires_in", life - 1},
              {"id_token", key().sign(claims)}};
    if (has("offline_access")) {
        const auto refresh = randomHex(20);
        auto kept = login;
        kept.until = m_surroundings.now() + refreshLife;
        m_refresh[refresh] = kept;
        body["refresh_token"] = refresh;
    }
    auto response = net::Response::json(body);
    response.headers.set("Cache-Control", "no-store");
    return response;
}

net::Response Dex::userinfo(const net::Request &request)
{
    const auto header = request.headers.get("Authorization");
    if (!boost::istarts_with(header, "Bearer "))
        return oauthError("access_denied", "Invalid bearer token.", 403);
    const auto claims = verifyJwt(header.substr(7), key().jwks());
    const auto now = std::chrono::system_clock::to_time_t(m_surroundings.now());
    if (!claims || claims->value("exp", std::int64_t(0)) <= now)
        return oauthError("access_denied", claims ? "token is expired" : claims.error(), 403);
    return net::Response::json(*claims);
}

void Dex::forgetOld()
{
    const auto now = m_surroundings.now();
    for (auto *kept : {&m_logins, &m_codes, &m_refresh})
        std::erase_if(*kept, [&](const auto &entry) { return entry.second.until < now; });
}

namespace {

/// What runs when dex cannot: every request gets the reason.
class Broken final : public Service {
public:
    explicit Broken(std::string why)
        : m_why(std::move(why))
    {
    }
    Awaitable<void> handle(net::Exchange &exchange) override
    {
        co_await exchange.reply(net::Response::text(m_why + "\n", 503));
    }

private:
    std::string m_why;
};

} // namespace

std::unique_ptr<workloads::Workload> makeDex(workloads::Surroundings surroundings)
{
    // The chart mounts its Secret's config.yaml; where is up to the arguments, so the name decides.
    std::string text = surroundings.variable("DEX_CONFIG");
    for (const auto &[path, content] : surroundings.files) {
        if (path.ends_with("/config.yaml"))
            text = content;
    }
    auto config = DexConfig::parse(text);
    if (!config) {
        const auto why = "dex: " + config.error();
        surroundings.log(why);
        return httpWorkload(5556, std::make_shared<Broken>(why));
    }
    return httpWorkload(5556, std::make_shared<Dex>(std::move(*config), std::move(surroundings)));
}

} // namespace stage::observe
