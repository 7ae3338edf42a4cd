// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/observe/crypto.h"
#include "backend/stage/observe/service.h"

namespace stage::observe {

/// oauth2-proxy's settings, from its environment (OAUTH2_PROXY_…) and arguments (--name=value).
struct ProxySettings {
    std::string clientId, clientSecret, cookieSecret, issuer, upstream, redirectUrl, scope;
    std::string approvalPrompt; ///< of the flag's last occurrence; "force" without one
    static ProxySettings from(const workloads::Surroundings &surroundings);
};

/// oauth2-proxy with one OIDC provider and one upstream: whoever has no session is sent to log in
/// (or refused with 401 when the request asks for JSON), everyone else passes with the identity in
/// header fields. The session lies sealed in the cookie, so a restart keeps it.
class OAuth2Proxy final : public Service {
public:
    OAuth2Proxy(ProxySettings settings, workloads::Surroundings surroundings);
    Awaitable<void> handle(net::Exchange &exchange) override;

private:
    struct Session {
        std::string user, email, name, idToken, accessToken;
        std::int64_t expires = 0;
    };

    std::optional<Session> sessionOf(const net::Request &request) const;
    Awaitable<net::Response> own(const net::Request &request);
    Awaitable<net::Response> start(const net::Request &request, std::string back);
    Awaitable<net::Response> callback(const net::Request &request);
    Awaitable<void> pass(net::Exchange &exchange, Session session);
    net::Response signInPage(const std::string &error, int status) const;
    /// A document of the issuer as JSON; the error is ready to be shown.
    Awaitable<tl::expected<Json, std::string>> askIssuer(std::string url, std::string form);
    Awaitable<tl::expected<Json, std::string>> discovered();
    tl::expected<Session, std::string> checked(const Json &tokens, const Json &keys,
                                               const std::string &nonce) const;

    ProxySettings m_settings;
    workloads::Surroundings m_surroundings;
    Seal m_seal;
    Json m_discovery; ///< null until the issuer has answered
};

std::unique_ptr<workloads::Workload> makeOAuth2Proxy(workloads::Surroundings surroundings);

} // namespace stage::observe
