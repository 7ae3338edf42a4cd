// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/client.h"

#include <map>
#include <nlohmann/json.hpp>

namespace stage::tools {

using Json = nlohmann::json;

/// The API server as a command-line tool sees it: blocking, one request at a time.
class KubeApi {
public:
    /// FILE "" takes KUBECONFIG from ENVIRONMENT; CONTEXT "" takes the current one.
    static tl::expected<KubeApi, std::string>
    open(const std::string &file, const std::string &context,
         const std::map<std::string, std::string> &environment);

    struct Answer {
        int status = 0;
        Json body;
        bool ok() const { return status / 100 == 2; }
        /// The Status message, or the HTTP status.
        std::string why() const;
    };
    tl::expected<Answer, std::string> request(const std::string &method, const std::string &path,
                                              const Json &body = {},
                                              const std::string &contentType = "application/json");
    /// The URL of an object; asks discovery once a group and version.
    tl::expected<std::string, std::string> path(const Json &object, const std::string &ns);
    /// Server-side apply, forced.
    tl::expected<Json, std::string> apply(const Json &object, const std::string &ns,
                                          const std::string &manager);

private:
    KubeApi() = default;
    net::Url m_server;
    std::string m_token;
    std::map<std::string, Json> m_discovered; ///< by "G/V": the resource list
};

/// One request without a cluster, for registries. Blocking.
tl::expected<net::Response, std::string> requestNow(net::Url url, net::Request request);

} // namespace stage::tools
