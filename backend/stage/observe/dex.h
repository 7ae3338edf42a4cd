// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/observe/crypto.h"
#include "backend/stage/observe/service.h"

#include <future>

namespace stage::observe {

/// dex's configuration file, as far as the stage obeys it.
struct DexConfig {
    struct Client {
        std::string id, secret, name;
        std::vector<std::string> redirectUris;
    };
    struct User {
        std::string email, hash, username, id;
    };
    std::string issuer;
    std::string passwordConnector; ///< "" when the password grant is off
    std::vector<Client> clients;
    std::vector<User> users;

    static tl::expected<DexConfig, std::string> parse(const std::string &yaml);
    const Client *client(const std::string &id) const;
};

/// dex for one password database: discovery, the login form, codes, tokens (authorization_code with
/// or without PKCE, password, refresh_token), keys and userinfo. Everything is in memory, as the
/// demo's storage is; a restart makes a new signing key.
class Dex final : public Service {
public:
    Dex(DexConfig config, workloads::Surroundings surroundings);
    Awaitable<void> handle(net::Exchange &exchange) override;

private:
    struct Login {
        std::string clientId, redirectUri, scope, state, nonce, challenge, challengeMethod;
        DexConfig::User user;
        std::chrono::system_clock::time_point until;
    };
    using Logins = std::map<std::string, Login>;

    net::Response answer(const net::Request &request);
    net::Response discovery() const;
    net::Response authorize(const net::Request &request) const;
    net::Response startLogin(const net::Request &request);
    net::Response loginForm(const std::string &state, const std::string &error, int status) const;
    net::Response login(const net::Request &request);
    net::Response token(const net::Request &request);
    net::Response tokens(const Login &login);
    net::Response userinfo(const net::Request &request);
    const DexConfig::User *checked(const std::string &name, const std::string &password);
    const SigningKey &key();
    void forgetOld();

    DexConfig m_config;
    workloads::Surroundings m_surroundings;
    std::shared_future<std::shared_ptr<SigningKey>> m_key; ///< made beside the event loop
    Logins m_logins, m_codes, m_refresh;
};

/// The values of an application/x-www-form-urlencoded body.
std::map<std::string, std::string> formValues(const std::string &body);
net::Response redirectTo(const std::string &location, int status = 302);

std::unique_ptr<workloads::Workload> makeDex(workloads::Surroundings surroundings);

} // namespace stage::observe
